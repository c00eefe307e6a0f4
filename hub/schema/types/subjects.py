"""Enterprises, persons and offices in the schema."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry

from hub.policy.disclosure import known_kinds
from hub.schema.connection import Connection
from hub.schema.declare import Argument, field, part
from hub.schema.enums import ListKind, OfficerRole
from hub.schema.scalars import UnifiedSocialCreditCode
from hub.schema.types.departments import Region
from hub.schema.types.node import Node

if TYPE_CHECKING:
    from hub.schema.types.actions import Assignment
    from hub.schema.types.entries import HistoryItem, LinkedEntry, ListEntry


KINDS = Argument(
    list[ListKind] | None,
    "Only these kinds of list. 名单性质",
    convert=lambda kinds, context: known_kinds(kinds, department=context.rights.department),
)
IN_FORCE = Argument(bool | None, "Only those in force now, or only those that are not. 是否有效")
HELD_ON = Argument(dt.date | None, "Only offices held on this day. 任职日期")

_ListEntry = Annotated["ListEntry", strawberry.lazy("hub.schema.types.entries")]
_LinkedEntry = Annotated["LinkedEntry", strawberry.lazy("hub.schema.types.entries")]
_HistoryItem = Annotated["HistoryItem", strawberry.lazy("hub.schema.types.entries")]
_Assignment = Annotated["Assignment", strawberry.lazy("hub.schema.types.actions")]
_Officership = Annotated["Officership", strawberry.lazy("hub.schema.types.subjects")]


@part("Subject", "An enterprise or a natural person whose credit is recorded. 信用主体", interface=True)
class Subject(Node):
    """What both kinds have in common."""

    name: str = field("The name; of a person masked for whoever may not read persons. 名称")
    region: Region | None = field("Where it is seated. 所在区域")
    list_entries: Connection[_ListEntry] = field(
        "Its entries on the lists, newest first. 名单条目", kinds=KINDS, in_force=IN_FORCE
    )
    residual_effects: Connection[_Assignment] = field(
        "Sanctions that still have to be lifted. 尚未解除的惩戒措施"
    )
    history: Connection[_HistoryItem] = field("What was registered and corrected, oldest first. 登记记录")


@part("Subject", "An organisation, by its unified social credit code. 法人和非法人组织")
class Enterprise(Subject):
    """Identified by `code`."""

    code: UnifiedSocialCreditCode = field("Its code. 统一社会信用代码")
    officerships: Connection[_Officership] = field("Who holds which office. 任职人员", on=HELD_ON)


@part("Subject", "A natural person. 自然人")
class Person(Subject):
    """Identified by a citizen id that is never shown in clear."""

    masked_id_number: str | None = field("The citizen id, masked. 脱敏公民身份号码")
    officerships: Connection[_Officership] = field(
        "Which offices the person holds. 任职", source="offices", on=HELD_ON
    )
    linked_entries: Connection[_LinkedEntry] = field(
        "Entries of enterprises that name this person as responsible, with the path (§3.6). 关联名单条目"
    )


@part("Officership", "The dated office of a person in an enterprise. 任职")
class Officership(Node):
    """`until` is its last day."""

    role: OfficerRole = field("The office. 职务")
    enterprise: Enterprise = field("The enterprise. 任职单位")
    person: Person | None = field("The person, for whoever may read persons. 任职人员")
    since: dt.date = field("Its first day. 任职起始日期")
    until: dt.date | None = field("Its last day. 任职终止日期")
    recorded_in_error: bool = field("Whether it was annulled: recorded in error, it never was. 是否误登")
    history: Connection[_HistoryItem] = field("What was recorded and corrected, oldest first. 登记记录")
