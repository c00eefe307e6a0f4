"""Linked actions, assignments and feedback in the schema."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Annotated, Any

import strawberry

from hub.schema.connection import Connection
from hub.schema.declare import field, part
from hub.schema.enums import AssignmentState, DeclineGround, FeedbackResult, ReleaseReason
from hub.schema.types.catalogue import CatalogueEdition, Measure
from hub.schema.types.departments import STATES, Department, Region
from hub.schema.types.entries import HistoryItem, ListEntry
from hub.schema.types.node import Node
from hub.schema.types.subjects import Subject

_Assignment = Annotated["Assignment", strawberry.lazy("hub.schema.types.actions")]


@part("UnroutedMeasure", "A measure that no department of a chosen region can carry out. 无承接部门的措施")
class UnroutedMeasure:
    """Reported, never dropped (A2)."""

    measure: Measure = field("The measure. 措施")
    region: Region = field("The region without a holder of the function. 区域")
    function: str = field("The function that is missing. 职能")


def _counted(word: str) -> Callable[[Any], Any]:
    def count(self: Any) -> Any:
        # The tally's row itself stands for the object: a word of it is a field.
        return self[word]

    return count


@strawberry.type(description="How far a linked action has come, by effective state now. 联动进展")
class ActionProgress:
    """The eight states sum to the total; overdue stands apart."""

    total: int = strawberry.field(resolver=_counted("total"), description="All assignments. 总数")
    issued: int = strawberry.field(resolver=_counted("issued"), description="Not yet acknowledged. 已下达")
    acknowledged: int = strawberry.field(resolver=_counted("acknowledged"), description="Taken on. 已确认")
    implemented: int = strawberry.field(resolver=_counted("implemented"), description="Carried out. 已执行")
    declined: int = strawberry.field(resolver=_counted("declined"), description="Declined. 不予执行")
    suspended: int = strawberry.field(resolver=_counted("suspended"), description="Suspended. 暂不执行")
    release_due: int = strawberry.field(resolver=_counted("release_due"), description="To be lifted. 待解除")
    released: int = strawberry.field(resolver=_counted("released"), description="Lifted. 已解除")
    withdrawn: int = strawberry.field(
        resolver=_counted("withdrawn"), description="Ended before taken on. 已撤回"
    )
    overdue: int = strawberry.field(resolver=_counted("overdue"), description="Past a deadline now. 逾期")


@part("LinkedAction", "One initiation by one department for one entry. 联动")
class LinkedAction(Node):
    """Freezes edition, measures, deadlines and routing at its moment."""

    entry: ListEntry | None = field("The entry it is for. 名单条目")
    initiated_by: Department = field("Who initiated it. 发起部门")
    initiated_at: dt.datetime = field("When. 发起时间")
    edition: CatalogueEdition = field("The catalogue edition frozen for it. 目录清单版本")
    regions: list[Region] = field("The regions it was addressed to. 联动区域")
    note: str | None = field("A note of the initiator. 说明")
    withdrawn_at: dt.datetime | None = field("When it was withdrawn. 撤回时间")
    withdraw_reason: str | None = field("Why it was withdrawn. 撤回原因")
    unrouted: list[UnroutedMeasure] = field("Measures without a department, by region. 无承接部门的措施")
    assignments: Connection[_Assignment] = field("Its assignments. 响应任务", states=STATES)
    progress: ActionProgress = field("How far it has come. 联动进展")
    history: Connection[HistoryItem] = field("Its steps, oldest first. 办理记录")


@part("Feedback", "What a responding department did. 执行反馈")
class Feedback:
    """Several are possible for one assignment."""

    result: FeedbackResult = field("The result. 执行结果")
    note: str | None = field("A note. 说明")
    evidence: str | None = field("The evidence. 佐证材料")
    service_item: str | None = field("The service item affected. 政务服务事项")
    done_on: dt.date = field("The day it was done. 执行日期")
    reported_at: dt.datetime = field("When it was reported. 反馈时间")
    reported_by: Department = field("Who reported it. 反馈部门")
    operator: str | None = field("The clerk who reported it. 经办人")


@part("Assignment", "One measure for one target by one department. 响应任务")
class Assignment(Node):
    """Its state follows from what was written and from the dates; deadlines end a working day."""

    action: LinkedAction | None = field("The action; null once erasure has cut it. 所属联动")
    measure: Measure = field("The measure. 措施")
    target: Subject | None = field("Whom it is aimed at; null once erasure has cut it. 措施对象")
    assigned_to: Department = field("The responding department. 响应部门")
    state: AssignmentState = field("The effective state now. 响应状态")
    suspended_from: AssignmentState | None = field("The state a suspension remembers. 暂停前状态")
    suspended_at: dt.datetime | None = field("Since when a verification suspends it. 暂停时间")
    extended_days: int = field("The working days by which its deadlines were moved. 顺延工作日数")
    issued_at: dt.datetime = field("When it was issued. 下达时间")
    acknowledge_by: dt.datetime = field("The deadline to acknowledge. 确认期限")
    implement_by: dt.datetime = field("The deadline to carry out. 执行期限")
    acknowledged_at: dt.datetime | None = field("When it was acknowledged. 确认时间")
    implemented_at: dt.datetime | None = field("When it was first reported as carried out. 执行时间")
    ends_on: dt.date | None = field("The first day on which the duty no longer stands. 任务终止日期")
    release_due_since: dt.datetime | None = field("Since when it has to be lifted. 应解除时间")
    release_reason: ReleaseReason | None = field("Why it has to be lifted. 解除原因")
    release_by: dt.datetime | None = field("The deadline to lift. 解除期限")
    released_at: dt.datetime | None = field("When the lifting was confirmed. 解除时间")
    released_on: dt.date | None = field("The day the measure was lifted. 解除日期")
    release_note: str | None = field("A note on the lifting. 解除说明")
    overdue: bool = field("Whether the step owed now is past its deadline. 是否逾期")
    paused: bool = field("Whether it rests today within the bounds of a pause. 是否暂缓")
    provisional: bool = field(
        "Whether a deadline reaches into years without an official calendar. 期限是否暂定"
    )
    decline_ground: DeclineGround | None = field("Why it was declined. 不予执行的理由")
    decline_reason: str | None = field("The reason in words. 理由说明")
    feedback: list[Feedback] = field("What was done. 执行反馈")
    history: Connection[HistoryItem] = field("Its steps, oldest first. 办理记录")
