"""Applications for repair in the schema."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry

from hub.schema.declare import Argument, field, part
from hub.schema.enums import RepairState
from hub.schema.types.departments import Department
from hub.schema.types.node import Node

if TYPE_CHECKING:
    from hub.schema.types.entries import ListEntry

_ListEntry = Annotated["ListEntry", strawberry.lazy("hub.schema.types.entries")]

STATES = Argument(list[RepairState] | None, "Only in these states. 申请状态")


@part("Repair", "An application for the repair of an entry's subject (§5.5). 信用修复申请")
class Repair(Node):
    """Open until the listing department decides, or the entry leaves its list."""

    entry: _ListEntry | None = field("The entry. 名单条目")
    submitted_by: Department = field("Who applied for the subject. 提交部门")
    submitted_at: dt.datetime = field("When. 提交时间")
    state: RepairState = field("Where it stands now. 申请状态")
    evidence: list[str] = field("The documents. 证明材料")
    commitment: str | None = field("What the subject promises. 信用承诺")
    decided_by: Department = field("Who decides, or has decided. 审核部门")
    due_on: dt.date = field("The last day of the decision. 审核期限")
    provisional: bool = field("Whether that day lies in years without an official calendar. 期限是否暂定")
    overdue: bool = field("Whether the decision is late. 是否逾期")
    decided_at: dt.datetime | None = field("When it was decided. 审核时间")
    reason: str | None = field("Why it was decided so. 审核理由")
