"""Routes what was unrouted, when a department appears or gains a function or a region (A2, A7, §5.2).

What a later day brings is written down now, dated from that day, so that no answer waits for a job (L6).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from hub.casework.audience import overseers
from hub.casework.change import Change
from hub.casework.issuing import assigned, issue
from hub.casework.plans import Plan
from hub.casework.releases import end
from hub.policy.actions import Planned
from hub.policy.assignments import LIVE
from hub.policy.measures import Measure, Named, Target, targets, well_founded
from hub.policy.routing import Found, first_takers
from hub.policy.vocabulary import BasisLevel, EventKind, ReleaseReason
from hub.policy.workdays import Calendar
from hub.store.ids import Ref
from hub.store.statements import actions as action_statements
from hub.store.statements import assignments, audience, catalogue
from hub.store.statements import calendar as calendars
from hub.store.statements import routing as statements
from hub.store.statements.actions import Initiable
from hub.store.statements.assignments import Held

_CLAUSE = "§5.2"
Aim = tuple[str, UUID, UUID]
"""Measure code, target, department: what is assigned once (A1)."""


@dataclass(frozen=True, slots=True)
class Routed:
    """How many assignments were issued, of how many measures that nobody had taken on."""

    assignments: int = 0
    measures: int = 0


@dataclass(frozen=True)
class _Facts:
    """What routing is judged on, fetched once; `ahead` are assignments issued for a day to come."""

    entries: Mapping[Ref, Initiable]
    named: Mapping[Ref, list[Named]]
    measures: Mapping[UUID, Measure]
    levels: frozenset[BasisLevel]
    calendar: Calendar
    takers: Mapping[tuple[str, UUID], Found]
    live: Mapping[Ref, set[Aim]]
    ahead: Mapping[tuple[UUID, Aim], Held]


@dataclass
class _Routes:
    """What comes of it: rows to write, marks on what was unrouted, and what was planned and stays."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    marks: list[tuple[int, UUID, UUID, UUID, dt.date | None]] = field(default_factory=list)
    told: dict[Ref, Any] = field(default_factory=dict)
    kept: set[Ref] = field(default_factory=set)


async def route_unrouted(
    change: Change, *, functions: Collection[str] | None = None, actions: Collection[Ref] | None = None
) -> Routed:
    """Assign the unrouted measures of these functions or actions (None: of all) to whoever holds them now or later.

    Deadlines count from the day on which the department takes them on. What an earlier plan had dated for
    another day or department is withdrawn. Entries and their assignments are locked.
    """
    await catalogue.reading(change.session)
    rows = await statements.unrouted(change.session, change.today, functions, actions)
    if not rows:
        return Routed()
    facts, rows = await _facts(change, rows, functions, actions)
    routes = _Routes()
    by_action: dict[Ref, list[Any]] = defaultdict(list)
    for row in rows:
        by_action[Ref("LinkedAction", row.bucket, row.action_id)].append(row)
    for action, mine in by_action.items():
        _route(change, facts, action, mine, routes)
    dropped = [held for held in facts.ahead.values() if held.ref not in routes.kept]
    await end(change, dropped, ReleaseReason.BASIS_ENDED)
    await statements.mark(change.session, routes.marks)
    await issue(change, routes.rows)
    await _tell(change, facts, routes)
    measures = {(mark[1], mark[2]) for mark in routes.marks if mark[4] is not None}
    return Routed(len(routes.rows), len(measures))


async def _facts(
    change: Change,
    found: Sequence[Any],
    functions: Collection[str] | None,
    actions: Collection[Ref] | None,
) -> tuple[_Facts, Sequence[Any]]:
    """The facts, and what of `found` is unrouted still now that its entries are locked."""
    session, today = change.session, change.today
    entries = await action_statements.lock_entries(
        session, {Ref("ListEntry", row.bucket, row.entry_id) for row in found}
    )
    # Until the entries were locked, an action could be withdrawn: only what is read now is true (A4).
    again = await statements.unrouted(session, today, functions, actions)
    rows = [row for row in again if Ref("ListEntry", row.bucket, row.entry_id) in entries]
    measures: dict[UUID, Measure] = {}
    for edition in sorted({row.edition_id for row in rows}):
        measures |= {measure.id: measure for measure in await catalogue.measures_of(session, edition)}
    takers = await statements.takers(
        session, {row.function for row in rows}, {row.region_id for row in rows}, today
    )
    live, ahead = await _ledger(change, entries, {(row.action_id, row.measure_id) for row in rows})
    facts = _Facts(
        entries=entries,
        named=await action_statements.named_persons(session, entries),
        measures=measures,
        levels=await catalogue.mandatory_levels(session, today),
        calendar=await calendars.load(session, today),
        takers=first_takers(takers),
        live=live,
        ahead=ahead,
    )
    return facts, rows


async def _ledger(
    change: Change, entries: Collection[Ref], unrouted: set[tuple[UUID, UUID]]
) -> tuple[dict[Ref, set[Aim]], dict[tuple[UUID, Aim], Held]]:
    """What is live of each entry, and apart from it what was dated ahead for the unrouted measures of an action."""
    locked = await assignments.lock_of_entries(change.session, entries)
    now = await audience.standing_in(
        change.session, {held.department_id for held in locked.values()}, change.today
    )
    live: dict[Ref, set[Aim]] = {ref: set() for ref in entries}
    ahead: dict[tuple[UUID, Aim], Held] = {}
    for held in locked.values():
        if held.target is None or held.entry_id is None or held.action_id is None:
            continue
        if held.issued_at > change.moment and (held.action_id, held.measure_id) in unrouted:
            ahead[held.action_id, (held.measure_code, held.target[1], held.department_id)] = held
        elif held.standing.settled(change.today).state in LIVE:
            aim = (held.measure_code, held.target[1], now[held.department_id])
            live[Ref("ListEntry", held.ref.bucket, held.entry_id)].add(aim)
    return live, ahead


def _route(change: Change, facts: _Facts, action: Ref, mine: Sequence[Any], routes: _Routes) -> None:
    """Route the unrouted measures of one action, region by region."""
    entry = facts.entries[Ref("ListEntry", mine[0].bucket, mine[0].entry_id)]
    if entry.erased or entry.subject is None:
        return
    for row in mine:
        measure = facts.measures[row.measure_id]
        found = facts.takers.get((measure.function, row.region_id))
        since = None
        if found is not None:
            plan = _plan(facts, entry, entry.subject, row.edition_id, found.since)
            aims = _aims(facts, plan, measure)
            since = found.since if aims else None
            for target in aims:
                for department in found.departments:
                    _assign(change, facts, plan, action, Planned(measure, target, department), routes)
        if row.routed_on != since:
            routes.marks.append((row.bucket, row.action_id, row.measure_id, row.region_id, since))
            if since is not None:
                routes.told[action] = row


def _aims(facts: _Facts, plan: Plan, measure: Measure) -> list[Target]:
    """Whom a measure is aimed at on the plan's day; nobody where entry, measure or basis ended before (A9, A10)."""
    day = plan.today
    if day >= plan.entry.exit_day or not well_founded(measure.force, measure.basis, facts.levels, day):
        return []
    ends_on = plan.terms(measure).measure_ends_on
    if ends_on is not None and ends_on <= day:
        return []
    subject = Target(plan.subject.bucket, plan.subject.id)
    return targets(measure, subject, facts.named.get(plan.entry.ref, ()))


def _plan(facts: _Facts, entry: Initiable, subject: Ref, edition: UUID, day: dt.date) -> Plan:
    """The plan of what is issued for one entry on one day."""
    return Plan(
        entry=entry,
        subject=subject,
        edition=edition,
        regions=(),
        note=None,
        items=(),
        unrouted=(),
        left_out=(),
        continued=(),
        today=day,
        calendar=facts.calendar,
        settled=(),
        new=(),
    )


def _assign(change: Change, facts: _Facts, plan: Plan, action: Ref, item: Planned, routes: _Routes) -> None:
    aim = (item.measure.code, item.target.id, item.department_id)
    planned = facts.ahead.get((action.id, aim))
    row = assigned(change, plan, item, action)
    if planned is not None and planned.issued_at == row["issued_at"]:
        routes.kept.add(planned.ref)
    elif aim not in facts.live[plan.entry.ref]:
        routes.rows.append(row)
    else:
        return
    facts.live[plan.entry.ref].add(aim)


async def _tell(change: Change, facts: _Facts, routes: _Routes) -> None:
    """The initiator, the listing department and the credit offices: what nobody took on has found somebody."""
    if not routes.told:
        return
    asking = {row.initiated_by for row in routes.told.values()}
    listing = {entry.listed_by for entry in facts.entries.values() if not entry.erased}
    now = await audience.standing_in(change.session, asking | listing, change.today)
    seats = {entry.seat for entry in facts.entries.values() if not entry.erased}
    offices = {seat: await overseers(change, seat) for seat in seats}
    for action, row in routes.told.items():
        entry = facts.entries[Ref("ListEntry", row.bucket, row.entry_id)]
        told = [now[row.initiated_by], now[entry.listed_by], *sorted(offices[entry.seat])]
        change.tell(EventKind.MEASURE_ROUTED, action, told)
        change.history(action, EventKind.MEASURE_ROUTED.value, _CLAUSE)
