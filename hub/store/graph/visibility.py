"""Who sees which rows (V1, V2, X4): one predicate per entity, part of every statement that reads it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, any_, exists, false, or_, select, true

from hub.policy.duties import Audience
from hub.policy.vocabulary import AssignmentState, ListKind
from hub.store.graph.fields import DEPARTMENT, NOW, TODAY, Rights, aliased
from hub.store.graph.states import in_force
from hub.store.graph.succession import stood_for
from hub.store.models import ListEntry, ResponsiblePerson

_ENTRY = ListEntry.__table__
_NAMED = ResponsiblePerson.__table__


def department_only(_: Any, rights: Rights) -> Any:
    """Departments see it, nobody else (V1)."""
    return true() if rights.department else false()


def legal_basis(row: Any, rights: Rights) -> Any:
    """Everybody; what only pauses cite, departments: a court's ruling may name its subject (V1, P3)."""
    return true() if rights.department else ~row.c.confidential


def published(entry: Any) -> Any:
    """Red and black entries in force that their standard publishes: all that leaves the departments."""
    public_kinds = [ListKind.RED.value, ListKind.BLACK.value]
    return and_(entry.c.published, entry.c.kind.in_(public_kinds), in_force(entry, TODAY))


def entry(row: Any, rights: Rights) -> Any:
    """Departments see all three lists (V2); others what is published and in force (V1, X4)."""
    return true() if rights.department else published(row)


def subject(row: Any, rights: Rights) -> Any:
    """Every enterprise; a person with READ_PERSONS, or through a published entry in force."""
    if rights.persons:
        return true()
    listed = aliased(_ENTRY, "own_entry")
    naming = aliased(_ENTRY, "naming_entry")
    named = aliased(_NAMED, "named")
    own = exists(
        select(1).where(listed.c.bucket == row.c.bucket, listed.c.subject_id == row.c.id, published(listed))
    )
    through = exists(
        select(1)
        .select_from(
            named.join(naming, and_(naming.c.bucket == named.c.bucket, naming.c.id == named.c.entry_id))
        )
        .where(named.c.person_bucket == row.c.bucket, named.c.person_id == row.c.id, published(naming))
    )
    return or_(row.c.type == "Enterprise", own, through)


def responsible_person(row: Any, rights: Rights) -> Any:
    """With the entry that names the person."""
    if rights.department:
        return true()
    naming = aliased(_ENTRY, "its_entry")
    return exists(
        select(1).where(naming.c.bucket == row.c.bucket, naming.c.id == row.c.entry_id, published(naming))
    )


def linked_entry(row: Any, rights: Rights) -> Any:
    """Departments; others the entries that name the person, never those of where he only holds office (V1)."""
    if rights.department:
        return true()
    return and_(row.c.through_id.is_not(None), responsible_person(row, rights))


def linked_action(row: Any, rights: Rights) -> Any:
    """Departments, until its entry is erased: nothing of that can be read but id, kind and exit (X4)."""
    return ~_of_erased_entry(row) if rights.department else false()


def history_item(row: Any, rights: Rights) -> Any:
    """Departments; the steps of an erased entry nobody (X4)."""
    if not rights.department:
        return false()
    return or_(row.c.entry_id.is_(None), ~_of_erased_entry(row))


def case(row: Any, rights: Rights) -> Any:
    """Departments; what is under way for an erased entry nobody (V1, X4)."""
    return ~_of_erased_entry(row) if rights.department else false()


def _of_erased_entry(row: Any) -> Any:
    erased = aliased(_ENTRY, "erased_entry")
    return exists(
        select(1).where(erased.c.bucket == row.c.bucket, erased.c.id == row.c.entry_id, erased.c.erased)
    )


def assignment(row: Any, rights: Rights) -> Any:
    """Departments; of an erased entry only the one that owes the release, and the credit offices (X4).

    Nobody once the bound has passed within which the release had to be confirmed, cut already or not.
    """
    if not rights.department:
        return false()
    bounded = or_(row.c.cut_by.is_(None), row.c.state == AssignmentState.RELEASED.value, row.c.cut_by >= NOW)
    # A successor owes what its predecessors did (A7).
    own = row.c.department_id == any_(stood_for(DEPARTMENT))
    mine = true() if rights.audience is Audience.CREDIT_OFFICE else own
    return or_(~row.c.erased, and_(mine, bounded))
