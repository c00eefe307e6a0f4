"""What the generator goes by: the rules, departments, catalogue and calendar that casework goes by, read once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from hub.casework.setup.rows import City, RegionRow
from hub.demo.seeds import BEGAN
from hub.demo.setup import department_id, list_type_id, region_id
from hub.policy.actions import Holder
from hub.policy.duties import CREDIT_OFFICE, Caller
from hub.policy.listing import Competence
from hub.policy.measures import Measure
from hub.policy.standards import ListType, Rulebook, watch_list
from hub.policy.vocabulary import BasisLevel, ListKind
from hub.policy.workdays import Calendar
from hub.store.session import Session
from hub.store.statements import actions, calendar, catalogue, listing

REGISTRAR = "MARKET_REGULATION"
"""The function that registers enterprises."""


@dataclass(frozen=True)
class World:
    """The city on the day it is generated for. `seats`: department -> region; `listers`: list -> region -> whom."""

    today: dt.date
    city: City
    prefecture: UUID
    regions: Mapping[UUID, RegionRow]
    departments: Mapping[UUID, Holder]
    seats: Mapping[UUID, UUID]
    list_types: Mapping[str, ListType]
    rulebook: Rulebook
    groups: Mapping[tuple[str, str], str | None]
    edition: UUID | None
    measures: Sequence[Measure]
    calendar: Calendar
    _nearby: dict[tuple[UUID, ...], list[Holder]] = field(default_factory=dict)
    _holders: dict[tuple[str, UUID], UUID | None] = field(default_factory=dict)
    _overseers: dict[UUID, tuple[UUID, ...]] = field(default_factory=dict)

    def holder(self, function: str, region: UUID) -> UUID | None:
        """The department that holds the function for a region, the prefecture's where the region has none."""
        key = function, region
        if key not in self._holders:
            able = [holder for holder in self.departments.values() if function in holder.functions]
            near = [holder.id for holder in able if region in holder.serves]
            above = [holder.id for holder in able if self.prefecture in holder.serves]
            self._holders[key] = next(iter(near + above), None)
        return self._holders[key]

    def holders(self, regions: tuple[UUID, ...]) -> list[Holder]:
        """The departments that serve one of these regions; `policy.actions.route` chooses among them."""
        if regions not in self._nearby:
            chosen = frozenset(regions)
            self._nearby[regions] = [holder for holder in self.departments.values() if holder.serves & chosen]
        return self._nearby[regions]

    def overseers(self, seat: UUID) -> tuple[UUID, ...]:
        """The credit offices of a region and of the prefecture."""
        if seat not in self._overseers:
            self._overseers[seat] = tuple(
                holder.id
                for holder in self.departments.values()
                if CREDIT_OFFICE in holder.functions and self.seats[holder.id] in (seat, self.prefecture)
            )
        return self._overseers[seat]

    def competence(self, department: UUID) -> Competence:
        """What the department may list: its functions, and the regions it serves with those above them (L1)."""
        holder = self.departments[department]
        return Competence(holder.functions, {department}, holder.serves | {self.prefecture})

    def caller(self, department: UUID) -> Caller:
        """The department as it would call."""
        holder = self.departments[department]
        return Caller(
            department_id=department,
            region_id=self.seats[department],
            serves=holder.serves,
            functions=holder.functions,
        )

    def watch_list(self, black: ListType) -> ListType | None:
        """The watch list that follows a black one (X2)."""
        return watch_list(black, self.list_types.values())

    def mandatory_levels(self, on: dt.date) -> frozenset[BasisLevel]:
        """The basis levels that make a measure mandatory on that day (A10)."""
        return frozenset(
            row.level
            for row in self.city.mandatory_levels
            if row.since <= on and (row.until is None or on <= row.until)
        )

    def of_kind(self, kind: ListKind) -> list[ListType]:
        """The lists of one kind, in the order of the files."""
        return [known for known in self.list_types.values() if known.kind is kind]


async def read_world(session: Session, city: City, today: dt.date) -> World:
    """The city's rules as they are in the database, with the calendar from the notice's first day on."""
    slugs = [row.slug for row in city.list_types]
    found = await listing.list_types(session, slugs)
    list_types = {slug: found[slug] for slug in slugs}
    rulebook = await listing.rulebook(session, [list_type_id(slug) for slug in slugs])
    groups = {(row.list_type, met.code): met.group for row in city.standards for met in row.criterion}
    regions = {region_id(row.slug): row for row in city.regions}
    functions = [row.code for row in city.functions]
    edition = await catalogue.edition_in_force(session, today)
    return World(
        today=today,
        city=city,
        prefecture=next(key for key, row in regions.items() if row.parent is None),
        regions=regions,
        departments={
            holder.id: holder for holder in await actions.holders(session, functions, list(regions), today)
        },
        seats={department_id(row.slug): region_id(row.region) for row in city.departments},
        list_types=list_types,
        rulebook=rulebook,
        groups=groups,
        edition=edition,
        measures=[] if edition is None else await catalogue.measures_of(session, edition),
        calendar=await calendar.load(session, BEGAN),
    )
