"""Regions and departments as the graph shows them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import exists, func, select

from hub.store.graph.fields import NOW, TODAY, Column, Entity, Many, One, Order, Rights, Via, column
from hub.store.graph.keys import department_column, region_column
from hub.store.graph.states import in_states, overdue
from hub.store.models import Department, DepartmentFunction, DepartmentServes, Region

_FUNCTIONS = DepartmentFunction.__table__
_SERVES = DepartmentServes.__table__


def holds_function(row: Any, code: str, _: Rights) -> Any:
    """The department holds the function."""
    held = _FUNCTIONS.alias("held")
    return exists(select(1).where(held.c.department_id == row.c.id, held.c.function == code))


def _functions(row: Any, _: Rights) -> Any:
    held = _FUNCTIONS.alias("functions")
    ordered = select(held.c.function).where(held.c.department_id == row.c.id).order_by(held.c.function)
    return func.array(ordered.scalar_subquery())


def effective_state(row: Any, states: list[Any], _: Rights) -> Any:
    """The assignment's effective state is among those given."""
    return in_states(row, states, TODAY)


def is_overdue(row: Any, wanted: bool, _: Rights) -> Any:
    """The assignment is overdue now, or is not."""
    late = overdue(row, TODAY, NOW)
    return late if wanted else ~late


REGION = Entity(
    "Region",
    Region.__table__,
    ("id",),
    {
        "slug": column("slug"),
        "gb_code": column("gb_code", nullable=True),
        "name": column("name"),
        "takes_part": column("takes_part"),
        "parent": One("Region", (("parent_id", "id"),)),
        "departments": Many(
            "Department", (("id", "region_id"),), (Order("slug"),), filters={"function": holds_function}
        ),
    },
)

DEPARTMENT = Entity(
    "Department",
    Department.__table__,
    ("id",),
    {
        "slug": column("slug"),
        "name": column("name"),
        "region": One("Region", (("region_id", "id"),), nullable=False),
        "serves": Many(
            "Region",
            order=(Order("position"),),
            via=Via(_SERVES, (("id", "department_id"),), (("region_id", "id"),)),
            paged=False,
        ),
        "functions": Column(_functions),
        "valid_from": column("valid_from"),
        "valid_to": column("valid_to", nullable=True),
        "successor": One("Department", (("successor_id", "id"),)),
        "assignments": Many(
            "Assignment",
            (("id", "department_id"),),
            filters={"states": effective_state, "overdue": is_overdue},
        ),
    },
)

ROOTS = {
    "regions": Many("Region", order=(Order("position"),), paged=False),
    "departments": Many(
        "Department",
        order=(Order("slug"),),
        filters={"region": region_column("region_id"), "function": holds_function},
    ),
    "assignments": Many(
        "Assignment",
        filters={
            "assigned_to": department_column("department_id"),
            "states": effective_state,
            "overdue": is_overdue,
        },
    ),
}
