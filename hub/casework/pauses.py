"""Pauses an entry (P3): it stays in force and shown, its measures rest within bounds, their deadlines move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from hub.casework.audience import overseers
from hub.casework.change import Change
from hub.casework.exits import lock_entry
from hub.casework.keys import DepartmentKey, find_departments
from hub.casework.releases import write_settled
from hub.errors import Refusal, Refused
from hub.errors.actions import EntryErased
from hub.policy.bases import BasisGiven
from hub.policy.measures import triggered
from hub.policy.pauses import Asked, Pause, judge_pause, moved
from hub.policy.suspensions import Moved
from hub.policy.validity import DAY
from hub.policy.vocabulary import AssignmentState, EventKind, PauseKind
from hub.policy.workdays import Calendar, day_of
from hub.store.ids import Ref
from hub.store.statements import actions, assignments, audience, bases, catalogue
from hub.store.statements import calendar as calendars
from hub.store.statements import pauses as statements
from hub.store.statements.assignments import Held
from hub.store.statements.exits import Entry


@dataclass(frozen=True, slots=True)
class PauseEntry:
    """pauseEntry: the entry, the bounds (whole days, both included), what rests for whom, and on what basis."""

    entry: Ref | None
    kind: PauseKind
    from_: dt.date
    until: dt.date
    basis: BasisGiven
    measures: tuple[str, ...] = ()
    department: DepartmentKey | None = None
    case_no: str | None = None


@dataclass(frozen=True, slots=True)
class Paused:
    """The entry whose measures rest."""

    entry: Ref


async def pause_entry(change: Change, asked: PauseEntry) -> Paused:
    """Record a pause by the listing department or its successor; raises Refused with every reason found."""
    entry = await lock_entry(change, asked.entry)
    if entry.leaving.erased:
        raise Refused(EntryErased(path=("entry",)))
    refusals: list[Refusal] = []
    department: UUID | None = None
    if asked.department is not None:
        [found] = await find_departments(change, [asked.department])
        if isinstance(found, Refusal):
            refusals.append(found.at("department"))
        else:
            department = found
    pause = Pause(asked.kind, asked.from_, asked.until, frozenset(asked.measures), department)
    edition = await catalogue.edition_in_force(change.session, change.today)
    refusals += judge_pause(
        entry.leaving,
        Asked(pause, asked.measures, asked.case_no, asked.basis),
        known=await _known(change, entry, edition),
        acts_for=change.caller.acts_for,
        today=change.today,
    )
    if refusals:
        raise Refused(*refusals)
    await _move(change, entry.ref, pause)
    await _write(change, entry, asked, department, edition)
    await _tell(change, entry)
    change.history(entry.ref, EventKind.ENTRY_PAUSED.value, "§5.5")
    change.audit(entry.ref, _content(asked))
    return Paused(entry.ref)


async def _known(change: Change, entry: Entry, edition: UUID | None) -> frozenset[str]:
    """The codes a pause may name: what is assigned for the entry, and what the edition in force triggers."""
    codes = set(await statements.assigned_codes(change.session, entry.ref))
    if edition is not None and entry.list_type is not None:
        groups = (await actions.criteria_groups(change.session, [entry.ref])).get(entry.ref, frozenset())
        measures = await catalogue.measures_of(change.session, edition)
        codes |= {one.code for one in measures if triggered(one, entry.list_type.id, groups)}
    return frozenset(codes)


async def _move(change: Change, entry: Ref, pause: Pause) -> None:
    """Move the deadlines of the entry's live assignments; their states stay as they are."""
    before = (await statements.of_entries(change.session, [entry])).get(entry, [])
    locked = (await assignments.lock_of_entries(change.session, [entry])).values()
    live = [held for held in locked if held.standing.settled(change.today) is held.standing]
    resting = [held for held in live if pause.covers(held.measure_code, held.department_id)]
    await write_settled(change, list(locked))
    if not resting:
        return
    calendar = await _calendar(change, [pause], [held.acknowledge_by for held in resting])
    await assignments.write(change.session, [_held(held, pause, before, calendar) for held in resting])


def _held(held: Held, pause: Pause, before: Sequence[Pause], calendar: Calendar) -> Held:
    state = held.standing.suspended_from or held.standing.state
    pause = _counted(pause, held.issued_at)
    others = [one for one in before if one.covers(held.measure_code, held.department_id)]
    terms = moved(
        state,
        pause,
        others,
        acknowledge_by=held.acknowledge_by,
        implement_by=held.implement_by,
        calendar=calendar,
    )
    return replace(
        held,
        acknowledge_by=terms.acknowledge_by,
        implement_by=terms.implement_by,
        extended_days=held.extended_days + terms.days,
        standing=replace(held.standing, provisional=held.standing.provisional or terms.provisional),
    )


async def move_issued(change: Change, rows: Sequence[dict[str, Any]]) -> None:
    """Give assignments about to be issued (columns by name) the time that their entries' pauses take from them."""
    entries = {Ref("ListEntry", row["bucket"], row["entry_id"]) for row in rows}
    paused = await statements.of_entries(change.session, entries) if entries else {}
    if not paused:
        return
    every = [pause for pauses in paused.values() for pause in pauses]
    calendar = await _calendar(change, every, [row["acknowledge_by"] for row in rows])
    for row in rows:
        row["extended_days"] = 0
        done: list[Pause] = []
        for pause in paused.get(Ref("ListEntry", row["bucket"], row["entry_id"]), ()):
            ahead = _counted(pause, row["issued_at"])
            if pause.covers(row["measure_code"], row["department_id"]):
                _extend(row, _row(row, ahead, done, calendar))
                done.append(ahead)


def _counted(pause: Pause, issued_at: dt.datetime) -> Pause:
    """The pause from the day after issue on, which is day 1 of every deadline: before it nothing is taken away."""
    return replace(pause, first=max(pause.first, day_of(issued_at) + DAY))


def _row(row: dict[str, Any], pause: Pause, before: Sequence[Pause], calendar: Calendar) -> Moved:
    return moved(
        AssignmentState.ISSUED,
        pause,
        before,
        acknowledge_by=row["acknowledge_by"],
        implement_by=row["implement_by"],
        calendar=calendar,
    )


def _extend(row: dict[str, Any], terms: Moved) -> None:
    row["acknowledge_by"], row["implement_by"] = terms.acknowledge_by, terms.implement_by
    row["extended_days"] += terms.days
    row["provisional"] = row["provisional"] or terms.provisional


async def _calendar(change: Change, pauses: Iterable[Pause], deadlines: Iterable[dt.datetime]) -> Calendar:
    days = [pause.first for pause in pauses] + [day_of(moment) for moment in deadlines]
    return await calendars.load(change.session, min([change.today, *days]))


async def _write(
    change: Change, entry: Entry, asked: PauseEntry, department: UUID | None, edition: UUID | None
) -> None:
    [basis] = await bases.cite(change.session, [(change.new_id(), asked.basis)], confidential=True)
    measures = await statements.measures_of(change.session, entry.ref, edition, asked.measures)
    row = {
        "bucket": entry.ref.bucket,
        "id": change.new_id(),
        "entry_id": entry.ref.id,
        "kind": asked.kind.value,
        "starts_on": asked.from_,
        "ends_on": asked.until,
        "department_id": department,
        "case_no": (asked.case_no or "").strip() or None,
        "basis_id": basis,
        "paused_by": change.caller.department_id,
        "paused_at": change.moment,
    }
    await statements.add(change.session, row, set(measures.values()))


async def _tell(change: Change, entry: Entry) -> None:
    """The listing department, everybody with an assignment, and the credit offices (L7)."""
    responding = (await assignments.departments_of(change.session, [entry.ref])).get(entry.ref, frozenset())
    people = responding if entry.listed_by is None else responding | {entry.listed_by}
    now = await audience.standing_in(change.session, people, change.today)
    offices = await overseers(change, change.caller.region_id)
    told = [now[department] for department in sorted(people)]
    change.tell(EventKind.ENTRY_PAUSED, entry.ref, [*told, *sorted(offices)])


def _content(asked: PauseEntry) -> dict[str, Any]:
    return {
        "paused": asked.kind.value,
        "from": asked.from_.isoformat(),
        "until": asked.until.isoformat(),
        "measures": list(asked.measures),
        "case_no": asked.case_no,
        "basis": asked.basis.act,
    }
