"""Linked actions of the demo city: initiated and routed as policy has it (A1–A3, A5)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from hub.demo.cases import Case
from hub.demo.entries import Entry, NotByTheRules
from hub.policy.actions import Chosen, Planned, Unrouted, choose, choose_regions, judge_initiator, route
from hub.policy.measures import Named, Target
from hub.policy.workdays import day_of

ADDED: Final = 0.15
"""The share of actions that are addressed to further counties as well."""

BY_CREDIT_OFFICE: Final = 0.1
"""The share of actions that the credit office of the listing department's seat initiates."""


@dataclass(frozen=True)
class Action:
    """One initiation: its plan, and when it was withdrawn if it was. `exit_day`: the entry's as it was then."""

    id: UUID
    entry: Entry
    initiated_by: UUID
    initiated_at: dt.datetime
    regions: tuple[UUID, ...]
    planned: tuple[Planned, ...]
    unrouted: tuple[Unrouted, ...]
    exit_day: dt.date
    withdrawn_at: dt.datetime | None = None

    @property
    def day(self) -> dt.date:
        """The day in Quanzhou."""
        return day_of(self.initiated_at)


def initiate(
    case: Case, entry: Entry, moment: dt.datetime, withdrawn_at: dt.datetime | None = None
) -> Action | None:
    """The action that a department initiates for an entry in force at `moment`; None where it assigns nothing."""
    world, chance, day = case.world, case.chance, day_of(moment)
    seat = world.seats[entry.department]
    offices = [office for office in world.overseers(seat) if world.seats[office] == seat]
    initiator = offices[0] if offices and chance.random() < BY_CREDIT_OFFICE else entry.department
    refusal = judge_initiator(world.caller(initiator), entry.department, seat)
    if refusal is not None or not entry.validity.in_force(day):
        raise NotByTheRules(str(refusal or "the entry is not in force"))
    slug = entry.list_type.slug
    groups = {group for code in entry.criteria if (group := world.groups[slug, code]) is not None}
    chosen = choose(
        world.measures,
        None,
        list_type=entry.list_type.id,
        groups=groups,
        mandatory_levels=world.mandatory_levels(day),
        today=day,
    )
    if not isinstance(chosen, Chosen):
        raise NotByTheRules(str(chosen))
    taking_part = [key for key, row in world.regions.items() if row.takes_part]
    added = chance.sample(taking_part, 2) if chance.random() < ADDED else ()
    regions = choose_regions(case.subject.region, world.seats[initiator], world.prefecture, added)
    planned, unrouted = route(
        chosen.measures, regions, world.holders(regions), _aim(case), tuple(_named(case, entry))
    )
    if not planned:
        return None
    return Action(
        case.draw_id(moment),
        entry,
        initiator,
        moment,
        regions,
        tuple(planned),
        tuple(unrouted),
        _exit_day_as_of(entry, day),
        withdrawn_at,
    )


def _aim(case: Case) -> Target:
    return Target(case.subject.bucket, case.subject.id)


def _named(case: Case, entry: Entry) -> list[Named]:
    enterprise = case.subject.enterprise
    if enterprise is None:
        return []
    found = []
    for person in entry.persons:
        holder = enterprise.holders[person.person]
        found.append(Named(holder.bucket, holder.id, person.role, person.directly_responsible))
    return found


def _exit_day_as_of(entry: Entry, day: dt.date) -> dt.date:
    """The exit day that the dates announced on `day`, before a decision of later days was made."""
    decided_later = entry.exited_at is not None and day_of(entry.exited_at) > day
    return entry.validity.valid_until + dt.timedelta(days=1) if decided_later else entry.validity.exit_day
