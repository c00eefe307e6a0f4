"""Objections and the restorations that follow from them as the graph shows them (§5.6, V1)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Text, and_, func, or_, select

from hub.policy.vocabulary import AssignmentState
from hub.store.graph import visibility
from hub.store.graph.fields import NOW, TODAY, Bind, Column, Entity, Filter, Many, One, Rights, column
from hub.store.graph.keys import department_column
from hub.store.graph.states import in_states
from hub.store.graph.verification import late
from hub.store.models import Assignment, Objection

_ASSIGNMENT = Assignment.__table__


def _is_late(row: Any, wanted: Any, _: Bind, __: Rights) -> Any:
    return late(row, TODAY) if wanted else ~late(row, TODAY)


IS_LATE = Filter(_is_late, shape=bool, binds=lambda _: {})
"""The objection is past its last day now, or is not."""


def _is_restoring(row: Any, wanted: Any, _: Bind, __: Rights) -> Any:
    owed = and_(row.c.restoration_owed, row.c.restored_at.is_(None))
    return owed if wanted else ~owed


IS_RESTORING = Filter(_is_restoring, shape=bool, binds=lambda _: {})
"""Its restoration is owed and not closed yet, or it is not so."""


def _in_state(row: Any, _: Any, bind: Bind, __: Rights) -> Any:
    return row.c.state == bind("state", Text())


IN_STATE = Filter(_in_state, binds=lambda state: {"state": state.value})
"""The objection is in that state."""


def _owing(row: Any, _: Rights) -> Any:
    """How many measures nobody has confirmed as lifted yet, until their bound; which, an erased entry does not say (X4)."""
    waiting = _ASSIGNMENT.alias("waiting")
    return (
        select(func.count())
        .select_from(waiting)
        .where(
            waiting.c.bucket == row.c.bucket,
            waiting.c.restoration_id == row.c.id,
            in_states(waiting, [AssignmentState.RELEASE_DUE], TODAY),
            or_(waiting.c.cut_by.is_(None), waiting.c.cut_by >= NOW),
        )
        .scalar_subquery()
    )


def _restore_late(row: Any, _: Rights) -> Any:
    return func.coalesce(and_(row.c.restored_at.is_(None), row.c.restore_by < TODAY), False)


def _to_restore(row: Any, rights: Rights) -> Any:
    return and_(visibility.department_only(row, rights), row.c.restoration_owed)


OBJECTION = Entity(
    "Objection",
    Objection.__table__,
    ("bucket", "id"),
    {
        "entry": One("ListEntry", (("bucket", "bucket"), ("entry_id", "id"))),
        "origin": column("origin"),
        "concerning": One(
            "Subject", (("concerning_bucket", "bucket"), ("concerning_id", "id")), needs_persons=True
        ),
        "opened_by": One("Department", (("opened_by", "id"),), nullable=False),
        "addressed_to": One("Department", (("addressed_to", "id"),), nullable=False),
        "opened_at": column("opened_at"),
        "grounds": column("grounds", nullable=True),
        "ruling": column("ruling", nullable=True),
        "due_on": column("due_on"),
        "provisional": column("provisional"),
        "overdue": Column(lambda row, _: late(row, TODAY)),
        "state": column("state"),
        "outcome": column("outcome", nullable=True),
        "explanation": column("explanation", nullable=True),
        "decided_at": column("decided_at", nullable=True),
        "decided_by": One("Department", (("decided_by", "id"),)),
        "told_on": column("told_on", nullable=True),
        "told_means": column("told_means", nullable=True),
        "restoration": One("Restoration", (("bucket", "bucket"), ("id", "id"))),
    },
    visible=visibility.department_only,
)

RESTORATION = Entity(
    "Restoration",
    Objection.__table__,
    ("bucket", "id"),
    {
        "due_on": column("restore_by", nullable=True),
        "provisional": column("restore_provisional"),
        "overdue": Column(_restore_late),
        "owing": Column(_owing),
        "closed_at": column("restored_at", nullable=True),
        "note": column("restored_note", nullable=True),
    },
    visible=_to_restore,
)

ROOTS = {
    "objections": Many(
        "Objection",
        filters={
            "addressed_to": department_column("addressed_to"),
            "state": IN_STATE,
            "overdue": IS_LATE,
            "restoring": IS_RESTORING,
        },
    ),
}
