"""The plan of a linked action: judged and routed for a set of entries, the same for a dry run and the real one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from uuid import UUID

from hub.casework.change import Change
from hub.casework.keys import RegionKey, find_regions
from hub.casework.releases import tell_ended
from hub.errors import Refusal, Refused
from hub.errors.actions import EntryErased, EntryNotInForce, NoEditionInForce, NothingToInitiate
from hub.errors.changes import NotFound, TooMany
from hub.policy.actions import (
    Chosen,
    Holder,
    Planned,
    Terms,
    Unrouted,
    choose,
    choose_regions,
    judge_initiator,
    route,
    terms,
)
from hub.policy.assignments import LIVE
from hub.policy.disclosure import entry_shown
from hub.policy.measures import Measure, Named, Target
from hub.policy.vocabulary import AssignmentState, BasisLevel
from hub.policy.workdays import Calendar
from hub.store.ids import Ref
from hub.store.statements import actions as statements
from hub.store.statements import assignments, audience, catalogue
from hub.store.statements import calendar as calendars
from hub.store.statements.actions import Initiable
from hub.store.statements.assignments import Held

if TYPE_CHECKING:
    from hub.casework.actions import InitiateAction

LIMIT = 1000
Aim = tuple[str, UUID, UUID]
"""What makes an assignment the same one: measure code, target, department (A1)."""


@dataclass(frozen=True)
class Plan:
    """What one initiation will do: `items` in the catalogue's order, of which `continued` go on (L3)."""

    entry: Initiable
    subject: Ref
    edition: UUID
    regions: tuple[UUID, ...]
    note: str | None
    items: tuple[Planned, ...]
    unrouted: tuple[Unrouted, ...]
    left_out: tuple[str, ...]
    continued: tuple[Held, ...]
    today: dt.date
    calendar: Calendar
    settled: tuple[Held, ...]
    new: tuple[Planned, ...]
    _terms: dict[UUID, Terms] = field(default_factory=dict)

    def terms(self, measure: Measure) -> Terms:
        """The deadlines of the measure's assignments."""
        if measure.id not in self._terms:
            self._terms[measure.id] = terms(
                measure, self.today, self.entry.exit_day, self.calendar, self.entry.list_type
            )
        return self._terms[measure.id]

    def target_ref(self, target: Target) -> Ref:
        """The target as the graph points at it."""
        listed = (target.bucket, target.id) == (self.subject.bucket, self.subject.id)
        return self.subject if listed else Ref("Person", target.bucket, target.id)


@dataclass(frozen=True)
class Facts:
    """What a set of initiations is judged on, fetched once."""

    entries: Mapping[Ref, Initiable]
    groups: Mapping[Ref, frozenset[str]]
    named: Mapping[Ref, list[Named]]
    edition: UUID | None
    measures: Sequence[Measure]
    levels: frozenset[BasisLevel]
    prefecture: UUID
    calendar: Calendar
    reported: dict[Ref, frozenset[tuple[str, UUID]]]
    live: Mapping[Ref, set[Aim]]
    due: Mapping[Ref, dict[Aim, Held]]
    settled: Mapping[Ref, list[Held]]


async def plan(change: Change, asked: Sequence[InitiateAction]) -> list[Plan | Refused]:
    """One plan per item, or why there is none; locks subjects, entries and live assignments."""
    if len(asked) > LIMIT:
        raise Refused(TooMany(limit=LIMIT, given=len(asked)))
    facts = await _facts(change, [item.entry for item in asked if item.entry is not None])
    regions = [await _regions(change, item.regions or ()) for item in asked]
    chosen = [_choose(change, facts, item, added) for item, added in zip(asked, regions, strict=True)]
    functions = {m.function for c in chosen if not isinstance(c, Refused) for m in c[1].measures}
    places = {region for c in chosen if not isinstance(c, Refused) for region in c[2]}
    holders = await statements.holders(change.session, functions, places, change.today)
    return [
        c if isinstance(c, Refused) else _plan(change, facts, item, c, holders)
        for item, c in zip(asked, chosen, strict=True)
    ]


async def _facts(change: Change, refs: Sequence[Ref]) -> Facts:
    session, today = change.session, change.today
    await catalogue.reading(session)  # before any row is locked: who publishes rules locks rows after them
    entries = await statements.lock_entries(session, refs)
    edition = await catalogue.edition_in_force(session, today)
    escalated = await statements.escalated_into(session, entries)
    live, due, settled = await _ledger(change, entries, escalated)
    return Facts(
        entries=entries,
        groups=await statements.criteria_groups(session, entries),
        named=await statements.named_persons(session, entries),
        edition=edition,
        measures=[] if edition is None else await catalogue.measures_of(session, edition),
        levels=await catalogue.mandatory_levels(session, today),
        prefecture=await audience.prefecture(session),
        calendar=await calendars.load(session, today),
        reported=await statements.reported_unrouted(session, entries),
        live=live,
        due=due,
        settled=settled,
    )


async def _ledger(
    change: Change, entries: Mapping[Ref, Initiable], escalated: Mapping[Ref, Ref]
) -> tuple[dict[Ref, set[Aim]], dict[Ref, dict[Aim, Held]], dict[Ref, list[Held]]]:
    """Per entry: what is live, what an escalation made RELEASE_DUE (L3), what the dates have ended."""
    live: dict[Ref, set[Aim]] = {ref: set() for ref in entries}
    due: dict[Ref, dict[Aim, Held]] = {ref: {} for ref in entries}
    settled: dict[Ref, list[Held]] = {ref: [] for ref in entries}
    states = (*LIVE, AssignmentState.RELEASE_DUE)
    locked = await assignments.lock_of_entries(change.session, [*entries, *escalated], states)
    departments = {held.department_id for held in locked.values()}
    now = await audience.standing_in(change.session, departments, change.today)
    for held in locked.values():
        own = Ref("ListEntry", held.ref.bucket, held.entry_id) if held.entry_id else None
        if own is None or held.target is None:
            continue
        standing = held.standing.settled(change.today)
        item = replace(held, standing=standing)
        entry = escalated.get(own, own)
        if standing is not held.standing:
            settled[entry].append(item)
        aim = (held.measure_code, held.target[1], now[held.department_id])
        if own == entry and standing.state in LIVE:
            live[entry].add(aim)
        elif own != entry and standing.may_go_on(change.today):
            due[entry][aim] = item
    return live, due, settled


async def _regions(change: Change, keys: Sequence[RegionKey]) -> list[UUID] | Refused:
    found = await find_regions(change, keys)
    refused = [
        region.at("regions", str(index)) for index, region in enumerate(found) if isinstance(region, Refusal)
    ]
    if refused:
        return Refused(*refused)
    return [region for region in found if isinstance(region, UUID)]


def _shown(change: Change, entry: Initiable) -> bool:
    """To a credit office that may initiate for the listing's seat it is its own business, too (A1, V3)."""
    if entry.erased:
        return change.caller.reads
    public = entry.published and entry.valid_from <= change.today < entry.exit_day
    mine = judge_initiator(change.caller, entry.listed_by, entry.seat) is None
    return mine or entry_shown(change.caller, entry.listed_by, public=public)


def _choose(
    change: Change, facts: Facts, asked: InitiateAction, added: list[UUID] | Refused
) -> tuple[Initiable, Chosen, tuple[UUID, ...], UUID] | Refused:
    entry = None if asked.entry is None else facts.entries.get(asked.entry)
    if entry is None or not _shown(change, entry):
        return Refused(NotFound(path=("entry",), what="list entry"))
    if entry.erased or entry.subject is None:
        return Refused(EntryErased(path=("entry",)))
    refusals: list[Refusal] = []
    may_not = judge_initiator(change.caller, entry.listed_by, entry.seat)
    if may_not is not None:
        refusals.append(may_not)
    if not entry.valid_from <= change.today < entry.exit_day:
        refusals.append(
            EntryNotInForce(path=("entry",), valid_from=entry.valid_from, exit_day=entry.exit_day)
        )
    if isinstance(added, Refused):
        refusals += added.refusals
    if facts.edition is None:
        refusals.append(NoEditionInForce(path=("entry",), today=change.today))
    if refusals or isinstance(added, Refused) or facts.edition is None or change.caller.region_id is None:
        return Refused(*refusals)
    chosen = choose(
        facts.measures,
        asked.measures,
        list_type=entry.list_type,
        groups=facts.groups.get(entry.ref, frozenset()),
        mandatory_levels=facts.levels,
        today=change.today,
    )
    if isinstance(chosen, list):
        return Refused(*chosen)
    regions = choose_regions(entry.subject_region, change.caller.region_id, facts.prefecture, added)
    return entry, chosen, regions, facts.edition


def _plan(
    change: Change,
    facts: Facts,
    asked: InitiateAction,
    judged: tuple[Initiable, Chosen, tuple[UUID, ...], UUID],
    holders: Sequence[Holder],
) -> Plan | Refused:
    entry, chosen, regions, edition = judged
    if entry.subject is None:
        return Refused(EntryErased(path=("entry",)))
    subject = Target(entry.subject.bucket, entry.subject.id)
    routed, unrouted = route(chosen.measures, regions, holders, subject, facts.named.get(entry.ref, ()))
    live = facts.live[entry.ref]
    items = [item for item in routed if _aim(item) not in live]
    reported = facts.reported.get(entry.ref, frozenset())
    if not items and all((u.measure.code, u.region_id) in reported for u in unrouted):
        why = "everything that is asked for is assigned already" if routed else "no measure is triggered"
        return Refused(NothingToInitiate(path=("entry",), why=why), *chosen.left_out)
    # A later item of the same call sees what this one assigns and reports.
    live |= {_aim(item) for item in items}
    facts.reported[entry.ref] = reported | {(u.measure.code, u.region_id) for u in unrouted}
    due = facts.due[entry.ref]
    return Plan(
        entry=entry,
        subject=entry.subject,
        edition=edition,
        regions=regions,
        note=asked.note,
        items=tuple(items),
        unrouted=tuple(unrouted),
        left_out=tuple(str(refusal.facts["measure"]) for refusal in chosen.left_out),
        continued=tuple(due[_aim(item)] for item in items if _aim(item) in due),
        today=change.today,
        calendar=facts.calendar,
        settled=tuple(facts.settled[entry.ref]),
        new=tuple(item for item in items if _aim(item) not in due),
    )


def _aim(item: Planned) -> Aim:
    return item.measure.code, item.target.id, item.department_id


async def settle(change: Change, planned: Sequence[Plan]) -> None:
    """Write down what the dates have ended of the planned entries' assignments, to make room for new ones."""
    going_on = {held.ref for plan in planned for held in plan.continued}
    settled = [held for plan in planned for held in plan.settled]
    await assignments.write(change.session, settled)
    await tell_ended(change, [held for held in settled if held.ref not in going_on])


def moved(held: Held, plan: Plan, action: Ref) -> Held:
    """An assignment of the escalated watch entry, under the black entry and its action (L3)."""
    return replace(held, entry_id=plan.entry.ref.id, action_id=action.id)
