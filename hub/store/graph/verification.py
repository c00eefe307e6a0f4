"""Whether an entry is being verified: one expression for reads and guards alike (O2, L6)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select

from hub.policy.vocabulary import ObjectionState
from hub.store.models import Objection

_OBJECTION = Objection.__table__


def under_verification(entry: Any) -> ColumnElement[bool]:
    """Whether an objection to the entry is open; an erased entry has none."""
    asked = _OBJECTION.alias("open_objection")
    return exists(
        select(1).where(
            asked.c.bucket == entry.c.bucket,
            asked.c.entry_id == entry.c.id,
            asked.c.state == ObjectionState.OPEN.value,
        )
    )


def late(objection: Any, day: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether an objection is open past its last day (O4)."""
    return and_(objection.c.state == ObjectionState.OPEN.value, objection.c.due_on < day)
