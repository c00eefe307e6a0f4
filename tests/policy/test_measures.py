"""Which measures an entry triggers, whom they are aimed at and what carries them (A3, A10, §3.2, §3.3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import UUID

import pytest

from hub.policy.measures import (
    Basis,
    Measure,
    Named,
    Target,
    measure_end,
    targets,
    triggered,
    well_founded,
)
from hub.policy.vocabulary import BasisLevel, MeasureForce, MeasureSide, MeasureTarget, OfficerRole

TAX_BLACK, TAX_WATCH = UUID(int=1), UUID(int=2)
LAW = Basis(BasisLevel.LAW, dt.date(2016, 1, 1), None)
BAN = Measure(
    id=UUID(int=9),
    code="EXIT_BAN",
    side=MeasureSide.SANCTION,
    force=MeasureForce.MANDATORY,
    function="PUBLIC_SECURITY",
    targets=frozenset({MeasureTarget.SUBJECT}),
    list_types=frozenset({TAX_BLACK}),
    criteria_groups=frozenset(),
    acknowledge_within=3,
    implement_within=10,
    release_within=5,
    max_months=None,
    basis=LAW,
)
ENTERPRISE = Target(7, UUID(int=100))
PERSON = UUID(int=200)


def test_a_list_type_triggers_what_names_it_and_nothing_else() -> None:
    assert triggered(BAN, TAX_BLACK, ()) is True
    assert triggered(BAN, TAX_WATCH, ()) is False


@pytest.mark.parametrize(
    ("groups", "answer"),
    [((), False), (("TAX",), False), (("JUDGMENT_REFUSED",), True), (("TAX", "JUDGMENT_REFUSED"), True)],
)
def test_an_exit_ban_follows_only_able_but_refusing(groups: tuple[str, ...], answer: bool) -> None:
    ban = replace(BAN, criteria_groups=frozenset({"JUDGMENT_REFUSED"}))
    assert triggered(ban, TAX_BLACK, groups) is answer


ROLES = [*OfficerRole, None]


@pytest.mark.parametrize("directly", [True, False])
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("aim", [t for t in MeasureTarget if t is not MeasureTarget.SUBJECT])
def test_a_measure_reaches_a_named_person_by_role_or_by_direct_responsibility(
    aim: MeasureTarget, role: OfficerRole | None, directly: bool
) -> None:
    measure = replace(BAN, targets=frozenset({aim}))
    person = Named(3, PERSON, role, directly)
    only_if_directly = {OfficerRole.DIRECTOR, OfficerRole.SHAREHOLDER, OfficerRole.REGISTERED_PRACTITIONER}
    by_role = role is not None and role.value == aim.value and (directly or role not in only_if_directly)
    by_conduct = aim is MeasureTarget.DIRECTLY_RESPONSIBLE and directly
    expected = [Target(3, PERSON)] if by_role or by_conduct else []
    assert targets(measure, ENTERPRISE, [person]) == expected


def test_a_measure_on_the_subject_reaches_no_person() -> None:
    person = Named(3, PERSON, OfficerRole.LEGAL_REPRESENTATIVE, directly_responsible=True)
    assert targets(BAN, ENTERPRISE, [person]) == [ENTERPRISE]


def test_a_person_named_in_two_roles_is_one_target() -> None:
    measure = replace(
        BAN,
        targets=frozenset(
            {MeasureTarget.SUBJECT, MeasureTarget.LEGAL_REPRESENTATIVE, MeasureTarget.PRINCIPAL}
        ),
    )
    people = [
        Named(3, PERSON, OfficerRole.LEGAL_REPRESENTATIVE, directly_responsible=False),
        Named(3, PERSON, OfficerRole.PRINCIPAL, directly_responsible=False),
    ]
    assert targets(measure, ENTERPRISE, people) == [ENTERPRISE, Target(3, PERSON)]


def test_a_listed_person_who_is_also_named_is_one_target() -> None:
    measure = replace(BAN, targets=frozenset({MeasureTarget.SUBJECT, MeasureTarget.DIRECTLY_RESPONSIBLE}))
    person = Named(3, PERSON, None, directly_responsible=True)
    assert targets(measure, Target(3, PERSON), [person]) == [Target(3, PERSON)]


@pytest.mark.parametrize("force", list(MeasureForce))
@pytest.mark.parametrize("level", list(BasisLevel))
def test_only_law_and_regulation_make_a_measure_mandatory(force: MeasureForce, level: BasisLevel) -> None:
    levels = {BasisLevel.LAW, BasisLevel.ADMINISTRATIVE_REGULATION, BasisLevel.LOCAL_REGULATION}
    expected = force is MeasureForce.RECOMMENDED or level in levels
    basis = Basis(level, dt.date(2020, 1, 1), None)
    assert well_founded(force, basis, levels, dt.date(2026, 6, 1)) is expected


@pytest.mark.parametrize("force", list(MeasureForce))
@pytest.mark.parametrize(
    ("on", "carried"),
    [
        (dt.date(2019, 12, 31), False),
        (dt.date(2020, 1, 1), True),
        (dt.date(2026, 5, 31), True),
        (dt.date(2026, 6, 1), False),
    ],
)
def test_a_basis_carries_a_measure_from_its_first_to_its_last_day(
    force: MeasureForce, on: dt.date, carried: bool
) -> None:
    basis = Basis(BasisLevel.LAW, dt.date(2020, 1, 1), dt.date(2026, 5, 31))
    assert well_founded(force, basis, {BasisLevel.LAW}, on) is carried


LATER, LATEST = dt.date(2027, 1, 1), dt.date(2027, 6, 1)


@pytest.mark.parametrize(
    ("months", "until", "dropped", "end"),
    [
        (None, None, None, (None, False)),
        (3, None, None, (dt.date(2026, 12, 7), False)),
        (None, dt.date(2026, 12, 31), None, (LATER, True)),
        (None, None, LATER, (LATER, True)),
        (None, dt.date(2026, 12, 31), LATEST, (LATER, True)),
        (None, dt.date(2027, 5, 31), LATER, (LATER, True)),
        (3, dt.date(2026, 12, 31), None, (dt.date(2026, 12, 7), False)),
        (6, dt.date(2026, 12, 31), None, (LATER, True)),
        (3, dt.date(2026, 12, 6), None, (dt.date(2026, 12, 7), False)),
        (12, None, LATEST, (LATEST, True)),
    ],
)
def test_a_measure_ends_with_its_duration_its_basis_or_its_place_in_the_catalogue(
    months: int | None, until: dt.date | None, dropped: dt.date | None, end: tuple[dt.date | None, bool]
) -> None:
    dropped_from = {} if dropped is None else {TAX_BLACK: dropped}
    ban = replace(BAN, max_months=months, basis=replace(LAW, until=until), dropped_from=dropped_from)
    assert measure_end(ban, dt.date(2026, 9, 7), TAX_BLACK) == end


def test_a_measure_dropped_for_another_list_goes_on() -> None:
    ban = replace(BAN, dropped_from={TAX_WATCH: LATER})
    assert measure_end(ban, dt.date(2026, 9, 7), TAX_BLACK) == (None, False)
    assert measure_end(ban, dt.date(2026, 9, 7), None) == (None, False)
