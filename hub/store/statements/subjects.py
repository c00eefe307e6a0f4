"""Statements about subjects: found by any of their keys, registered once, locked in one order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, Select, SmallInteger, Text, and_, select, union, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hub.policy.assignments import LIVE
from hub.policy.vocabulary import AssignmentState
from hub.store.graph.states import exit_day
from hub.store.ids import Ref
from hub.store.models import Assignment, ListEntry, Subject
from hub.store.statements import catalogue
from hub.store.statements.sets import keys_of, table_of

_SUBJECT = Subject.__table__.c
BUCKET = ("bucket", SmallInteger())


def _found() -> Select[Any]:
    return select(
        _SUBJECT.bucket,
        _SUBJECT.id,
        _SUBJECT.type,
        _SUBJECT.name,
        _SUBJECT.region_id,
        _SUBJECT.code,
        _SUBJECT.id_hash,
        _SUBJECT.registered_by,
    )


async def by_id(session: AsyncSession, refs: Iterable[Ref]) -> dict[UUID, Any]:
    """The subjects of these ids."""
    asked = keys_of(refs)
    at_place = and_(_SUBJECT.bucket == asked.c.bucket, _SUBJECT.id == asked.c.id)
    rows = await session.execute(_found().join_from(Subject, asked, at_place))
    return {row.id: row for row in rows}


async def by_code(session: AsyncSession, keys: Sequence[tuple[int, str]]) -> dict[str, Any]:
    """The enterprises of these unified social credit codes, each given with its bucket."""
    asked = table_of("given", (BUCKET, ("key", Text())), keys)
    at_key = and_(_SUBJECT.bucket == asked.c.bucket, _SUBJECT.code == asked.c.key)
    rows = await session.execute(_found().join_from(Subject, asked, at_key))
    return {row.code: row for row in rows}


async def by_hash(session: AsyncSession, keys: Sequence[tuple[int, bytes]]) -> dict[bytes, Any]:
    """The persons of these citizen ids, given by keyed hash and bucket."""
    asked = table_of("given", (BUCKET, ("key", LargeBinary())), keys)
    at_key = and_(_SUBJECT.bucket == asked.c.bucket, _SUBJECT.id_hash == asked.c.key)
    rows = await session.execute(_found().join_from(Subject, asked, at_key))
    return {bytes(row.id_hash): row for row in rows}


async def lock(session: AsyncSession, subjects: Iterable[Ref]) -> None:
    """Lock subjects whose standing is about to change, in (bucket, id) order (engine.md §2).

    The rules are held first, whether or not they are asked for: who publishes rules locks subjects after them.
    """
    await catalogue.reading(session)
    asked = keys_of(subjects)
    at_place = and_(_SUBJECT.bucket == asked.c.bucket, _SUBJECT.id == asked.c.id)
    locking = select(_SUBJECT.id).join_from(Subject, asked, at_place).order_by(_SUBJECT.bucket, _SUBJECT.id)
    await session.execute(locking.with_for_update(of=Subject, key_share=True))


async def change(session: AsyncSession, subject: Ref, values: dict[str, Any]) -> None:
    """Write columns of a subject, locked."""
    await session.execute(
        update(Subject)
        .where(_SUBJECT.bucket == subject.bucket, _SUBJECT.id == subject.id)
        .values(values)
        .execution_options(synchronize_session=False)
    )


async def concerned(session: AsyncSession, subject: Ref, today: dt.date) -> frozenset[UUID]:
    """Who has to do with a subject: departments with an entry that is or will be in force, or with an open duty."""
    entry, duty = ListEntry.__table__, Assignment.__table__.c
    listing = select(entry.c.listed_by).where(
        entry.c.bucket == subject.bucket,
        entry.c.subject_id == subject.id,
        ~entry.c.erased,
        exit_day(entry) > today,
    )
    owed = [*(state.value for state in LIVE), AssignmentState.RELEASE_DUE.value]
    responding = select(duty.department_id).where(
        duty.target_bucket == subject.bucket, duty.target_id == subject.id, duty.state.in_(owed)
    )
    return frozenset(await session.scalars(union(listing, responding)))


async def register(session: AsyncSession, row: dict[str, Any]) -> bool:
    """Insert a subject; False when its code or citizen id is registered already (whoever was first)."""
    inserting = insert(Subject).values(**row).on_conflict_do_nothing().returning(_SUBJECT.id)
    inserted = await session.execute(inserting)
    return inserted.first() is not None
