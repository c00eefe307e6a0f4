"""GraphiQL for the browser at /graphql: its page, the files the page is made of, and who may be chosen in it.

`page/` is the hub's own and served as it is written; `vendor/` is bundled from npm by `tools/graphiql`.
"""

from hub.edge.graphiql.assets import Assets
from hub.edge.graphiql.demo_callers import DemoCallers, is_loopback
from hub.edge.graphiql.page import GraphiQLPage
from hub.edge.graphiql.routes import graphiql_routes

__all__ = ["Assets", "DemoCallers", "GraphiQLPage", "graphiql_routes", "is_loopback"]
