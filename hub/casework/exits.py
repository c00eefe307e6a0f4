"""Ends an entry by hand (X1): what follows an exit, and whom it is told, is policy's table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from hub.casework import casefile, entries, erasure
from hub.casework.audience import overseers
from hub.casework.cases import end_cases
from hub.casework.change import Change
from hub.casework.follow_on import Followed, Rows, write_arrangement
from hub.casework.releases import end_assignments
from hub.errors import Refused
from hub.errors.changes import NotFound
from hub.policy.consequences import losses
from hub.policy.disclosure import entry_shown
from hub.policy.exits import RULES, NewStandard, Then, judge_exit
from hub.policy.follow_on import arrange, period_after, periods_of, watches_of
from hub.policy.listing import Standing
from hub.policy.vocabulary import EventKind, ExitGround
from hub.store.ids import Ref
from hub.store.statements import audience
from hub.store.statements import exits as statements
from hub.store.statements import listing as listing_statements
from hub.store.statements import subjects as subject_statements
from hub.store.statements.assignments import departments_of
from hub.store.statements.exits import Entry


@dataclass(frozen=True, slots=True)
class ExitEntry:
    """exitEntry: an entry (None: an id of nothing), the ground, and what the ground cites."""

    entry: Ref | None
    ground: ExitGround
    facts: str | None = None
    standard: Ref | None = None
    watch_term_months: int | None = None


@dataclass(frozen=True, slots=True)
class Exited:
    """The entry, the watch entry that follows it, the entries that stand again, and the measures it ended."""

    entry: Ref
    followed_by: Ref | None
    reinstated: tuple[Ref, ...]
    release_due: int
    withdrawn: int
    erased: bool


async def exit_entry(change: Change, asked: ExitEntry) -> Exited:
    """End an entry today by the listing department or its successor; raises Refused with every reason found."""
    entry = await lock_entry(change, asked.entry)
    refusals = list(
        judge_exit(
            entry.leaving,
            asked.ground,
            acts_for=change.caller.acts_for,
            facts=asked.facts,
            standard=await _cited(change, asked.standard),
            watch_term_months=asked.watch_term_months,
            today=change.today,
        )
    )
    if refusals:
        raise Refused(*refusals)
    return await end_entry(change, entry, asked)


async def end_entry(change: Change, entry: Entry, asked: ExitEntry, restoration: Ref | None = None) -> Exited:
    """End a locked entry today, with everything that follows from its ground; policy has allowed it.

    `restoration`: the decided objection that has to restore what an entry erased for it brought about (O3).
    """
    responding = (await departments_of(change.session, [entry.ref])).get(entry.ref, frozenset())
    rule = RULES[entry.leaving.kind, asked.ground]
    if rule.then is Then.ERASE:
        standings = await load_standings(change, entry.subject)
        gone = await erasure.erase_entry(change, entry, standings, restoration)
        exited = Exited(entry.ref, None, gone.reinstated, gone.release_due, gone.withdrawn, erased=True)
        change.remembered = replace(exited, reinstated=())
    else:
        exited = await _leave(change, entry, asked, follow=rule.then is Then.WATCH)
    await _tell(change, entry, exited, responding)
    change.history(entry.ref, EventKind.ENTRY_EXITED.value, rule.clause)
    change.audit(entry.ref, {"exited": asked.ground.value})
    return exited


async def lock_entry(change: Change, ref: Ref | None) -> Entry:
    """The entry, its subject locked first; NOT_FOUND for anything that is no entry."""
    if ref is not None and ref.kind == "ListEntry":
        subject = await statements.subject_of(change.session, ref)
        if subject is not None:
            await subject_statements.lock(change.session, [subject])
        entry = await statements.lock(change.session, ref, subject)
        if entry is not None and _shown(change, entry):
            return entry
    raise Refused(NotFound(what="list entry", path=("entry",)))


def _shown(change: Change, entry: Entry) -> bool:
    public = entry.published and entry.leaving.validity.in_force(change.today)
    return entry_shown(change.caller, entry.listed_by, public=public)


async def _cited(change: Change, standard: Ref | None) -> NewStandard | None:
    if standard is None:
        return None
    found = None
    if standard.kind == "ListingStandard":
        found = await statements.new_standard(change.session, standard.id)
    if found is None:
        raise Refused(NotFound(what="listing standard", path=("standard",)))
    return found


async def _leave(change: Change, entry: Entry, asked: ExitEntry, *, follow: bool) -> Exited:
    term = entry.watch_term_months if asked.watch_term_months is None else asked.watch_term_months
    await statements.write_exit(
        change.session,
        entry.ref,
        {
            "exited_on": change.today,
            "exited_at": change.moment,
            "exit_ground": asked.ground.value,
            "exit_facts": asked.facts,
            "exit_standard_id": None if asked.standard is None else asked.standard.id,
            "caused_by_id": None,
            "watch_term_months": term,
        },
    )
    ended = (await end_assignments(change, {entry.ref: change.today}))[entry.ref]
    await end_cases(change, {entry.ref: change.today})
    followed_by = await _follow(change, entry, term) if follow else None
    return Exited(entry.ref, followed_by, (), ended.release_due, ended.withdrawn, erased=False)


async def _follow(change: Change, entry: Entry, term: int | None) -> Ref | None:
    """Let the watch entry begin today, or report that the field has none (X2)."""
    if (
        entry.subject is None
        or entry.list_type is None
        or entry.listed_by is None
        or entry.decided_on is None
    ):
        return None
    rules = await casefile.load_rules(change, [entry.list_type.slug])
    watch = rules.watch_rules(entry.list_type, change.today, change.today)
    if watch is None or term is None:
        offices = await overseers(change, change.caller.region_id)
        change.tell(EventKind.WATCH_LIST_MISSING, entry.ref, [change.caller.department_id, *offices])
        return None
    standings = await load_standings(change, entry.subject)
    arrangement = arrange(
        entry.ref.id,
        period_after(change.today, term),
        erasure.period_until_now(entry),
        watches_of(standings.values(), watch[0].id, entry.listed_by),
        periods_of(standings.values(), entry.list_type.field, entry.listed_by, entry.ref.id),
    )
    black = Followed(
        ref=entry.ref,
        subject_id=entry.subject.id,
        region_id=entry.region_id,
        listed_by=entry.listed_by,
        supplied_by=entry.supplied_by or entry.listed_by,
        decided_on=entry.decided_on,
    )
    rows, lost = Rows(), entries.Lost()
    followed_by = write_arrangement(change, rows, black, watch, arrangement, standings)
    # From today the subject is on a watch list: red entries that the black one left until later go now (L4).
    taken = losses(
        watch[0],
        period_after(change.today, term).validity,
        None,
        acts_for=change.caller.acts_for,
        standings=standings.values(),
        today=change.today,
    )
    entries.take_away(change, entry.ref, list(taken), standings, rows, lost)
    await rows.write(change)
    await entries.tell_lost(change, lost, await overseers(change, change.caller.region_id))
    if followed_by is not None:
        change.tell(EventKind.WARNING_DUE, followed_by, [change.caller.department_id])
    return followed_by


async def load_standings(change: Change, subject: Ref | None) -> dict[UUID, Standing]:
    """The subject's entries, by id; none for an erased entry, which has no subject."""
    if subject is None:
        return {}
    found = await listing_statements.standings(change.session, [subject])
    return {standing.id: standing for standing in found.get(subject.id, [])}


async def _tell(change: Change, entry: Entry, exited: Exited, responding: frozenset[UUID]) -> None:
    """Tell the listing department, everybody with an assignment, and the credit offices (§6.3, L7)."""
    departments = responding if entry.listed_by is None else responding | {entry.listed_by}
    now = await audience.standing_in(change.session, departments, change.today)
    offices = await overseers(change, change.caller.region_id)
    told = [now[department] for department in sorted(departments)]
    change.tell(EventKind.ENTRY_EXITED, exited.entry, [change.caller.department_id, *told, *offices])
