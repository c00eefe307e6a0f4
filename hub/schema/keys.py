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


def key_of(by: DepartmentKey | RegionKey, _: Context | None = None) -> Key:
    """The key in the graph's terms."""
    if by.id not in (None, GIVEN):
        return Key(ref=Ref.parse(str(by.id)))
    for column in ("slug", "gb_code"):
        value = getattr(by, column, None)
        if value not in (None, GIVEN):
            return Key(column=column, value=value)
    return Key()
