"""The sharing catalogue on plain values: which lists may be used, who keeps them, when they are stale (L7, C1)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest

from hub.policy.sharing import Shared, carrying, judge_carried, judge_confirmation, stale
from hub.policy.standards import ListType
from hub.policy.vocabulary import ListKind, Scope
from tests.support.law import STALE

PREFECTURE, COUNTY = UUID(int=1), UUID(int=2)
BLACK = ListType(
    UUID(int=9), "tax-black", "Tax", ListKind.BLACK, "taxation", "TAXATION", Scope.LOCAL, PREFECTURE
)
FIRST = Shared(BLACK.id, dt.date(2020, 1, 1), dt.date(2022, 12, 31), "TAXATION", 30)
SECOND = Shared(BLACK.id, dt.date(2024, 1, 1), None, "FINANCE", 7)
MOMENT = dt.datetime(2026, 9, 7, 2, tzinfo=dt.UTC)
TODAY = dt.date(2026, 9, 7)


@pytest.mark.parametrize(
    ("day", "row"),
    [
        (dt.date(2019, 12, 31), None),
        (dt.date(2020, 1, 1), FIRST),
        (dt.date(2022, 12, 31), FIRST),
        (dt.date(2023, 1, 1), None),
        (dt.date(2023, 12, 31), None),
        (dt.date(2024, 1, 1), SECOND),
        (dt.date(2099, 1, 1), SECOND),
    ],
)
def test_a_list_is_used_only_on_days_on_which_a_row_carries_it(day: dt.date, row: Shared | None) -> None:
    found = carrying([FIRST, SECOND], BLACK.id, day)
    assert found == row
    refusal = judge_carried(BLACK, found, day)
    assert (refusal and refusal.code) == (None if row else "LIST_NOT_CARRIED")


def test_a_row_of_another_list_carries_nothing() -> None:
    assert carrying([FIRST, SECOND], UUID(int=8), dt.date(2024, 1, 1)) is None


@pytest.mark.parametrize(
    ("row", "functions", "areas", "as_of", "codes"),
    [
        (FIRST, {"TAXATION"}, {PREFECTURE, COUNTY}, MOMENT, []),
        (SECOND, {"FINANCE"}, {PREFECTURE}, MOMENT, []),
        (SECOND, {"TAXATION"}, {PREFECTURE}, MOMENT, ["NOT_KEEPER"]),
        (FIRST, {"TAXATION"}, {COUNTY}, MOMENT, ["NOT_KEEPER"]),
        (FIRST, {"TAXATION"}, {PREFECTURE}, MOMENT + dt.timedelta(seconds=1), ["CONFIRMED_AHEAD"]),
        (None, {"TAXATION"}, {PREFECTURE}, MOMENT, ["LIST_NOT_CARRIED"]),
    ],
)
def test_its_keepers_confirm_it_as_of_a_moment_that_has_come(
    row: Shared | None, functions: set[str], areas: set[UUID], as_of: dt.datetime, codes: list[str]
) -> None:
    found = judge_confirmation(BLACK, row, functions=functions, areas=areas, as_of=as_of, moment=MOMENT)
    assert [refusal.code for refusal in found] == codes


@pytest.mark.parametrize(("as_of", "answer"), STALE)
def test_a_list_is_stale_once_its_interval_has_passed(as_of: dt.datetime | None, *, answer: bool) -> None:
    assert stale(as_of, 7, TODAY) is answer
