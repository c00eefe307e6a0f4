"""Connections in a plan: one statement for the pages under all parents, another for their counts, each if asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from graphql import FieldNode, get_named_type

from hub.resolvers import connections

if TYPE_CHECKING:
    from hub.resolvers.plans import Step
    from hub.resolvers.shapes import Output
    from hub.schema.arguments import FieldArguments
    from hub.schema.plan import Planner
    from hub.store.graph.fields import Many
    from hub.store.graph.levels import Source

Nodes = list[FieldNode]


def planned(
    planner: Planner,
    edge: Many,
    arguments: FieldArguments,
    kind: Any,
    nodes: Nodes,
    above: tuple[Source, str | None] | None,
    step: Step | None,
) -> Output:
    """A connection: a page where its objects or its place are asked for, a count where that is."""
    seen = edge.seen(planner.rights)
    asked = planner.collector.fields(kind, [node.selection_set for node in nodes])
    names = {same[0].name.value for same in asked.values()}
    fetched = counted = None
    if not seen:
        planner.checks.append(arguments)
    else:
        if names & {"nodes", "edges", "pageInfo"}:
            fetched = planner.step("page", edge, arguments, nodes, above, step)
        if names & {"totalCount", "totalCountCapped"}:
            counted = planner.step("count", edge, arguments, nodes, above, step)
        if fetched is None and counted is None:
            planner.checks.append(arguments)
    parts = [(key, _part(planner, kind, same, fetched, edge)) for key, same in asked.items()]
    return connections.Connected(fetched, counted, parts)


def _part(planner: Planner, kind: Any, nodes: Nodes, fetched: Step | None, edge: Many) -> Any:
    name = nodes[0].name.value
    simple = {
        "__typename": connections.constant(kind.name),
        "totalCount": connections.total,
        "totalCountCapped": connections.capped,
    }
    if name in simple:
        return simple[name]
    inner = get_named_type(kind.fields[name].type)
    if name == "pageInfo":
        asked = planner.collector.fields(inner, [node.selection_set for node in nodes])
        named = [(key, same[0].name.value) for key, same in asked.items()]
        return connections.info(named, () if fetched is None else _order(fetched, edge))
    if fetched is None:
        return connections.constant([])
    if name == "nodes":
        return connections.nodes(planner.selection(inner, nodes, fetched.level.base, fetched))
    return connections.edges(_edge(planner, inner, nodes, fetched, edge))


def _edge(
    planner: Planner, inner: Any, nodes: Nodes, fetched: Step, edge: Many
) -> list[tuple[str, connections.Part]]:
    parts = []
    for key, same in planner.collector.fields(inner, [node.selection_set for node in nodes]).items():
        part = same[0].name.value
        if part == "__typename":
            parts.append((key, connections.constant(inner.name)))
        elif part == "cursor":
            parts.append((key, connections.cursor(_order(fetched, edge))))
        else:
            node = get_named_type(inner.fields["node"].type)
            found = planner.selection(node, same, fetched.level.base, fetched)
            parts.append((key, connections.node(found)))
    return parts


def _order(fetched: Step, edge: Many) -> Sequence[int]:
    return [fetched.level.base.order(order.column) for order in edge.order]
