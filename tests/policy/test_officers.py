"""Who answers for an enterprise's conduct, and which offices may be recorded."""

from __future__ import annotations

from datetime import date as D  # noqa: N812 - tables of days
from uuid import UUID

import pytest

from hub.policy.officers import (
    Nominee,
    Office,
    Responsible,
    judge_end,
    judge_naming,
    judge_office,
    name_responsible,
)
from hub.policy.vocabulary import ListKind, OfficerRole

LEGAL, PRINCIPAL, MANAGER, DIRECTOR, SHAREHOLDER, PRACTITIONER = OfficerRole
FIRST, LAST = D(2026, 3, 1), D(2026, 4, 30)
ANNA, BAO, CHEN = (UUID(int=n) for n in (1, 2, 3))


def office(number: int, person: UUID, role: OfficerRole, since: D, until: D | None = None) -> Office:
    return Office(UUID(int=100 + number), person, role, since, until)


@pytest.mark.parametrize(
    ("since", "until", "held"),
    [
        (D(2025, 1, 1), None, True),
        (D(2025, 1, 1), D(2026, 2, 28), False),
        (D(2025, 1, 1), D(2026, 3, 1), True),
        (D(2026, 4, 30), None, True),
        (D(2026, 5, 1), None, False),
    ],
)
def test_an_office_answers_when_one_of_its_days_is_a_day_of_the_conduct(
    since: D, until: D | None, held: bool
) -> None:
    naming = name_responsible([office(1, ANNA, LEGAL, since, until)], None, FIRST, LAST)
    named = (Responsible(ANNA, LEGAL, directly_responsible=False, office=UUID(int=101)),)
    assert naming.persons == (named if held else ())
    assert naming.gaps == ((PRINCIPAL,) if held else (LEGAL, PRINCIPAL))
    assert naming.refusals == ()


def test_the_register_names_every_legal_representative_and_principal_of_the_time_and_nobody_else() -> None:
    offices = [
        office(1, ANNA, LEGAL, D(2020, 1, 1), D(2026, 3, 31)),
        office(2, BAO, LEGAL, D(2026, 4, 1)),
        office(3, BAO, PRINCIPAL, D(2020, 1, 1)),
        office(4, CHEN, MANAGER, D(2020, 1, 1)),
        office(5, CHEN, DIRECTOR, D(2020, 1, 1)),
    ]
    naming = name_responsible(offices, None, FIRST, LAST)
    assert [(p.person, p.role) for p in naming.persons] == [(ANNA, LEGAL), (BAO, LEGAL), (BAO, PRINCIPAL)]
    assert naming.gaps == ()


def test_an_empty_list_names_nobody_and_the_gaps_are_still_told() -> None:
    naming = name_responsible([office(1, ANNA, LEGAL, D(2020, 1, 1))], [], FIRST, LAST)
    assert (naming.persons, naming.gaps) == ((), (PRINCIPAL,))


@pytest.mark.parametrize(
    ("role", "directly", "code"),
    [
        (LEGAL, False, None),
        (PRINCIPAL, False, None),
        (MANAGER, False, None),
        (DIRECTOR, False, "NOT_DIRECTLY_RESPONSIBLE"),
        (SHAREHOLDER, False, "NOT_DIRECTLY_RESPONSIBLE"),
        (PRACTITIONER, False, "NOT_DIRECTLY_RESPONSIBLE"),
        (None, False, "NOT_DIRECTLY_RESPONSIBLE"),
        (DIRECTOR, True, None),
        (SHAREHOLDER, True, None),
        (PRACTITIONER, True, None),
        (None, True, None),
    ],
)
def test_who_may_be_named_and_who_only_when_directly_responsible(
    role: OfficerRole | None, directly: bool, code: str | None
) -> None:
    offices = [office(1, ANNA, role, D(2020, 1, 1))] if role else []
    naming = name_responsible(offices, [Nominee(ANNA, role, directly)], FIRST, LAST)
    assert [r.code for r in naming.refusals] == ([code] if code else [])
    assert [p.person for p in naming.persons] == ([] if code else [ANNA])


def test_an_office_not_held_at_the_conduct_is_refused_at_its_place() -> None:
    offices = [office(1, ANNA, LEGAL, D(2026, 5, 1)), office(2, BAO, LEGAL, D(2020, 1, 1))]
    nominees = [
        Nominee(BAO, LEGAL, directly_responsible=False),
        Nominee(ANNA, LEGAL, directly_responsible=True),
    ]
    naming = name_responsible(offices, nominees, FIRST, LAST)
    [refusal] = naming.refusals
    assert (refusal.code, refusal.path) == ("OFFICE_NOT_HELD", ("responsible", "1", "role"))


def test_a_person_named_twice_in_one_office_is_one_person() -> None:
    offices = [office(1, ANNA, LEGAL, D(2020, 1, 1))]
    nominees = [
        Nominee(ANNA, LEGAL, directly_responsible=False),
        Nominee(ANNA, LEGAL, directly_responsible=True),
    ]
    naming = name_responsible(offices, nominees, FIRST, LAST)
    assert naming.persons == (Responsible(ANNA, LEGAL, directly_responsible=True, office=UUID(int=101)),)


@pytest.mark.parametrize(
    ("kind", "enterprise", "named", "refused"),
    [
        (ListKind.BLACK, True, 1, False),
        (ListKind.BLACK, False, 1, True),
        (ListKind.WATCH, True, 1, True),
        (ListKind.RED, True, 1, True),
        (ListKind.WATCH, True, 0, False),
    ],
)
def test_only_the_black_listing_of_an_enterprise_names_anybody(
    kind: ListKind, enterprise: bool, named: int, refused: bool
) -> None:
    refusal = judge_naming(kind, enterprise=enterprise, named=named)
    assert (refusal is not None) is refused


@pytest.mark.parametrize(
    ("since", "until", "code"),
    [
        (D(2026, 1, 1), D(2025, 12, 31), "OFFICE_DATES_WRONG"),
        (D(2026, 1, 1), D(2026, 1, 1), "OFFICE_OVERLAPS"),
        (D(2026, 2, 1), None, None),
        (D(2025, 1, 1), D(2025, 12, 31), None),
        (D(2025, 1, 1), None, "OFFICE_OVERLAPS"),
    ],
)
def test_an_office_is_held_once_at_a_time(since: D, until: D | None, code: str | None) -> None:
    before = office(1, ANNA, LEGAL, D(2026, 1, 1), D(2026, 1, 31))
    refusal = judge_office(since, until, [before])
    assert (refusal.code if refusal else None) == code


def test_an_office_ends_once_and_not_before_it_began() -> None:
    lasting = office(1, ANNA, LEGAL, D(2026, 1, 1))
    ended = office(1, ANNA, LEGAL, D(2026, 1, 1), D(2026, 1, 31))
    assert judge_end(lasting, D(2026, 1, 1)) is None
    early, again = judge_end(lasting, D(2025, 12, 31)), judge_end(ended, D(2026, 2, 1))
    assert early is not None
    assert early.code == "OFFICE_DATES_WRONG"
    assert again is not None
    assert again.code == "OFFICE_ENDED"
