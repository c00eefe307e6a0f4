"""What a change of the law does, as its payload shows it: by department and measure, with last days (A9)."""

from __future__ import annotations

import datetime as dt
from asyncio import gather
from typing import Annotated, Any

import strawberry

from hub.resolvers.paging import size
from hub.schema.declare import Asked, wrap
from hub.schema.mutations.asking import Payload
from hub.schema.types.departments import Department

_words = strawberry.argument


@strawberry.type(
    description="What an edition does to one department's duties of one measure. 目录变动对部门任务的影响"
)
class CatalogueEffect:
    """Who, where and by when: the department's region says where."""

    department: Department = strawberry.field(description="The department. 响应部门")
    measure_code: str = strawberry.field(description="The measure's code. 措施代码")
    title: str = strawberry.field(description="The measure in words. 措施名称")
    ends: int = strawberry.field(description="Its running assignments that end. 终止的响应任务数")
    to_release: int = strawberry.field(
        description="Those of them that were taken on and have to be lifted. 待解除数"
    )
    would_create: int = strawberry.field(
        description="What a fresh initiation of each entry in force would assign to it. 重新发起将下达数"
    )
    release_by: dt.date | None = strawberry.field(description="The last day to lift them. 解除期限")
    acknowledge_by: dt.date | None = strawberry.field(
        description="The last day to acknowledge, if initiated on the edition's first day. 确认期限"
    )
    implement_by: dt.date | None = strawberry.field(
        description="The last day to carry out, if initiated on the edition's first day. 执行期限"
    )


@strawberry.type(description="What a change of the law ends and would create. 规则变动的影响")
class EffectsPayload(Payload):
    """By department and measure."""

    @strawberry.field(
        description="Both by department and measure; after the change only what ended. 分部门、分措施的影响"
    )
    async def effects(
        self,
        info: Asked,
        first: Annotated[int | None, _words(description="How many at most, up to 100. 数量")] = 20,
        skip: Annotated[int | None, _words(description="How many to leave out before. 跳过数量")] = 0,
    ) -> list[CatalogueEffect]:
        """By the department's slug, then the measure's code."""
        begin = max(skip or 0, 0)
        rows = getattr(self.outcome, "effects", ())[begin : begin + size(first)]
        return list(await gather(*(_effect(info, row) for row in rows)))


async def _effect(info: Asked, row: Any) -> CatalogueEffect:
    department, code, title, ends, to_release, would_create, *days = row
    release, acknowledge, implement = (None if day is None else dt.date.fromisoformat(day) for day in days)
    return CatalogueEffect(
        department=wrap(await info.context.reads.loaders.node(department)),
        measure_code=code,
        title=title,
        ends=ends,
        to_release=to_release,
        would_create=would_create,
        release_by=release,
        acknowledge_by=acknowledge,
        implement_by=implement,
    )
