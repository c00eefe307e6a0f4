"""Who answers for an enterprise's conduct (L2, §3.2, §3.6): offices held at the conduct, never a name alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from hub.errors import Refusal
from hub.errors.officerships import (
    NamesNobody,
    NotDirectlyResponsible,
    OfficeDatesWrong,
    OfficeEnded,
    OfficeNotHeld,
    OfficeOverlaps,
)
from hub.policy.vocabulary import ListKind, OfficerRole

ANSWERING: Final = (OfficerRole.LEGAL_REPRESENTATIVE, OfficerRole.PRINCIPAL)
"""The offices whose holders answer for the conduct unless the decision says otherwise (§3.6)."""

BY_OFFICE: Final = frozenset({*ANSWERING, OfficerRole.SENIOR_MANAGER})
"""The offices that answer by themselves; the others only when directly responsible (§3.2)."""


@dataclass(frozen=True, slots=True)
class Office:
    """A dated office of a person in the enterprise; `until` is its last whole day, None while it lasts."""

    id: UUID
    person: UUID
    role: OfficerRole
    since: date
    until: date | None

    def held_within(self, first: date, last: date) -> bool:
        """Whether the office was held on some day from `first` to `last`, both included."""
        return self.since <= last and (self.until is None or self.until >= first)


@dataclass(frozen=True, slots=True)
class Nominee:
    """A person whom the decision wants to name; `role` None for someone without an office."""

    person: UUID
    role: OfficerRole | None
    directly_responsible: bool


@dataclass(frozen=True, slots=True)
class Responsible:
    """A person whom the entry names, with the office held at the conduct."""

    person: UUID
    role: OfficerRole | None
    directly_responsible: bool
    office: UUID | None


@dataclass(frozen=True, slots=True)
class Naming:
    """Whom a listing names, which offices nobody is known to have held, and what is refused."""

    persons: tuple[Responsible, ...]
    gaps: tuple[OfficerRole, ...]
    refusals: tuple[Refusal, ...] = ()


def judge_naming(kind: ListKind, *, enterprise: bool, named: int) -> Refusal | None:
    """Only the black listing of an enterprise names responsible persons (L2, §3.6)."""
    if not named or names_persons(kind, enterprise=enterprise):
        return None
    what = f"A {kind} listing" if kind is not ListKind.BLACK else "The listing of a person"
    return NamesNobody(path=("responsible",), what=what)


def names_persons(kind: ListKind, *, enterprise: bool) -> bool:
    """Whether a listing of this kind is also recorded on the persons responsible (§3.6)."""
    return kind is ListKind.BLACK and enterprise


def name_responsible(
    offices: Sequence[Office], nominees: Sequence[Nominee] | None, first: date, last: date
) -> Naming:
    """Whom a black listing names for conduct from `first` to `last`, both included (L2).

    `nominees` None takes the legal representatives and principals of that time from the register;
    a list replaces them, an empty one names nobody. Refusals carry the path ("responsible", position).
    """
    held = [office for office in offices if office.held_within(first, last)]
    known = {office.role for office in held}
    gaps = tuple(role for role in ANSWERING if role not in known)
    if nominees is None:
        return Naming(tuple(_by_register(held)), gaps)
    persons: dict[tuple[UUID, OfficerRole | None], Responsible] = {}
    refusals: list[Refusal] = []
    for position, nominee in enumerate(nominees):
        found = _judge(nominee, held, first, last)
        if isinstance(found, Refusal):
            refusals.append(found.at("responsible", str(position)))
            continue
        before = persons.get((found.person, found.role))
        if before is None or found.directly_responsible:
            persons[found.person, found.role] = found
    return Naming(tuple(persons.values()), gaps, tuple(refusals))


def _by_register(held: Iterable[Office]) -> Iterable[Responsible]:
    latest = {}
    for office in sorted(held, key=lambda office: (office.since, office.id)):
        if office.role in ANSWERING:
            latest[office.person, office.role] = office
    for office in sorted(
        latest.values(), key=lambda office: (ANSWERING.index(office.role), office.since, office.id)
    ):
        yield Responsible(office.person, office.role, directly_responsible=False, office=office.id)


def _judge(nominee: Nominee, held: Sequence[Office], first: date, last: date) -> Responsible | Refusal:
    if nominee.role not in BY_OFFICE and not nominee.directly_responsible:
        who = (
            "A person without an office" if nominee.role is None else f"A holder of the office {nominee.role}"
        )
        return NotDirectlyResponsible(path=("directlyResponsible",), who=who)
    if nominee.role is None:
        return Responsible(nominee.person, None, directly_responsible=True, office=None)
    fitting = [office for office in held if office.person == nominee.person and office.role is nominee.role]
    if not fitting:
        return OfficeNotHeld(path=("role",), role=nominee.role, conduct_from=first, conduct_to=last)
    office = max(fitting, key=lambda office: office.since)
    return Responsible(nominee.person, nominee.role, nominee.directly_responsible, office.id)


def judge_office(since: date, until: date | None, others: Iterable[Office]) -> Refusal | None:
    """A new office ends after it begins and overlaps none of the same person and role (`others`)."""
    if until is not None and until < since:
        return OfficeDatesWrong(path=("until",), since=since, until=until)
    for other in others:
        if other.held_within(since, until or date.max):
            return OfficeOverlaps(
                path=("since",), role=other.role, since=other.since, until=other.until or "today and beyond"
            )
    return None


def judge_end(office: Office, until: date) -> Refusal | None:
    """An office ends once, not before it began; its last whole day may lie ahead."""
    if office.until is not None:
        return OfficeEnded(path=("until",), until=office.until)
    if until < office.since:
        return OfficeDatesWrong(path=("until",), since=office.since, until=until)
    return None
