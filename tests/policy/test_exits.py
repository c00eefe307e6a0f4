"""The table of exits: every pair of kind and ground, by hand or not, and what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date as D  # noqa: N812 - tables of days
from itertools import product
from uuid import UUID

import pytest

from hub.policy.clauses import CLAUSES
from hub.policy.exits import RULES, Leaving, NewStandard, Then, Way, by_hand, followed, judge_exit
from hub.policy.validity import Validity
from hub.policy.vocabulary import ExitGround, ListKind

BLACK, WATCH, RED = ListKind.BLACK, ListKind.WATCH, ListKind.RED
TODAY = D(2026, 9, 7)
DEPARTMENT, SUCCESSOR, STRANGER, LIST_TYPE = (UUID(int=n) for n in range(1, 5))
ENTRY = Leaving(
    kind=BLACK,
    erased=False,
    validity=Validity(D(2026, 1, 1), D(2026, 12, 31)),
    listed_by=DEPARTMENT,
    department_name="Invented Bureau",
    list_type=LIST_TYPE,
    standard_from=D(2020, 1, 1),
    watch_term_months=12,
)
POSSIBLE = {
    BLACK: "ERROR REPAIRED EXPIRED STANDARD_CHANGED",
    RED: "ERROR ADVERSE_LISTING MISUSE EXPIRED STANDARD_CHANGED",
    WATCH: "ERROR EXPIRED ESCALATED REPAIRED STANDARD_CHANGED",
}
BY_HAND = {
    BLACK: "ERROR STANDARD_CHANGED",
    RED: "ERROR STANDARD_CHANGED MISUSE",
    WATCH: "ERROR STANDARD_CHANGED",
}


def codes(entry: Leaving, ground: ExitGround, **asked: object) -> list[str]:
    given = {"acts_for": {DEPARTMENT}, "facts": "Found.", "standard": None, "watch_term_months": None} | asked
    return [refusal.code for refusal in judge_exit(entry, ground, today=TODAY, **given)]  # type: ignore[arg-type]


@pytest.mark.parametrize(("kind", "ground"), list(product(ListKind, ExitGround)))
def test_every_kind_leaves_on_its_own_grounds_and_by_hand_on_few(kind: ListKind, ground: ExitGround) -> None:
    assert ((kind, ground) in RULES) == (ground.value in POSSIBLE[kind].split())
    expected = []
    if (kind, ground) not in RULES:
        expected = ["GROUND_NOT_POSSIBLE"]
    elif ground.value not in BY_HAND[kind].split():
        expected = ["GROUND_NOT_BY_HAND"]
    assert codes(replace(ENTRY, kind=kind), ground) == expected


@pytest.mark.parametrize("kind", list(ListKind))
def test_by_hand_names_the_same_grounds_as_a_clerk_may_use(kind: ListKind) -> None:
    assert {ground.value for ground in by_hand(kind)} == set(BY_HAND[kind].split())


@pytest.mark.parametrize(("key", "rule"), list(RULES.items()))
def test_a_black_entry_is_followed_unless_in_error_and_an_error_is_erased(
    key: tuple[ListKind, ExitGround], rule: object
) -> None:
    kind, ground = key
    followed_or_not = Then.WATCH if kind is BLACK else Then.NOTHING
    expected = Then.ERASE if ground is ExitGround.ERROR else followed_or_not
    assert RULES[key].then is expected
    assert RULES[key].clause in CLAUSES


def test_only_black_entries_are_followed() -> None:
    assert [kind for kind in ListKind if followed(kind)] == [BLACK]


def test_repair_time_and_consequence_are_never_by_hand() -> None:
    assert all(
        Way.HAND not in rule.ways
        for (_, ground), rule in RULES.items()
        if ground.value in {"REPAIRED", "EXPIRED", "ADVERSE_LISTING", "ESCALATED"}
    )


@pytest.mark.parametrize(
    ("acts_for", "expected"),
    [({DEPARTMENT}, []), ({SUCCESSOR, DEPARTMENT}, []), ({STRANGER}, ["NOT_LISTING_DEPARTMENT"])],
)
def test_only_the_listing_department_or_its_successor_ends_by_hand(
    acts_for: set[UUID], expected: list[str]
) -> None:
    assert codes(ENTRY, ExitGround.STANDARD_CHANGED, acts_for=acts_for) == expected


@pytest.mark.parametrize(
    ("validity", "ground", "expected"),
    [
        (Validity(D(2026, 1, 1), D(2026, 9, 6)), ExitGround.STANDARD_CHANGED, ["ALREADY_EXITED"]),
        (Validity(D(2026, 1, 1), D(2026, 9, 6)), ExitGround.ERROR, []),
        (Validity(D(2026, 1, 1), D(2026, 9, 7)), ExitGround.STANDARD_CHANGED, []),
        (
            Validity(D(2026, 1, 1), D(2026, 12, 31), TODAY, ExitGround.REPAIRED),
            ExitGround.STANDARD_CHANGED,
            ["ALREADY_EXITED"],
        ),
        (Validity(D(2026, 1, 1), D(2026, 12, 31), TODAY, ExitGround.REPAIRED), ExitGround.ERROR, []),
        (Validity(D(2026, 10, 1), D(2027, 9, 30)), ExitGround.STANDARD_CHANGED, []),
    ],
)
def test_a_second_exit_is_refused_and_on_an_exited_entry_only_error_is_possible(
    validity: Validity, ground: ExitGround, expected: list[str]
) -> None:
    assert codes(replace(ENTRY, validity=validity), ground) == expected


def test_the_refusal_of_a_second_exit_says_that_error_is_still_possible() -> None:
    over = replace(ENTRY, validity=Validity(D(2026, 1, 1), D(2026, 9, 6)))
    [refusal] = judge_exit(
        over,
        ExitGround.STANDARD_CHANGED,
        acts_for={DEPARTMENT},
        facts="x",
        standard=None,
        watch_term_months=None,
        today=TODAY,
    )
    assert refusal.allowed == ("exitEntry",)
    assert "2026-09-07 (EXPIRED)" in refusal.message


def test_nothing_is_done_with_an_erased_entry() -> None:
    gone = replace(
        ENTRY, erased=True, validity=Validity(TODAY, TODAY, TODAY, ExitGround.ERROR), listed_by=None
    )
    assert codes(gone, ExitGround.ERROR) == ["ALREADY_EXITED"]


@pytest.mark.parametrize(
    ("ground", "facts", "standard", "expected"),
    [
        (ExitGround.STANDARD_CHANGED, None, None, ["NEW_STANDARD_MISSING"]),
        (ExitGround.STANDARD_CHANGED, "  ", None, ["NEW_STANDARD_MISSING"]),
        (ExitGround.STANDARD_CHANGED, "Document No. 9", None, []),
        (ExitGround.STANDARD_CHANGED, None, NewStandard(LIST_TYPE, D(2026, 1, 1)), []),
        (ExitGround.STANDARD_CHANGED, None, NewStandard(STRANGER, D(2026, 1, 1)), ["NEW_STANDARD_WRONG"]),
        (ExitGround.STANDARD_CHANGED, None, NewStandard(LIST_TYPE, D(2020, 1, 1)), ["NEW_STANDARD_WRONG"]),
        (ExitGround.STANDARD_CHANGED, None, NewStandard(LIST_TYPE, D(2026, 9, 8)), ["NEW_STANDARD_WRONG"]),
        (ExitGround.MISUSE, None, None, ["EXIT_FACTS_MISSING"]),
        (ExitGround.MISUSE, "Sold its certificate.", None, []),
        (ExitGround.ERROR, None, None, []),
    ],
)
def test_what_an_exit_has_to_cite(
    ground: ExitGround, facts: str | None, standard: NewStandard | None, expected: list[str]
) -> None:
    kind = RED if ground is ExitGround.MISUSE else BLACK
    assert codes(replace(ENTRY, kind=kind), ground, facts=facts, standard=standard) == expected


@pytest.mark.parametrize(
    ("kind", "ground", "months", "expected"),
    [
        (BLACK, ExitGround.STANDARD_CHANGED, 12, []),
        (BLACK, ExitGround.STANDARD_CHANGED, 1, []),
        (BLACK, ExitGround.STANDARD_CHANGED, 13, ["WATCH_TERM_OUT_OF_BOUNDS"]),
        (BLACK, ExitGround.STANDARD_CHANGED, 0, ["WATCH_TERM_OUT_OF_BOUNDS"]),
        (BLACK, ExitGround.ERROR, 6, ["WATCH_TERM_OUT_OF_BOUNDS"]),
        (WATCH, ExitGround.STANDARD_CHANGED, 6, ["WATCH_TERM_OUT_OF_BOUNDS"]),
    ],
)
def test_a_watch_term_at_the_exit_stays_within_the_standard_s(
    kind: ListKind, ground: ExitGround, months: int, expected: list[str]
) -> None:
    assert codes(replace(ENTRY, kind=kind), ground, watch_term_months=months) == expected


@pytest.mark.parametrize("ground", [ExitGround.ERROR, ExitGround.STANDARD_CHANGED])
@pytest.mark.parametrize(
    ("first_day", "expected"), [(D(2026, 9, 8), ["ENTRY_NOT_BEGUN"]), (TODAY, []), (D(2026, 9, 6), [])]
)
def test_a_follow_on_is_not_ended_by_hand_before_its_first_day(
    ground: ExitGround, first_day: D, expected: list[str]
) -> None:
    coming = Validity(first_day, D(2027, 9, 7))
    assert codes(replace(ENTRY, kind=WATCH, validity=coming, follows=True), ground) == expected
    # A watch entry that was decided for a later day is its department's own, and may be taken back.
    assert codes(replace(ENTRY, kind=WATCH, validity=coming), ground) == []
