"""Keyset connections: edges, nodes, page information and a bounded count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

import strawberry

from hub.store.graph.select import COUNTED

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from hub.resolvers.paging import Page

T = TypeVar("T")


@strawberry.type(description="Where a page lies in its list. 分页信息")
class PageInfo:
    """Relay's page information."""

    has_next_page: bool = strawberry.field(description="Whether more follow. 是否有下一页")
    has_previous_page: bool = strawberry.field(
        description="Whether the page began after a cursor. 是否有上一页"
    )
    start_cursor: str | None = strawberry.field(description="The first cursor of the page. 起始游标")
    end_cursor: str | None = strawberry.field(description="The last cursor of the page. 结束游标")


@strawberry.type(description="One place in a list. 列表项")
class Edge(Generic[T]):
    """A node with its cursor."""

    cursor: str = strawberry.field(description="The cursor to continue after. 游标")
    node: T = strawberry.field(description="The object. 对象")


@strawberry.type(description="One page of a list, with its count. 分页列表")
class Connection(Generic[T]):
    """A page of wrapped nodes; the count is only made when asked for."""

    page: strawberry.Private[Any]
    wrapped: strawberry.Private[Any]
    counted: strawberry.Private[Any]

    @strawberry.field(description="The page with its cursors. 带游标的列表项")
    def edges(self) -> list[Edge[T]]:
        """Node and cursor, in order."""
        cursors: Any = self.page.cursors
        return [Edge(cursor=cursor, node=node) for cursor, node in zip(cursors, self.wrapped, strict=True)]

    @strawberry.field(description="The page's objects. 对象列表")
    def nodes(self) -> list[T]:
        """The nodes alone."""
        return self.wrapped  # type: ignore[no-any-return]

    @strawberry.field(description="Where the page lies. 分页信息")
    def page_info(self) -> PageInfo:
        """Whether more follow, and the cursors at both ends."""
        page = self.page
        return PageInfo(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=page.cursors[0] if page.cursors else None,
            end_cursor=page.cursors[-1] if page.cursors else None,
        )

    @strawberry.field(description="How many there are, exact up to 1,000, then 1,000. 总数")
    async def total_count(self) -> int | None:
        """The bounded count."""
        counted: int = await self.counted()
        return min(counted, COUNTED)

    @strawberry.field(description="Whether there are more than the count says. 总数是否封顶")
    async def total_count_capped(self) -> bool:
        """Whether the count stopped at its bound."""
        return bool(await self.counted() > COUNTED)


def connection(
    page: Page, wrap: Callable[[Any], Any], counted: Callable[[], Awaitable[int]]
) -> Connection[Any]:
    """A page of records as a connection."""
    return Connection(page=page, wrapped=[wrap(record) for record in page.records], counted=counted)
