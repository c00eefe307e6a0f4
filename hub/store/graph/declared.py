"""What plans ask of the declarations themselves: arguments taken apart, columns that are never null, orders."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from sqlalchemy import Column as TableColumn

from hub.store.graph import ENTITIES
from hub.store.graph.fields import Column, Entity, Many, Rights


def shaped(
    edge: Many, arguments: Mapping[str, Any]
) -> tuple[tuple[tuple[str, Hashable], ...], dict[str, Any]]:
    """Arguments as what changes the statement, and as its parameters."""
    binds: dict[str, Any] = {}
    shapes = []
    for name, value in sorted(arguments.items()):
        chosen = edge.filters[name]
        shapes.append((name, chosen.shape(value)))
        binds |= {f"f_{name}_{part}": each for part, each in chosen.binds(value).items()}
    return tuple(shapes), binds


def certain(entity: Entity, name: str, rights: Rights) -> bool:
    """Whether a field is a column that the table itself keeps from being null."""
    declared = entity.fields[name]
    if not isinstance(declared, Column) or not declared.seen(rights):
        return False
    found = declared.expression(entity.table, rights)
    return isinstance(found, TableColumn) and not found.nullable


def order_types(edge: Many) -> list[type]:
    """The Python types of the values that a list's cursors are made of."""
    columns = ENTITIES[edge.target].table.c
    return [columns[order.column].type.python_type for order in edge.order]
