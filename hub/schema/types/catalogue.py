"""Catalogue editions and measures in the schema."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import strawberry

from hub.schema.connection import Connection
from hub.schema.declare import Argument, field, part
from hub.schema.enums import MeasureCategory, MeasureForce, MeasureSide, MeasureTarget
from hub.schema.types.departments import Department
from hub.schema.types.listing import LegalBasis, ListType
from hub.schema.types.node import Node


@part("Measure", "What one function does to whom when a list says so. 措施")
class Measure(Node):
    """Days are working days."""

    code: str = field("The code within the edition. 措施代码")
    title: str = field("The measure in words. 措施名称")
    side: MeasureSide = field("Reward or restraint. 措施方向")
    force: MeasureForce = field("Mandatory or recommended. 措施效力")
    category: MeasureCategory = field("By whom it works. 措施类别")
    implementing_function: str = field("The function that carries it out. 实施职能")
    targets: list[MeasureTarget] = field("Whom it is aimed at. 措施对象")
    triggered_by: list[ListType] = field("The lists that trigger it. 触发名单")
    acknowledge_within_days: int = field("Working days to acknowledge. 确认期限（工作日）")
    implement_within_days: int = field("Working days to carry out, from issue. 执行期限（工作日）")
    release_within_days: int = field("Working days to lift. 解除期限（工作日）")
    max_months: int | None = field("The longest it may last. 最长期限（月）")
    criteria_groups: list[str] = field("Only for criteria of these groups; empty for any. 适用情形类别")
    filed_by: Department | None = field("The department that filed it. 报送部门")
    basis: LegalBasis = field("What it rests on. 依据")
    memorandum: str | None = field("The memorandum it comes from. 合作备忘录")
    edition: CatalogueEdition = field("The edition it belongs to. 目录清单版本")


@part("CatalogueEdition", "A dated edition of the catalogue of joint measures. 联合奖惩目录清单")
class CatalogueEdition(Node):
    """One is in force on any day."""

    name: str = field("Its name. 名称")
    effective_from: dt.date = field("Its first day. 施行日期")
    effective_to: dt.date | None = field("Its last day. 废止日期")
    published_by: Department = field("The credit office that published it. 发布部门")
    measures: Connection[Annotated[Measure, strawberry.lazy("hub.schema.types.catalogue")]] = field(
        "Its measures. 措施", function=Argument(str | None, "Only this implementing function. 实施职能")
    )
