"""Regions and departments as the graph shows them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ARRAY, Text, and_, any_, exists, func, or_, select

from hub.store.graph.fields import (
    NOW,
    TODAY,
    Bind,
    Column,
    Entity,
    Filter,
    Many,
    One,
    Order,
    Rights,
    Via,
    aliased,
    column,
)
from hub.store.graph.keys import department_column, region_column
from hub.store.graph.states import overdue, state, written_as
from hub.store.graph.succession import STANDING
from hub.store.models import Department, DepartmentFunction, DepartmentServes, Region

_FUNCTIONS = DepartmentFunction.__table__
_SERVES = DepartmentServes.__table__


def _standing(link: Any, day: Any = TODAY) -> Any:
    """A function or region of a department that it has on the day."""
    return and_(link.c.valid_from <= day, or_(link.c.valid_to.is_(None), link.c.valid_to >= day))


_SERVED = select(_SERVES).where(_standing(_SERVES)).subquery("served")
"""The regions that departments serve today."""


def _holds_function(row: Any, _: Any, bind: Bind, __: Rights) -> Any:
    held = aliased(_FUNCTIONS, "held")
    named = and_(held.c.department_id == row.c.id, held.c.function == bind("value", Text()))
    return exists(select(1).where(named, _standing(held)))


HOLDS_FUNCTION = Filter(_holds_function)
"""The department holds the function."""


def _functions(row: Any, _: Rights) -> Any:
    held = aliased(_FUNCTIONS, "functions")
    mine = select(held.c.function).where(held.c.department_id == row.c.id, _standing(held))
    ordered = mine.order_by(held.c.function)
    return func.array(ordered.scalar_subquery())


def _effective_state(row: Any, _: Any, bind: Bind, __: Rights) -> Any:
    return and_(
        row.c.state == any_(bind("written", ARRAY(Text))),
        state(row, TODAY) == any_(bind("states", ARRAY(Text))),
    )


EFFECTIVE_STATE = Filter(
    _effective_state,
    binds=lambda states: {"written": written_as(states), "states": [each.value for each in states]},
)
"""The assignment's effective state is among those given; the written states serve an index."""


def _is_overdue(row: Any, wanted: Any, _: Bind, __: Rights) -> Any:
    late = overdue(row, TODAY, NOW)
    return late if wanted else ~late


IS_OVERDUE = Filter(_is_overdue, shape=bool, binds=lambda _: {})
"""The assignment is overdue now, or is not."""


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
            "Department", (("id", "region_id"),), (Order("slug"),), filters={"function": HOLDS_FUNCTION}
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
            via=Via(_SERVED, (("id", "department_id"),), (("region_id", "id"),)),
            paged=False,
        ),
        "functions": Column(_functions),
        "valid_from": column("valid_from"),
        "valid_to": column("valid_to", nullable=True),
        "successor": One("Department", (("successor_id", "id"),)),
        "predecessors": Many("Department", (("id", "successor_id"),), (Order("slug"),), paged=False),
        "assignments": Many(
            "Assignment",
            via=Via(STANDING, (("id", "of"),), (("k0", "department_id"),), spread=True),
            filters={"states": EFFECTIVE_STATE, "overdue": IS_OVERDUE},
        ),
    },
)

ROOTS = {
    "regions": Many("Region", order=(Order("position"),), paged=False),
    "departments": Many(
        "Department",
        order=(Order("slug"),),
        filters={"region": region_column("region_id"), "function": HOLDS_FUNCTION},
    ),
    "assignments": Many(
        "Assignment",
        filters={
            "assigned_to": department_column("department_id"),
            "states": EFFECTIVE_STATE,
            "overdue": IS_OVERDUE,
        },
    ),
}
