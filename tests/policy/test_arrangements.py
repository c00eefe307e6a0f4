"""A year's arrangement of holidays is taken as announced, and refused where it makes no sense (O1)."""

from __future__ import annotations

import datetime as dt

import pytest

from hub.errors import Misconfigured
from hub.policy.arrangements import Arrangement
from hub.policy.terms import term
from hub.policy.workdays import Calendar, Deadline, end_of

D = dt.date


def test_every_day_that_is_not_named_is_as_the_week_has_it() -> None:
    found = Arrangement.of(2027, "an invented notice", {D(2027, 1, 1)}, {D(2027, 2, 20)}).days()
    assert len(found) == 365
    assert [found[D(2027, 1, day)] for day in (1, 2, 3, 4)] == [False, False, False, True]
    assert found[D(2027, 2, 20)] is True
    assert sum(found.values()) == 261


@pytest.mark.parametrize(
    ("source", "off", "worked", "words"),
    [
        (" ", {D(2027, 1, 1)}, set(), "names no source"),
        ("notice", set(), set(), "has no holidays"),
        ("notice", {D(2028, 1, 1)}, set(), "names 2028-01-01, which is in another year"),
        ("notice", {D(2027, 1, 1)}, {D(2027, 2, 19)}, "makes 2027-02-19 worked, which is no weekend day"),
        ("notice", {D(2027, 2, 20)}, {D(2027, 2, 20)}, "has 2027-02-20 both off and worked"),
    ],
)
def test_an_arrangement_that_makes_no_sense_is_refused(
    source: str, off: set[dt.date], worked: set[dt.date], words: str
) -> None:
    with pytest.raises(Misconfigured, match=words):
        Arrangement.of(2027, source, off, worked)


def test_a_deadline_is_computed_anew_unless_it_has_passed() -> None:
    calendar = Calendar({D(2027, 1, 4): False}, provisional_from=D(2028, 1, 1))
    days = term(D(2026, 12, 31), 2, end_of(D(2027, 1, 4)))
    assert days.anew(calendar, D(2027, 1, 4)) == Deadline(D(2027, 1, 5), provisional=False)
    assert days.anew(calendar, D(2027, 1, 5)) == Deadline(D(2027, 1, 4), provisional=False)
