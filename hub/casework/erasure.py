"""Erases an entry listed in error, and undoes what it had caused, in the same change (X4, §6.3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from hub.casework import casefile
from hub.casework.audience import overseers
from hub.casework.cases import end_cases, erase_cases, keep_closed
from hub.casework.change import Change
from hub.casework.follow_on import Rows
from hub.casework.publications import publish_again
from hub.casework.releases import (
    continue_assignments,
    end_assignments,
    erase_assignments,
    redate_assignments,
)
from hub.casework.returning import give_back
from hub.casework.suspensions import suspend_verified
from hub.policy.consequences import Restored, restorations
from hub.policy.follow_on import Arrangement, Period, arrange, period_after, periods_of, watches_of
from hub.policy.listing import Standing
from hub.policy.validity import DAY, Validity
from hub.policy.vocabulary import EventKind, ExitGround
from hub.store.ids import Ref
from hub.store.statements import audience
from hub.store.statements import exits as statements
from hub.store.statements import listing as listing_statements
from hub.store.statements.assignments import departments_of
from hub.store.statements.exits import Entry


@dataclass(frozen=True, slots=True)
class Erased:
    """The entries that stand again, and how many measures were ended."""

    reinstated: tuple[Ref, ...]
    release_due: int
    withdrawn: int


def period_until_now(entry: Entry) -> Period | None:
    """The days on the watch list that the entry brings about as it stands before its exit (X2)."""
    if entry.watch_term_months is None:
        return None
    return period_after(entry.leaving.validity.exit_day, entry.watch_term_months)


async def erase_entry(
    change: Change, entry: Entry, standings: Mapping[UUID, Standing], restoration: Ref | None = None
) -> Erased:
    """Erase a locked entry with its follow-on, and let what it removed stand again.

    `standings` are the subject's entries by id, this one among them. Measures still to be lifted keep
    their target until that is confirmed; `restoration` is the objection whose restoration waits for it.
    """
    bucket = entry.ref.bucket
    arrangement = await _without_follow_on(change, entry, standings)
    gone = [
        entry.ref,
        *(Ref("ListEntry", bucket, watch) for watch in _follow_ons(entry, standings, arrangement)),
    ]
    responding = await departments_of(change.session, gone[1:])
    remaining = _remaining(standings, {ref.id for ref in gone}, arrangement)
    caused = {known.id: known for known in remaining.values() if known.caused_by in {ref.id for ref in gone}}
    others = [known for known in remaining.values() if known.id not in caused]
    restored = restorations(list(caused.values()), others)
    await give_back(change, entry.ref, _escalated(bucket, restored, caused))
    ended = await end_assignments(change, dict.fromkeys(gone, change.today))
    await erase_assignments(change, gone, restoration)
    await end_cases(change, dict.fromkeys(gone, change.today))
    await erase_cases(change, gone)
    beside = [Ref("ListEntry", bucket, key) for key in remaining]
    await statements.erase(change.session, gone, beside, change.today, change.moment)
    change.lose(gone)
    await _write_watches(change, bucket, arrangement)
    reinstated = await _restore(change, bucket, restored, caused)
    await _tell_follow_ons(change, entry, gone[1:], standings, responding)
    return Erased(
        reinstated,
        sum(count.release_due for count in ended.values()),
        sum(count.withdrawn for count in ended.values()),
    )


async def _without_follow_on(change: Change, entry: Entry, standings: Mapping[UUID, Standing]) -> Arrangement:
    """How the department's watch entries stand once this black entry is no longer followed."""
    before = period_until_now(entry)
    if before is None or entry.list_type is None or entry.listed_by is None:
        return Arrangement()
    rules = await casefile.load_rules(change, [entry.list_type.slug])
    watch = rules.watch_rules(entry.list_type, before.first, change.today)
    if watch is None:
        return Arrangement()
    known = standings.values()
    return arrange(
        entry.ref.id,
        None,
        before,
        watches_of(known, watch[0].id, entry.listed_by),
        periods_of(known, entry.list_type.field, entry.listed_by, entry.ref.id),
    )


def _follow_ons(entry: Entry, standings: Mapping[UUID, Standing], arrangement: Arrangement) -> list[UUID]:
    """The watch entries that go with it: those nothing else holds, and those a decision had ended since."""
    over = [
        known.id
        for known in standings.values()
        if known.follows == entry.ref.id and known.own_until is None and known.validity.exited_on is not None
    ]
    return [*arrangement.removed, *over]


def _remaining(
    standings: Mapping[UUID, Standing], gone: Collection[UUID], arrangement: Arrangement
) -> dict[UUID, Standing]:
    """The subject's other entries, watch entries with the days that others leave them."""
    left = {key: known for key, known in standings.items() if key not in gone}
    for watch in arrangement.changed:
        left[watch.id] = replace(left[watch.id], validity=Validity(watch.first, watch.last))
    return left


def _escalated(bucket: int, restored: Sequence[Restored], caused: Mapping[UUID, Standing]) -> list[Ref]:
    """The watch entries that stand again after they had escalated."""
    return [
        Ref("ListEntry", bucket, each.id)
        for each in restored
        if not each.lost and caused[each.id].validity.exit_ground is ExitGround.ESCALATED
    ]


async def _write_watches(change: Change, bucket: int, arrangement: Arrangement) -> None:
    """Write the watch entries that others still hold, with the days that are left to them."""
    rows = Rows()
    for watch in arrangement.changed:
        ref = Ref("ListEntry", bucket, watch.id)
        rows.dates.append((bucket, watch.id, watch.first, watch.last, watch.follows, watch.own_until))
        rows.redated[ref] = watch.last + DAY
    await rows.write(change)


async def _restore(
    change: Change, bucket: int, restored: Sequence[Restored], caused: Mapping[UUID, Standing]
) -> tuple[Ref, ...]:
    """Let entries that the erased ones had removed stand again, or name another cause; who stands again."""
    rows: list[tuple[object, ...]] = []
    exits: dict[Ref, date] = {}
    for each in restored:
        known = caused[each.id]
        ref = Ref("ListEntry", bucket, each.id)
        rows.append((bucket, each.id, *_exit_of(change, each, known.validity)))
        exit_day = each.exit_day if each.lost else known.validity.valid_until + DAY
        if exit_day is not None and exit_day > change.today:
            exits[ref] = exit_day
    over = [known.id for known in caused.values() if known.validity.exit_day <= change.today]
    await keep_closed(change, [Ref("ListEntry", bucket, key) for key in over])
    await listing_statements.write_exits(change.session, rows)
    if exits:
        await continue_assignments(change, exits)
        await redate_assignments(change, exits)
        await publish_again(change, exits)
        await suspend_verified(change, exits)
        await _tell_reinstated(change, [(ref, caused[ref.id].listed_by) for ref in exits])
    return tuple(exits)


def _exit_of(change: Change, restored: Restored, before: Validity) -> tuple[object, ...]:
    """Exit day, moment, ground and cause as they are now."""
    if not restored.lost or before.exit_ground is None:
        return (None, None, None, None)
    exit_day = before.exited_on if restored.exit_day is None else restored.exit_day
    return (exit_day, change.moment, before.exit_ground.value, restored.cause)


async def _tell_follow_ons(
    change: Change,
    entry: Entry,
    follow_ons: Sequence[Ref],
    standings: Mapping[UUID, Standing],
    responding: Mapping[Ref, frozenset[UUID]],
) -> None:
    """Tell the listing department, everybody with an assignment, and of one in force the credit offices (L7, X3)."""
    listed_by = set() if entry.listed_by is None else {entry.listed_by}
    people = listed_by.union(*responding.values())
    now = await audience.standing_in(change.session, people, change.today)
    offices = await overseers(change, change.caller.region_id) if follow_ons else frozenset()
    for ref in follow_ons:
        departments = listed_by | responding.get(ref, frozenset())
        begun = standings[ref.id].validity.valid_from <= change.today
        change.history(ref, EventKind.ENTRY_EXITED.value, "§6.3")
        told = [now[department] for department in sorted(departments)]
        change.tell(EventKind.ENTRY_EXITED, ref, [*told, *(offices if begun else ())])


async def _tell_reinstated(change: Change, entries: Sequence[tuple[Ref, UUID]]) -> None:
    now = await audience.standing_in(change.session, {listed_by for _, listed_by in entries}, change.today)
    offices = await overseers(change, change.caller.region_id)
    for ref, listed_by in entries:
        change.history(ref, EventKind.ENTRY_REINSTATED.value, "§6.3")
        change.tell(EventKind.ENTRY_REINSTATED, ref, [now[listed_by], *offices])
