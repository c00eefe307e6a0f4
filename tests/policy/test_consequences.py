"""What a listing takes away, and what is given back when it was an error."""

from __future__ import annotations

from dataclasses import replace
from datetime import date as D  # noqa: N812 - tables of days
from typing import Any
from uuid import UUID

import pytest

from hub.policy.consequences import Restored, losses, restorations
from hub.policy.listing import Standing
from hub.policy.standards import ListType
from hub.policy.validity import Validity
from hub.policy.vocabulary import ExitGround, ListKind, Scope

BLACK, WATCH, RED = ListKind.BLACK, ListKind.WATCH, ListKind.RED
TODAY = D(2026, 9, 7)
OWN, STRANGER, FOUNDER = (UUID(int=n) for n in range(1, 4))
TYPE = ListType(UUID(int=9), "tax-black", "Tax", BLACK, "tax", "TAXATION", Scope.LOCAL, None)
YEAR = Validity(D(2026, 1, 1), D(2026, 12, 31))
TERM = Validity(TODAY, D(2027, 9, 6))


def standing(
    number: int, kind: ListKind, by: UUID = OWN, validity: Validity = YEAR, field: str = "tax", **more: Any
) -> Standing:
    key = UUID(int=100 + number)
    return Standing(key, kind, field, UUID(int=200 + number), "List", by, "Bureau", validity, **more)


def lost(
    kind: ListKind, other: Standing, validity: Validity = TERM, follow_on: Validity | None = None
) -> tuple[ExitGround, D] | None:
    found = list(
        losses(replace(TYPE, kind=kind), validity, follow_on, acts_for={OWN}, standings=[other], today=TODAY)
    )
    assert len(found) <= 1
    return (found[0].ground, found[0].exit_day) if found else None


ADVERSE, ESCALATED = ExitGround.ADVERSE_LISTING, ExitGround.ESCALATED


@pytest.mark.parametrize(
    ("kind", "other", "expected"),
    [
        (BLACK, standing(1, RED), (ADVERSE, TODAY)),
        (BLACK, standing(1, RED, STRANGER, field="other"), (ADVERSE, TODAY)),
        (WATCH, standing(1, RED, STRANGER), (ADVERSE, TODAY)),
        (RED, standing(1, RED), None),
        (RED, standing(1, WATCH), None),
        (BLACK, standing(1, RED, validity=Validity(D(2026, 1, 1), D(2026, 9, 6))), None),
        (BLACK, standing(1, RED, validity=Validity(D(2026, 1, 1), TODAY)), (ADVERSE, TODAY)),
        (BLACK, standing(1, RED, validity=Validity(D(2026, 10, 1), D(2027, 9, 30))), (ADVERSE, TODAY)),
        (BLACK, standing(1, WATCH), (ESCALATED, TODAY)),
        (BLACK, standing(1, WATCH, STRANGER), None),
        (BLACK, standing(1, WATCH, field="other"), None),
        (WATCH, standing(1, WATCH), None),
        (BLACK, standing(1, BLACK), None),
        (BLACK, standing(1, WATCH, validity=Validity(D(2027, 1, 1), D(2027, 12, 31)), follows=FOUNDER), None),
        (BLACK, standing(1, WATCH, validity=Validity(D(2027, 1, 1), D(2027, 12, 31))), (ESCALATED, TODAY)),
    ],
)
def test_what_a_listing_takes_away(
    kind: ListKind, other: Standing, expected: tuple[ExitGround, D] | None
) -> None:
    assert lost(kind, other) == expected


def test_an_entry_is_lost_when_the_new_one_takes_effect_and_never_in_the_past() -> None:
    red = standing(1, RED)
    assert lost(BLACK, red, Validity(D(2026, 10, 1), D(2027, 9, 30))) == (ADVERSE, D(2026, 10, 1))
    assert lost(BLACK, red, Validity(D(2026, 2, 1), D(2027, 1, 31))) == (ADVERSE, TODAY)


def test_a_black_listing_that_is_over_still_takes_the_red_entry_when_its_follow_on_stands() -> None:
    over = Validity(D(2025, 1, 1), D(2025, 12, 31))
    assert lost(BLACK, standing(1, RED), over) is None
    assert lost(BLACK, standing(1, RED), over, Validity(D(2026, 1, 1), D(2026, 12, 31))) == (ADVERSE, TODAY)
    assert lost(BLACK, standing(1, WATCH), over, Validity(D(2026, 1, 1), D(2026, 12, 31))) is None


def red_lost(number: int = 1, on: D = D(2026, 5, 1)) -> Standing:
    return standing(number, RED, validity=replace(YEAR, exited_on=on, exit_ground=ADVERSE), caused_by=FOUNDER)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (None, (False, None)),
        (standing(2, WATCH, STRANGER, Validity(D(2026, 6, 1), D(2026, 12, 31))), (True, D(2026, 6, 1))),
        (standing(2, BLACK, STRANGER, Validity(D(2026, 4, 1), D(2026, 12, 31))), (True, D(2026, 5, 1))),
        (standing(2, BLACK, STRANGER, Validity(D(2026, 1, 1), D(2026, 4, 30))), (False, None)),
        (standing(2, BLACK, STRANGER, Validity(D(2027, 1, 1), D(2027, 12, 31))), (False, None)),
        (standing(2, RED, STRANGER), (False, None)),
    ],
)
def test_a_red_entry_stands_again_unless_another_adverse_entry_takes_it(
    other: Standing | None, expected: tuple[bool, D | None]
) -> None:
    [restored] = restorations([red_lost()], [other] if other else [])
    assert (restored.lost, restored.exit_day) == expected
    assert restored.cause == (other.id if other and restored.lost else None)


def test_an_entry_whose_place_was_taken_meanwhile_stays_lost_without_a_cause() -> None:
    entry = red_lost()
    again = replace(
        standing(2, RED, validity=Validity(D(2026, 6, 1), D(2027, 5, 31))), list_type=entry.list_type
    )
    assert restorations([entry], [again]) == [Restored(entry.id, lost=True)]


def test_an_escalated_watch_entry_stands_again_and_keeps_red_entries_away() -> None:
    watch = standing(
        1, WATCH, validity=replace(YEAR, exited_on=D(2026, 5, 1), exit_ground=ESCALATED), caused_by=FOUNDER
    )
    red = red_lost(2)
    found = {restored.id: restored for restored in restorations([red, watch], [])}
    assert found[watch.id].lost is False
    assert (found[red.id].lost, found[red.id].cause) == (True, watch.id)


def test_an_escalated_watch_entry_stays_lost_to_another_black_entry_of_its_department() -> None:
    watch = standing(
        1, WATCH, validity=replace(YEAR, exited_on=D(2026, 5, 1), exit_ground=ESCALATED), caused_by=FOUNDER
    )
    black = standing(2, BLACK, validity=Validity(D(2026, 7, 1), D(2027, 6, 30)))
    assert restorations([watch], [black]) == [
        Restored(watch.id, lost=True, exit_day=D(2026, 7, 1), cause=black.id)
    ]
    elsewhere = replace(black, listed_by=STRANGER)
    assert restorations([watch], [elsewhere]) == [Restored(watch.id, lost=False)]
