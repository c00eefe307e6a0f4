"""What the page loads: its files under /graphiql/VERSION/, and the demo's callers where there are any."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.edge.graphiql.assets import Assets, nothing
from hub.edge.graphiql.demo_callers import DemoCallers

__all__ = ["graphiql_routes"]


def graphiql_routes(assets: Assets, callers: DemoCallers | None = None) -> list[Route]:
    """The routes beside /graphql; without `callers` there is nothing at /graphiql/callers."""
    offered = callers or DemoCallers(())
    # Starlette answers HEAD wherever GET is. The last route keeps it from offering a slash at the end.
    return [
        Route("/graphiql/callers", offered.serve, methods=["GET"]),
        Route("/graphiql/{address:path}", assets.serve, methods=["GET"]),
        Route("/graphiql", _nothing, methods=["GET"]),
    ]


async def _nothing(_request: Request) -> Response:
    return nothing()
