"""Who turns which watch entry into a black one, when, and on which list (L3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date as D  # noqa: N812 - tables of days
from typing import Any
from uuid import UUID

import pytest

from hub.policy.escalation import judge_escalation
from hub.policy.exits import Leaving
from hub.policy.standards import ListType
from hub.policy.validity import Validity
from hub.policy.vocabulary import ListKind, Scope

TODAY = D(2026, 9, 7)
DEPARTMENT, STRANGER = UUID(int=1), UUID(int=2)
WATCH = Leaving(
    kind=ListKind.WATCH,
    erased=False,
    validity=Validity(D(2026, 6, 1), D(2026, 11, 30)),
    listed_by=DEPARTMENT,
    department_name="Invented Bureau",
    list_type=UUID(int=3),
    standard_from=D(2020, 1, 1),
    watch_term_months=None,
)
BLACK = ListType(
    UUID(int=4), "tax-black", "Tax black", ListKind.BLACK, "taxation", "TAXATION", Scope.LOCAL, None
)


def codes(entry: Leaving = WATCH, to: ListType | None = BLACK, **given: Any) -> list[str]:
    asked: dict[str, Any] = {"acts_for": {DEPARTMENT}, "begins": TODAY, "today": TODAY} | given
    return [refusal.code for refusal in judge_escalation(entry, "taxation", to, **asked)]


@pytest.mark.parametrize(
    ("entry", "to", "given", "expected"),
    [
        (WATCH, BLACK, {}, []),
        (replace(WATCH, follows=True), BLACK, {}, []),
        (WATCH, BLACK, {"begins": D(2026, 11, 30)}, []),
        (WATCH, None, {}, []),
        (replace(WATCH, kind=ListKind.RED), BLACK, {}, ["NOT_A_WATCH_ENTRY"]),
        (replace(WATCH, kind=ListKind.BLACK), BLACK, {}, ["NOT_A_WATCH_ENTRY"]),
        (WATCH, BLACK, {"acts_for": {STRANGER}}, ["NOT_LISTING_DEPARTMENT"]),
        (WATCH, BLACK, {"today": D(2026, 12, 1)}, ["WATCH_ENTRY_NOT_IN_FORCE"]),
        (WATCH, BLACK, {"today": D(2026, 5, 31)}, ["WATCH_ENTRY_NOT_IN_FORCE"]),
        # The black listing begins when the watch entry has gone already: nothing would escalate.
        (WATCH, BLACK, {"begins": D(2026, 12, 1)}, ["WATCH_ENTRY_NOT_IN_FORCE"]),
        (WATCH, replace(BLACK, field="labour"), {}, ["NOT_ITS_BLACK_LIST"]),
        (WATCH, replace(BLACK, kind=ListKind.WATCH), {}, ["NOT_ITS_BLACK_LIST"]),
        (
            WATCH,
            replace(BLACK, field="labour"),
            {"acts_for": {STRANGER}, "today": D(2026, 12, 1)},
            ["NOT_LISTING_DEPARTMENT", "WATCH_ENTRY_NOT_IN_FORCE", "NOT_ITS_BLACK_LIST"],
        ),
    ],
)
def test_only_its_department_escalates_a_watch_entry_in_force_to_a_black_list_of_its_field(
    entry: Leaving, to: ListType | None, given: dict[str, Any], expected: list[str]
) -> None:
    assert codes(entry, to, **given) == expected
