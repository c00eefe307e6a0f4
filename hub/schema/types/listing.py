"""Legal bases, list types, standards and criteria in the schema."""

from __future__ import annotations

import datetime as dt

from hub.schema.declare import TODAY, Argument, field, part
from hub.schema.enums import BasisLevel, ListKind, Scope, Severity
from hub.schema.types.departments import Region
from hub.schema.types.node import Node

ON = Argument(
    dt.date | None, "On this day instead of today. 日期", lambda day, context: day or context.today, TODAY
)

ON_DAY = Argument(dt.date | None, "On this day instead of today. 日期")


@part("LegalBasis", "An act that a standard or a measure rests on. 依据")
class LegalBasis(Node):
    """With its level and the days it is in force."""

    act: str = field("The act's title. 法规名称")
    document_number: str | None = field("Its document number. 文号")
    article: str | None = field("The article. 条款")
    level: BasisLevel = field("Its rank. 依据层级")
    in_force_from: dt.date = field("Its first day in force. 生效日期")
    in_force_to: dt.date | None = field("Its last day in force. 失效日期")
    in_force: bool = field("Whether it is in force. 是否有效", on=ON_DAY)


@part("Criterion", "A conduct that a standard names. 认定情形")
class Criterion:
    """How many of it make a listing is `occurrences`."""

    code: str = field("The code within the standard. 情形代码")
    description: str = field("The conduct in words. 情形描述")
    group: str | None = field("The group of serious conduct it belongs to (§3.1). 严重失信行为类别")
    severity: Severity | None = field("How grave it is. 失信程度")
    occurrences: int = field("How many make a listing. 达到次数")


@part("ListingStandard", "A dated version of a list type's rules. 认定标准")
class ListingStandard(Node):
    """Terms are in months; repair decisions in working days."""

    list_type: ListType = field("The list it belongs to. 名单类别")
    version: str = field("Its version. 版本")
    basis: LegalBasis = field("What it rests on. 依据")
    effective_from: dt.date = field("Its first day. 施行日期")
    effective_to: dt.date | None = field("Its last day. 废止日期")
    criteria: list[Criterion] = field("The conduct it names. 认定情形")
    min_term_months: int = field("The shortest term of a listing. 最短期限（月）")
    max_term_months: int = field("The longest term of a listing. 最长期限（月）")
    watch_term_months: int | None = field(
        "The longest watch term after exit, the default too; black lists only. 退出后重点关注最长期限（月）"
    )
    published: bool = field("Whether its entries are published. 是否公示")
    correctable: bool = field("Whether timely correction ends a listing. 是否可限期整改")
    repairable: bool = field("Whether repair is possible. 是否可信用修复")
    repair_earliest_months: int | None = field(
        "The months before which no repair is possible. 最早修复期限（月）"
    )
    repair_decision_days: int | None = field(
        "The working days a repair may take to decide. 修复办理期限（工作日）"
    )
    repair_requirements: list[str] = field("What an application for repair must show. 修复条件")


@part("ListType", "One list of one field. 名单类别")
class ListType(Node):
    """Its rules are its standards, one in force on any day."""

    slug: str = field("The short name that identifies it. 名单代号")
    name: str = field("The name. 名称")
    kind: ListKind = field("Red, black or watch. 名单性质")
    field_: str = field("The field of supervision. 领域", source="field")
    lead_function: str = field("The function that lists. 认定职能")
    scope: Scope = field("How far its rules reach. 适用范围")
    region: Region | None = field("The region of a provincial or local list. 适用区域")
    current_as_of: dt.datetime | None = field("Until when its keeper confirmed it. 数据截至时间")
    fresh_within_days: int = field("Within how many days its keeper confirms. 更新周期（天）")
    stale: bool = field("Whether its keeper has let that pass; never confirmed is stale. 是否过期")
    carried: bool = field(
        "Whether the sharing catalogue carries it: it is used only then (§4.2). 是否列入共享目录", on=ON_DAY
    )
    shared_fields: list[str] = field("The fields that are shared. 共享字段")
    keeper: str | None = field("The function whose departments keep it. 数据维护职能")
    kind_name: str = field(
        "What its kind is called: 黑名单 is 严重失信主体名单 in later law. 名单性质名称", on=ON_DAY
    )
    permitted_levels: list[BasisLevel] = field(
        "The levels of basis on which such a list may rest (§4.1). 可设列的依据层级", on=ON_DAY
    )
    standards: list[ListingStandard] = field("Its standards, newest first. 认定标准")
    standard: ListingStandard | None = field("The standard in force. 现行认定标准", first_of=True, on=ON)
