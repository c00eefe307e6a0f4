"""acknowledgeAssignments, declineAssignment, reportImplementation and confirmRelease."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import strawberry

from hub.casework import assignments as casework
from hub.errors import Refusal
from hub.policy.vocabulary import Duty
from hub.schema.declare import Asked
from hub.schema.enums import DeclineGround, FeedbackResult
from hub.schema.mutations.asking import (
    KEY,
    OPERATOR,
    Payload,
    ask,
    left_out,
    mutation,
    needed,
    shown,
    shown_all,
    taken,
)
from hub.schema.refusals import refusal
from hub.schema.types.actions import Assignment
from hub.store.ids import Ref

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from hub.casework.change import Change

REASON = "The reason in words. 理由说明"


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of a batch: the good items are committed, each bad one is a refusal with its path."""

    assignments: tuple[Ref, ...] = ()
    refused: tuple[Refusal, ...] = ()


@strawberry.input(description="Assignments to take on. 确认响应任务")
class AcknowledgeAssignmentsInput:
    """Up to 1,000; good ones are taken on, each bad one is refused with its path."""

    assignments: list[strawberry.ID] = needed("The assignments. 响应任务")
    operator: str | None = left_out(OPERATOR)


@strawberry.type(description="The assignments taken on. 确认结果")
class AcknowledgeAssignmentsPayload(Payload):
    """Only the good ones."""

    assignments: list[Assignment] = shown_all("assignments", "The assignments. 响应任务")


@strawberry.input(description="An assignment to decline. 不予执行")
class DeclineAssignmentInput:
    """A mandatory measure needs a legal ground."""

    assignment: strawberry.ID = needed("The assignment. 响应任务")
    ground: DeclineGround = needed("The ground. 不予执行的理由")
    reason: str = needed(REASON)
    operator: str | None = left_out(OPERATOR)


@strawberry.type(description="The declined assignment. 不予执行结果")
class DeclineAssignmentPayload(Payload):
    """Null when refused."""

    assignment: Assignment | None = shown("assignment", "The assignment. 响应任务")


@strawberry.input(description="What was done about an assignment. 执行反馈")
class ReportImplementationInput:
    """Several reports are possible."""

    assignment: strawberry.ID = needed("The assignment. 响应任务")
    result: FeedbackResult = needed("The result. 执行结果")
    done_on: dt.date = needed("The day it was done. 执行日期")
    note: str | None = left_out("A note. 说明")
    evidence: str | None = left_out("The evidence. 佐证材料")
    service_item: str | None = left_out("The service item affected. 政务服务事项")
    operator: str | None = left_out(OPERATOR)
    idempotency_key: str | None = left_out(KEY)


@strawberry.type(description="The assignment with its new feedback. 反馈结果")
class ReportImplementationPayload(Payload):
    """Null when refused."""

    assignment: Assignment | None = shown("assignment", "The assignment. 响应任务")


@strawberry.input(description="Measures that were lifted. 确认解除")
class ConfirmReleaseInput:
    """Up to 1,000 assignments; good ones are released, each bad one is refused with its path."""

    assignments: list[strawberry.ID] = needed("The assignments. 响应任务")
    done_on: dt.date = needed("The day it was lifted. 解除日期")
    note: str | None = left_out("A note. 说明")
    operator: str | None = left_out(OPERATOR)


@strawberry.type(description="The released assignments. 解除结果")
class ConfirmReleasePayload(Payload):
    """Only the good ones."""

    assignments: list[Assignment] = shown_all("assignments", "The assignments. 响应任务")


@mutation(Duty.RESPOND, "Takes on assignments of the caller's department. 确认响应任务")
async def acknowledge_assignments(
    info: Asked,
    input: AcknowledgeAssignmentsInput,  # noqa: A002
) -> AcknowledgeAssignmentsPayload:
    """ISSUED becomes ACKNOWLEDGED."""
    given = taken(_Named, input).assignments
    outcome, refusals = await _batch(
        info, input, lambda change: casework.acknowledge_assignments(change, given)
    )
    return AcknowledgeAssignmentsPayload(outcome=outcome, refusals=refusals)


@mutation(Duty.RESPOND, "Declines an assignment with its ground. 不予执行")
async def decline_assignment(info: Asked, input: DeclineAssignmentInput) -> DeclineAssignmentPayload:  # noqa: A002
    """Final; the credit office may contest it."""
    given = taken(casework.DeclineAssignment, input)
    outcome, refusals = await ask(
        info, input, casework.Answered, lambda change: casework.decline_assignment(change, given)
    )
    return DeclineAssignmentPayload(outcome=outcome, refusals=refusals)


@mutation(Duty.RESPOND, "Reports what was done about an assignment. 反馈执行情况")
async def report_implementation(
    info: Asked,
    input: ReportImplementationInput,  # noqa: A002
) -> ReportImplementationPayload:
    """ACKNOWLEDGED becomes IMPLEMENTED, which takes further reports."""
    given = taken(casework.ReportImplementation, input)
    outcome, refusals = await ask(
        info, input, casework.Answered, lambda change: casework.report_implementation(change, given)
    )
    return ReportImplementationPayload(outcome=outcome, refusals=refusals)


@mutation(Duty.RESPOND, "Confirms that measures were lifted. 确认解除措施")
async def confirm_release(info: Asked, input: ConfirmReleaseInput) -> ConfirmReleasePayload:  # noqa: A002
    """RELEASE_DUE becomes RELEASED."""
    given = taken(casework.ConfirmRelease, input)
    outcome, refusals = await _batch(info, input, lambda change: casework.confirm_release(change, given))
    return ConfirmReleasePayload(outcome=outcome, refusals=refusals)


@dataclass(frozen=True, slots=True)
class _Named:
    assignments: tuple[Ref, ...]


async def _batch(
    info: Asked,
    given: Any,
    procedure: Callable[[Change], Awaitable[list[Ref | Refusal]]],
) -> tuple[Batch | None, list[Any]]:
    async def run(change: Change) -> Batch:
        answers = await procedure(change)
        return Batch(
            tuple(answer for answer in answers if isinstance(answer, Ref)),
            tuple(answer for answer in answers if isinstance(answer, Refusal)),
        )

    outcome, refusals = await ask(info, given, Batch, run)
    bad = [] if outcome is None else [refusal(each) for each in outcome.refused]
    return outcome, [*refusals, *bad]
