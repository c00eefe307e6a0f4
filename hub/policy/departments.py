"""Who keeps the register of departments, and what of a department may change from when (§5.1, §5.2, A7).

The register decides whom a measure is routed to, as the catalogue does: it is kept by the credit offices that
publish the catalogue (CATALOGUE), not by whoever runs the software (ADMINISTER).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from hub.errors import Refusal
from hub.errors.departments import (
    CreditOfficeByPrefecture,
    DayHasPassed,
    DepartmentHasEnded,
    DepartmentNotStandingThen,
    NotCreditOffice,
    OutsideYourArea,
    SuccessorMissing,
    SuccessorUnfit,
)
from hub.policy.duties import CREDIT_OFFICE, Caller
from hub.policy.validity import DAY

V = TypeVar("V", UUID, str)


@dataclass(frozen=True, slots=True)
class Known:
    """A department of the register: its days, both included, and who takes over after the last."""

    id: UUID
    slug: str
    region: UUID
    valid_from: dt.date
    valid_to: dt.date | None
    successor: UUID | None

    def stands(self, on: dt.date) -> bool:
        """Whether it is a department on that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Places:
    """The tree of regions: each with its parent (the prefecture with none) and its slug."""

    parents: Mapping[UUID, UUID | None]
    slugs: Mapping[UUID, str]

    def under(self, region: UUID, top: UUID | None) -> bool:
        """Whether a region is `top` or lies below it."""
        place: UUID | None = region
        while place is not None and place != top:
            place = self.parents.get(place)
        return place is not None


@dataclass(frozen=True, slots=True)
class Held(Generic[V]):
    """A function held or a region served from one day to another, both included."""

    value: V
    valid_from: dt.date
    valid_to: dt.date | None


def judge_keeper(
    caller: Caller, places: Places, seat: UUID, regions: Iterable[UUID], functions: Collection[str]
) -> list[Refusal]:
    """A credit office keeps the departments of its own region and below; the prefecture's alone makes credit offices.

    `functions` are those that a department gains or loses.
    """
    if CREDIT_OFFICE not in caller.functions:
        return [NotCreditOffice()]
    outside = [region for region in (seat, *regions) if not places.under(region, caller.region_id)]
    found: list[Refusal] = [
        OutsideYourArea(path=("region",), region=places.slugs[region]) for region in dict.fromkeys(outside)
    ]
    prefecture = caller.region_id is not None and places.parents.get(caller.region_id) is None
    if CREDIT_OFFICE in functions and not prefecture:
        found.append(CreditOfficeByPrefecture(path=("functions",), function=CREDIT_OFFICE))
    return found


def judge_change(department: Known, day: dt.date, today: dt.date) -> Refusal | None:
    """What a department holds changes from today or later, on a day on which it stands."""
    if day < today:
        return DayHasPassed(path=("from",), day=day, earliest=today)
    if not department.stands(day):
        return DepartmentNotStandingThen(
            path=("from",),
            department=department.slug,
            day=day,
            valid_from=department.valid_from,
            valid_to=department.valid_to or "further notice",
        )
    return None


def judge_end(
    department: Known,
    last: dt.date,
    successor: Known | None,
    *,
    own: str,
    chain: Collection[UUID],
    today: dt.date,
) -> list[Refusal]:
    """A department ends today or later, and whoever has anything of its own names who takes over the day after (A7).

    `own` says in words what it has (empty: nothing); `chain` are the successor's own successors.
    """
    if department.valid_to is not None and department.valid_to < today:
        return [
            DepartmentHasEnded(path=("department",), department=department.slug, valid_to=department.valid_to)
        ]
    found: list[Refusal] = []
    if last < today:
        found.append(DayHasPassed(path=("validTo",), day=last, earliest=today))
    if last < department.valid_from:
        found.append(
            DepartmentNotStandingThen(
                path=("validTo",),
                department=department.slug,
                day=last,
                valid_from=department.valid_from,
                valid_to=department.valid_to or "further notice",
            )
        )
    if successor is None:
        if own:
            found.append(SuccessorMissing(path=("successor",), department=department.slug, own=own))
        return found
    why = None
    if successor.id == department.id or department.id in chain:
        why = f"in the end {department.slug} would succeed itself"
    elif not successor.stands(last + DAY):
        why = f"it is no department on {last + DAY}, the day it would take over"
    if why is not None:
        found.append(SuccessorUnfit(path=("successor",), successor=successor.slug, why=why))
    return found


@dataclass(frozen=True, slots=True)
class Rewritten(Generic[V]):
    """How what a department holds is written anew: rows given another last day, rows gone, values that begin."""

    ended: tuple[tuple[Held[V], dt.date | None], ...]
    gone: tuple[Held[V], ...]
    begun: tuple[V, ...]

    @property
    def empty(self) -> bool:
        """Whether all stays as it is."""
        return not (self.ended or self.gone or self.begun)


def rewrite(held: Iterable[Held[V]], wanted: Collection[V], day: dt.date) -> Rewritten[V]:
    """From `day` on exactly the `wanted` values, whatever had been planned for later; before it, all stays as it was."""
    ended: list[tuple[Held[V], dt.date | None]] = []
    gone: list[Held[V]] = []
    lasting: set[V] = set()
    for row in held:
        if row.valid_to is not None and row.valid_to < day:
            continue
        if row.valid_from > day or (row.valid_from == day and row.value not in wanted):
            gone.append(row)
        elif row.value not in wanted:
            ended.append((row, day - DAY))
        else:
            lasting.add(row.value)
            if row.valid_to is not None:
                ended.append((row, None))
    begun = tuple(value for value in dict.fromkeys(wanted) if value not in lasting)
    return Rewritten(tuple(ended), tuple(gone), begun)
