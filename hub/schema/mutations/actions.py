"""initiateAction and withdrawAction."""

from __future__ import annotations

from asyncio import gather
from typing import TYPE_CHECKING, Annotated

import strawberry

from hub.casework import actions as casework
from hub.policy.vocabulary import Duty
from hub.resolvers.paging import size
from hub.resolvers.records import Record
from hub.schema.declare import Asked, wrap
from hub.schema.keys import RegionKey
from hub.schema.mutations.asking import (
    KEY,
    OPERATOR,
    Payload,
    ask,
    left_out,
    mutation,
    needed,
    said,
    shown,
    taken,
)
from hub.schema.refusals import refusal
from hub.schema.types.actions import LinkedAction, UnroutedMeasure
from hub.schema.types.catalogue import Measure
from hub.schema.types.departments import Department
from hub.schema.types.subjects import Subject
from hub.store.graph import ENTITIES

if TYPE_CHECKING:
    from hub.store.ids import Ref


@strawberry.type(description="One assignment that an initiation makes, or would make. 拟下达的响应任务")
class PlannedAssignment:
    """Measure, target and department."""

    measure: Measure = strawberry.field(description="The measure. 措施")
    target: Subject = strawberry.field(description="Whom it is aimed at. 措施对象")
    assigned_to: Department = strawberry.field(description="The responding department. 响应部门")


@strawberry.input(description="A linked action to initiate. 发起联动")
class InitiateActionInput:
    """Mandatory measures are always included; regions are added to the subject's own and the prefecture."""

    entry: strawberry.ID = needed("The entry in force. 名单条目")
    measures: list[str] | None = left_out(
        "Codes of recommended measures to add; null for all that the edition triggers. 措施"
    )
    regions: list[RegionKey] | None = left_out("Further regions, across counties. 联动区域")
    note: str | None = left_out("A note for the departments. 说明")
    operator: str | None = left_out(OPERATOR)
    dry_run: bool | None = strawberry.field(default=False, description="Only show what it would do. 试运行")
    idempotency_key: str | None = left_out(KEY)


@strawberry.type(description="The linked action, or what it would be. 发起结果")
class InitiateActionPayload(Payload):
    """`action` is null after a dry run and when refused."""

    action: LinkedAction | None = shown("action", "The linked action. 联动")
    planned: int = said("planned", "How many assignments it makes, or would make. 响应任务数")

    @strawberry.field(description="The first of them. 拟下达的响应任务")
    async def planned_assignments(
        self,
        info: Asked,
        first: Annotated[
            int | None, strawberry.argument(description="How many at most, up to 100. 数量")
        ] = 20,
    ) -> list[PlannedAssignment]:
        """Those whose target the caller may see."""
        rows = getattr(self.outcome, "planned_assignments", ())[: size(first)]
        found = await gather(*(_planned(info, row) for row in rows))
        return [row for row in found if row is not None]

    @strawberry.field(description="Measures without a department, by region. 无承接部门的措施")
    async def unrouted(self, info: Asked) -> list[UnroutedMeasure]:
        """Reported, never dropped (A2)."""
        return list(await gather(*(_unrouted(info, row) for row in getattr(self.outcome, "unrouted", ()))))


@strawberry.input(description="A linked action to withdraw. 撤回联动")
class WithdrawActionInput:
    """Only the initiator withdraws."""

    action: strawberry.ID = needed("The linked action. 联动")
    reason: str = needed("Why. 撤回原因")
    operator: str | None = left_out(OPERATOR)


@strawberry.type(description="The withdrawn action and what became of its assignments. 撤回结果")
class WithdrawActionPayload(Payload):
    """Null and 0 when refused."""

    action: LinkedAction | None = shown("action", "The linked action. 联动")
    withdrawn: int = said("withdrawn", "Assignments that were never taken on. 已撤回数")
    release_due: int = said("release_due", "Assignments whose measure has to be lifted. 待解除数")


@mutation(Duty.INITIATE, "Initiates a linked action for an entry in force. 发起联动")
async def initiate_action(info: Asked, input: InitiateActionInput) -> InitiateActionPayload:  # noqa: A002
    """Routed by the catalogue edition in force."""
    given = taken(casework.InitiateAction, input)
    outcome, refusals = await ask(
        info,
        input,
        casework.Initiated,
        lambda change: casework.initiate_action(change, given),
    )
    beside = [] if outcome is None else [refusal(each) for each in outcome.reported]
    return InitiateActionPayload(outcome=outcome, refusals=[*refusals, *beside])


@mutation(Duty.INITIATE, "Withdraws a linked action. 撤回联动")
async def withdraw_action(info: Asked, input: WithdrawActionInput) -> WithdrawActionPayload:  # noqa: A002
    """Its assignments end as A4 says."""
    given = taken(casework.WithdrawAction, input)
    outcome, refusals = await ask(
        info, input, casework.Withdrawn, lambda change: casework.withdraw_action(change, given)
    )
    return WithdrawActionPayload(outcome=outcome, refusals=refusals)


async def _planned(info: Asked, row: tuple[Ref, Ref, Ref]) -> PlannedAssignment | None:
    loaders = info.context.reads.loaders
    measure, target, department = await gather(*(loaders.node(ref) for ref in row))
    if target is None:
        return None
    return PlannedAssignment(measure=wrap(measure), target=wrap(target), assigned_to=wrap(department))


async def _unrouted(info: Asked, row: tuple[Ref, Ref]) -> UnroutedMeasure:
    """The same as an action's unrouted measure, also before there is an action."""
    measure, region = row
    found = await info.context.reads.loaders.node(measure)
    function = None if found is None else found.values["implementing_function"]
    values = {"_measure_id": measure.id, "_region_id": region.id, "function": function}
    return wrap(Record(ENTITIES["UnroutedMeasure"], values))  # type: ignore[no-any-return]
