"""Linked actions, assignments and feedback as the graph shows them (§5, A4–A6)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case, exists, func, null, or_, select

from hub.policy.vocabulary import AssignmentState
from hub.store.graph import visibility
from hub.store.graph.departments import EFFECTIVE_STATE
from hub.store.graph.fields import (
    NOW,
    TODAY,
    Column,
    Entity,
    Many,
    One,
    Order,
    Rights,
    Tally,
    Via,
    aliased,
    column,
)
from hub.store.graph.keys import department_column, region_that
from hub.store.graph.pauses import paused
from hub.store.graph.states import (
    ends_on,
    overdue,
    release_by,
    release_due_since,
    release_reason,
    state,
    suspended_at,
    suspended_from,
)
from hub.store.models import ActionRegion, Assignment, Feedback, LinkedAction, Measure, UnroutedMeasure

_REGIONS = ActionRegion.__table__
_MEASURE = Measure.__table__
_UNDER = (("bucket", "bucket"), ("id", "action_id"))


def _among_regions(row: Any, region: Any) -> Any:
    chosen = aliased(_REGIONS, "chosen")
    return exists(
        select(1).where(
            chosen.c.bucket == row.c.bucket,
            chosen.c.action_id == row.c.id,
            chosen.c.region_id == region,
        )
    )


def _in_state(word: AssignmentState) -> Any:
    return lambda row, _: func.count().filter(state(row, TODAY) == word.value)


def _implementing_function(row: Any, _: Rights) -> Any:
    measure = aliased(_MEASURE, "its_measure")
    return select(measure.c.implementing_function).where(measure.c.id == row.c.measure_id).scalar_subquery()


def _release_reason(row: Any, _: Rights) -> Any:
    """Not said of an erased entry's assignment: what is left of it is read without why (X4)."""
    return case((row.c.erased, null()), else_=release_reason(row, TODAY))


LINKED_ACTION = Entity(
    "LinkedAction",
    LinkedAction.__table__,
    ("bucket", "id"),
    {
        "entry": One("ListEntry", (("bucket", "bucket"), ("entry_id", "id"))),
        "initiated_by": One("Department", (("initiated_by", "id"),), nullable=False),
        "initiated_at": column("initiated_at"),
        "edition": One("CatalogueEdition", (("edition_id", "id"),), nullable=False),
        "regions": Many(
            "Region",
            order=(Order("position"),),
            via=Via(_REGIONS, _UNDER, (("region_id", "id"),)),
            paged=False,
        ),
        "note": column("note", nullable=True),
        "withdrawn_at": column("withdrawn_at", nullable=True),
        "withdraw_reason": column("withdraw_reason", nullable=True),
        "history": Many("HistoryItem", _UNDER),
        "unrouted": Many(
            "UnroutedMeasure",
            _UNDER,
            (Order("measure_id"), Order("region_id")),
            paged=False,
            always=lambda row, _: or_(row.c.routed_on.is_(None), row.c.routed_on > TODAY),
        ),
        "assignments": Many(
            "Assignment",
            _UNDER,
            filters={"states": EFFECTIVE_STATE},
        ),
        "progress": Tally(
            "Assignment",
            _UNDER,
            {
                "total": lambda _, __: func.count(),
                **{word.value.lower(): _in_state(word) for word in AssignmentState},
                "overdue": lambda row, _: func.count().filter(overdue(row, TODAY, NOW)),
            },
        ),
    },
    visible=visibility.linked_action,
)

UNROUTED_MEASURE = Entity(
    "UnroutedMeasure",
    UnroutedMeasure.__table__,
    ("bucket", "action_id", "measure_id", "region_id"),
    {
        "measure": One("Measure", (("measure_id", "id"),), nullable=False),
        "region": One("Region", (("region_id", "id"),), nullable=False),
        "function": Column(_implementing_function),
    },
    visible=visibility.department_only,
)

ASSIGNMENT = Entity(
    "Assignment",
    Assignment.__table__,
    ("bucket", "id"),
    {
        "action": One("LinkedAction", (("bucket", "bucket"), ("action_id", "id"))),
        "measure": One("Measure", (("measure_id", "id"),), nullable=False),
        "target": One("Subject", (("target_bucket", "bucket"), ("target_id", "id")), needs_persons=True),
        "assigned_to": One("Department", (("department_id", "id"),), nullable=False),
        "state": Column(lambda row, _: state(row, TODAY)),
        "suspended_from": Column(lambda row, _: suspended_from(row, TODAY), nullable=True),
        "suspended_at": Column(lambda row, _: suspended_at(row, TODAY), nullable=True),
        "extended_days": column("extended_days"),
        "issued_at": column("issued_at"),
        "acknowledge_by": column("acknowledge_by"),
        "implement_by": column("implement_by"),
        "acknowledged_at": column("acknowledged_at", nullable=True),
        "implemented_at": column("implemented_at", nullable=True),
        "ends_on": Column(lambda row, _: ends_on(row), nullable=True),
        "release_due_since": Column(lambda row, _: release_due_since(row, TODAY), nullable=True),
        "release_reason": Column(_release_reason, nullable=True),
        "release_by": Column(lambda row, _: release_by(row, TODAY), nullable=True),
        "released_at": column("released_at", nullable=True),
        "released_on": column("released_on", nullable=True),
        "release_note": column("release_note", nullable=True),
        "overdue": Column(lambda row, _: overdue(row, TODAY, NOW)),
        "paused": Column(paused),
        "provisional": column("provisional"),
        "decline_ground": column("decline_ground", nullable=True),
        "decline_reason": column("decline_reason", nullable=True),
        "feedback": Many("Feedback", (("bucket", "bucket"), ("id", "assignment_id")), paged=False),
        "history": Many("HistoryItem", (("bucket", "bucket"), ("id", "assignment_id"))),
    },
    visible=visibility.assignment,
)

FEEDBACK = Entity(
    "Feedback",
    Feedback.__table__,
    ("bucket", "id"),
    {
        "result": column("result"),
        "note": column("note", nullable=True),
        "evidence": column("evidence", nullable=True),
        "service_item": column("service_item", nullable=True),
        "done_on": column("done_on"),
        "reported_at": column("reported_at"),
        "reported_by": One("Department", (("reported_by", "id"),), nullable=False),
        "operator": column("operator", nullable=True),
    },
    visible=visibility.department_only,
)

ROOTS = {
    "linked_actions": Many(
        "LinkedAction",
        order=(Order("id", descending=True),),
        filters={"initiated_by": department_column("initiated_by"), "region": region_that(_among_regions)},
    ),
}
