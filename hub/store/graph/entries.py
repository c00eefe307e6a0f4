"""Entries, what they rest on and whom they name, as the graph shows them (§4, §6, L6, X4)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Date, case, false, func, null, select

from hub.store.graph import visibility
from hub.store.graph.fields import (
    TODAY,
    Column,
    Computed,
    Entity,
    Many,
    One,
    Order,
    Rights,
    Via,
    aliased,
    column,
    departments,
)
from hub.store.graph.keys import list_type_column, region_column, value_in
from hub.store.graph.linked import LINKED
from hub.store.graph.states import exit_ground, exited_on, in_force, in_force_as_announced
from hub.store.graph.subjects import ENTRY_IN_FORCE, entry_shown
from hub.store.graph.verification import under_verification
from hub.store.models import EntryCriterion, Evidence, History, ListEntry, ResponsiblePerson, Subject

_UNDER = (("bucket", "bucket"), ("id", "entry_id"))
_NEWEST = (Order("id", descending=True),)


def _in_force(row: Any, rights: Rights, arguments: Any) -> Any:
    """An exit to come is known to departments only: a watch entry to come may be its cause (V1, L4)."""
    asked = arguments.get("on")
    day = TODAY if asked is None else asked
    holds = in_force(row, day) if rights.department else in_force_as_announced(row, day, TODAY)
    return func.coalesce(holds, False)


def _under_verification(row: Any, rights: Rights) -> Any:
    """For whoever sees no objections nothing is being verified (V1)."""
    return under_verification(row) if rights.department else false()


LIST_ENTRY = Entity(
    "ListEntry",
    ListEntry.__table__,
    ("bucket", "id"),
    {
        "kind": column("kind"),
        "erased": column("erased"),
        "subject": One("Subject", (("bucket", "bucket"), ("subject_id", "id")), needs_persons=True),
        "list_type": One("ListType", (("list_type_id", "id"),)),
        "standard": One("ListingStandard", (("standard_id", "id"),)),
        "listed_by": One("Department", (("listed_by", "id"),)),
        "supplied_by": One("Department", (("supplied_by", "id"),), seen=departments),
        "document_number": column("document_number", nullable=True),
        "facts": column("facts", nullable=True),
        "conduct_from": column("conduct_from", nullable=True),
        "conduct_to": column("conduct_to", nullable=True),
        "criteria": Many(
            "Criterion",
            order=(Order("position"),),
            via=Via(EntryCriterion.__table__, _UNDER, (("standard_id", "standard_id"), ("code", "code"))),
            paged=False,
        ),
        "evidence": Many("Evidence", _UNDER, (Order("position"),), paged=False, seen=departments),
        "decided_on": column("decided_on", nullable=True),
        "valid_from": column("valid_from", nullable=True),
        "valid_until": column("valid_until", nullable=True),
        "notice_given_on": column("notice_given_on", nullable=True, seen=departments),
        "notice_means": column("notice_means", nullable=True, seen=departments),
        "correct_by": column("correct_by", nullable=True, seen=departments),
        "corrected_on": column("corrected_on", nullable=True, seen=departments),
        "in_force": Computed(_in_force, {"on": Date()}),
        "exited_on": Column(lambda row, _: exited_on(row, TODAY), nullable=True),
        "exit_ground": Column(lambda row, _: exit_ground(row, TODAY), nullable=True),
        "caused_by": One("ListEntry", (("bucket", "bucket"), ("caused_by_id", "id")), seen=departments),
        "follows": One("ListEntry", (("bucket", "bucket"), ("follows_id", "id")), seen=departments),
        "followed_by": One("ListEntry", (("bucket", "bucket"), ("id", "follows_id")), seen=departments),
        "responsible_persons": Many("ResponsiblePerson", _UNDER, paged=False),
        "under_verification": Column(_under_verification),
        "objections": Many("Objection", _UNDER, paged=False, seen=departments),
        "linked_actions": Many("LinkedAction", _UNDER, _NEWEST, seen=departments),
        "publications": Many("Publication", _UNDER, paged=False, seen=departments),
        "pauses": Many("Pause", _UNDER, (Order("starts_on"), Order("id")), paged=False, seen=departments),
        "repairs": Many("Repair", _UNDER, paged=False, seen=departments),
        "history": Many("HistoryItem", _UNDER, seen=departments),
    },
    visible=visibility.entry,
)

EVIDENCE = Entity(
    "Evidence",
    Evidence.__table__,
    ("bucket", "entry_id", "position"),
    {
        "kind": column("kind"),
        "document": column("document"),
        "supplier": One("Department", (("supplied_by", "id"),)),
    },
    visible=visibility.department_only,
)

RESPONSIBLE_PERSON = Entity(
    "ResponsiblePerson",
    ResponsiblePerson.__table__,
    ("bucket", "id"),
    {
        "person": One("Subject", (("person_bucket", "bucket"), ("person_id", "id")), needs_persons=True),
        "role": column("role", nullable=True),
        "directly_responsible": column("directly_responsible"),
        "officership": One("Officership", (("bucket", "bucket"), ("officership_id", "id")), seen=departments),
    },
    visible=visibility.responsible_person,
)

LINKED_ENTRY = Entity(
    "LinkedEntry",
    LINKED,
    ("bucket", "id"),
    {
        "entry": One("ListEntry", (("bucket", "bucket"), ("entry_id", "id")), nullable=False),
        "through": One("ResponsiblePerson", (("bucket", "bucket"), ("through_id", "id"))),
        "officership": One("Officership", (("bucket", "bucket"), ("officership_id", "id")), seen=departments),
    },
    visible=visibility.linked_entry,
)


def _former(row: Any, rights: Rights) -> Any:
    """What was replaced; of a person, whose former name it can be, for whoever may read persons alone (V1)."""
    if rights.persons:
        return row.c.former
    subject = aliased(Subject.__table__, "corrected")
    of_person = (
        select(subject.c.id)
        .where(
            subject.c.bucket == row.c.bucket,
            subject.c.id == row.c.subject_id,
            subject.c.type == "Person",
        )
        .exists()
    )
    return case((of_person, null()), else_=row.c.former)


HISTORY_ITEM = Entity(
    "HistoryItem",
    History.__table__,
    ("bucket", "id"),
    {
        "at": column("at"),
        "step": column("step"),
        "by": One("Department", (("department_id", "id"),)),
        "operator": column("operator", nullable=True),
        "clause": column("clause", nullable=True),
        "former": Column(_former, nullable=True),
    },
    visible=visibility.history_item,
)

ROOTS = {
    "list_entries": Many(
        "ListEntry",
        order=_NEWEST,
        filters={
            "kinds": value_in("kind"),
            "list_type": list_type_column("list_type_id"),
            "region": region_column("region_id"),
            "in_force": ENTRY_IN_FORCE,
        },
        always=entry_shown,
    ),
}
