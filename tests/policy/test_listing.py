"""The rules of a listing, one table per rule: what is refused, with its place, and what is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date as D  # noqa: N812 - tables of days
from typing import Any
from uuid import UUID

import pytest

from hub.policy.clauses import CLAUSES
from hub.policy.listing import Competence, Proposal, Standing, judge, published
from hub.policy.standards import ListType, Permit, Rulebook, Standard, watch_list
from hub.policy.validity import Validity
from hub.policy.vocabulary import BasisLevel, ListKind, NoticeMeans, Scope

BLACK, WATCH, RED = ListKind.BLACK, ListKind.WATCH, ListKind.RED
TODAY = D(2026, 9, 7)
CITY, COUNTY, OTHER, OWN, PREDECESSOR, STRANGER, TYPE, TYPE2 = (UUID(int=n) for n in range(1, 9))
LIST = ListType(TYPE, "tax-black", "Tax black list", BLACK, "tax", "TAXATION", Scope.LOCAL, CITY)
STANDARD = Standard(
    id=UUID(int=50),
    effective_from=D(2020, 1, 1),
    effective_to=None,
    criteria={"C1": 1, "C2": 3},
    min_term_months=12,
    max_term_months=36,
    watch_term_months=12,
    published=True,
    correctable=False,
    basis="Invented regulation",
    basis_level=BasisLevel.LOCAL_REGULATION,
    basis_from=D(2020, 1, 1),
    basis_to=D(2026, 12, 31),
)
PROPOSAL = Proposal(
    document_number="No. 1",
    facts="Facts.",
    criteria=("C1",),
    evidence=("Decision",),
    conduct_from=D(2026, 3, 1),
    conduct_to=D(2026, 4, 30),
    decided_on=TODAY,
    validity=Validity(TODAY, D(2027, 9, 6)),
    notice_given_on=D(2026, 9, 1),
    notice_means=NoticeMeans.DELIVERED,
    correct_by=None,
    watch_term_months=None,
)
COMPETENCE = Competence({"TAXATION"}, {OWN, PREDECESSOR}, {COUNTY, CITY})


def found(
    kind: ListKind = BLACK,
    *,
    standard: Standard | None = STANDARD,
    permitted: tuple[BasisLevel, ...] = (BasisLevel.LOCAL_REGULATION,),
    competence: Competence = COMPETENCE,
    standings: tuple[Standing, ...] = (),
    list_type: ListType = LIST,
    **changed: Any,
) -> list[str]:
    refusals = judge(
        replace(PROPOSAL, **changed),
        replace(list_type, kind=kind),
        standard,
        permitted=permitted,
        competence=competence,
        standings=standings,
        today=TODAY,
    )
    assert all(refusal.clause in CLAUSES for refusal in refusals)
    return [f"{refusal.code} {'.'.join(refusal.path)}" for refusal in refusals]


@pytest.mark.parametrize("kind", list(ListKind))
def test_a_complete_listing_is_not_refused(kind: ListKind) -> None:
    assert found(kind) == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"criteria": ()}, ["CRITERIA_MISSING criteria"]),
        ({"criteria": ("C2",)}, ["CRITERIA_INSUFFICIENT criteria"]),
        ({"criteria": ("C2", "C2")}, ["CRITERIA_INSUFFICIENT criteria"]),
        ({"criteria": ("C2", "C2", "C2")}, []),
        ({"criteria": ("C2", "C1")}, []),
        ({"criteria": ("C9",)}, ["UNKNOWN_CRITERION criteria.0"]),
        ({"criteria": ("C1", "C9")}, ["UNKNOWN_CRITERION criteria.1"]),
        ({"evidence": ()}, ["EVIDENCE_MISSING evidence"]),
        ({"evidence": ("Decision", " ")}, ["EVIDENCE_MISSING evidence.1.document"]),
        ({"conduct_from": None}, ["CONDUCT_DATES_MISSING conductFrom"]),
        ({"conduct_to": None}, ["CONDUCT_DATES_MISSING conductTo"]),
        ({"conduct_to": D(2026, 2, 28)}, ["CONDUCT_DATES_WRONG conductTo"]),
        ({"conduct_to": D(2026, 9, 8)}, ["CONDUCT_DATES_WRONG conductTo"]),
        ({"conduct_to": TODAY}, []),
        ({"document_number": ""}, ["TEXT_MISSING documentNumber"]),
        ({"facts": " \n"}, ["TEXT_MISSING facts"]),
    ],
)
def test_what_a_listing_rests_on(changed: dict[str, Any], expected: list[str]) -> None:
    assert found(**changed) == expected


@pytest.mark.parametrize(
    ("decided_on", "first", "last", "expected"),
    [
        (D(2026, 9, 8), D(2026, 9, 8), D(2027, 9, 8), ["DECIDED_IN_THE_FUTURE decidedOn"]),
        (TODAY, D(2026, 9, 6), D(2027, 9, 6), ["VALIDITY_WRONG validFrom"]),
        (D(2026, 9, 1), TODAY, D(2027, 9, 6), []),
        (TODAY, D(2026, 10, 1), D(2027, 9, 30), []),
        (TODAY, TODAY, D(2027, 9, 5), ["TERM_OUT_OF_BOUNDS validUntil"]),
        (TODAY, TODAY, D(2027, 9, 6), []),
        (TODAY, TODAY, D(2029, 9, 7), []),
        (TODAY, TODAY, D(2029, 9, 8), ["TERM_OUT_OF_BOUNDS validUntil"]),
    ],
)
def test_decision_validity_and_term(decided_on: D, first: D, last: D, expected: list[str]) -> None:
    assert found(decided_on=decided_on, validity=Validity(first, last)) == expected


@pytest.mark.parametrize(
    ("standard", "permitted", "expected"),
    [
        (None, (BasisLevel.LOCAL_REGULATION,), ["NO_STANDARD_IN_FORCE listType"]),
        (replace(STANDARD, basis_to=D(2026, 9, 6)), (BasisLevel.LOCAL_REGULATION,), ["BASIS_ENDED listType"]),
        (
            replace(STANDARD, basis_from=D(2026, 9, 8)),
            (BasisLevel.LOCAL_REGULATION,),
            ["BASIS_ENDED listType"],
        ),
        (replace(STANDARD, basis_to=TODAY), (BasisLevel.LOCAL_REGULATION,), []),
        (STANDARD, (BasisLevel.LAW,), ["LEVEL_NOT_PERMITTED listType"]),
        (STANDARD, (), ["LEVEL_NOT_PERMITTED listType"]),
    ],
)
def test_the_standard_and_its_basis(
    standard: Standard | None, permitted: tuple[BasisLevel, ...], expected: list[str]
) -> None:
    assert found(standard=standard, permitted=permitted) == expected


@pytest.mark.parametrize(
    ("functions", "areas", "region", "expected"),
    [
        ({"TAXATION"}, {COUNTY, CITY}, CITY, []),
        ({"TAXATION"}, {COUNTY, CITY}, COUNTY, []),
        ({"TAXATION"}, {CITY}, COUNTY, ["OUTSIDE_SCOPE listType"]),
        ({"TAXATION"}, {OTHER, CITY}, COUNTY, ["OUTSIDE_SCOPE listType"]),
        ({"TAXATION"}, {OTHER}, None, []),
        ({"FINANCE"}, {COUNTY, CITY}, CITY, ["FUNCTION_MISSING listType"]),
        (set(), set(), CITY, ["FUNCTION_MISSING listType", "OUTSIDE_SCOPE listType"]),
    ],
)
def test_function_and_scope_of_the_deciding_department(
    functions: set[str], areas: set[UUID], region: UUID | None, expected: list[str]
) -> None:
    competence = Competence(functions, {OWN}, areas)
    assert found(competence=competence, list_type=replace(LIST, region=region)) == expected


@pytest.mark.parametrize(
    ("kind", "given_on", "means", "expected"),
    [
        (BLACK, None, NoticeMeans.MAILED, ["NOTICE_MISSING noticeGivenOn"]),
        (BLACK, TODAY, None, ["NOTICE_MISSING noticeMeans"]),
        (WATCH, None, None, ["NOTICE_MISSING noticeGivenOn"]),
        (RED, None, None, []),
        (BLACK, TODAY, NoticeMeans.MAILED, []),
        (BLACK, D(2026, 9, 8), NoticeMeans.MAILED, ["NOTICE_LATE noticeGivenOn"]),
    ],
)
def test_the_subject_was_told_before_the_listing_takes_effect(
    kind: ListKind, given_on: D | None, means: NoticeMeans | None, expected: list[str]
) -> None:
    assert found(kind, notice_given_on=given_on, notice_means=means) == expected


@pytest.mark.parametrize(
    ("kind", "correctable", "correct_by", "expected"),
    [
        (BLACK, True, None, ["CORRECTION_DAY_MISSING correctBy"]),
        (BLACK, True, D(2026, 12, 1), []),
        (BLACK, True, D(2026, 8, 31), ["CORRECTION_DAY_WRONG correctBy"]),
        (BLACK, False, None, []),
        (WATCH, True, None, []),
        (RED, True, None, []),
    ],
)
def test_a_correctable_black_listing_carries_the_day_of_correction(
    kind: ListKind, correctable: bool, correct_by: D | None, expected: list[str]
) -> None:
    assert found(kind, standard=replace(STANDARD, correctable=correctable), correct_by=correct_by) == expected


@pytest.mark.parametrize(
    ("kind", "months", "longest", "expected"),
    [
        (BLACK, 12, 12, []),
        (BLACK, 13, 12, ["WATCH_TERM_OUT_OF_BOUNDS watchTermMonths"]),
        (BLACK, 0, 12, ["WATCH_TERM_OUT_OF_BOUNDS watchTermMonths"]),
        (BLACK, 1, None, ["WATCH_TERM_OUT_OF_BOUNDS watchTermMonths"]),
        (RED, 1, 12, ["WATCH_TERM_OUT_OF_BOUNDS watchTermMonths"]),
        (RED, None, None, []),
    ],
)
def test_a_watch_term_is_for_black_listings_within_the_standard(
    kind: ListKind, months: int, longest: int | None, expected: list[str]
) -> None:
    assert (
        found(kind, standard=replace(STANDARD, watch_term_months=longest), watch_term_months=months)
        == expected
    )


@pytest.mark.parametrize(
    ("kind", "standard_says", "shown"),
    [(BLACK, True, True), (BLACK, False, False), (WATCH, True, False), (RED, True, True)],
)
def test_a_watch_entry_is_never_published(kind: ListKind, standard_says: bool, shown: bool) -> None:
    assert published(replace(LIST, kind=kind), replace(STANDARD, published=standard_says)) is shown


def test_the_version_in_force_on_the_day_of_the_decision_counts_and_so_do_the_permits_of_that_day() -> None:
    old = replace(STANDARD, id=UUID(int=51), effective_from=D(2018, 1, 1), effective_to=D(2019, 12, 31))
    permit = Permit(BLACK, Scope.LOCAL, BasisLevel.NORMATIVE_DOCUMENT, D(2016, 1, 1), D(2020, 12, 6))
    local = Permit(BLACK, Scope.LOCAL, BasisLevel.LOCAL_REGULATION, D(2016, 1, 1), None)
    national = Permit(BLACK, Scope.NATIONAL, BasisLevel.LAW, D(2016, 1, 1), None)
    book = Rulebook({TYPE: [STANDARD, old]}, [permit, local, national])
    assert [book.standard(TYPE, day) for day in (D(2017, 12, 31), D(2019, 12, 31), D(2020, 1, 1))] == [
        None,
        old,
        STANDARD,
    ]
    both = {BasisLevel.NORMATIVE_DOCUMENT, BasisLevel.LOCAL_REGULATION}
    assert book.permitted(LIST, D(2020, 12, 6)) == both
    assert book.permitted(LIST, D(2020, 12, 7)) == {BasisLevel.LOCAL_REGULATION}


def test_a_black_entry_is_followed_on_the_nearest_watch_list_of_its_field() -> None:
    near = replace(LIST, id=UUID(int=60), slug="b", kind=WATCH)
    far = replace(near, id=UUID(int=61), slug="a", region=None, scope=Scope.NATIONAL)
    foreign = replace(near, id=UUID(int=62), field="other")
    assert watch_list(LIST, [far, foreign, near]) == near
    assert watch_list(LIST, [far, foreign]) == far
    assert watch_list(LIST, [foreign, replace(LIST, slug="x")]) is None
