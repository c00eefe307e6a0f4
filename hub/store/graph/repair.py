"""Applications for repair as the graph shows them: open until decided, or until the entry's exit day (P1, L6)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ARRAY, Text, any_, select

from hub.store.graph import visibility
from hub.store.graph.fields import TODAY, Bind, Column, Entity, Filter, Many, One, Rights, column
from hub.store.graph.keys import department_column
from hub.store.graph.states import exit_day, repair_overdue, repair_state
from hub.store.models import ListEntry, Repair

_ENTRY = ListEntry.__table__


def _exit_day(row: Any) -> Any:
    entry = _ENTRY.alias("its_entry")
    theirs = (entry.c.bucket == row.c.bucket) & (entry.c.id == row.c.entry_id)
    return select(exit_day(entry)).where(theirs).scalar_subquery()


def _state(row: Any, _: Rights) -> Any:
    return repair_state(row, _exit_day(row), TODAY)


def _among(row: Any, _: Any, bind: Bind, rights: Rights) -> Any:
    return _state(row, rights) == any_(bind("states", ARRAY(Text)))


IN_STATE = Filter(_among, binds=lambda states: {"states": [each.value for each in states]})
"""The effective state is among those given."""

REPAIR = Entity(
    "Repair",
    Repair.__table__,
    ("bucket", "id"),
    {
        "entry": One("ListEntry", (("bucket", "bucket"), ("entry_id", "id"))),
        "submitted_by": One("Department", (("submitted_by", "id"),), nullable=False),
        "submitted_at": column("submitted_at"),
        "state": Column(_state),
        "evidence": column("evidence"),
        "commitment": column("commitment", nullable=True),
        "decided_by": One("Department", (("decided_by", "id"),), nullable=False),
        "due_on": column("due_on"),
        "provisional": column("provisional"),
        "overdue": Column(lambda row, _: repair_overdue(row, _exit_day(row), TODAY)),
        "decided_at": column("decided_at", nullable=True),
        "reason": column("reason", nullable=True),
    },
    visible=visibility.case,
)

ROOTS = {
    "repairs": Many(
        "Repair",
        filters={"decided_by": department_column("decided_by"), "states": IN_STATE},
    ),
}
