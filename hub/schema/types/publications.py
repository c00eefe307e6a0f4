"""Channels and publications in the schema."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry

from hub.schema.declare import Argument, field, part
from hub.schema.enums import PublicationState
from hub.schema.types.departments import Department
from hub.schema.types.node import Node

if TYPE_CHECKING:
    from hub.schema.types.entries import ListEntry

_ListEntry = Annotated["ListEntry", strawberry.lazy("hub.schema.types.entries")]

STATES = Argument(list[PublicationState] | None, "Only in these states. 公示状态")


@part("Channel", "A place where entries are published (§4.2). 公示渠道")
class Channel(Node):
    """Kept by a department, which confirms what the channel did."""

    slug: str = field("The short name that identifies it. 渠道代号")
    name: str = field("The name. 名称")
    kept_by: Department = field("The department that keeps it. 管理部门")
    field_: str | None = field("The field it publishes; null for every field. 领域", source="field")
    valid_from: dt.date = field("Its first day. 启用日期")
    valid_to: dt.date | None = field("Its last day. 停用日期")


@part("Publication", "One entry on one channel: told, published, withdrawn (§6.3). 公示")
class Publication(Node):
    """The exit day of its entry makes the withdrawal due."""

    entry: _ListEntry | None = field("The entry. 名单条目")
    channel: Channel = field("The channel. 公示渠道")
    state: PublicationState = field("Where it stands now. 公示状态")
    ordered_at: dt.datetime = field("When the channel was told to publish. 通知公示时间")
    published_on: dt.date | None = field("When the channel published it, as it confirmed. 公示日期")
    withdraw_by: dt.date | None = field("The last day to withdraw it and tell the exit. 撤下期限")
    provisional: bool = field("Whether that day lies in years without an official calendar. 期限是否暂定")
    overdue: bool = field("Whether the withdrawal is late. 是否逾期")
    withdrawn_on: dt.date | None = field("When the channel withdrew it, as it confirmed. 撤下日期")
    notice_waits: bool = field("Whether the notice of an error waits to be handed out. 撤销公告是否待领")
    handed_out_at: dt.datetime | None = field("When the notice was handed out. 撤销公告领取时间")
