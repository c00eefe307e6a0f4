"""Correction and repair (§5.5, §6.1): who may ask, from when, with what evidence, and who agrees (P0–P2)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from hub.errors import Refusal
from hub.errors.assignments import ReasonMissing
from hub.errors.exits import AlreadyExited, NotListingDepartment
from hub.errors.repair import (
    CorrectedInTheFuture,
    CorrectionEvidenceMissing,
    CorrectionLate,
    NotCorrectable,
    NotRepairable,
    RepairEvidenceMissing,
    RepairOpen,
    RepairTooEarly,
)
from hub.policy.exits import RULES, Leaving, Way
from hub.policy.lifecycle import Lifecycle, Row
from hub.policy.listing import judge_watch_term
from hub.policy.names import blank
from hub.policy.validity import Validity, months_later
from hub.policy.vocabulary import ExitGround, ListKind, Party, RepairState, RepairStep
from hub.policy.workdays import Calendar, Deadline

SUBMITTED, ACCEPTED, REJECTED, CLOSED = RepairState

REPAIR: Final[Lifecycle[RepairState, RepairStep]] = Lifecycle(
    noun="application for repair",
    rows=(
        Row(None, RepairStep.SUBMIT, SUBMITTED, Party.ANY_DEPARTMENT, "§5.5"),
        Row(SUBMITTED, RepairStep.ACCEPT, ACCEPTED, Party.LISTING_DEPARTMENT, "§5.5"),
        Row(SUBMITTED, RepairStep.REJECT, REJECTED, Party.LISTING_DEPARTMENT, "§5.5"),
        Row(SUBMITTED, RepairStep.CLOSE, CLOSED, Party.HUB, "§5.5"),
    ),
    mutations={RepairStep.ACCEPT: "decideRepair", RepairStep.REJECT: "decideRepair"},
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the standard of an entry says of correction and repair; months and days are the standard's data.

    `correct_by` is the last day the notice to the subject gave for its correction.
    """

    correctable: bool
    repairable: bool
    earliest_months: int | None
    decision_days: int | None
    requirements: Sequence[str]
    correct_by: date | None

    def earliest(self, valid_from: date) -> date:
        """The first day on which a repair may be applied for."""
        return months_later(valid_from, self.earliest_months or 0)


def repairable(kind: ListKind) -> bool:
    """Whether an entry of this kind can leave its list as repaired at all (X1)."""
    rule = RULES.get((kind, ExitGround.REPAIRED))
    return rule is not None and Way.REPAIR in rule.ways


def effective(state: RepairState, exit_day: date, today: date) -> RepairState:
    """The state as of `today`: an exit meanwhile closes an open application, whether written down or not (L6)."""
    if exit_day > today:
        return state
    return REPAIR.next_state(state, RepairStep.CLOSE) or state


def overdue(state: RepairState, due_on: date, today: date) -> bool:
    """Whether the decision is late: `state` is the effective one, the due day its last."""
    return state is SUBMITTED and today > due_on


def due(terms: Terms, submitted_on: date, validity: Validity, calendar: Calendar) -> Deadline:
    """The last day of the decision, by working days; where the standard sets none, the entry's own last day."""
    if terms.decision_days is None:
        return Deadline(validity.valid_until, provisional=False)
    return calendar.after(submitted_on, terms.decision_days)


def judge_application(
    entry: Leaving,
    terms: Terms,
    *,
    evidence: Sequence[str],
    commitment: str | None,
    open_since: date | None,
    may_know: bool,
    today: date,
) -> tuple[Refusal, ...]:
    """Every reason why an application for repair is refused (P1); none when it is taken.

    `open_since`: the day of another open application for the entry. `may_know`: whether the caller may
    know of it; whoever may not hears nothing that depends on it (V3).
    """
    if not repairable(entry.kind):
        why = f"a {entry.kind} entry restrains nobody"
        return (NotRepairable(path=("entry",), why=why),)
    if not may_know:
        doing = "applies for its repair without the duty READ"
        return (NotListingDepartment(path=("entry",), department=entry.department_name, doing=doing),)
    if not entry.validity.in_force(today):
        return (_not_in_force(entry.validity, today),)
    found: list[Refusal] = []
    if not terms.repairable:
        why = "the standard it was listed under does not allow it"
        found.append(NotRepairable(path=("entry",), why=why))
    else:
        earliest = terms.earliest(entry.validity.valid_from)
        if today < earliest:
            found.append(
                RepairTooEarly(path=("entry",), months=terms.earliest_months, earliest=earliest, today=today)
            )
        found += _evidence(terms.requirements, evidence, commitment)
    if open_since is not None:
        found.append(RepairOpen(path=("entry",), allowed=("decideRepair",), submitted_on=open_since))
    return tuple(found)


def _not_in_force(validity: Validity, today: date) -> Refusal:
    ground = validity.ground(today)
    if ground is None:
        return NotRepairable(path=("entry",), why=f"it begins on {validity.valid_from} only")
    still = "there is nothing left to repair"
    return AlreadyExited(path=("entry",), exited_on=validity.exit_day, ground=ground, still=still)


def _evidence(requirements: Sequence[str], evidence: Sequence[str], commitment: str | None) -> list[Refusal]:
    """One document for each requirement, in whatever order; public service, training or a commitment is one, too (P2)."""
    missing = [place for place, document in enumerate(evidence) if blank(document)]
    given = len(evidence) - len(missing) + (0 if blank(commitment) else 1)
    asked = list(requirements) or ["what the subject has done to correct its conduct"]
    words = "; ".join(asked)
    found: list[Refusal] = [
        RepairEvidenceMissing(
            path=("evidence", str(place)), requirement="a document left blank", requirements=words
        )
        for place in missing
    ]
    found += [
        RepairEvidenceMissing(path=("evidence",), requirement=requirement, requirements=words)
        for requirement in asked[given:]
    ]
    return found


def judge_decision(
    entry: Leaving,
    state: RepairState,
    *,
    accept: bool,
    reason: str,
    watch_term_months: int | None,
    acts_for: Collection[UUID],
) -> tuple[Refusal, ...]:
    """Every reason why a decision on a repair is refused (P1); `state` is the effective one."""
    if entry.listed_by not in acts_for:
        doing = "decides on its repair"
        return (NotListingDepartment(department=entry.department_name, doing=doing, path=("repair",)),)
    step = RepairStep.ACCEPT if accept else RepairStep.REJECT
    judged = REPAIR.judge(state, step)
    if isinstance(judged, Refusal):
        return (judged.at("repair"),)
    found: list[Refusal] = []
    if blank(reason):
        found.append(ReasonMissing(path=("reason",)))
    # A rejection changes nothing on the lists: there is no watch term to speak of.
    kind = entry.kind if accept else ListKind.RED
    refusal = judge_watch_term(kind, watch_term_months, entry.watch_term_months)
    return (*found, *([refusal] if refusal is not None else ()))


def judge_correction(
    entry: Leaving,
    terms: Terms,
    *,
    corrected_on: date,
    evidence: str,
    acts_for: Collection[UUID],
    today: date,
) -> tuple[Refusal, ...]:
    """Every reason why a correction does not end the listing (P0), whatever the earliest month of repair.

    The day of the correction counts, not that of its confirmation: no subject pays for a late clerk.
    Whoever did not list hears that alone: the rest is not for every caller (V3).
    """
    found: list[Refusal] = []
    if entry.listed_by not in acts_for:
        doing = "confirms the correction"
        return (NotListingDepartment(path=("entry",), department=entry.department_name, doing=doing),)
    if not repairable(entry.kind) or not terms.correctable or terms.correct_by is None:
        why = "its standard gives the subject no time to correct itself"
        return (NotCorrectable(path=("entry",), why=why),)
    if entry.validity.exited(today):
        found.append(_not_in_force(entry.validity, today))
    found += _corrected_on(terms.correct_by, corrected_on, today)
    if blank(evidence):
        found.append(CorrectionEvidenceMissing(path=("evidence",)))
    return tuple(found)


def _corrected_on(correct_by: date, corrected_on: date, today: date) -> list[Refusal]:
    if corrected_on > today:
        return [CorrectedInTheFuture(path=("correctedOn",), corrected_on=corrected_on, today=today)]
    if corrected_on > correct_by:
        return [
            CorrectionLate(
                path=("correctedOn",),
                allowed=("applyForRepair",),
                correct_by=correct_by,
                corrected_on=corrected_on,
            )
        ]
    return []
