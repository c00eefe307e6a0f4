"""Who keeps the register of departments, what may change from when, and who takes over (§5.2, A7)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest

from hub.policy.departments import Held, Known, Places, judge_change, judge_end, judge_keeper, rewrite
from hub.policy.duties import CREDIT_OFFICE, Caller
from hub.policy.routing import Found, Taker, first_takers
from hub.policy.subjects import judge_corrector

D = dt.date
TODAY, FIRST = D(2026, 11, 23), D(2018, 1, 1)
PREFECTURE, EAST, WEST, STREET = (UUID(int=n) for n in range(1, 5))
PLACES = Places(
    {PREFECTURE: None, EAST: PREFECTURE, WEST: PREFECTURE, STREET: EAST},
    {PREFECTURE: "prefecture", EAST: "east", WEST: "west", STREET: "street"},
)
OLD, NEW, OTHER = (UUID(int=n) for n in range(11, 14))


def office(region: UUID, *functions: str) -> Caller:
    return Caller(department_id=OTHER, region_id=region, functions=frozenset(functions or {CREDIT_OFFICE}))


def known(
    key: UUID = OLD,
    first: dt.date = FIRST,
    last: dt.date | None = None,
    successor: UUID | None = None,
) -> Known:
    return Known(key, f"department-{key.int}", EAST, first, last, successor)


@pytest.mark.parametrize(
    ("caller", "seat", "regions", "functions", "codes"),
    [
        (office(PREFECTURE), EAST, [EAST, WEST], {"FINANCE"}, []),
        (office(PREFECTURE), WEST, [WEST], {CREDIT_OFFICE}, []),
        (office(EAST), EAST, [EAST, STREET], {"FINANCE"}, []),
        (office(EAST), STREET, [STREET], {"FINANCE"}, []),
        (office(EAST), EAST, [EAST], {CREDIT_OFFICE}, ["CREDIT_OFFICE_BY_PREFECTURE"]),
        (office(EAST), WEST, [WEST], {"FINANCE"}, ["OUTSIDE_YOUR_AREA"]),
        (office(EAST), EAST, [EAST, WEST], {"FINANCE"}, ["OUTSIDE_YOUR_AREA"]),
        (office(EAST), EAST, [PREFECTURE], {"FINANCE"}, ["OUTSIDE_YOUR_AREA"]),
        (office(PREFECTURE, "FINANCE"), EAST, [EAST], {"FINANCE"}, ["NOT_CREDIT_OFFICE"]),
        (Caller(), EAST, [EAST], {"FINANCE"}, ["NOT_CREDIT_OFFICE"]),
    ],
)
def test_a_credit_office_keeps_its_own_area(
    caller: Caller, seat: UUID, regions: list[UUID], functions: set[str], codes: list[str]
) -> None:
    assert [refusal.code for refusal in judge_keeper(caller, PLACES, seat, regions, functions)] == codes


@pytest.mark.parametrize(
    ("department", "day", "code"),
    [
        (known(), TODAY, None),
        (known(), D(2027, 1, 1), None),
        (known(first=D(2027, 1, 1)), D(2027, 1, 1), None),
        (known(), D(2026, 11, 22), "DAY_HAS_PASSED"),
        (known(first=D(2027, 1, 1)), TODAY, "DEPARTMENT_NOT_STANDING_THEN"),
        (known(last=D(2026, 12, 31)), D(2026, 12, 31), None),
        (known(last=D(2026, 12, 31)), D(2027, 1, 1), "DEPARTMENT_NOT_STANDING_THEN"),
    ],
)
def test_a_change_is_from_today_on_and_while_the_department_stands(
    department: Known, day: dt.date, code: str | None
) -> None:
    refusal = judge_change(department, day, TODAY)
    assert (None if refusal is None else refusal.code) == code


@pytest.mark.parametrize(
    ("department", "last", "successor", "own", "chain", "codes"),
    [
        (known(), TODAY, known(NEW), "entries", set(), []),
        (known(), TODAY, None, "", set(), []),
        (known(), TODAY, None, "entries", set(), ["SUCCESSOR_MISSING"]),
        (known(), D(2026, 11, 22), known(NEW), "", set(), ["DAY_HAS_PASSED"]),
        (known(last=D(2026, 11, 22)), TODAY, known(NEW), "", set(), ["DEPARTMENT_HAS_ENDED"]),
        (known(last=D(2026, 12, 31)), TODAY, known(NEW), "", set(), []),
        (known(first=D(2027, 1, 1)), TODAY, known(NEW), "", set(), ["DEPARTMENT_NOT_STANDING_THEN"]),
        (known(), TODAY, known(), "", set(), ["SUCCESSOR_UNFIT"]),
        (known(), TODAY, known(NEW), "", {OLD}, ["SUCCESSOR_UNFIT"]),
        (known(), TODAY, known(NEW, first=D(2026, 11, 24)), "entries", set(), []),
        (known(), TODAY, known(NEW, first=D(2026, 11, 25)), "entries", set(), ["SUCCESSOR_UNFIT"]),
        (known(), TODAY, known(NEW, last=TODAY), "entries", set(), ["SUCCESSOR_UNFIT"]),
    ],
)
def test_nobody_ends_and_leaves_what_it_has_to_nobody(
    department: Known,
    last: dt.date,
    successor: Known | None,
    own: str,
    chain: set[UUID],
    codes: list[str],
) -> None:
    found = judge_end(department, last, successor, own=own, chain=chain, today=TODAY)
    assert [refusal.code for refusal in found] == codes


def held(value: str, first: dt.date = FIRST, last: dt.date | None = None) -> Held[str]:
    return Held(value, first, last)


DAY = D(2026, 12, 1)
BEFORE = D(2026, 11, 30)


@pytest.mark.parametrize(
    ("there", "wanted", "ended", "gone", "begun"),
    [
        ([held("A")], ["A"], [], [], []),
        ([held("A")], ["B"], [("A", BEFORE)], [], ["B"]),
        ([held("A")], ["A", "B", "B"], [], [], ["B"]),
        ([held("A", last=D(2026, 12, 31))], ["A"], [("A", None)], [], []),
        ([held("A", last=D(2026, 6, 30))], ["A"], [], [], ["A"]),
        ([held("A"), held("B", D(2027, 1, 1))], ["A"], [], ["B"], []),
        ([held("A", DAY)], ["B"], [], ["A"], ["B"]),
        ([held("A", DAY)], ["A"], [], [], []),
        ([held("A", D(2027, 1, 1))], ["A"], [], ["A"], ["A"]),
        ([], ["A"], [], [], ["A"]),
    ],
)
def test_from_a_day_on_exactly_what_is_wanted_is_held(
    there: list[Held[str]],
    wanted: list[str],
    ended: list[tuple[str, dt.date | None]],
    gone: list[str],
    begun: list[str],
) -> None:
    found = rewrite(there, wanted, DAY)
    assert [(row.value, last) for row, last in found.ended] == ended
    assert [row.value for row in found.gone] == gone
    assert list(found.begun) == begun
    assert found.empty is (not ended and not gone and not begun)


def test_the_first_to_hold_a_function_in_a_region_take_on_what_was_unrouted_there() -> None:
    takers = [
        Taker(OLD, "FINANCE", EAST, D(2027, 1, 1)),
        Taker(NEW, "FINANCE", EAST, TODAY),
        Taker(OTHER, "FINANCE", EAST, TODAY),
        Taker(OLD, "FINANCE", WEST, D(2027, 1, 1)),
        Taker(OLD, "COURT", EAST, TODAY),
    ]
    assert first_takers(takers) == {
        ("FINANCE", EAST): Found(TODAY, (NEW, OTHER)),
        ("FINANCE", WEST): Found(D(2027, 1, 1), (OLD,)),
        ("COURT", EAST): Found(TODAY, (OLD,)),
    }


@pytest.mark.parametrize(
    ("caller", "registered_by", "region", "may"),
    [
        (Caller(department_id=OLD), OLD, EAST, True),
        (Caller(department_id=NEW, succeeds=frozenset({OLD})), OLD, EAST, True),
        (Caller(department_id=NEW), OLD, EAST, False),
        (Caller(department_id=NEW), None, EAST, False),
        (office(EAST), OLD, EAST, True),
        (office(EAST), OLD, STREET, True),
        (office(EAST), OLD, WEST, False),
        (office(EAST), OLD, None, False),
        (office(PREFECTURE), None, None, True),
        (Caller(), None, EAST, False),
    ],
)
def test_the_register_is_corrected_by_who_wrote_it_or_a_credit_office_above(
    caller: Caller, registered_by: UUID | None, region: UUID | None, *, may: bool
) -> None:
    refusal = judge_corrector(caller, registered_by, region, PLACES)
    assert (refusal is None) is may
    assert refusal is None or refusal.code == "NOT_YOUR_REGISTRATION"
