"""Statements that cut assignments and persons from entries that were wrong (O3, X4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import and_, delete, select, update

from hub.policy.vocabulary import AssignmentState
from hub.store.ids import Ref
from hub.store.journal import NAMING
from hub.store.models import (
    Assignment,
    AuditContent,
    Feedback,
    Idempotency,
    LinkedAction,
    ResponsiblePerson,
    Subject,
)
from hub.store.statements.sets import keys, keys_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_ASSIGNMENT = Assignment.__table__.c
_ACTION = LinkedAction.__table__.c
_PERSON = ResponsiblePerson.__table__.c


async def erase(
    session: AsyncSession, entries: Iterable[Ref], restoration: Ref | None = None
) -> list[tuple[Ref, dt.datetime]]:
    """Cut the assignments of erased entries from them, and delete their free text (X4).

    Those that owe a release keep measure, target and department until it is confirmed, and `restoration`,
    the objection whose restoration waits for that (O3); the others lose their target, too. Answers the
    former with the deadlines of their release.
    """
    given = keys_of(entries)
    mine = and_(_ASSIGNMENT.bucket == given.c.bucket, _ASSIGNMENT.entry_id == given.c.id)
    # Locked, in key order: a release confirmed at this moment is waited for, and then cut whole.
    found = await session.execute(
        select(_ASSIGNMENT.bucket, _ASSIGNMENT.id, _ASSIGNMENT.state, _ASSIGNMENT.release_by)
        .join_from(given, Assignment.__table__, mine)
        .order_by(_ASSIGNMENT.bucket, _ASSIGNMENT.id)
        .with_for_update(key_share=True, of=Assignment.__table__)
    )
    assignments = found.all()
    actions = await session.execute(
        update(LinkedAction)
        .where(_ACTION.bucket == given.c.bucket, _ACTION.entry_id == given.c.id)
        .values(note=None, withdraw_reason=None)
        .returning(_ACTION.id)
        .execution_options(synchronize_session=False)
    )
    ids = [row.id for row in assignments]
    await forget(session, [*ids, *actions.scalars()])
    return await cut_off(session, assignments, restoration)


async def cut_off(
    session: AsyncSession, assignments: Sequence[Any], restoration: Ref | None
) -> list[tuple[Ref, dt.datetime]]:
    """Cut locked assignments (bucket, id, state, release_by) from entry and action, and delete their free text (X4)."""
    if not assignments:
        return []
    all_of_them = keys((row.bucket, row.id) for row in assignments)
    await session.execute(
        update(Feedback)
        .where(Feedback.bucket == all_of_them.c.bucket, Feedback.assignment_id == all_of_them.c.id)
        .values(note=None, evidence=None, service_item=None)
        .execution_options(synchronize_session=False)
    )
    due = AssignmentState.RELEASE_DUE.value
    owing = [
        (Ref("Assignment", row.bucket, row.id), row.release_by) for row in assignments if row.state == due
    ]
    done = [(row.bucket, row.id) for row in assignments if row.state != due]
    cut = {"erased": True, "action_id": None, "entry_id": None, "decline_reason": None, "release_note": None}
    waiting = None if restoration is None else restoration.id
    await _cut(session, [(ref.bucket, ref.id) for ref, _ in owing], {**cut, "restoration_id": waiting})
    await _cut(session, done, {**cut, "restoration_id": None, "target_bucket": None, "target_id": None})
    return owing


async def _cut(session: AsyncSession, pairs: Sequence[tuple[int, UUID]], values: Mapping[str, Any]) -> None:
    if pairs:
        given = keys(pairs)
        await session.execute(
            update(Assignment)
            .where(_ASSIGNMENT.bucket == given.c.bucket, _ASSIGNMENT.id == given.c.id)
            .values(values)
            .execution_options(synchronize_session=False)
        )


async def forget(session: AsyncSession, ids: Sequence[UUID]) -> None:
    """Delete what the audit and the idempotency keys keep of these objects beyond their digests (X4)."""
    for table in (AuditContent, Idempotency):
        await session.execute(
            delete(table).where(table.object_id.in_(ids)).execution_options(synchronize_session=False)
        )


async def remove_persons(session: AsyncSession, entry: Ref, persons: Collection[Ref]) -> list[Ref]:
    """Let an entry no longer name these persons; the links that are gone."""
    given = keys_of(persons)
    gone = await session.execute(
        delete(ResponsiblePerson)
        .where(
            _PERSON.bucket == entry.bucket,
            _PERSON.entry_id == entry.id,
            _PERSON.person_bucket == given.c.bucket,
            _PERSON.person_id == given.c.id,
        )
        .returning(_PERSON.bucket, _PERSON.id)
        .execution_options(synchronize_session=False)
    )
    return [Ref(NAMING, row.bucket, row.id) for row in gone]


async def naming(session: AsyncSession, link: Ref) -> tuple[Ref, Ref] | None:
    """The entry and the person that a naming connects; None where it is gone."""
    person = Subject.__table__.c
    theirs = and_(person.bucket == _PERSON.person_bucket, person.id == _PERSON.person_id)
    found = await session.execute(
        select(_PERSON.entry_id, person.type, person.bucket, person.id)
        .join_from(ResponsiblePerson, Subject, theirs)
        .where(_PERSON.bucket == link.bucket, _PERSON.id == link.id)
    )
    row = found.one_or_none()
    return (
        None
        if row is None
        else (Ref("ListEntry", link.bucket, row.entry_id), Ref(row.type, row.bucket, row.id))
    )


async def cut_persons(
    session: AsyncSession, entry: Ref, persons: Collection[Ref], restoration: Ref | None
) -> list[tuple[Ref, dt.datetime]]:
    """Cut the assignments of an entry that are aimed at these persons from it, as those of an erased entry (X4).

    Answers those that still owe a release, with its deadline.
    """
    given = keys_of(persons)
    aimed = and_(_ASSIGNMENT.target_bucket == given.c.bucket, _ASSIGNMENT.target_id == given.c.id)
    found = await session.execute(
        select(_ASSIGNMENT.bucket, _ASSIGNMENT.id, _ASSIGNMENT.state, _ASSIGNMENT.release_by)
        .join_from(given, Assignment.__table__, aimed)
        .where(_ASSIGNMENT.bucket == entry.bucket, _ASSIGNMENT.entry_id == entry.id)
        .order_by(_ASSIGNMENT.bucket, _ASSIGNMENT.id)
        .with_for_update(key_share=True, of=Assignment.__table__)
    )
    assignments = found.all()
    await forget(session, [row.id for row in assignments])
    owing = await cut_off(session, assignments, restoration)
    await _forget_plans(session, entry, {str(person) for person in persons})
    return owing


async def _forget_plans(session: AsyncSession, entry: Ref, persons: Collection[str]) -> None:
    """Let the idempotency keys of the entry's initiations not remember what was aimed at these persons."""
    actions = await session.scalars(
        select(_ACTION.id).where(_ACTION.bucket == entry.bucket, _ACTION.entry_id == entry.id)
    )
    row = Idempotency.__table__.c
    for kept in (
        await session.execute(select(Idempotency.__table__).where(row.object_id.in_(list(actions))))
    ).all():
        left = {name: _without(value, persons) for name, value in kept.result.items()}
        await session.execute(
            update(Idempotency)
            .where(
                row.department_id == kept.department_id, row.mutation == kept.mutation, row.key == kept.key
            )
            .values(result=left)
            .execution_options(synchronize_session=False)
        )


def _without(value: Any, persons: Collection[str]) -> Any:
    """A remembered value without the items that name one of these persons."""
    if not isinstance(value, list):
        return value
    return [item for item in value if not _names(item, persons)]


def _names(item: Any, persons: Collection[str]) -> bool:
    if isinstance(item, list):
        return any(_names(part, persons) for part in item)
    return isinstance(item, dict) and item.get("ref") in persons
