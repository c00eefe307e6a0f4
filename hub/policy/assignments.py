"""The assignment's state table: acknowledge, report or decline, suspend, end, release (A4, A5, A6)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from hub.errors import Refusal
from hub.errors.assignments import (
    DeclineGroundNotLegal,
    DoneBeforeIssue,
    DoneInTheFuture,
    ReasonMissing,
)
from hub.policy.lifecycle import Lifecycle, Row
from hub.policy.names import blank
from hub.policy.vocabulary import (
    AssignmentState,
    AssignmentStep,
    DeclineGround,
    MeasureForce,
    MeasureSide,
    Party,
    ReleaseReason,
)
from hub.policy.workdays import Deadline, start_of

ISSUED, ACKNOWLEDGED, IMPLEMENTED, DECLINED, SUSPENDED, RELEASE_DUE, RELEASED, WITHDRAWN = AssignmentState

_RESPONDING = "§5.1"
_EXIT = "§6.3"
_VERIFYING = "§5.6"

ASSIGNMENT: Lifecycle[AssignmentState, AssignmentStep] = Lifecycle(
    noun="assignment",
    rows=(
        Row(None, AssignmentStep.ISSUE, ISSUED, Party.INITIATOR, _RESPONDING),
        Row(ISSUED, AssignmentStep.ACKNOWLEDGE, ACKNOWLEDGED, Party.RESPONDER, _RESPONDING),
        Row(ISSUED, AssignmentStep.DECLINE, DECLINED, Party.RESPONDER, "§5.4"),
        Row(ACKNOWLEDGED, AssignmentStep.REPORT, IMPLEMENTED, Party.RESPONDER, _RESPONDING),
        Row(ACKNOWLEDGED, AssignmentStep.DECLINE, DECLINED, Party.RESPONDER, "§5.4"),
        Row(IMPLEMENTED, AssignmentStep.REPORT, IMPLEMENTED, Party.RESPONDER, _RESPONDING),
        Row(ISSUED, AssignmentStep.SUSPEND, SUSPENDED, Party.SUPPLIER, _VERIFYING),
        Row(ACKNOWLEDGED, AssignmentStep.SUSPEND, SUSPENDED, Party.SUPPLIER, _VERIFYING),
        Row(IMPLEMENTED, AssignmentStep.SUSPEND, SUSPENDED, Party.SUPPLIER, _VERIFYING),
        Row(SUSPENDED, AssignmentStep.RESUME, ISSUED, Party.SUPPLIER, _VERIFYING, ISSUED),
        Row(SUSPENDED, AssignmentStep.RESUME, ACKNOWLEDGED, Party.SUPPLIER, _VERIFYING, ACKNOWLEDGED),
        Row(SUSPENDED, AssignmentStep.RESUME, IMPLEMENTED, Party.SUPPLIER, _VERIFYING, IMPLEMENTED),
        Row(ISSUED, AssignmentStep.END, WITHDRAWN, Party.HUB, _EXIT),
        Row(ACKNOWLEDGED, AssignmentStep.END, RELEASE_DUE, Party.HUB, _EXIT),
        Row(IMPLEMENTED, AssignmentStep.END, RELEASE_DUE, Party.HUB, _EXIT),
        Row(SUSPENDED, AssignmentStep.END, WITHDRAWN, Party.HUB, _EXIT, ISSUED),
        Row(SUSPENDED, AssignmentStep.END, RELEASE_DUE, Party.HUB, _EXIT, ACKNOWLEDGED),
        Row(SUSPENDED, AssignmentStep.END, RELEASE_DUE, Party.HUB, _EXIT, IMPLEMENTED),
        Row(RELEASE_DUE, AssignmentStep.CONTINUE, ACKNOWLEDGED, Party.HUB, _RESPONDING, ACKNOWLEDGED),
        Row(RELEASE_DUE, AssignmentStep.CONTINUE, IMPLEMENTED, Party.HUB, _RESPONDING, IMPLEMENTED),
        Row(RELEASE_DUE, AssignmentStep.RELEASE, RELEASED, Party.RESPONDER, _EXIT),
    ),
    mutations={
        AssignmentStep.ACKNOWLEDGE: "acknowledgeAssignments",
        AssignmentStep.DECLINE: "declineAssignment",
        AssignmentStep.REPORT: "reportImplementation",
        AssignmentStep.RELEASE: "confirmRelease",
    },
)

LIVE = frozenset(state for state in AssignmentState if ASSIGNMENT.next_state(state, AssignmentStep.END)) | {
    SUSPENDED
}
"""The states in which a measure is owed or carried out; in them it is not assigned a second time (A1)."""

LEGAL_GROUNDS = frozenset(DeclineGround) - {DeclineGround.OTHER}
"""The grounds on which a mandatory measure may be declined (A4)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules ask of one assignment, and all of it that a step may change.

    `entry_ends_on` and `measure_ends_on` are exit days: the first day without it (Asia/Shanghai).
    `end_by_basis`: the measure ends with its basis or its place in the catalogue, not by its duration (A9).
    `release_by` is the deadline of the lifting after the end these dates announce.
    """

    state: AssignmentState
    suspended_from: AssignmentState | None
    entry_ends_on: dt.date
    measure_ends_on: dt.date | None
    release_by: dt.datetime
    provisional: bool
    acknowledged_at: dt.datetime | None = None
    implemented_at: dt.datetime | None = None
    release_due_since: dt.datetime | None = None
    release_reason: ReleaseReason | None = None
    released_at: dt.datetime | None = None
    released_on: dt.date | None = None
    release_note: str | None = None
    decline_ground: DeclineGround | None = None
    decline_reason: str | None = None
    end_by_basis: bool = False
    suspended_at: dt.datetime | None = None

    @property
    def ends_on(self) -> dt.date:
        """The first day on which the measure is no longer to be applied (A6)."""
        return min(self.entry_ends_on, self.measure_ends_on or self.entry_ends_on)

    @property
    def end_reason(self) -> ReleaseReason:
        """What ends it on that day by the dates alone."""
        if self.measure_ends_on is None or self.entry_ends_on <= self.measure_ends_on:
            return ReleaseReason.EXIT
        return ReleaseReason.BASIS_ENDED if self.end_by_basis else ReleaseReason.MEASURE_ENDED

    def may_go_on(self, today: dt.date) -> bool:
        """Whether the exit alone made it RELEASE_DUE, and its measure still stands on `today` (L3, X4, A9)."""
        stands = self.measure_ends_on is None or self.measure_ends_on > today
        return self.state is RELEASE_DUE and self.release_reason is ReleaseReason.EXIT and stands

    def effective(self, today: dt.date) -> AssignmentState:
        """The state as of `today`, whether or not anybody has written it down yet (L6)."""
        if self.ends_on > today:
            return self.state
        return ended(self.state, self.suspended_from)

    def settled(self, today: dt.date) -> Standing:
        """The same with what the dates have made of it by `today` written down (L6)."""
        if self.effective(today) is self.state:
            return self
        return self._end(start_of(self.ends_on), self.end_reason)

    def end(self, moment: dt.datetime, reason: ReleaseReason, release: Deadline) -> Standing:
        """Ended at `moment`, before its dates: by an exit, a withdrawal or the end of its basis (A4, A6)."""
        if ended(self.state, self.suspended_from) is self.state:
            return self
        return replace(self._end(moment, reason), release_by=release.at, provisional=release.provisional)

    def _end(self, since: dt.datetime, reason: ReleaseReason) -> Standing:
        state = ended(self.state, self.suspended_from)
        over = replace(self, state=state, suspended_from=None, suspended_at=None)
        if state is RELEASE_DUE:
            return replace(over, release_due_since=since, release_reason=reason)
        return over

    def suspend(self, moment: dt.datetime) -> Standing:
        """Not carried out from `moment` on, remembering where it was (O2); as it is where that cannot be."""
        state = ASSIGNMENT.next_state(self.state, AssignmentStep.SUSPEND)
        if state is None:
            return self
        return replace(self, state=state, suspended_from=self.state, suspended_at=moment)

    def resume(self) -> Standing:
        """Carried out again from where it was (O3); as it is where it is not suspended."""
        state = ASSIGNMENT.next_state(self.state, AssignmentStep.RESUME, self.suspended_from)
        if state is None:
            return self
        return replace(self, state=state, suspended_from=None, suspended_at=None)


def ended(state: AssignmentState, suspended_from: AssignmentState | None = None) -> AssignmentState:
    """The state after the entry, the action, the measure or its basis has ended (A4)."""
    return ASSIGNMENT.next_state(state, AssignmentStep.END, suspended_from) or state


def born(side: MeasureSide, *, under_verification: bool) -> tuple[AssignmentState, AssignmentState | None]:
    """State and remembered state at issue: a sanction issued during an objection is born SUSPENDED (O2)."""
    if under_verification and side is MeasureSide.SANCTION:
        return SUSPENDED, ISSUED
    return ISSUED, None


def before_release(implemented: bool) -> AssignmentState:
    """The state a RELEASE_DUE assignment goes back to when a black entry's action repeats it (L3)."""
    return IMPLEMENTED if implemented else ACKNOWLEDGED


def overdue(
    state: AssignmentState,
    *,
    acknowledge_by: dt.datetime,
    implement_by: dt.datetime,
    release_by: dt.datetime,
    moment: dt.datetime,
) -> bool:
    """Whether a deadline of the effective `state` has passed at `moment` (A5)."""
    if state is ISSUED:
        return moment > min(acknowledge_by, implement_by)
    if state is ACKNOWLEDGED:
        return moment > implement_by
    return state is RELEASE_DUE and moment > release_by


def judge_decline(force: MeasureForce, ground: DeclineGround, reason: str) -> Refusal | None:
    """A mandatory measure is declined on a legal ground only; every decline is given in words (A4)."""
    if force is MeasureForce.MANDATORY and ground not in LEGAL_GROUNDS:
        grounds = ", ".join(word.value for word in DeclineGround if word in LEGAL_GROUNDS)
        return DeclineGroundNotLegal(path=("ground",), ground=ground.value, grounds=grounds)
    if blank(reason):
        return ReasonMissing(path=("reason",))
    return None


def judge_done_on(done_on: dt.date, *, issued_on: dt.date, today: dt.date) -> Refusal | None:
    """What was done lies between the day of issue and today (§5.1)."""
    if done_on > today:
        return DoneInTheFuture(path=("doneOn",), done_on=done_on, today=today)
    if done_on < issued_on:
        return DoneBeforeIssue(path=("doneOn",), done_on=done_on, issued_on=issued_on)
    return None
