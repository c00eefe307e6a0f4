"""Which measures of an edition an entry triggers, whom each is aimed at, on what basis (A3, A10, §5.4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from hub.policy.validity import DAY, months_later
from hub.policy.vocabulary import BasisLevel, MeasureForce, MeasureSide, MeasureTarget, OfficerRole

_ONLY_IF_DIRECTLY_RESPONSIBLE = frozenset(
    {OfficerRole.DIRECTOR, OfficerRole.SHAREHOLDER, OfficerRole.REGISTERED_PRACTITIONER}
)


@dataclass(frozen=True, slots=True)
class Basis:
    """Level and days in force of the act a measure rests on; `until` is its last day, None while it stands."""

    level: BasisLevel
    since: dt.date
    until: dt.date | None

    def in_force(self, on: dt.date) -> bool:
        """Whether the act is in force on that day."""
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of an edition, as far as the rules ask; days are working days of the calendar."""

    id: UUID
    code: str
    side: MeasureSide
    force: MeasureForce
    function: str
    targets: frozenset[MeasureTarget]
    list_types: frozenset[UUID]
    criteria_groups: frozenset[str]
    acknowledge_within: int
    implement_within: int
    release_within: int
    max_months: int | None
    basis: Basis
    dropped_from: Mapping[UUID, dt.date] = field(default_factory=dict)
    """List type -> the first day of the first later edition that no longer has the measure for its entries (A9)."""


@dataclass(frozen=True, slots=True)
class Named:
    """A person whom the entry names as responsible, with the office held at the conduct."""

    bucket: int
    id: UUID
    role: OfficerRole | None
    directly_responsible: bool


@dataclass(frozen=True, slots=True)
class Target:
    """A subject that a measure is aimed at: the listed subject or a person the entry names."""

    bucket: int
    id: UUID


def triggered(measure: Measure, list_type: UUID, groups: Collection[str]) -> bool:
    """Whether an entry of `list_type`, with criteria of these `groups`, triggers the measure.

    A measure that names criteria groups asks for one of them: exit bans and bans on high
    consumption only follow "able but refusing" (§3.3).
    """
    return list_type in measure.list_types and (
        not measure.criteria_groups or not measure.criteria_groups.isdisjoint(groups)
    )


def targets(measure: Measure, subject: Target, named: Iterable[Named]) -> list[Target]:
    """The subject and those named persons whose role the measure names, each once; never another (A3)."""
    found = [subject] if MeasureTarget.SUBJECT in measure.targets else []
    found += [Target(person.bucket, person.id) for person in named if _aimed_at(measure, person)]
    return list(dict.fromkeys(found))


def _aimed_at(measure: Measure, person: Named) -> bool:
    if person.directly_responsible and MeasureTarget.DIRECTLY_RESPONSIBLE in measure.targets:
        return True
    if person.role is None or person.role.value not in measure.targets:
        return False
    # §3.2: directors, shareholders and practitioners count only where they are directly responsible.
    return person.directly_responsible or person.role not in _ONLY_IF_DIRECTLY_RESPONSIBLE


def well_founded(
    force: MeasureForce, basis: Basis, mandatory_levels: Collection[BasisLevel], on: dt.date
) -> bool:
    """Whether the basis is in force and, for a mandatory measure, at a level that makes it one (A10).

    `mandatory_levels` are those of the day `on` (dated data).
    """
    if not basis.in_force(on):
        return False
    return force is not MeasureForce.MANDATORY or basis.level in mandatory_levels


def measure_end(measure: Measure, issued_on: dt.date, list_type: UUID | None) -> tuple[dt.date | None, bool]:
    """The first day without a measure issued on `issued_on`, None if no date is set, and whether by its basis (A6, A9).

    By its basis: the act it rests on is no longer in force, or a later edition no longer has the measure
    for entries of `list_type`. Otherwise its longest duration has run out.
    """
    stands_until = [] if measure.basis.until is None else [measure.basis.until + DAY]
    if list_type is not None and list_type in measure.dropped_from:
        stands_until.append(measure.dropped_from[list_type])
    lasts_until = None if measure.max_months is None else months_later(issued_on, measure.max_months)
    if stands_until and (lasts_until is None or min(stands_until) < lasts_until):
        return min(stands_until), True
    return lasts_until, False
