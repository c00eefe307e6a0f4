"""What the responding department does with its assignments: acknowledge, decline, report, release (A4, A5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from hub.casework.audience import overseers
from hub.casework.change import Change
from hub.errors import Refusal, Refused
from hub.errors.assignments import GivenTwice, NotBegun, NotYourAssignment
from hub.errors.changes import NotFound, TooMany
from hub.policy.assignments import ASSIGNMENT, judge_decline, judge_done_on
from hub.policy.duties import Audience
from hub.policy.pauses import judge_applied
from hub.policy.vocabulary import (
    AssignmentState,
    AssignmentStep,
    DeclineGround,
    EventKind,
    FeedbackResult,
)
from hub.policy.workdays import day_of
from hub.store.ids import Ref
from hub.store.statements import assignments as statements
from hub.store.statements import audience
from hub.store.statements import pauses as pause_statements
from hub.store.statements.assignments import Held

LIMIT = 1000
"""How many items one call takes (api.graphql, conventions)."""


@dataclass(frozen=True, slots=True)
class DeclineAssignment:
    """declineAssignment: the ground, and the reason in words."""

    assignment: Ref
    ground: DeclineGround
    reason: str


@dataclass(frozen=True, slots=True)
class ReportImplementation:
    """reportImplementation: what was done on which day, with evidence and the service item it touched."""

    assignment: Ref
    result: FeedbackResult
    done_on: dt.date
    note: str | None = None
    evidence: str | None = None
    service_item: str | None = None


@dataclass(frozen=True, slots=True)
class ConfirmRelease:
    """confirmRelease: the assignments whose measures were lifted, and on which day."""

    assignments: tuple[Ref, ...]
    done_on: dt.date
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """The assignment that a department declined or reported on."""

    assignment: Ref


Apply = Callable[[Held, AssignmentState], Held | Refusal]


async def acknowledge_assignments(change: Change, assignments: Sequence[Ref | None]) -> list[Ref | Refusal]:
    """Take on assignments (§5.1): each one acknowledged, or refused with its path; None is an id of nothing."""

    def apply(held: Held, state: AssignmentState) -> Held:
        return replace(held, standing=replace(held.standing, state=state, acknowledged_at=change.moment))

    return await _take(change, assignments, AssignmentStep.ACKNOWLEDGE, apply)


async def decline_assignment(change: Change, asked: DeclineAssignment) -> Answered:
    """Decline an assignment on a ground (A4); raises Refused."""

    def apply(held: Held, state: AssignmentState) -> Held | Refusal:
        refusal = judge_decline(held.force, asked.ground, asked.reason)
        if refusal is not None:
            return refusal
        declined = replace(
            held.standing,
            state=state,
            decline_ground=asked.ground,
            decline_reason=asked.reason.strip(),
        )
        return replace(held, standing=declined)

    content = {"ground": asked.ground.value, "reason": asked.reason}
    return _one(await _take(change, [asked.assignment], AssignmentStep.DECLINE, apply, content))


async def report_implementation(change: Change, asked: ReportImplementation) -> Answered:
    """Report what was done about an assignment (§5.1); several reports are possible. Raises Refused."""
    # Whoever pauses the entry locks the assignment, too: what is read now still holds when this report commits.
    await statements.lock(change.session, [asked.assignment])
    pauses = await pause_statements.of_assignment(change.session, asked.assignment)

    def apply(held: Held, state: AssignmentState) -> Held | Refusal:
        refusal = _judge_day(change, held, asked.done_on) or judge_applied(
            pauses, held.measure_code, held.department_id, asked.result, asked.done_on
        )
        if refusal is not None:
            return refusal
        first = held.standing.implemented_at or change.moment
        return replace(held, standing=replace(held.standing, state=state, implemented_at=first))

    content = {"result": asked.result.value, "done_on": asked.done_on.isoformat()}
    answered = _one(await _take(change, [asked.assignment], AssignmentStep.REPORT, apply, content))
    feedback = {
        "bucket": answered.assignment.bucket,
        "id": change.new_id(),
        "assignment_id": answered.assignment.id,
        "result": asked.result.value,
        "note": asked.note,
        "evidence": asked.evidence,
        "service_item": asked.service_item,
        "done_on": asked.done_on,
        "reported_at": change.moment,
        "reported_by": change.caller.department_id,
        "operator": change.operator,
    }
    await statements.add_feedback(change.session, [feedback])
    return answered


async def confirm_release(change: Change, asked: ConfirmRelease) -> list[Ref | Refusal]:
    """Confirm that measures were lifted (§6.3, A6): each one released, or refused with its path.

    The confirmation of an erased entry's assignment cuts its link to the target, too (X4).
    """
    cut: list[Ref] = []

    def apply(held: Held, state: AssignmentState) -> Held | Refusal:
        refusal = _judge_day(change, held, asked.done_on)
        if refusal is not None:
            return refusal
        if held.erased:
            cut.append(held.ref)
        released = replace(
            held.standing,
            state=state,
            released_at=change.moment,
            released_on=asked.done_on,
            release_note=None if held.erased else asked.note,
        )
        if held.erased:
            return replace(held, standing=released, target=None, restoration_id=None)
        return replace(held, standing=released)

    content = {"done_on": asked.done_on.isoformat()}
    answers = await _take(change, asked.assignments, AssignmentStep.RELEASE, apply, content)
    change.lose(cut)
    return answers


_TOLD = {
    AssignmentStep.ACKNOWLEDGE: EventKind.ASSIGNMENT_ACKNOWLEDGED,
    AssignmentStep.DECLINE: EventKind.ASSIGNMENT_DECLINED,
    AssignmentStep.REPORT: EventKind.ASSIGNMENT_IMPLEMENTED,
    AssignmentStep.RELEASE: EventKind.ASSIGNMENT_RELEASED,
}
_DOING = {
    AssignmentStep.ACKNOWLEDGE: "acknowledge",
    AssignmentStep.DECLINE: "decline",
    AssignmentStep.REPORT: "report on",
    AssignmentStep.RELEASE: "confirm the release of",
}


async def _take(
    change: Change,
    asked: Sequence[Ref | None],
    step: AssignmentStep,
    apply: Apply,
    content: Mapping[str, Any] | None = None,
) -> list[Ref | Refusal]:
    """Let the responding department take one step with each assignment; one answer per item, in order."""
    if len(asked) > LIMIT:
        raise Refused(TooMany(path=("assignments",), limit=LIMIT, given=len(asked)))
    locked = await statements.lock(change.session, [ref for ref in asked if ref is not None])
    answers: list[Ref | Refusal] = []
    changed: list[Held] = []
    seen: dict[Ref, int] = {}
    for index, ref in enumerate(asked):
        verdict = _judge(change, ref, locked, seen, step=step, apply=apply)
        if isinstance(verdict, Refusal):
            answers.append(verdict.at("assignments", str(index)))
        else:
            seen[verdict.ref] = index
            changed.append(verdict)
            answers.append(verdict.ref)
    await statements.write(change.session, changed)
    await _tell_answer(change, step, changed)
    for held in changed:
        change.history(held.ref, _TOLD[step].value, ASSIGNMENT.clause(step))
        change.audit(held.ref, {"step": step.value, **(content or {})})
    return answers


def _judge(
    change: Change,
    ref: Ref | None,
    locked: Mapping[Ref, Held],
    seen: Mapping[Ref, int],
    *,
    step: AssignmentStep,
    apply: Apply,
) -> Held | Refusal:
    held = None if ref is None else locked.get(ref)
    if held is None or not _visible(change, held):
        return NotFound(what="assignment")
    if held.department_id not in change.caller.acts_for:
        return NotYourAssignment(doing=_DOING[step])
    if held.issued_at > change.moment:
        return NotBegun(begins=day_of(held.issued_at))
    if held.ref in seen:
        return GivenTwice(noun="assignment", first=seen[held.ref])
    held = replace(held, standing=held.standing.settled(change.today))
    state = ASSIGNMENT.judge(held.standing.state, step, held.standing.suspended_from)
    return state if isinstance(state, Refusal) else apply(held, state)


def _visible(change: Change, held: Held) -> bool:
    """What is left of an erased entry is shown to the department that owes the release, and credit offices."""
    caller = change.caller
    if held.department_id in caller.acts_for:
        return True
    return caller.reads and (not held.erased or caller.audience is Audience.CREDIT_OFFICE)


def _judge_day(change: Change, held: Held, done_on: dt.date) -> Refusal | None:
    return judge_done_on(done_on, issued_on=day_of(held.issued_at), today=change.today)


def _one(answers: list[Ref | Refusal]) -> Answered:
    answer = answers[0]
    if isinstance(answer, Refusal):
        # A single assignment is not an item of a list: only what follows the index is its place.
        answer.path = answer.path[2:] or ("assignment",)
        raise Refused(answer)
    return Answered(answer)


async def _tell_answer(change: Change, step: AssignmentStep, changed: Iterable[Held]) -> None:
    """Tell the initiator, and of a decline the credit offices (seat, prefecture) that may contest it."""
    items = list(changed)
    initiators = {held.initiated_by for held in items if held.initiated_by is not None}
    now = await audience.standing_in(change.session, initiators, change.today)
    offices: frozenset[UUID] = frozenset()
    if step is AssignmentStep.DECLINE and items:
        offices = await overseers(change, change.caller.region_id)
    for held in items:
        told = [now[held.initiated_by]] if held.initiated_by is not None else []
        change.tell(_TOLD[step], held.ref, [*told, *sorted(offices)])
