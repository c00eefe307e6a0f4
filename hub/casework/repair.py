"""Correction and repair (§5.5, §6.1): applied for by any department, agreed to by the one that listed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from hub.casework.audience import overseers
from hub.casework.change import Change
from hub.casework.exits import Exited, ExitEntry, end_entry, lock_entry
from hub.errors import Refused
from hub.errors.actions import EntryErased
from hub.errors.changes import NotFound
from hub.policy.disclosure import entry_shown
from hub.policy.repair import (
    REPAIR,
    Terms,
    due,
    effective,
    judge_application,
    judge_correction,
    judge_decision,
)
from hub.policy.vocabulary import EventKind, ExitGround, RepairState, RepairStep
from hub.policy.workdays import day_of
from hub.store.ids import Ref
from hub.store.statements import audience
from hub.store.statements import calendar as calendars
from hub.store.statements import repair as statements
from hub.store.statements.exits import Entry
from hub.store.statements.repair import Held


@dataclass(frozen=True, slots=True)
class ApplyForRepair:
    """applyForRepair: the entry (None: an id of nothing), the documents, and the subject's commitment."""

    entry: Ref | None
    evidence: tuple[str, ...]
    commitment: str | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """The application that was submitted."""

    repair: Ref


@dataclass(frozen=True, slots=True)
class DecideRepair:
    """decideRepair: whether the listing department agrees, why, and for how long the watch entry stands."""

    repair: Ref | None
    accept: bool
    reason: str
    watch_term_months: int | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """A decided application; what an acceptance brought about is that of the entry's exit."""

    repair: Ref
    entry: Ref
    followed_by: Ref | None
    release_due: int


@dataclass(frozen=True, slots=True)
class ConfirmCorrection:
    """confirmCorrection: the entry, the day on which the subject had corrected itself, and what shows it."""

    entry: Ref | None
    corrected_on: dt.date
    evidence: str


async def apply_for_repair(change: Change, asked: ApplyForRepair) -> Applied:
    """Submit an application for the subject of an entry (P1); raises Refused with every reason found."""
    entry = await lock_entry(change, asked.entry)
    terms = await _terms(change, entry)
    others = await statements.open_of(change.session, [entry.ref])
    refusals = judge_application(
        entry.leaving,
        terms,
        evidence=asked.evidence,
        commitment=asked.commitment,
        open_since=day_of(others[0].submitted_at) if others else None,
        may_know=entry_shown(change.caller, entry.listed_by, public=False),
        today=change.today,
    )
    if refusals:
        raise Refused(*refusals)
    repair = Ref("Repair", entry.ref.bucket, change.new_id())
    calendar = await calendars.load(change.session, change.today)
    deadline = due(terms, change.today, entry.leaving.validity, calendar)
    commitment = (asked.commitment or "").strip() or None
    await statements.submit(
        change.session,
        {
            "bucket": repair.bucket,
            "id": repair.id,
            "entry_id": entry.ref.id,
            "submitted_by": change.caller.department_id,
            "submitted_at": change.moment,
            "evidence": [document.strip() for document in asked.evidence],
            "commitment": commitment,
            "decided_by": entry.listed_by,
            "decision_days": terms.decision_days,
            "due_on": deadline.day,
            "provisional": deadline.provisional,
            "state": RepairState.SUBMITTED.value,
        },
    )
    await _tell(change, EventKind.REPAIR_SUBMITTED, repair, entry)
    change.history(entry.ref, EventKind.REPAIR_SUBMITTED.value, REPAIR.clause(RepairStep.SUBMIT))
    change.audit(repair, {"evidence": list(asked.evidence), "commitment": commitment})
    return Applied(repair)


async def decide_repair(change: Change, asked: DecideRepair) -> Decided:
    """Agree to a repair, which ends the entry, or not (P1); raises Refused with every reason found."""
    held, entry = await _lock(change, asked.repair)
    state = effective(held.state, entry.leaving.validity.exit_day, change.today)
    refusals = judge_decision(
        entry.leaving,
        state,
        accept=asked.accept,
        reason=asked.reason,
        watch_term_months=asked.watch_term_months,
        acts_for=change.caller.acts_for,
    )
    if refusals:
        raise Refused(*refusals)
    decision = RepairState.ACCEPTED if asked.accept else RepairState.REJECTED
    reason = asked.reason.strip()
    values = {
        "state": decision.value,
        "decided_by": change.caller.department_id,
        "decided_at": change.moment,
        "reason": reason,
    }
    await statements.decide(change.session, held.ref, values)
    kind = EventKind.REPAIR_ACCEPTED if asked.accept else EventKind.REPAIR_REJECTED
    await _tell(change, kind, held.ref, entry, held)
    change.history(entry.ref, kind.value, "§5.5")
    change.audit(held.ref, {"accepted": asked.accept, "reason": reason})
    if not asked.accept:
        return Decided(held.ref, entry.ref, None, 0)
    leaving = ExitEntry(entry.ref, ExitGround.REPAIRED, watch_term_months=asked.watch_term_months)
    exited = await end_entry(change, entry, leaving)
    return Decided(held.ref, entry.ref, exited.followed_by, exited.release_due)


async def confirm_correction(change: Change, asked: ConfirmCorrection) -> Exited:
    """End a black entry whose subject corrected itself in time (P0); raises Refused with every reason found."""
    entry = await lock_entry(change, asked.entry)
    refusals = judge_correction(
        entry.leaving,
        await _terms(change, entry),
        corrected_on=asked.corrected_on,
        evidence=asked.evidence,
        acts_for=change.caller.acts_for,
        today=change.today,
    )
    if refusals:
        raise Refused(*refusals)
    evidence = asked.evidence.strip()
    exited = await end_entry(change, entry, ExitEntry(entry.ref, ExitGround.REPAIRED, facts=evidence))
    await statements.correct(change.session, entry.ref, asked.corrected_on, evidence)
    change.audit(entry.ref, {"corrected_on": asked.corrected_on.isoformat(), "evidence": evidence})
    return exited


async def _terms(change: Change, entry: Entry) -> Terms:
    terms = None if entry.leaving.erased else await statements.terms(change.session, entry.ref)
    if terms is None:
        raise Refused(EntryErased(path=("entry",)))
    return terms


async def _lock(change: Change, ref: Ref | None) -> tuple[Held, Entry]:
    """An application with its entry, locked; NOT_FOUND for whoever may not read it (V1, V3)."""
    unknown = Refused(NotFound(what="application for repair", path=("repair",)))
    held = None
    if ref is not None and ref.kind == "Repair":
        held = await statements.find(change.session, ref)
    caller = change.caller
    if held is None or not (caller.reads or caller.acts_for & {held.submitted_by, held.decided_by}):
        raise unknown
    try:
        entry = await lock_entry(change, held.entry)
    except Refused:
        # Seen by whoever submitted it, but not the entry any more: its decision is not theirs either.
        raise unknown from None
    held = await statements.find(change.session, held.ref)  # as it is now that the entry is locked
    if held is None or entry.leaving.erased:
        raise unknown
    return held, entry


async def _tell(change: Change, kind: EventKind, repair: Ref, entry: Entry, held: Held | None = None) -> None:
    """The listing department, whoever submitted it, and the credit offices of the caller's seat and the prefecture (L7)."""
    people = {entry.listed_by, held.submitted_by if held else change.caller.department_id} - {None}
    now = await audience.standing_in(change.session, [one for one in people if one], change.today)
    offices = await overseers(change, change.caller.region_id)
    change.tell(kind, repair, [*sorted(now.values()), *sorted(offices)])
