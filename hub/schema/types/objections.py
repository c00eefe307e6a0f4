"""Objections and restorations in the schema."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry

from hub.schema.declare import field, part
from hub.schema.enums import NoticeMeans, ObjectionOrigin, ObjectionOutcome, ObjectionState
from hub.schema.types.departments import Department
from hub.schema.types.node import Node
from hub.schema.types.subjects import Person

if TYPE_CHECKING:
    from hub.schema.types.entries import ListEntry

_ListEntry = Annotated["ListEntry", strawberry.lazy("hub.schema.types.entries")]


@part("Restoration", "What a wrong listing obliges its supplier to undo (§5.6). 恢复信誉、消除不良影响")
class Restoration:
    """Closed by the supplier when every measure is confirmed as lifted."""

    due_on: dt.date | None = field(
        "The last day to restore; null where the city has no number for it. 恢复期限"
    )
    provisional: bool = field("Whether that day rests on a calendar not official yet. 期限是否暂定")
    overdue: bool = field("Whether it is open past that day. 是否逾期")
    owing: int = field("How many measures nobody has confirmed as lifted yet. 尚未解除的措施数")
    closed_at: dt.datetime | None = field("When it was closed. 办结时间")
    note: str | None = field("What was done. 说明")


@part("Objection", "A question to an entry, or a ruling that stays it (§5.6). 异议")
class Objection(Node):
    """While one is open, the entry's sanctions are suspended everywhere."""

    entry: _ListEntry | None = field("The entry; null once erasure has cut it. 名单条目")
    origin: ObjectionOrigin = field("Who questions it. 异议来源")
    concerning: Person | None = field("The one named person it is about, if any. 所涉直接责任人")
    opened_by: Department = field("Who opened it. 提出部门")
    addressed_to: Department = field("Who supplied the information and verifies it. 核实部门")
    opened_at: dt.datetime = field("When it was opened. 提出时间")
    grounds: str | None = field("What is held to be wrong. 异议理由")
    ruling: str | None = field("The ruling it rests on, or that the decision executes. 裁决文书")
    due_on: dt.date = field("The last day to verify. 核实期限")
    provisional: bool = field("Whether that day rests on a calendar not official yet. 期限是否暂定")
    overdue: bool = field("Whether it is open past that day. 是否逾期")
    state: ObjectionState = field("Where it stands. 异议状态")
    outcome: ObjectionOutcome | None = field("What the verification found. 核实结果")
    explanation: str | None = field("The finding in words. 核实说明")
    decided_at: dt.datetime | None = field("When it was decided. 办结时间")
    decided_by: Department | None = field("Who decided it. 办结部门")
    told_on: dt.date | None = field("When the person concerned was told. 告知日期")
    told_means: NoticeMeans | None = field("How the person concerned was told. 告知方式")
    restoration: Restoration | None = field("What has to be restored; null where nothing has. 恢复情况")
