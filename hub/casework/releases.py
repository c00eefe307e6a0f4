"""What an exit, a withdrawal, a prolongation or an erasure does to assignments (A4, A6, X2, X3, X4, L3).

The caller has locked the entries; the assignments are locked here, in key order.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from hub.casework.change import Change
from hub.casework.links import bound_links
from hub.casework.measures import end_measures
from hub.policy.assignments import ASSIGNMENT, LIVE, before_release
from hub.policy.vocabulary import AssignmentState, AssignmentStep, EventKind, ReleaseReason
from hub.policy.workdays import Calendar, start_of
from hub.store.ids import Ref
from hub.store.statements import assignments as statements
from hub.store.statements import audience, erasure
from hub.store.statements import calendar as calendars
from hub.store.statements.assignments import Held
from hub.store.statements.measures import among


@dataclass(frozen=True, slots=True)
class Ended:
    """How many assignments owe a release now, and how many were never taken on."""

    release_due: int = 0
    withdrawn: int = 0


async def end_assignments(
    change: Change, exits: Mapping[Ref, dt.date], reason: ReleaseReason = ReleaseReason.EXIT
) -> dict[Ref, Ended]:
    """End the assignments of entries, given with their exit days (X3, A4, A6); counts per entry.

    From an exit day that has come on: ISSUED is withdrawn, what was taken on owes a release from this
    moment, by a deadline of its own, and the departments are told. An exit day ahead re-dates them.
    """
    locked = await statements.lock_of_entries(change.session, exits)
    today = [held for held in locked.values() if exits[_entry(held)] <= change.today]
    ahead = [held for held in locked.values() if exits[_entry(held)] > change.today]
    await _redate(change, ahead, exits)
    counts = dict.fromkeys(exits, Ended())
    for held in await end(change, today, reason, exits):
        before = counts[_entry(held)]
        if held.standing.state is AssignmentState.WITHDRAWN:
            counts[_entry(held)] = replace(before, withdrawn=before.withdrawn + 1)
        else:
            counts[_entry(held)] = replace(before, release_due=before.release_due + 1)
    return counts


async def end(
    change: Change,
    held: Iterable[Held],
    reason: ReleaseReason,
    exits: Mapping[Ref, dt.date] | None = None,
) -> list[Held]:
    """End locked assignments at this moment, tell their departments, and answer those that it ended.

    What had ended before by its dates is written down as the dates have it, and not counted.
    """
    calendar = await calendars.load(change.session, change.today)
    written: list[Held] = []
    ended: list[Held] = []
    for item in held:
        settled = item.standing.settled(change.today)
        if settled is item.standing:
            exit_day = (exits or {}).get(_entry(item), item.standing.entry_ends_on)
            release = calendar.after(change.today, item.release_within_days)
            after = replace(settled.end(change.moment, reason, release), entry_ends_on=exit_day)
            ended.append(replace(item, standing=after))
        else:
            written.append(replace(item, standing=settled))
    await statements.write(change.session, [*written, *ended])
    await tell_ended(change, [*written, *ended])
    for item in ended:
        change.history(item.ref, _ending(item).value, ASSIGNMENT.clause(AssignmentStep.END))
    return ended


def _ending(held: Held) -> EventKind:
    withdrawn = held.standing.state is AssignmentState.WITHDRAWN
    return EventKind.ASSIGNMENT_WITHDRAWN if withdrawn else EventKind.ASSIGNMENT_RELEASE_DUE


async def tell_ended(change: Change, ended: Sequence[Held]) -> None:
    """Tell the departments of assignments that end, once: whoever writes the end down tells it."""
    now = await audience.standing_in(change.session, {held.department_id for held in ended}, change.today)
    for held in ended:
        change.tell(_ending(held), held.ref, [now[held.department_id]])


async def write_settled(change: Change, held: Iterable[Held]) -> None:
    """Write down what the dates have made of locked assignments, and tell their departments (A6, L6).

    It is no step that anybody takes, so it is in no history: an answer must not depend on its having been written.
    """
    settled = [
        replace(item, standing=standing)
        for item in held
        if (standing := item.standing.settled(change.today)) is not item.standing
    ]
    await statements.write(change.session, settled)
    await tell_ended(change, settled)


async def redate_assignments(change: Change, exits: Mapping[Ref, dt.date]) -> None:
    """Let the live assignments of entries end on the entries' new exit days (X2: prolonged, re-dated)."""
    locked = await statements.lock_of_entries(change.session, exits)
    await _redate(change, list(locked.values()), exits)


async def _redate(change: Change, held: Sequence[Held], exits: Mapping[Ref, dt.date]) -> None:
    if not held:
        return
    calendar = await calendars.load(change.session, change.today)
    changed: list[Held] = []
    over: list[Held] = []
    for item in held:
        settled = item.standing.settled(change.today)
        if settled is item.standing:
            item = replace(item, standing=replace(settled, entry_ends_on=exits[_entry(item)]))  # noqa: PLW2901
            changed.append(_release_by_dates(item, calendar))
        else:
            over.append(item)
    await statements.write(change.session, changed)
    await write_settled(change, over)


def _release_by_dates(held: Held, calendar: Calendar) -> Held:
    release = calendar.after(held.standing.ends_on, held.release_within_days)
    projected = start_of(calendar.provisional_from)
    provisional = release.provisional or max(held.acknowledge_by, held.implement_by) >= projected
    return replace(held, standing=replace(held.standing, release_by=release.at, provisional=provisional))


async def continue_assignments(change: Change, exits: Mapping[Ref, dt.date]) -> int:
    """Let what the exit of these entries made RELEASE_DUE, and nobody has lifted yet, go on; how many.

    For entries that are reinstated (X4), given with their new exit days.
    """
    states = (*LIVE, AssignmentState.RELEASE_DUE)
    locked = await statements.lock_of_entries(change.session, exits, states)
    items = [replace(held, standing=held.standing.settled(change.today)) for held in locked.values()]
    await statements.write(change.session, [item for item in items if item != locked[item.ref]])
    exited = [item for item in items if item.standing.may_go_on(change.today)]
    return len(await go_on(change, [(item, exits[_entry(item)]) for item in exited]))


async def go_on(change: Change, items: Sequence[tuple[Held, dt.date]]) -> list[Held]:
    """Let locked RELEASE_DUE assignments, given with the exit day they now have, go on as they were.

    Their departments are told: what they were asked to lift stays, with no lifting in between (L3).
    """
    if not items:
        return []
    calendar = await calendars.load(change.session, change.today)
    going_on: list[Held] = []
    for held, exit_day in items:
        was = before_release(held.standing.implemented_at is not None)
        state = ASSIGNMENT.next_state(held.standing.state, AssignmentStep.CONTINUE, was)
        standing = replace(
            held.standing,
            state=state or held.standing.state,
            entry_ends_on=exit_day,
            release_due_since=None,
            release_reason=None,
        )
        going_on.append(_release_by_dates(replace(held, standing=standing), calendar))
    await statements.write(change.session, going_on)
    now = await audience.standing_in(change.session, {held.department_id for held in going_on}, change.today)
    clause = ASSIGNMENT.clause(AssignmentStep.CONTINUE)
    for held in going_on:
        change.tell(EventKind.ASSIGNMENT_CONTINUED, held.ref, [now[held.department_id]])
        change.history(held.ref, EventKind.ASSIGNMENT_CONTINUED.value, clause)
    # What the law has ended meanwhile was not running then, and ends now (A9).
    await end_measures(change, among([held.ref for held in going_on]))
    return going_on


async def erase_assignments(change: Change, entries: Iterable[Ref], restoration: Ref | None = None) -> None:
    """Cut the assignments of entries listed in error, after `end_assignments` (X4); for whose restoration (O3)."""
    await bound_links(change, await erasure.erase(change.session, entries, restoration))


def _entry(held: Held) -> Ref:
    if held.entry_id is None:
        message = "an assignment of an erased entry is not found through its entry"
        raise LookupError(message)
    return Ref("ListEntry", held.ref.bucket, held.entry_id)
