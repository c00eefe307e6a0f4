"""The query: look-ups by key, lists to start from, the inbox to poll, and who is asking."""

from __future__ import annotations

import datetime as dt
from asyncio import gather
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from hub.errors import BadInput, Refusal
from hub.policy.identifiers import citizen_id, enterprise_code
from hub.policy.vocabulary import Duty
from hub.resolvers import feed
from hub.resolvers.paging import MOST, size
from hub.schema.connection import Connection
from hub.schema.declare import Argument, Asked, root, wrap
from hub.schema.enums import ListKind, ObjectionState
from hub.schema.keys import GIVEN, DepartmentKey, RegionKey, SubjectKey, key_of
from hub.schema.scalars import FeedCursor
from hub.schema.types.actions import Assignment, LinkedAction
from hub.schema.types.catalogue import CatalogueEdition
from hub.schema.types.departments import OVERDUE, STATES, Department, Region
from hub.schema.types.entries import ListEntry
from hub.schema.types.listing import ON, LegalBasis, ListType
from hub.schema.types.node import Node
from hub.schema.types.notifications import KINDS as EVENT_KINDS
from hub.schema.types.notifications import Notification, NotificationPage, asked_kinds, expired
from hub.schema.types.objections import Objection
from hub.schema.types.publications import STATES as PUBLICATION_STATES
from hub.schema.types.publications import Publication
from hub.schema.types.repair import STATES as REPAIR_STATES
from hub.schema.types.repair import Repair
from hub.schema.types.subjects import IN_FORCE, KINDS, Subject
from hub.store.graph import ENTITIES
from hub.store.ids import Ref
from hub.store.names import asked_grams

if TYPE_CHECKING:
    from hub.resolvers.loaders import Loaders

LONGEST_NAME = 100
_words = strawberry.argument

BY = "Exactly one key. 检索键"


@strawberry.type(description="Who is asking. 调用方")
class Viewer:
    """A department's system, with what its token may do."""

    department: Department | None = strawberry.field(description="The department of the token. 部门")
    duties: list[str] = strawberry.field(description="What the token may do. 职责权限")


@strawberry.type(description="What can be asked. 查询")
class Query:
    """Every answer is made for the caller; what it may not see is null or absent (V3)."""

    regions: list[Region] = root("regions", "Every region, the prefecture first. 行政区划")
    departments: Connection[Department] = root(
        "departments",
        "Departments by slug. 部门",
        region=Argument(RegionKey | None, "Only those seated in this region. 驻地", key_of),
        function=Argument(str | None, "Only holders of this function's code. 职能"),
    )
    search_subjects: Connection[Subject] = root(
        "search_subjects",
        "Subjects whose name holds these characters; may be viewed, never acted on (C3). 名称检索",
        name=Argument(str, "A part of the name. 名称", lambda name, _: _searched(name)),
    )
    list_types: Connection[ListType] = root(
        "list_types",
        "List types by slug. 名单类别",
        # What lists there are is law, and open to everybody; who is on the watch list is not.
        kinds=Argument(list[ListKind] | None, "Only these kinds of list. 名单性质"),
        called=Argument(str | None, "Only those called so, or of a kind that is or was called so. 名单名称"),
    )
    catalogue: CatalogueEdition | None = root(
        "catalogue", "The catalogue edition in force. 联合奖惩目录清单", first_of=True, on=ON
    )
    legal_bases: Connection[LegalBasis] = root(
        "legal_bases",
        "Legal bases. 依据",
        on=Argument(dt.date | None, "Only those in force on this day. 日期"),
    )
    list_entries: Connection[ListEntry] = root(
        "list_entries",
        "Entries the caller may see, newest first. 名单条目",
        kinds=KINDS,
        list_type=Argument(str | None, "Only on this list, by slug. 名单类别"),
        region=Argument(
            RegionKey | None, "Only of subjects seated in this region when listed. 行政区划", key_of
        ),
        in_force=IN_FORCE,
    )
    linked_actions: Connection[LinkedAction] = root(
        "linked_actions",
        "Linked actions, newest first. 联动",
        initiated_by=Argument(DepartmentKey | None, "Only by this initiator. 发起部门", key_of),
        region=Argument(RegionKey | None, "Only addressed to this region. 联动区域", key_of),
    )
    assignments: Connection[Assignment] = root(
        "assignments",
        "Assignments, oldest first: a department's worklist. 响应任务",
        assigned_to=Argument(
            DepartmentKey | None, "Only of this department and those it took over from. 响应部门", key_of
        ),
        states=STATES,
        overdue=OVERDUE,
    )
    objections: Connection[Objection] = root(
        "objections",
        "Objections, oldest first: a supplier's worklist. 异议",
        addressed_to=Argument(DepartmentKey | None, "Only for this department to verify. 核实部门", key_of),
        state=Argument(ObjectionState | None, "Only in this state. 异议状态"),
        overdue=OVERDUE,
        restoring=Argument(
            bool | None, "Only those whose restoration is still owed, or only the others. 是否待恢复"
        ),
    )
    publications: Connection[Publication] = root(
        "publications",
        "What channels were told of entries, oldest first: a keeper's worklist. 公示",
        kept_by=Argument(DepartmentKey | None, "Only on channels of this department. 管理部门", key_of),
        states=PUBLICATION_STATES,
    )
    repairs: Connection[Repair] = root(
        "repairs",
        "Applications for repair, oldest first: a listing department's worklist. 信用修复申请",
        decided_by=Argument(DepartmentKey | None, "Only for this department to decide. 审核部门", key_of),
        states=REPAIR_STATES,
    )

    @strawberry.field(description="Who is asking; null without a token. 调用方")
    async def viewer(self, info: Asked) -> Viewer | None:
        """The caller's department and duties."""
        caller = info.context.caller
        if caller.department_id is None:
            return None
        found = await info.context.reads.loaders.by_key(
            ENTITIES["Department"], ("id",), (caller.department_id,)
        )
        return Viewer(department=wrap(found), duties=sorted(duty.value for duty in caller.duties))

    @strawberry.field(description="The object of an id, as far as the caller may see it. 按标识查询")
    async def node(
        self,
        info: Asked,
        id: Annotated[strawberry.ID, _words(description="The opaque id. 标识")],  # noqa: A002 - the contract's word
    ) -> Node | None:
        """Null for an unknown id, an invisible object and an id of nothing alike."""
        ref = Ref.parse(str(id))
        return None if ref is None else wrap(await info.context.reads.loaders.node(ref))

    @strawberry.field(description="The objects of up to 100 ids, in their order. 按多个标识查询")
    async def nodes(
        self, info: Asked, ids: Annotated[list[strawberry.ID], _words(description="The opaque ids. 标识")]
    ) -> list[Node | None]:
        """Null in the place of each that the caller may not see."""
        if len(ids) > MOST:
            message = f"ids may name at most {MOST} objects in one call."
            raise BadInput(message)
        loaders = info.context.reads.loaders
        refs = [Ref.parse(str(each)) for each in ids]
        return list(await gather(*(_seen(loaders, ref) for ref in refs)))

    @strawberry.field(description="A region by its key. 行政区划")
    async def region(self, info: Asked, by: Annotated[RegionKey, _words(description=BY)]) -> Region | None:
        """Null where there is none."""
        return await _keyed(info, "Region", by)  # type: ignore[no-any-return]

    @strawberry.field(description="A department by its key. 部门")
    async def department(
        self, info: Asked, by: Annotated[DepartmentKey, _words(description=BY)]
    ) -> Department | None:
        """Null where there is none."""
        return await _keyed(info, "Department", by)  # type: ignore[no-any-return]

    @strawberry.field(description="A list type by its slug. 名单类别")
    async def list_type(
        self, info: Asked, slug: Annotated[str, _words(description="The slug. 名单代号")]
    ) -> ListType | None:
        """Null where there is none."""
        found = await info.context.reads.loaders.by_key(ENTITIES["ListType"], ("slug",), (slug,))
        return wrap(found)  # type: ignore[no-any-return]

    @strawberry.field(
        description="A subject by exactly one of its keys; a person by id number needs READ_PERSONS. 信用主体"
    )
    async def subject(self, info: Asked, by: Annotated[SubjectKey, _words(description=BY)]) -> Subject | None:
        """Null for whoever is not registered, not visible, or keyed by something that is no valid number."""
        return wrap(await _subject(info, by))  # type: ignore[no-any-return]

    @strawberry.field(
        description="The inbox of the caller's department after a cursor: the feed by polling. 信息推送"
    )
    async def notifications(
        self,
        info: Asked,
        after: Annotated[
            FeedCursor | None,
            _words(description="Continue after it; null begins at the oldest kept. 推送游标"),
        ] = GIVEN,
        kinds: Annotated[list[str] | None, _words(description=EVENT_KINDS)] = GIVEN,
        first: Annotated[int | None, _words(description="How many at most, up to 100. 数量")] = 20,
    ) -> NotificationPage:
        """Poll again after `end`; a cursor that is no longer of this feed answers CursorExpired."""
        caller = info.context.caller
        caller.require(Duty.READ)
        chosen = asked_kinds(kinds or None)
        found = await feed.read(info.context.reads, caller.department_id, after or None, chosen, size(first))  # type: ignore[arg-type]
        if isinstance(found, feed.Expired):
            return NotificationPage(items=[expired(found)], end=None, has_more=False)
        items = [Notification(event=event) for event in found.events]
        return NotificationPage(items=list(items), end=FeedCursor(str(found.end)), has_more=found.has_more)


async def _seen(loaders: Loaders, ref: Ref | None) -> Any:
    return None if ref is None else wrap(await loaders.node(ref))


async def _keyed(info: Asked, kind: str, by: DepartmentKey | RegionKey) -> Any:
    key = key_of(by)
    loaders = info.context.reads.loaders
    if key.column is None:
        found = await loaders.node(key.ref) if key.ref is not None and key.ref.kind == kind else None
    else:
        found = await loaders.by_key(ENTITIES[kind], (key.column,), (key.value,))
    return wrap(found)


async def _subject(info: Asked, by: SubjectKey) -> Any:
    loaders, keys = info.context.reads.loaders, info.context.store.keys
    if by.id not in (None, GIVEN):
        ref = Ref.parse(str(by.id))
        return None if ref is None or ref.kind not in ("Enterprise", "Person") else await loaders.node(ref)
    try:
        if by.code not in (None, GIVEN):
            code = enterprise_code(str(by.code))
            return await loaders.by_key(ENTITIES["Subject"], ("bucket", "code"), (keys.bucket_of(code), code))
        if not info.context.reads.rights.persons:
            return None
        number = citizen_id(str(by.id_number), info.context.today)
    except Refusal:
        return None
    found = (keys.bucket_of(number), keys.lookup_hash(number))
    return await loaders.by_key(ENTITIES["Subject"], ("bucket", "id_hash"), found)


def _searched(name: str) -> str:
    if not asked_grams(name) or len(name) > LONGEST_NAME:
        message = f"name must hold 1 to {LONGEST_NAME} characters that are part of a name."
        raise BadInput(message)
    return name
