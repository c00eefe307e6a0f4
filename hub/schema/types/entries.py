"""Entries of the lists in the schema."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry

from hub.schema.connection import Connection
from hub.schema.declare import Argument, field, part
from hub.schema.enums import EvidenceKind, ExitGround, ListKind, NoticeMeans, OfficerRole
from hub.schema.types.departments import Department
from hub.schema.types.listing import Criterion, ListingStandard, ListType
from hub.schema.types.node import Node
from hub.schema.types.objections import Objection
from hub.schema.types.pauses import Pause
from hub.schema.types.publications import Publication
from hub.schema.types.repair import Repair
from hub.schema.types.subjects import Officership, Person, Subject

if TYPE_CHECKING:
    from hub.schema.types.actions import LinkedAction

_LinkedAction = Annotated["LinkedAction", strawberry.lazy("hub.schema.types.actions")]
_HistoryItem = Annotated["HistoryItem", strawberry.lazy("hub.schema.types.entries")]


@part("Evidence", "A document that an entry rests on (§4.1). 认定依据")
class Evidence:
    """Read by departments only."""

    kind: EvidenceKind = field("What kind of information it is. 依据类别")
    document: str = field("The document. 文书")
    supplier: Department | None = field("Who supplied it. 提供部门")


@part(
    "ResponsiblePerson", "A person whom a decision names, with the office at the conduct (§3.6). 直接责任人"
)
class ResponsiblePerson:
    """The path from an entry to a person."""

    person: Person | None = field("The person. 责任人")
    role: OfficerRole | None = field("The office held at the conduct. 职务")
    directly_responsible: bool = field("Whether named as directly responsible. 是否直接责任")
    officership: Officership | None = field("The office in the register. 任职记录")


@part("HistoryItem", "One step in the life of an entry or an assignment. 办理记录")
class HistoryItem:
    """When, what, by whom, under which clause."""

    at: dt.datetime = field("When. 时间")
    step: str = field("Which step. 步骤")
    by: Department | None = field("By which department. 办理部门")
    operator: str | None = field("By which clerk. 经办人")
    clause: str | None = field("Under which clause of the notice. 条款")
    former: str | None = field("What a correction replaced. 更正前内容")


@part(
    "ListEntry",
    "One subject on one list under one standard; once erased, only id, kind and exit remain. 名单条目",
)
class ListEntry(Node):
    """Whether it is in force follows from its dates at the moment asked."""

    kind: ListKind = field("Red, black or watch. 名单性质")
    erased: bool = field("Whether it was erased as an error (§6.3). 是否已清除")
    subject: Subject | None = field("Who is listed. 名单主体")
    list_type: ListType | None = field("On which list. 名单类别")
    standard: ListingStandard | None = field("Under which standard. 认定标准")
    listed_by: Department | None = field("Who listed. 认定部门")
    supplied_by: Department | None = field("Who supplied the information. 信息提供部门")
    document_number: str | None = field("The number of the decision. 文号")
    facts: str | None = field("The facts. 事由")
    conduct_from: dt.date | None = field("The first day of the conduct. 行为起始日期")
    conduct_to: dt.date | None = field("The last day of the conduct. 行为终止日期")
    criteria: list[Criterion] = field("The criteria met. 认定情形")
    evidence: list[Evidence] = field("What it rests on. 认定依据")
    decided_on: dt.date | None = field("The day of the decision. 认定日期")
    valid_from: dt.date | None = field("Its first day. 生效日期")
    valid_until: dt.date | None = field("Its last whole day. 有效期至")
    notice_given_on: dt.date | None = field("When the subject was told. 告知日期")
    notice_means: NoticeMeans | None = field("How the subject was told. 告知方式")
    correct_by: dt.date | None = field("By when correction ends it. 整改期限")
    corrected_on: dt.date | None = field("When the subject had corrected itself, as confirmed. 整改完成日期")
    in_force: bool = field(
        "Whether it is in force, computed from its dates. 是否有效",
        on=Argument(dt.date | None, "On this day instead of now. 日期"),
    )
    under_verification: bool = field("Whether an objection to it is open (§5.6). 是否核实中")
    exited_on: dt.date | None = field("The first day it was no longer in force. 退出日期")
    exit_ground: ExitGround | None = field("Why it left the list. 退出事由")
    caused_by: ListEntry | None = field("The entry that made it exit. 致其退出的条目")
    follows: ListEntry | None = field("The black entry it follows. 前序黑名单条目")
    followed_by: ListEntry | None = field("The watch entry that follows it. 后续重点关注条目")
    responsible_persons: list[ResponsiblePerson] = field("The persons it names. 直接责任人")
    linked_actions: Connection[_LinkedAction] = field("The linked actions for it, newest first. 联动")
    objections: list[Objection] = field("The objections to it, oldest first. 异议")
    publications: list[Publication] = field("What each channel was told of it. 公示")
    pauses: list[Pause] = field("When and for whom its measures rest. 暂缓")
    repairs: list[Repair] = field("Applications for its repair, oldest first. 信用修复申请")
    history: Connection[_HistoryItem] = field("Its steps, oldest first. 办理记录")


@part("LinkedEntry", "An entry of an enterprise that concerns a person, with the path. 关联名单条目")
class LinkedEntry:
    """Exactly one is set: `through`, the naming of the person by the entry, or `officership`, a mere office."""

    entry: ListEntry = field("The entry. 名单条目")
    through: ResponsiblePerson | None = field("How the entry names the person. 责任关系")
    officership: Officership | None = field("The office alone, which changes no verdict. 仅任职关系")
