"""Corrects what an entry says by a decided objection: facts, dates, criteria, and whom it names (O3, §5.6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from hub.casework import casefile
from hub.casework.cases import tell_closed
from hub.casework.change import Change
from hub.casework.erasure import period_until_now
from hub.casework.exits import load_standings, lock_entry
from hub.casework.follow_on import Followed, Rows, write_arrangement
from hub.casework.keys import Found, SubjectKey, find_subjects
from hub.casework.links import bound_links
from hub.casework.publications import publish_again
from hub.casework.releases import end, redate_assignments
from hub.casework.suspensions import resume
from hub.errors import Refusal
from hub.policy.corrections import Amendable, Amendment, judge_amendment, no_longer_triggered
from hub.policy.follow_on import arrange, period_after, periods_of, watches_of
from hub.policy.objections import OBJECTION
from hub.policy.standards import Standard
from hub.policy.validity import DAY
from hub.policy.vocabulary import AssignmentState, Duty, EventKind, ObjectionStep, ReleaseReason
from hub.store.ids import Ref
from hub.store.statements import assignments, erasure, objections
from hub.store.statements import corrections as statements
from hub.store.statements import listing as listing_statements
from hub.store.statements.actions import named_persons
from hub.store.statements.assignments import Held
from hub.store.statements.corrections import Written
from hub.store.statements.exits import Entry

PERSON = frozenset({"Person"})


@dataclass(frozen=True, slots=True)
class Correction:
    """What an entry should have said; None leaves a thing as it is. `remove_persons` were named wrongly."""

    facts: str | None = None
    criteria: tuple[str, ...] | None = None
    conduct_from: dt.date | None = None
    conduct_to: dt.date | None = None
    valid_until: dt.date | None = None
    remove_persons: tuple[SubjectKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A correction that may be made, and what it replaces."""

    amendment: Amendment
    before: Written
    removed: tuple[Ref, ...]


async def prepare(change: Change, entry: Entry, asked: Correction) -> Prepared | list[Refusal]:
    """Judge a correction of a locked entry that is not erased; every reason why it is refused."""
    before = await statements.written(change.session, entry.ref)
    named = (await named_persons(change.session, [entry.ref])).get(entry.ref, [])
    removed = await find_persons(change, asked.remove_persons)
    amendment = Amendment(
        facts=asked.facts,
        criteria=asked.criteria,
        conduct_from=asked.conduct_from,
        conduct_to=asked.conduct_to,
        valid_until=asked.valid_until,
        removed=[None if person is None else person.id for person in removed],
    )
    amendable = Amendable(
        validity=entry.leaving.validity,
        decided_on=entry.decided_on or change.today,
        conduct_from=before.conduct_from,
        conduct_to=before.conduct_to,
        named=frozenset(person.id for person in named),
        standard=await _standard(change, entry, before.standard),
        follows=entry.leaving.follows,
    )
    refusals = judge_amendment(amendable, amendment, today=change.today)
    if refusals:
        return list(refusals)
    return Prepared(amendment, before, tuple(person for person in removed if person is not None))


async def find_persons(change: Change, keys: Sequence[SubjectKey]) -> list[Ref | None]:
    """The person of each key; none as well where nobody is known by it, so that no answer tells who is registered.

    Raises Forbidden for a citizen id where persons may not be read: whether an entry names the one who has it
    would tell who 张* is (V1).
    """
    if any(key.id_number is not None for key in keys):
        change.caller.require(Duty.READ_PERSONS)
    found = await find_subjects(change, keys, PERSON) if keys else []
    return [person.ref if isinstance(person, Found) else None for person in found]


async def _standard(change: Change, entry: Entry, standard: UUID) -> Standard | None:
    if entry.list_type is None:
        return None
    rulebook = await listing_statements.rulebook(change.session, {entry.list_type.id})
    return next((s for s in rulebook.standards.get(entry.list_type.id, ()) if s.id == standard), None)


async def correct(change: Change, entry: Entry, prepared: Prepared, restoration: Ref) -> int:
    """Make a correction; how many measures have to be lifted by it. What was said before is kept in the audit."""
    asked, before = prepared.amendment, prepared.before
    said = {
        "facts": None if asked.facts is None else asked.facts.strip(),
        "conduct_from": asked.conduct_from,
        "conduct_to": asked.conduct_to,
        "valid_until": asked.valid_until,
    }
    changed = {name: value for name, value in said.items() if value is not None}
    if asked.valid_until is not None:
        await _follow(change, entry, asked.valid_until + DAY)
    await statements.write(change.session, entry.ref, changed)
    if asked.valid_until is not None:
        await redate_assignments(change, {entry.ref: asked.valid_until + DAY})
    lifted = 0
    if asked.criteria is not None:
        await statements.write_criteria(change.session, entry.ref, before.standard, asked.criteria)
        lifted += await _end_untriggered(change, entry.ref, before.standard, asked.criteria, restoration)
    if prepared.removed:
        lifted += await remove_persons(change, entry.ref, prepared.removed, restoration)
    exit_day = entry.leaving.validity.exit_day if asked.valid_until is None else asked.valid_until + DAY
    if exit_day > change.today:
        await publish_again(change, {entry.ref: exit_day})
    change.audit(entry.ref, {"corrected": _replaced(before, [*changed, *_criteria(asked)], prepared)})
    return lifted


def _criteria(asked: Amendment) -> list[str]:
    return [] if asked.criteria is None else ["criteria"]


def _replaced(before: Written, names: Sequence[str], prepared: Prepared) -> Mapping[str, Any]:
    """What stood there before; of persons only how many, never an entry and a person in one record (V4)."""
    values: dict[str, Any] = {}
    for name in names:
        value = getattr(before, name)
        values[name] = value.isoformat() if isinstance(value, dt.date) else value
        if isinstance(value, tuple):
            values[name] = list(value)
    if prepared.removed:
        values["persons_removed"] = len(prepared.removed)
    return values


async def _follow(change: Change, entry: Entry, exit_day: dt.date) -> None:
    """Let the watch entry that follows begin on the day on which the entry now ends (X2)."""
    term = entry.watch_term_months
    if entry.subject is None or entry.list_type is None or entry.listed_by is None or term is None:
        return
    rules = await casefile.load_rules(change, [entry.list_type.slug])
    watch = rules.watch_rules(entry.list_type, exit_day, change.today)
    if watch is None:
        return
    standings = await load_standings(change, entry.subject)
    arrangement = arrange(
        entry.ref.id,
        period_after(exit_day, term),
        period_until_now(entry),
        watches_of(standings.values(), watch[0].id, entry.listed_by),
        periods_of(standings.values(), entry.list_type.field, entry.listed_by, entry.ref.id),
    )
    black = Followed(
        ref=entry.ref,
        subject_id=entry.subject.id,
        region_id=entry.region_id,
        listed_by=entry.listed_by,
        supplied_by=entry.supplied_by or entry.listed_by,
        decided_on=entry.decided_on or change.today,
    )
    rows = Rows()
    write_arrangement(change, rows, black, watch, arrangement, standings)
    await rows.write(change)


async def _end_untriggered(
    change: Change, entry: Ref, standard: UUID, criteria: Collection[str], restoration: Ref
) -> int:
    """End the measures that only criteria triggered which the entry no longer meets (§3.3)."""
    groups = await statements.groups_of(change.session, standard, criteria)
    live = list((await assignments.lock_of_entries(change.session, [entry])).values())
    asked = await statements.groups_asked(change.session, {held.measure_id for held in live})
    over = no_longer_triggered(asked, groups)
    ending = [held for held in live if held.measure_id in over]
    return await _end(change, ending, ReleaseReason.BASIS_ENDED, restoration)


async def cut_naming(change: Change, naming: Ref) -> None:
    """Cut a naming that was revoked once already, after a backup from before has brought it back (X4)."""
    found = await erasure.naming(change.session, naming)
    if found is not None:
        entry = await lock_entry(change, found[0])
        await remove_persons(change, entry.ref, [found[1]], None)
        if not await objections.verified(change.session, [entry.ref]):
            await resume(change, [entry.ref])


async def remove_persons(change: Change, entry: Ref, persons: Sequence[Ref], restoration: Ref | None) -> int:
    """Let an entry no longer name persons: their measures end, every link is cut (O3, X4); how many owe a release.

    The objections still open that were about one of them close; if none is left, the caller resumes what they held.
    """
    aimed = {(person.bucket, person.id) for person in persons}
    live = (await assignments.lock_of_entries(change.session, [entry])).values()
    ending = [held for held in live if held.target in aimed]
    await _end(change, ending, ReleaseReason.EXIT, restoration)
    links = await erasure.remove_persons(change.session, entry, persons)
    owing = await erasure.cut_persons(change.session, entry, persons, restoration)
    await bound_links(change, owing)
    closed = await objections.forget_persons(change.session, entry, [person.id for person in persons])
    await tell_closed(change, closed)
    for _ in closed:
        change.history(entry, EventKind.OBJECTION_CLOSED.value, OBJECTION.clause(ObjectionStep.CLOSE))
    change.lose(links)
    return len(owing)


async def _end(change: Change, ending: Sequence[Held], reason: ReleaseReason, restoration: Ref | None) -> int:
    waiting = [replace(held, restoration_id=restoration.id if restoration else None) for held in ending]
    ended = await end(change, waiting, reason)
    return sum(held.standing.state is AssignmentState.RELEASE_DUE for held in ended)
