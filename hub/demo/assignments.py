"""What the departments of the demo city did with their assignments, step by step along the state table (A4–A6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

from hub.demo.actions import Action
from hub.demo.cases import Case
from hub.demo.entries import NotByTheRules
from hub.errors import Refusal
from hub.policy.actions import Planned, Terms, terms
from hub.policy.assignments import ASSIGNMENT, LEGAL_GROUNDS, Standing, born, judge_decline, judge_done_on
from hub.policy.vocabulary import (
    AssignmentState,
    AssignmentStep,
    DeclineGround,
    EventKind,
    FeedbackResult,
    MeasureForce,
    ReleaseReason,
)
from hub.policy.workdays import day_of

DAY: Final = dt.timedelta(days=1)
NEVER_TAKEN_ON: Final = 0.12
DECLINED: Final = 0.07
NEVER_DONE: Final = 0.18
NEVER_LIFTED: Final = 0.3
SERVICE_ITEMS: Final = ("政府采购", "资质核准", "专项资金", "项目审批", "评先评优")
REASON: Final = "(示例)经核查,本部门不予执行。"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to an assignment: when, which event, by whom."""

    at: dt.datetime
    kind: EventKind
    step: AssignmentStep
    by: UUID | None


@dataclass(slots=True)
class Told:
    """One assignment with its whole story."""

    id: UUID
    planned: Planned
    terms: Terms
    standing: Standing
    steps: list[Step] = field(default_factory=list)
    feedback: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class End:
    """A decision that ended assignments before their dates: when, by whom, why, and the exit day it left."""

    at: dt.datetime
    by: UUID | None
    reason: ReleaseReason
    exit_day: dt.date | None

    @property
    def day(self) -> dt.date:
        """The day in Quanzhou."""
        return day_of(self.at)


def carry_out(case: Case, action: Action) -> Iterator[Told]:
    """The assignments of an action as they stand today, none with a step later than yesterday."""
    end = _end_of(action)
    known: dict[UUID, Terms] = {}
    for planned in action.planned:
        measure = planned.measure
        if measure.id not in known:
            known[measure.id] = terms(measure, action.day, action.exit_day, case.world.calendar)
        yield _Story(case, action, planned, known[measure.id], end).told()


def _end_of(action: Action) -> End | None:
    """The decision that came first: the action's withdrawal or the entry's exit."""
    entry = action.entry
    ends = []
    if action.withdrawn_at is not None:
        ends.append(End(action.withdrawn_at, action.initiated_by, ReleaseReason.WITHDRAWAL, None))
    if entry.exited_at is not None and entry.exited_at > action.initiated_at:
        ends.append(End(entry.exited_at, entry.exited_by, ReleaseReason.EXIT, entry.validity.exit_day))
    return min(ends, key=lambda end: end.at, default=None)


class _Story:
    """One assignment from issue to where it stands today."""

    def __init__(self, case: Case, action: Action, planned: Planned, due: Terms, end: End | None) -> None:
        self.case = case
        self.chance = case.chance
        self.action = action
        self.end = end
        state, remembered = born(planned.measure.side, under_verification=False)
        standing = Standing(
            state,
            remembered,
            action.exit_day,
            due.measure_ends_on,
            due.release_by,
            due.provisional,
            end_by_basis=due.end_by_basis,
        )
        self.found = Told(case.draw_id(action.initiated_at), planned, due, standing)
        last = case.world.today if end is None else min(case.world.today, end.day)
        self.stop = min(last, standing.ends_on)
        """The first day on which nothing can be answered any more."""

    def told(self) -> Told:
        self._answer()
        self._end()
        self._release()
        if self.action.entry.erased:
            for feedback in self.found.feedback:
                feedback |= {"note": None, "service_item": None}
        return self.found

    def _step(self, step: AssignmentStep, kind: EventKind, at: dt.datetime, **changes: Any) -> None:
        standing = self.found.standing
        state = ASSIGNMENT.judge(standing.state, step, standing.suspended_from)
        if isinstance(state, Refusal):
            raise NotByTheRules(str(state))
        self.found.standing = replace(standing, state=state, **changes)
        self.found.steps.append(Step(at, kind, step, self.found.planned.department_id))

    def _answer(self) -> None:
        """Acknowledge, decline, report: late, early or never."""
        chance = self.chance
        draw = chance.random()
        if draw < NEVER_TAKEN_ON:
            return
        day = self.action.day + DAY * chance.choice((1, 1, 2, 2, 3, 4, 6, 9))
        if day >= self.stop:
            return
        at = self.case.at(day, 9)
        if draw < NEVER_TAKEN_ON + DECLINED:
            force = self.found.planned.measure.force
            legal = force is MeasureForce.MANDATORY or chance.random() < 0.6  # noqa: PLR2004
            ground = chance.choice(sorted(LEGAL_GROUNDS)) if legal else DeclineGround.OTHER
            _obey(judge_decline(force, ground, REASON))
            words = {"decline_ground": ground, "decline_reason": REASON}
            self._step(AssignmentStep.DECLINE, EventKind.ASSIGNMENT_DECLINED, at, **words)
            return
        self._step(AssignmentStep.ACKNOWLEDGE, EventKind.ASSIGNMENT_ACKNOWLEDGED, at, acknowledged_at=at)
        if chance.random() < NEVER_DONE:
            return
        self._report(day + DAY * chance.choice((1, 2, 4, 6, 8, 11, 15, 21, 28)), first=True)
        if chance.random() < 0.08:  # noqa: PLR2004
            self._report(day + DAY * chance.randrange(30, 90), first=False)

    def _report(self, day: dt.date, *, first: bool) -> None:
        if day >= self.stop or (not first and not self.found.feedback):
            return
        chance, at = self.chance, self.case.at(day, 13)
        _obey(judge_done_on(day, issued_on=self.action.day, today=day))
        changes = {"implemented_at": at} if first else {}
        self._step(AssignmentStep.REPORT, EventKind.ASSIGNMENT_IMPLEMENTED, at, **changes)
        [result] = chance.choices(list(FeedbackResult), (80, 12, 8))
        self.found.feedback.append(
            {
                "id": self.case.draw_id(at),
                "assignment_id": self.found.id,
                "result": result.value,
                "note": "(示例)已按规定落实。" if result is FeedbackResult.APPLIED else None,
                "service_item": chance.choice(SERVICE_ITEMS) if chance.random() < 0.5 else None,  # noqa: PLR2004
                "done_on": day,
                "reported_at": at,
                "reported_by": self.found.planned.department_id,
                "operator": "示例经办人",
            }
        )

    def _end(self) -> None:
        """What a decision wrote down; ends by dates alone stay unwritten until somebody acts (L6)."""
        end, standing = self.end, self.found.standing
        if end is None:
            return
        if end.day > self.case.world.today:  # decided, and taking effect later: re-dated only
            return
        if standing.ends_on <= end.day:
            self.found.standing = standing.settled(end.day)
            return
        release = self.case.world.calendar.after(end.day, self.found.planned.measure.release_within)
        ended = standing.end(end.at, end.reason, release)
        if ended is standing:
            return
        self.found.standing = replace(ended, entry_ends_on=end.exit_day or standing.entry_ends_on)
        withdrawn = ended.state is AssignmentState.WITHDRAWN
        kind = EventKind.ASSIGNMENT_WITHDRAWN if withdrawn else EventKind.ASSIGNMENT_RELEASE_DUE
        self.found.steps.append(Step(end.at, kind, AssignmentStep.END, end.by))

    def _release(self) -> None:
        """Lift the measure some days after it ended, where the department did by today."""
        today, standing = self.case.world.today, self.found.standing
        if (
            standing.effective(today) is not AssignmentState.RELEASE_DUE
            or self.chance.random() < NEVER_LIFTED
        ):
            return
        settled = standing.settled(today)
        since = settled.release_due_since
        if since is None:
            raise NotByTheRules("a release is due and nobody knows since when")
        day = day_of(since) + DAY * self.chance.choice((1, 2, 3, 4, 5, 8, 14))
        if day >= today:
            return
        at = self.case.at(day, 10)
        self.found.standing = settled
        self._step(AssignmentStep.RELEASE, EventKind.ASSIGNMENT_RELEASED, at, released_at=at, released_on=day)


def _obey(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise NotByTheRules(refusal.message)
