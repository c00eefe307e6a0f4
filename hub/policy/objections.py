"""Objections (§5.6): who may question which entry, by when it is verified, what may be found, and who decides."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final
from uuid import UUID

from hub.errors import Refusal
from hub.errors import objections as refused
from hub.errors.actions import EntryErased
from hub.policy.lifecycle import Lifecycle, Row
from hub.policy.names import blank
from hub.policy.validity import Validity
from hub.policy.vocabulary import (
    MeasureSide,
    ObjectionOrigin,
    ObjectionOutcome,
    ObjectionState,
    ObjectionStep,
    Party,
)

OPEN, DECIDED, CLOSED = ObjectionState
UPHELD, CORRECTED, REVOKED = ObjectionOutcome

OBJECTION: Lifecycle[ObjectionState, ObjectionStep] = Lifecycle(
    noun="objection",
    rows=(
        Row(None, ObjectionStep.OPEN, OPEN, Party.ANY_DEPARTMENT, "§5.6"),
        Row(OPEN, ObjectionStep.DECIDE, DECIDED, Party.SUPPLIER, "§5.6"),
        Row(OPEN, ObjectionStep.CLOSE, CLOSED, Party.HUB, "§6.3"),
    ),
    mutations={ObjectionStep.DECIDE: "decideObjection"},
)

BY_RULING: Final = frozenset({ObjectionOrigin.REVIEW, ObjectionOrigin.COURT})
"""The origins that are a stay by a ruling that binds, and rest on its document (O4)."""

PERIODS: Final[Mapping[ObjectionOrigin, str]] = MappingProxyType(
    dict.fromkeys(ObjectionOrigin, "OBJECTION_WORKING_DAYS")
    | {ObjectionOrigin.REVIEW: "REVIEW_DECISION_DAYS", ObjectionOrigin.COURT: "COURT_JUDGMENT_MONTHS"}
)
"""By which dated number an objection is due: the notice's 20 working days, or how long a review or a court has."""

RESTORATION: Final = "RESTORATION_WORKING_DAYS"
"""The dated number within which the supplier restores what a wrong listing brought about (O3)."""


@dataclass(frozen=True, slots=True)
class Questioned:
    """An entry as an objection finds it: whether erased, its days, whether it follows another, whom it names."""

    erased: bool
    validity: Validity
    follows: bool
    named: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Opening:
    """What a department wants to open. `concerning`: the person meant, where one is; unknown ones are no UUID."""

    origin: ObjectionOrigin
    grounds: str
    ruling: str | None
    concerns_one: bool
    concerning: UUID | None


@dataclass(frozen=True, slots=True)
class Pending:
    """An objection that is to be decided."""

    state: ObjectionState
    origin: ObjectionOrigin
    opened_on: date
    addressed_to: UUID
    department_name: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a department says that the verification found, and when the person concerned was told."""

    outcome: ObjectionOutcome
    explanation: str
    told_on: date
    ruling: str | None
    corrects: bool


def suspends(side: MeasureSide) -> bool:
    """Whether a measure is not carried out during a verification; incentives run on (O2)."""
    return side is MeasureSide.SANCTION


def judge_opening(entry: Questioned, asked: Opening, *, today: date) -> tuple[Refusal, ...]:
    """Every reason why an objection is not opened (O1); an entry that has left its list can still be questioned."""
    if entry.erased:
        return (EntryErased(path=("entry",)),)
    found: list[Refusal] = []
    if entry.follows and today < entry.validity.valid_from:
        found.append(refused.FollowOnNotBegun(path=("entry",), begins=entry.validity.valid_from))
    if blank(asked.grounds):
        found.append(refused.GroundsMissing(path=("grounds",)))
    if asked.origin in BY_RULING and not _said(asked.ruling):
        found.append(refused.RulingMissing(path=("ruling",)))
    if not asked.concerns_one:
        if asked.origin is ObjectionOrigin.NAMED_PERSON:
            found.append(refused.ConcerningMissing(path=("concerning",)))
    elif asked.concerning not in entry.named:
        found.append(refused.PersonNotNamed(path=("concerning",)))
    return tuple(found)


def judge_finding(
    objection: Pending, finding: Finding, *, acts_for: Collection[UUID], listed_by: UUID | None, today: date
) -> tuple[Refusal, ...]:
    """Every reason why a decision is refused (O3, O4).

    The supplier of the information decides, or its successor; what a ruling orders, the department that
    listed may execute as well.
    """
    found: list[Refusal] = []
    executes = _said(finding.ruling) and listed_by is not None and listed_by in acts_for
    if objection.addressed_to not in acts_for and not executes:
        doing = "decides this objection"
        return (refused.NotAddressed(path=("objection",), department=objection.department_name, doing=doing),)
    step = OBJECTION.judge(objection.state, ObjectionStep.DECIDE)
    if isinstance(step, Refusal):
        return (step.at("objection"),)
    if objection.origin in BY_RULING and not _said(finding.ruling):
        found.append(refused.RulingMissing(path=("ruling",)))
    if blank(finding.explanation):
        found.append(refused.ExplanationMissing(path=("explanation",)))
    if finding.told_on > today:
        problem = f"that day lies ahead, today is {today}"
        found.append(refused.ToldDayWrong(path=("toldOn",), told_on=finding.told_on, problem=problem))
    elif finding.told_on < objection.opened_on:
        problem = f"the objection was opened on {objection.opened_on}"
        found.append(refused.ToldDayWrong(path=("toldOn",), told_on=finding.told_on, problem=problem))
    if finding.outcome is CORRECTED and not finding.corrects:
        found.append(refused.CorrectionMissing(path=("correction",)))
    if finding.outcome is not CORRECTED and finding.corrects:
        found.append(refused.CorrectionNotAsked(path=("correction",), outcome=finding.outcome))
    return tuple(found)


def overdue(state: ObjectionState, due_on: date, today: date) -> bool:
    """Whether an objection is verified later than it should be, as of `today` (O4, L6)."""
    return state is OPEN and today > due_on


@dataclass(frozen=True, slots=True)
class Restoration:
    """What a decision obliges its supplier to undo, and whether it is done; no `restore_by` without a number."""

    owed: bool
    closed_on: date | None
    owing: int
    addressed_to: UUID
    department_name: str


def judge_restoration(restoration: Restoration, *, acts_for: Collection[UUID]) -> tuple[Refusal, ...]:
    """Only the supplier closes the restoration, once, when every measure has been confirmed as lifted (O3)."""
    if restoration.addressed_to not in acts_for:
        doing = "closes the restoration"
        name = restoration.department_name
        return (refused.NotAddressed(path=("objection",), department=name, doing=doing),)
    if not restoration.owed:
        return (refused.RestorationNotOwed(path=("objection",)),)
    if restoration.closed_on is not None:
        return (refused.RestorationClosed(path=("objection",), closed_on=restoration.closed_on),)
    if restoration.owing:
        return (refused.MeasuresNotLifted(path=("objection",), owing=restoration.owing),)
    return ()


def _said(text: str | None) -> bool:
    return not blank(text)
