"""Enterprises, persons and the offices between them as the graph shows them (§3.6, V1, V2)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ARRAY, Text, case, func, literal

from hub.policy.vocabulary import MeasureSide
from hub.store.graph import visibility
from hub.store.graph.fields import (
    TODAY,
    Bind,
    Column,
    Entity,
    Filter,
    Many,
    One,
    Order,
    Rights,
    column,
    departments,
)
from hub.store.graph.keys import in_force_on, value_in
from hub.store.graph.states import S as STATES
from hub.store.graph.states import in_force, in_states, shown
from hub.store.models import Officership, Subject
from hub.store.names import asked_grams, folded


def _name(row: Any, rights: Rights) -> Any:
    """In full, or for whoever may not read persons the first character and one star (张*, V1)."""
    if rights.persons:
        return row.c.name
    masked = func.left(row.c.name, 1).concat(literal("*"))
    return case((row.c.type == "Person", masked), else_=row.c.name)


def _not_annulled(row: Any, _: Rights) -> Any:
    """An office that was recorded in error never was; it is read where something had rested on it."""
    return row.c.annulled_at.is_(None)


def _with_persons(rights: Rights) -> bool:
    return rights.persons


def _entry_in_force(row: Any, wanted: Any, _: Bind, __: Rights) -> Any:
    return in_force(row, TODAY) if wanted else ~func.coalesce(in_force(row, TODAY), False)


ENTRY_IN_FORCE = Filter(_entry_in_force, shape=bool, binds=lambda _: {})
"""The entry is in force now, or is not."""


def entry_shown(row: Any, _: Rights) -> Any:
    """Not a follow-on watch entry whose first day is still to come."""
    return shown(row, TODAY)


def _residual(row: Any, _: Rights) -> Any:
    """A6: the sanctions aimed at the subject that still have to be lifted."""
    return (row.c.side == MeasureSide.SANCTION.value) & in_states(row, [STATES.RELEASE_DUE], TODAY)


def _name_contains(row: Any, _: Any, bind: Bind, rights: Rights) -> Any:
    # The index finds names with every pair of neighbouring characters; that they stand together is then checked.
    found = row.c.name_grams.contains(bind("grams", ARRAY(Text))) & (
        func.strpos(row.c.name_folded, bind("folded", Text())) > 0
    )
    return found if rights.persons else found & (row.c.type == "Enterprise")


NAME_CONTAINS = Filter(
    _name_contains, binds=lambda name: {"grams": asked_grams(name), "folded": folded(name)}
)
"""The name holds what is asked for, both folded; persons with READ_PERSONS only."""


SUBJECT = Entity(
    "Subject",
    Subject.__table__,
    ("bucket", "id"),
    {
        "name": Column(_name),
        "region": One("Region", (("region_id", "id"),)),
        "code": column("code"),
        "masked_id_number": column("id_masked", nullable=True, seen=_with_persons),
        "list_entries": Many(
            "ListEntry",
            (("bucket", "bucket"), ("id", "subject_id")),
            (Order("id", descending=True),),
            filters={"kinds": value_in("kind"), "in_force": ENTRY_IN_FORCE},
            always=entry_shown,
        ),
        "residual_effects": Many(
            "Assignment",
            (("bucket", "target_bucket"), ("id", "target_id")),
            always=_residual,
            seen=departments,
        ),
        "officerships": Many(
            "Officership",
            (("bucket", "bucket"), ("id", "enterprise_id")),
            filters={"on": in_force_on("since", "until")},
            always=_not_annulled,
            seen=departments,
        ),
        "offices": Many(
            "Officership",
            (("bucket", "person_bucket"), ("id", "person_id")),
            filters={"on": in_force_on("since", "until")},
            always=_not_annulled,
            seen=_with_persons,
        ),
        "history": Many("HistoryItem", (("bucket", "bucket"), ("id", "subject_id")), seen=departments),
        "linked_entries": Many(
            "LinkedEntry",
            (("bucket", "person_bucket"), ("id", "person_id")),
            (Order("id", descending=True),),
        ),
    },
    visible=visibility.subject,
    discriminator="type",
)

OFFICERSHIP = Entity(
    "Officership",
    Officership.__table__,
    ("bucket", "id"),
    {
        "role": column("role"),
        "enterprise": One("Subject", (("bucket", "bucket"), ("enterprise_id", "id")), nullable=False),
        "person": One("Subject", (("person_bucket", "bucket"), ("person_id", "id")), needs_persons=True),
        "since": column("since"),
        "until": column("until", nullable=True),
        "recorded_in_error": Column(lambda row, _: row.c.annulled_at.is_not(None)),
        "history": Many("HistoryItem", (("bucket", "bucket"), ("id", "officership_id"))),
    },
    visible=visibility.department_only,
)

ROOTS = {
    "search_subjects": Many(
        "Subject", order=(Order("name_order"), Order("id")), filters={"name": NAME_CONTAINS}
    ),
}
