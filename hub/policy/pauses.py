"""Pauses (P3, §5.5 and later law): the entry stays in force and shown, its measures rest within bounds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from hub.errors import Refusal
from hub.errors.exits import AlreadyExited, NotListingDepartment
from hub.errors.pauses import (
    MeasurePaused,
    NothingToPause,
    OneOffIncomplete,
    PauseBoundsWrong,
    PausedMeasureUnknown,
)
from hub.policy.bases import BasisGiven, judge_basis
from hub.policy.exits import Leaving
from hub.policy.listing import ADVERSE
from hub.policy.names import blank
from hub.policy.suspensions import Moved
from hub.policy.validity import DAY
from hub.policy.vocabulary import AssignmentState, FeedbackResult, PauseKind
from hub.policy.workdays import Calendar, day_of

WHOLE: Final = frozenset({PauseKind.GRACE, PauseKind.REORGANISATION})
"""The kinds within whose bounds a measure is not applied at all; a one-off lifting spares a single case."""

_TOUCHING: Final = frozenset({FeedbackResult.APPLIED, FeedbackResult.PARTLY_APPLIED})


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause of one entry: whole days, both included; no `measures` means all, no `department` everybody."""

    kind: PauseKind
    first: dt.date
    last: dt.date
    measures: frozenset[str] = frozenset()
    department: UUID | None = None

    def covers(self, measure: str, department: UUID) -> bool:
        """Whether an assignment of this measure to this department rests with it."""
        return (not self.measures or measure in self.measures) and self.department in (None, department)

    def holds(self, day: dt.date) -> bool:
        """Whether the day lies within the bounds."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Asked:
    """A pause that is to be recorded, with the case it is for and the act it rests on."""

    pause: Pause
    measures: Sequence[str]
    case_no: str | None
    basis: BasisGiven


def judge_pause(
    entry: Leaving,
    asked: Asked,
    *,
    known: Collection[str],
    acts_for: Collection[UUID],
    today: dt.date,
) -> tuple[Refusal, ...]:
    """Every reason why a pause is refused (P3); none when it may be recorded.

    `known`: the codes of the measures assigned for the entry, and of those the edition in force triggers.
    Whoever did not list hears that alone: the rest is not for every caller (V3).
    """
    if entry.kind not in ADVERSE:
        why = f"a {entry.kind} entry restrains nobody"
        return (NothingToPause(path=("entry",), why=why),)
    found: list[Refusal] = []
    if entry.listed_by not in acts_for:
        doing = "pauses it"
        return (NotListingDepartment(path=("entry",), department=entry.department_name, doing=doing),)
    ground = entry.validity.ground(today)
    if ground is not None:
        still = "its measures have ended with it"
        exit_day = entry.validity.exit_day
        return (AlreadyExited(path=("entry",), exited_on=exit_day, ground=ground, still=still),)
    found += _bounds(entry, asked.pause, today)
    found += [
        PausedMeasureUnknown(path=("measures", str(place)), measure=code)
        for place, code in enumerate(asked.measures)
        if code not in known
    ]
    if asked.pause.kind is PauseKind.ONE_OFF:
        found += _one_off(asked)
    found += judge_basis(asked.basis, asked.pause.first)
    return tuple(found)


def _bounds(entry: Leaving, pause: Pause, today: dt.date) -> Iterable[Refusal]:
    last = entry.validity.exit_day - DAY
    wrong = (
        ("until", pause.last < pause.first, "it would end before it began"),
        ("from", pause.first < today, f"what was applied before today, {today}, stands"),
        ("from", pause.first < entry.validity.valid_from, f"the entry begins on {entry.validity.valid_from}"),
        ("until", pause.last > last, f"the last day of the entry is {last}"),
    )
    for path, is_so, problem in wrong:
        if is_so:
            yield PauseBoundsWrong(path=(path,), first=pause.first, last=pause.last, problem=problem)


def _one_off(asked: Asked) -> Iterable[Refusal]:
    missing = (
        ("measures", len(set(asked.measures)) != 1, "the one measure is not named"),
        ("department", asked.pause.department is None, "the department is not named"),
        ("caseNo", blank(asked.case_no), "the case is not named"),
    )
    for path, is_so, what in missing:
        if is_so:
            yield OneOffIncomplete(path=(path,), missing=what)


def moved(
    state: AssignmentState,
    pause: Pause,
    before: Iterable[Pause],
    *,
    acknowledge_by: dt.datetime,
    implement_by: dt.datetime,
    calendar: Calendar,
) -> Moved:
    """The deadlines of a live assignment after `pause`: later by the working days it adds to those `before` it.

    `state` is the one written, or remembered by a suspension; `pause` and `before` cover the assignment.
    Only what is still owed moves, and only what was not due before the pause begins. `calendar` begins no
    later than the pause and the deadlines.
    """
    others = list(before)
    span = (pause.last - pause.first).days
    paused = [pause.first + n * DAY for n in range(span + 1)]
    days = sum(calendar.working(day) and not any(one.holds(day) for one in others) for day in paused)
    unmoved = Moved(acknowledge_by, implement_by, 0, provisional=False)
    if days == 0 or state not in (AssignmentState.ISSUED, AssignmentState.ACKNOWLEDGED):
        return unmoved
    if day_of(implement_by) < pause.first:
        return unmoved
    implement = calendar.after(day_of(implement_by), days)
    if state is not AssignmentState.ISSUED or day_of(acknowledge_by) < pause.first:
        return Moved(acknowledge_by, implement.at, days, implement.provisional)
    acknowledge = calendar.after(day_of(acknowledge_by), days)
    return Moved(
        acknowledge.at, implement.at, days, provisional=implement.provisional or acknowledge.provisional
    )


def judge_applied(
    pauses: Iterable[Pause], measure: str, department: UUID, result: FeedbackResult, done_on: dt.date
) -> Refusal | None:
    """Within the bounds the measures are not applied (P3): a report that says so names a wrong day."""
    if result not in _TOUCHING:
        return None
    for pause in pauses:
        if pause.kind in WHOLE and pause.covers(measure, department) and pause.holds(done_on):
            return MeasurePaused(path=("doneOn",), done_on=done_on, first=pause.first, last=pause.last)
    return None
