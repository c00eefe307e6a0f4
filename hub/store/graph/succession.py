"""Who stands in for whom today (A7): a successor has taken over, from the day after the last, all that was the other's.

An expression over dates, so that a worklist changes hands on its day whether or not any job has run (L6).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, func, select

from hub.store.graph.fields import TODAY
from hub.store.models import Department

_DEPARTMENT = Department.__table__


def stood_for(department: Any) -> Any:
    """An array of the department and all it stands in for today; `department` is a bind or a sub-select."""
    first = select(department.label("id")).cte("stood_for", recursive=True, nesting=True)
    before = _DEPARTMENT.alias("before")
    taken_over = and_(before.c.successor_id == first.c.id, before.c.valid_to < TODAY)
    chain = first.union(select(before.c.id).select_from(before.join(first, taken_over)))
    return func.array(select(chain.c.id).scalar_subquery())


def _standing() -> Any:
    own = select(_DEPARTMENT.c.id.label("of"), _DEPARTMENT.c.id.label("k0"))
    chain = own.cte("standing", recursive=True)
    before = _DEPARTMENT.alias("before")
    taken_over = and_(before.c.successor_id == chain.c.k0, before.c.valid_to < TODAY)
    return chain.union(select(chain.c.of, before.c.id).select_from(before.join(chain, taken_over)))


STANDING = _standing()
"""Pairs of departments: `of` stands in for `k0` today; each for itself."""
