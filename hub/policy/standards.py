"""The dated rules of lists (§3.1, §4.1): list types, their standards, and the basis levels that carry them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hub.policy.vocabulary import BasisLevel, ListKind, Scope


@dataclass(frozen=True, slots=True)
class ListType:
    """One list of one field; `region` is the area it is kept for, None for the whole country."""

    id: UUID
    slug: str
    name: str
    kind: ListKind
    field: str
    lead_function: str
    scope: Scope
    region: UUID | None


@dataclass(frozen=True, slots=True)
class Standard:
    """One version of a list type's rules and its basis; both ends of its days included.

    `criteria`: code -> how many of it make a listing.
    """

    id: UUID
    effective_from: date
    effective_to: date | None
    criteria: Mapping[str, int]
    min_term_months: int
    max_term_months: int
    watch_term_months: int | None
    published: bool
    correctable: bool
    basis: str
    basis_level: BasisLevel
    basis_from: date
    basis_to: date | None

    def in_force(self, on: date) -> bool:
        """Whether listings decided on the day `on` follow this version."""
        return _during(on, self.effective_from, self.effective_to)

    def basis_in_force(self, on: date) -> bool:
        """Whether the act it rests on is in force on the day `on`."""
        return _during(on, self.basis_from, self.basis_to)


@dataclass(frozen=True, slots=True)
class Permit:
    """From when to when a basis of one level carries one kind of list at one scope (国办发〔2020〕49号)."""

    kind: ListKind
    scope: Scope
    level: BasisLevel
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The standards of some list types, and all permits."""

    standards: Mapping[UUID, Sequence[Standard]]
    permits: Sequence[Permit]

    def standard(self, list_type: UUID, on: date) -> Standard | None:
        """The version in force on the day `on`; versions of one list type never overlap."""
        return next((known for known in self.standards.get(list_type, ()) if known.in_force(on)), None)

    def permitted(self, list_type: ListType, on: date) -> frozenset[BasisLevel]:
        """The basis levels that carry this kind of list at this scope on the day `on`."""
        return frozenset(
            permit.level
            for permit in self.permits
            if (permit.kind, permit.scope) == (list_type.kind, list_type.scope)
            and _during(on, permit.valid_from, permit.valid_to)
        )


def watch_list(black: ListType, candidates: Iterable[ListType]) -> ListType | None:
    """The watch list on which a black entry is followed: of its field, the nearest in scope and function (X2)."""
    fitting = [other for other in candidates if other.kind is ListKind.WATCH and other.field == black.field]
    return min(
        fitting,
        key=lambda other: (
            other.region != black.region,
            other.scope != black.scope,
            other.lead_function != black.lead_function,
            other.slug,
        ),
        default=None,
    )


def _during(on: date, first: date, last: date | None) -> bool:
    return first <= on and (last is None or on <= last)
