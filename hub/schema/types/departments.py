"""Regions and departments in the schema."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry

from hub.schema.connection import Connection
from hub.schema.declare import Argument, field, part
from hub.schema.enums import AssignmentState
from hub.schema.types.node import Node

if TYPE_CHECKING:
    from hub.schema.types.actions import Assignment

STATES = Argument(list[AssignmentState] | None, "Only these effective states. 响应状态")
OVERDUE = Argument(bool | None, "Only overdue ones, or only those that are not. 是否逾期")
FUNCTION = Argument(str | None, "Only holders of this function's code. 职能")

_Assignment = Annotated["Assignment", strawberry.lazy("hub.schema.types.actions")]


@part("Region", "A prefecture, county or functional zone. 行政区划")
class Region(Node):
    """Identified by its slug; zones have no GB/T 2260 code."""

    slug: str = field("The short name that identifies it. 区划代号")
    gb_code: str | None = field("The GB/T 2260 code; zones have none. 行政区划代码")
    name: str = field("The name. 名称")
    takes_part: bool = field("Whether its departments take part in joint measures. 是否参与联动")
    parent: Region | None = field("The region above. 上级行政区划")
    departments: Connection[Annotated[Department, strawberry.lazy("hub.schema.types.departments")]] = field(
        "The departments seated here. 驻地部门", function=FUNCTION
    )


@part("Department", "An authority seated in one region. 部门")
class Department(Node):
    """What it may do follows from its functions, where from `serves`."""

    slug: str = field("The short name that identifies it. 部门代号")
    name: str = field("The name. 名称")
    region: Region = field("Its seat. 驻地")
    serves: list[Region] = field("The regions it serves, exactly. 管辖区域")
    functions: list[str] = field("The codes of the functions it holds. 职能")
    valid_from: dt.date = field("Its first day. 设立日期")
    valid_to: dt.date | None = field("Its last day. 撤销日期")
    successor: Department | None = field(
        "The department that takes over from it after its last day. 承继部门"
    )
    predecessors: list[Department] = field("The departments that it takes over from. 前身部门")
    assignments: Connection[_Assignment] = field(
        "What it has been assigned, and what it took over, oldest first. 响应任务",
        states=STATES,
        overdue=OVERDUE,
    )
