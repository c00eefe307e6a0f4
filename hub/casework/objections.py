"""Objections: opened with everything suspended at once, decided with everything that follows, restored (§5.6)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from hub.casework import corrections
from hub.casework.audience import overseers
from hub.casework.change import Change
from hub.casework.corrections import Correction, Prepared
from hub.casework.exits import ExitEntry, end_entry, lock_entry
from hub.casework.keys import SubjectKey
from hub.casework.suspensions import resume, suspend
from hub.errors import Refused
from hub.errors.changes import NotFound
from hub.errors.objections import NumberMissing
from hub.policy.disclosure import entry_shown
from hub.policy.objections import (
    OBJECTION,
    PERIODS,
    RESTORATION,
    Finding,
    Opening,
    Pending,
    Questioned,
    judge_finding,
    judge_opening,
)
from hub.policy.parameters import Unit
from hub.policy.vocabulary import (
    EventKind,
    ExitGround,
    NoticeMeans,
    ObjectionOrigin,
    ObjectionOutcome,
    ObjectionState,
    ObjectionStep,
)
from hub.policy.workdays import day_of
from hub.store.ids import Ref
from hub.store.statements import audience, parameters
from hub.store.statements import calendar as calendars
from hub.store.statements import exits as exit_statements
from hub.store.statements import objections as statements
from hub.store.statements import subjects as subject_statements
from hub.store.statements.actions import named_persons
from hub.store.statements.assignments import departments_of
from hub.store.statements.exits import Entry
from hub.store.statements.objections import Asked


@dataclass(frozen=True, slots=True)
class OpenObjection:
    """openObjection: what is questioned, by whom, why; `ruling` is the document of a review or a court."""

    entry: Ref | None
    origin: ObjectionOrigin
    grounds: str
    concerning: SubjectKey | None = None
    ruling: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """The objection, and how many sanctions it suspended: none that another holds, 0 to callers who read none (V3)."""

    objection: Ref
    suspended: int


@dataclass(frozen=True, slots=True)
class DecideObjection:
    """decideObjection: what the verification found, and when and how the person concerned was told."""

    objection: Ref | None
    outcome: ObjectionOutcome
    explanation: str
    told_on: dt.date
    told_means: NoticeMeans
    correction: Correction | None = None
    ruling: str | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """The objection and its entry, how many sanctions go on, the entries that stand again, whether it is erased."""

    objection: Ref
    entry: Ref
    resumed: int
    reinstated: tuple[Ref, ...]
    erased: bool


async def open_objection(change: Change, asked: OpenObjection) -> Opened:
    """Question an entry: its live sanctions are suspended in every county at once (O1, O2). Raises Refused."""
    entry = await lock_entry(change, asked.entry)
    named = (await named_persons(change.session, [entry.ref])).get(entry.ref, [])
    [person] = await corrections.find_persons(change, [asked.concerning]) if asked.concerning else [None]
    questioned = Questioned(
        entry.leaving.erased,
        entry.leaving.validity,
        entry.leaving.follows,
        frozenset(each.id for each in named),
    )
    opening = Opening(
        asked.origin,
        asked.grounds,
        asked.ruling,
        concerns_one=asked.concerning is not None,
        concerning=None if person is None else person.id,
    )
    refusals = judge_opening(questioned, opening, today=change.today)
    if refusals or entry.supplied_by is None:
        raise Refused(*refusals)
    now = await audience.standing_in(change.session, {entry.supplied_by}, change.today)
    ref = Ref("Objection", entry.ref.bucket, change.new_id())
    addressed_to = now[entry.supplied_by]
    await _insert(change, asked, ref, entry.ref, addressed_to, person)
    suspended = await suspend(change, [entry.ref])
    await tell_about(change, EventKind.OBJECTION_OPENED, ref, entry, {addressed_to})
    clause = OBJECTION.clause(ObjectionStep.OPEN)
    change.history(entry.ref, EventKind.OBJECTION_OPENED.value, clause)
    change.audit(ref, {"origin": asked.origin.value, "grounds": asked.grounds, "ruling": asked.ruling})
    return Opened(ref, suspended if entry_shown(change.caller, entry.listed_by, public=False) else 0)


async def _insert(
    change: Change, asked: OpenObjection, ref: Ref, entry: Ref, addressed_to: UUID, person: Ref | None
) -> None:
    code = PERIODS[asked.origin]
    period = (await parameters.load(change.session, [code], change.today)).get(code)
    if period is None:
        raise Refused(NumberMissing(path=("origin",), code=code, today=change.today))
    due = period.due(change.today, await calendars.load(change.session, change.today))
    await statements.insert_objection(
        change.session,
        {
            "bucket": ref.bucket,
            "id": ref.id,
            "entry_id": entry.id,
            "origin": asked.origin.value,
            "concerning_bucket": None if person is None else person.bucket,
            "concerning_id": None if person is None else person.id,
            "concerns_one": asked.concerning is not None,
            "opened_by": change.caller.department_id,
            "addressed_to": addressed_to,
            "opened_at": change.moment,
            "operator": change.operator,
            "grounds": asked.grounds.strip(),
            "ruling": _text(asked.ruling),
            "due_on": due.day,
            "due_within_days": period.value if period.unit is Unit.WORKING_DAY else None,
            "provisional": due.provisional,
            "state": ObjectionState.OPEN.value,
        },
    )


def _text(text: str | None) -> str | None:
    return text.strip() or None if text is not None else None


async def decide_objection(change: Change, asked: DecideObjection) -> Decided:
    """Record what the verification found, and let it take effect (O3, O4). Raises Refused with every reason."""
    objection, entry = await lock_objection(change, asked.objection)
    pending = Pending(
        objection.state,
        objection.origin,
        day_of(objection.opened_at),
        objection.addressed_to,
        objection.department_name,
    )
    finding = Finding(
        asked.outcome, asked.explanation, asked.told_on, asked.ruling, asked.correction is not None
    )
    refusals = list(
        judge_finding(
            pending,
            finding,
            acts_for=change.caller.acts_for,
            listed_by=None if entry is None else entry.listed_by,
            today=change.today,
        )
    )
    prepared: Prepared | None = None
    if entry is not None and asked.correction is not None and not refusals:
        judged = await corrections.prepare(change, entry, asked.correction)
        if isinstance(judged, Prepared):
            prepared = judged
        else:
            refusals += judged
    if refusals or entry is None:
        raise Refused(*refusals)
    return await _decide(change, asked, objection, entry, prepared)


async def _decide(
    change: Change, asked: DecideObjection, objection: Asked, entry: Entry, prepared: Prepared | None
) -> Decided:
    responding = (await departments_of(change.session, [entry.ref])).get(entry.ref, frozenset())
    await _write_decision(change, asked, objection.ref)
    revoked = asked.outcome is ObjectionOutcome.REVOKED
    erases = revoked and not objection.concerns_one
    reinstated: tuple[Ref, ...] = ()
    lifted = 0
    if prepared is not None:
        lifted = await corrections.correct(change, entry, prepared, objection.ref)
    elif revoked and objection.concerning is not None:
        persons = [objection.concerning]
        lifted = await corrections.remove_persons(change, entry.ref, persons, objection.ref)
        change.audit(entry.ref, {"corrected": {"persons_removed": 1}})
    elif revoked:
        exiting = ExitEntry(entry.ref, ExitGround.ERROR)
        reinstated = (await end_entry(change, entry, exiting, objection.ref)).reinstated
    open_still = await statements.verified(change.session, [entry.ref])
    resumed = 0 if erases or open_still else await resume(change, [entry.ref])
    await _owe(change, objection.ref, owed=revoked or lifted > 0)
    people = {objection.opened_by, objection.addressed_to} | responding
    await tell_about(change, EventKind.OBJECTION_DECIDED, objection.ref, entry, people)
    clause = OBJECTION.clause(ObjectionStep.DECIDE)
    change.history(entry.ref, EventKind.OBJECTION_DECIDED.value, clause)
    if not erases and asked.outcome is not ObjectionOutcome.UPHELD:
        change.history(entry.ref, EventKind.ENTRY_CORRECTED.value, clause)
        await tell_about(change, EventKind.ENTRY_CORRECTED, entry.ref, entry, responding)
    # After a revocation no word of it stays: what is written now would outlive the erasure.
    said = {} if revoked else {"explanation": asked.explanation, "ruling": asked.ruling}
    change.audit(objection.ref, {"outcome": asked.outcome.value, **said})
    return Decided(objection.ref, entry.ref, resumed, reinstated, erases)


async def _write_decision(change: Change, asked: DecideObjection, ref: Ref) -> None:
    values = {
        "state": ObjectionState.DECIDED.value,
        "outcome": asked.outcome.value,
        "explanation": asked.explanation.strip(),
        "decided_at": change.moment,
        "decided_by": change.caller.department_id,
        "decided_operator": change.operator,
        "told_on": asked.told_on,
        "told_means": asked.told_means.value,
    }
    ruling = _text(asked.ruling)
    await statements.write(change.session, ref, values | ({} if ruling is None else {"ruling": ruling}))


async def _owe(change: Change, ref: Ref, *, owed: bool) -> None:
    """Let the supplier owe the restoration by its day; a city without that number has none, and owes it all the same."""
    if not owed:
        return
    period = (await parameters.load(change.session, [RESTORATION], change.today)).get(RESTORATION)
    values: dict[str, object] = {"restoration_owed": True}
    if period is not None:
        due = period.due(change.today, await calendars.load(change.session, change.today))
        values |= {"restore_by": due.day, "restore_provisional": due.provisional}
    await statements.write(change.session, ref, values)


async def lock_objection(change: Change, ref: Ref | None) -> tuple[Asked, Entry | None]:
    """An objection after its subject and its entry; no entry where erasure has cut it. NOT_FOUND for anything else."""
    if ref is not None and ref.kind == "Objection":
        entry = None
        of = await statements.entry_of(change.session, ref)
        if of is not None:
            subject = await exit_statements.subject_of(change.session, of)
            if subject is not None:
                await subject_statements.lock(change.session, [subject])
            entry = await exit_statements.lock(change.session, of, subject)
        objection = await statements.lock(change.session, ref)
        if objection is not None and _shown(change, objection, entry):
            return objection, None if objection.entry is None else entry
    raise Refused(NotFound(what="objection", path=("objection",)))


def _shown(change: Change, objection: Asked, entry: Entry | None) -> bool:
    """To whoever reads, and to those whose business it is (V3)."""
    own = {objection.opened_by, objection.addressed_to, None if entry is None else entry.listed_by}
    return change.caller.reads or not own.isdisjoint(change.caller.acts_for)


async def tell_about(
    change: Change, kind: EventKind, ref: Ref, entry: Entry | None, departments: set[UUID] | frozenset[UUID]
) -> None:
    """Tell departments, the one that listed, and the credit offices of the caller's seat and the prefecture (O3, L7)."""
    listed_by = set() if entry is None or entry.listed_by is None else {entry.listed_by}
    people = {*departments, *listed_by}
    now = await audience.standing_in(change.session, people, change.today)
    offices = await overseers(change, change.caller.region_id)
    change.tell(kind, ref, [*(now[one] for one in sorted(people)), *sorted(offices)])
