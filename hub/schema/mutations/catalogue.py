"""publishCatalogue: an edition of the catalogue, what it releases and what it would create (§5.4, A9)."""

from __future__ import annotations

import datetime as dt

import strawberry

from hub.casework import catalogue as casework
from hub.policy.vocabulary import Duty
from hub.schema.declare import Asked
from hub.schema.enums import MeasureCategory, MeasureForce, MeasureSide, MeasureTarget
from hub.schema.keys import DepartmentKey
from hub.schema.mutations.asking import (
    KEY,
    OPERATOR,
    ask,
    becomes,
    left_out,
    mutation,
    needed,
    said,
    shown,
    taken,
)
from hub.schema.mutations.bases import BasisInput
from hub.schema.mutations.effects import EffectsPayload
from hub.schema.types.catalogue import CatalogueEdition


@becomes(casework.MeasureGiven)
@strawberry.input(description="A measure of the edition. 措施")
class MeasureInput:
    """Days are working days; MANDATORY needs a law or regulation in force (A10)."""

    code: str = needed("The code; the same one goes on from edition to edition. 措施代码")
    title: str = needed("The measure in words. 措施名称")
    side: MeasureSide = needed("Reward or restraint. 措施方向")
    force: MeasureForce = needed("Mandatory or recommended. 措施效力")
    category: MeasureCategory = needed("By whom it works. 措施类别")
    implementing_function: str = needed("The function that carries it out. 实施职能")
    targets: list[MeasureTarget] = needed("Whom it is aimed at. 措施对象")
    triggered_by: list[str] = needed("The lists that trigger it, by slug. 触发名单")
    criteria_groups: list[str] | None = left_out(
        "Only for criteria of these groups; left out for any. 适用情形类别"
    )
    acknowledge_within_days: int = needed("Working days to acknowledge. 确认期限（工作日）")
    implement_within_days: int = needed("Working days to carry out, from issue. 执行期限（工作日）")
    release_within_days: int = needed("Working days to lift. 解除期限（工作日）")
    max_months: int | None = left_out("The longest it may last. 最长期限（月）")
    filed_by: DepartmentKey | None = left_out("The department that filed it. 报送部门")
    basis: BasisInput = needed("What it rests on. 依据")
    memorandum: str | None = left_out("The memorandum it comes from. 合作备忘录")


@strawberry.input(description="An edition of the catalogue to publish, whole. 公布联合奖惩目录清单")
class PublishCatalogueInput:
    """What it leaves out is dropped: released on running actions from its first day."""

    name: str = needed("Its name. 名称")
    effective_from: dt.date = needed("Its first day: today or later. 施行日期")
    measures: list[MeasureInput] = needed("Its measures, in their order. 措施")
    operator: str | None = left_out(OPERATOR)
    dry_run: bool | None = strawberry.field(default=False, description="Only show what it would do. 试运行")
    idempotency_key: str | None = left_out(KEY)


@strawberry.type(description="The edition, and what it ends and would create. 公布结果")
class PublishCataloguePayload(EffectsPayload):
    """`edition` is null after a dry run and when refused."""

    edition: CatalogueEdition | None = shown("edition", "The edition. 目录清单版本")
    would_release: int = said(
        "would_release",
        "Running assignments that it ends: measures it drops (BASIS_ENDED). 将终止的响应任务数",
    )
    would_create: int = said(
        "would_create",
        "Assignments that a fresh initiation of each entry in force would create. 重新发起将下达的响应任务数",
    )


@mutation(Duty.CATALOGUE, "Publishes an edition of the catalogue. 公布联合奖惩目录清单")
async def publish_catalogue(info: Asked, input: PublishCatalogueInput) -> PublishCataloguePayload:  # noqa: A002
    """The prefecture's credit office."""
    given = taken(casework.PublishCatalogue, input)
    outcome, refusals = await ask(
        info, input, casework.PublishedCatalogue, lambda change: casework.publish_catalogue(change, given)
    )
    return PublishCataloguePayload(outcome=outcome, refusals=refusals)
