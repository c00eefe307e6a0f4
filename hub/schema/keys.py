"""How callers point at things: @oneOf inputs, and what they mean to the graph and to casework."""

from __future__ import annotations

from typing import TYPE_CHECKING

import strawberry

from hub.schema.scalars import CitizenIdNumber, UnifiedSocialCreditCode
from hub.store.graph.keys import Key
from hub.store.ids import Ref

if TYPE_CHECKING:
    from hub.resolvers.context import Context

GIVEN = strawberry.UNSET


@strawberry.input(one_of=True, description="Points at a subject by exactly one key. 信用主体检索键")
class SubjectKey:
    """An id, a code, or a citizen id."""

    id: strawberry.ID | None = strawberry.field(default=GIVEN, description="The opaque id. 标识")
    code: UnifiedSocialCreditCode | None = strawberry.field(
        default=GIVEN, description="An enterprise's code. 统一社会信用代码"
    )
    id_number: CitizenIdNumber | None = strawberry.field(
        default=GIVEN, description="A person's citizen id. 公民身份号码"
    )


@strawberry.input(one_of=True, description="Points at a department by exactly one key. 部门检索键")
class DepartmentKey:
    """An id or a slug."""

    id: strawberry.ID | None = strawberry.field(default=GIVEN, description="The opaque id. 标识")
    slug: str | None = strawberry.field(default=GIVEN, description="The slug. 部门代号")


@strawberry.input(one_of=True, description="Points at a region by exactly one key. 行政区划检索键")
class RegionKey:
    """An id, a slug, or a GB/T 2260 code."""

    id: strawberry.ID | None = strawberry.field(default=GIVEN, description="The opaque id. 标识")
    slug: str | None = strawberry.field(default=GIVEN, description="The slug. 区划代号")
    gb_code: str | None = strawberry.field(default=GIVEN, description="The GB/T 2260 code. 行政区划代码")


def key_of(by: DepartmentKey | RegionKey, context: Context | None = None) -> Key:
    """The key in the graph's terms; of the caller's own department it is known whether it succeeds another."""
    caller = None if context is None or context.caller.succeeds else context.caller
    if by.id not in (None, GIVEN):
        ref = Ref.parse(str(by.id))
        own = caller is not None and ref is not None and ref.id == caller.department_id
        return Key(ref=ref, alone=own)
    for column in ("slug", "gb_code"):
        value = getattr(by, column, None)
        if value not in (None, GIVEN):
            own = caller is not None and column == "slug" and value == caller.slug
            return Key(column=column, value=value, alone=own)
    return Key()
