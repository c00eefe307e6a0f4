"""Days and terms of entries: half-open ranges, exit days, months."""

from __future__ import annotations

from datetime import date as D  # noqa: N812 - tables of days

import pytest

from hub.policy.validity import Validity, last_day, months_later, within_term
from hub.policy.vocabulary import ExitGround

ENTRY = Validity(D(2026, 1, 1), D(2026, 12, 31))
EXITED = Validity(D(2026, 1, 1), D(2026, 12, 31), D(2026, 6, 1), ExitGround.REPAIRED)
NEVER = Validity(D(2026, 1, 1), D(2026, 12, 31), D(2025, 12, 1), ExitGround.STANDARD_CHANGED)


@pytest.mark.parametrize(
    ("validity", "on", "in_force", "ground"),
    [
        (ENTRY, D(2025, 12, 31), False, None),
        (ENTRY, D(2026, 1, 1), True, None),
        (ENTRY, D(2026, 12, 31), True, None),
        (ENTRY, D(2027, 1, 1), False, ExitGround.EXPIRED),
        (EXITED, D(2026, 5, 31), True, None),
        (EXITED, D(2026, 6, 1), False, ExitGround.REPAIRED),
        (EXITED, D(2027, 1, 1), False, ExitGround.REPAIRED),
        (NEVER, D(2026, 1, 1), False, ExitGround.STANDARD_CHANGED),
    ],
)
def test_an_entry_is_in_force_from_its_first_day_to_the_day_before_its_exit(
    validity: Validity, on: D, in_force: bool, ground: ExitGround | None
) -> None:
    assert validity.in_force(on) is in_force
    assert validity.ground(on) is ground


@pytest.mark.parametrize(
    ("other", "overlap"),
    [
        (Validity(D(2027, 1, 1), D(2027, 1, 31)), False),
        (Validity(D(2026, 12, 31), D(2027, 1, 31)), True),
        (Validity(D(2025, 1, 1), D(2025, 12, 31)), False),
        (Validity(D(2025, 1, 1), D(2026, 1, 1)), True),
        (NEVER, False),
    ],
)
def test_validities_overlap_when_a_day_belongs_to_both(other: Validity, overlap: bool) -> None:
    assert ENTRY.overlaps(other) is overlap
    assert other.overlaps(ENTRY) is overlap


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (D(2026, 1, 15), 1, D(2026, 2, 15)),
        (D(2026, 1, 31), 1, D(2026, 2, 28)),
        (D(2024, 1, 31), 1, D(2024, 2, 29)),
        (D(2026, 11, 30), 3, D(2027, 2, 28)),
        (D(2026, 12, 1), 12, D(2027, 12, 1)),
    ],
)
def test_months_end_on_the_same_day_or_the_month_s_last(day: D, months: int, later: D) -> None:
    assert months_later(day, months) == later


def test_a_term_written_by_the_hub_ends_the_day_before_the_same_day() -> None:
    assert last_day(D(2026, 3, 1), 12) == D(2027, 2, 28)


@pytest.mark.parametrize(
    ("until", "fits"),
    [
        (D(2026, 12, 30), False),
        (D(2026, 12, 31), True),
        (D(2027, 1, 1), True),
        (D(2028, 12, 31), True),
        (D(2029, 1, 1), True),
        (D(2029, 1, 2), False),
    ],
)
def test_a_term_of_12_to_36_months_may_end_on_the_same_day_or_the_day_before(until: D, fits: bool) -> None:
    assert within_term(D(2026, 1, 1), until, 12, 36) is fits
