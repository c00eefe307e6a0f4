"""Publications as tables: every step from every state, by dates, by the keeper, and the notice of an error (X3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from datetime import date as D  # noqa: N812 - tables of days
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from hub.policy.clauses import CLAUSES
from hub.policy.publications import (
    PUBLICATION,
    Channel,
    Notice,
    channels_of,
    effective,
    error_notice,
    judge_confirmation,
    judge_notice,
    named_in_notice,
    overdue,
)
from hub.policy.vocabulary import PublicationState, PublicationStep

TODAY = D(2026, 9, 7)
KEEPER, STRANGER = UUID(int=1), UUID(int=2)
S, P = PublicationState, PublicationStep
TABLE = {
    (None, P.ORDER): S.PUBLISH_DUE,
    (S.PUBLISH_DUE, P.PUBLISH): S.PUBLISHED,
    (S.PUBLISH_DUE, P.END): S.WITHDRAW_DUE,
    (S.PUBLISHED, P.END): S.WITHDRAW_DUE,
    (S.WITHDRAW_DUE, P.WITHDRAW): S.WITHDRAWN,
    (S.WITHDRAW_DUE, P.REINSTATE): S.PUBLISH_DUE,
    (S.WITHDRAWN, P.REINSTATE): S.PUBLISH_DUE,
}


@pytest.mark.parametrize(("state", "step"), list(product([None, *S], P)))
def test_every_step_from_every_state(state: PublicationState | None, step: PublicationStep) -> None:
    assert PUBLICATION.next_state(state, step) is TABLE.get((state, step))
    assert PUBLICATION.clause(step) in CLAUSES


@pytest.mark.parametrize(
    ("published", "withdrawn", "exit_day", "expected"),
    [
        (False, False, D(2026, 9, 8), S.PUBLISH_DUE),
        (True, False, D(2026, 9, 8), S.PUBLISHED),
        (False, False, TODAY, S.WITHDRAW_DUE),
        (True, False, TODAY, S.WITHDRAW_DUE),
        (True, True, TODAY, S.WITHDRAWN),
    ],
)
def test_the_exit_day_of_the_entry_makes_the_withdrawal_due(
    published: bool, withdrawn: bool, exit_day: D, expected: PublicationState
) -> None:
    assert effective(published=published, withdrawn=withdrawn, exit_day=exit_day, today=TODAY) is expected


def test_a_withdrawal_is_late_after_its_last_day_and_nothing_else_is() -> None:
    assert overdue(S.WITHDRAW_DUE, D(2026, 9, 6), TODAY)
    assert not overdue(S.WITHDRAW_DUE, TODAY, TODAY)
    assert not overdue(S.WITHDRAW_DUE, None, TODAY)
    assert not overdue(S.PUBLISH_DUE, D(2026, 9, 6), TODAY)
    assert not overdue(S.WITHDRAWN, D(2026, 9, 6), TODAY)


@pytest.mark.parametrize(
    ("state", "step", "given", "expected"),
    [
        (S.PUBLISH_DUE, P.PUBLISH, {}, None),
        (S.WITHDRAW_DUE, P.WITHDRAW, {}, None),
        (S.WITHDRAW_DUE, P.PUBLISH, {}, "STEP_NOT_ALLOWED"),
        (S.PUBLISHED, P.WITHDRAW, {}, "STEP_NOT_ALLOWED"),
        (S.PUBLISHED, P.PUBLISH, {}, "STEP_NOT_ALLOWED"),
        (S.WITHDRAWN, P.WITHDRAW, {}, "STEP_NOT_ALLOWED"),
        (S.PUBLISH_DUE, P.PUBLISH, {"acts_for": {STRANGER}}, "NOT_YOUR_CHANNEL"),
        (S.PUBLISH_DUE, P.PUBLISH, {"done_on": D(2026, 9, 8)}, "PUBLICATION_DAY_WRONG"),
        (S.PUBLISH_DUE, P.PUBLISH, {"done_on": D(2026, 9, 1)}, "PUBLICATION_DAY_WRONG"),
    ],
)
def test_the_keeper_confirms_what_is_due_once(
    state: PublicationState, step: PublicationStep, given: dict[str, Any], expected: str | None
) -> None:
    facts: dict[str, Any] = {
        "kept_by": KEEPER,
        "channel": "Invented Portal",
        "acts_for": {KEEPER},
        "done_on": TODAY,
        "since": D(2026, 9, 2),
        "today": TODAY,
    } | given
    refusal = judge_confirmation(state, step, **facts)
    assert (refusal and refusal.code) == expected


@pytest.mark.parametrize("step", [P.ORDER, P.END, P.REINSTATE])
def test_nobody_confirms_what_only_the_hub_does(step: PublicationStep) -> None:
    for state in S:
        refusal = judge_confirmation(
            state,
            step,
            kept_by=KEEPER,
            channel="Invented Portal",
            acts_for={KEEPER},
            done_on=TODAY,
            since=TODAY,
            today=TODAY,
        )
        assert refusal is not None
        assert refusal.code == "STEP_NOT_ALLOWED"


WAITING = Notice(kept=True, until=D(2026, 10, 7), handed_out_at=None)


@pytest.mark.parametrize(
    ("notice", "given", "expected"),
    [
        (WAITING, {}, None),
        (WAITING, {"today": D(2026, 10, 7)}, None),
        (WAITING, {"today": D(2026, 10, 8)}, "NO_ERROR_NOTICE"),
        (WAITING, {"acts_for": {STRANGER}}, "NOT_YOUR_CHANNEL"),
        (replace(WAITING, kept=False), {}, "NO_ERROR_NOTICE"),
        (replace(WAITING, handed_out_at=dt.datetime(2026, 9, 7, tzinfo=dt.UTC)), {}, "NOTICE_HANDED_OUT"),
    ],
)
def test_the_notice_of_an_error_is_handed_out_once_and_within_its_days(
    notice: Notice, given: dict[str, Any], expected: str | None
) -> None:
    facts: dict[str, Any] = {
        "kept_by": KEEPER,
        "channel": "Invented Portal",
        "acts_for": {KEEPER},
        "today": TODAY,
    } | given
    refusal = judge_notice(notice, **facts)
    assert (refusal and refusal.code) == expected


def test_a_channel_of_a_field_publishes_that_field_and_one_without_every_field() -> None:
    every, tax, labour = (
        Channel(UUID(int=n), KEEPER, field) for n, field in enumerate((None, "tax", "labour"))
    )
    assert channels_of([every, tax, labour], "tax") == [every, tax]


def test_a_notice_names_an_enterprise_in_full_and_a_person_as_the_public_saw_it() -> None:
    assert named_in_notice("Example Kiln", "913505000000000000") == "Example Kiln(913505000000000000)"
    assert named_in_notice("张例", None) == "张*"
    text = error_notice("Example Kiln", "税务黑名单", "示例局", TODAY)
    assert text.startswith("撤销公示:示例局对Example Kiln列入“税务黑名单”的认定有误,自2026-09-07起撤销")
