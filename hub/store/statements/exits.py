"""Statements of exits: the entry that is to leave its list, and what is left of it after an error."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from hub.policy.exits import Leaving, NewStandard
from hub.policy.standards import ListType
from hub.policy.validity import Validity
from hub.policy.vocabulary import ExitGround, ListKind, Scope
from hub.store.ids import Ref
from hub.store.models import (
    AuditContent,
    Department,
    EntryCriterion,
    Evidence,
    Idempotency,
    ListEntry,
    ListingStandard,
    ResponsiblePerson,
    Subject,
    Told,
)
from hub.store.models import ListType as ListTypeRow
from hub.store.statements.sets import keys_of

_ENTRY = ListEntry.__table__.c
_SUBJECT = Subject.__table__.c
_TYPE = ListTypeRow.__table__.c
_STANDARD = ListingStandard.__table__.c
_DEPARTMENT = Department.__table__.c


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry, locked: what policy judges, and what its consequences take after. Erased: no subject."""

    ref: Ref
    leaving: Leaving
    subject: Ref | None
    list_type: ListType | None
    region_id: UUID | None
    listed_by: UUID | None
    supplied_by: UUID | None
    decided_on: dt.date | None
    watch_term_months: int | None
    published: bool


async def subject_of(session: AsyncSession, entry: Ref) -> Ref | None:
    """The subject of an entry, None for an erased or unknown one; asked before it is locked."""
    theirs = and_(_SUBJECT.bucket == _ENTRY.bucket, _SUBJECT.id == _ENTRY.subject_id)
    found = await session.execute(
        select(_SUBJECT.type, _SUBJECT.bucket, _SUBJECT.id)
        .join_from(ListEntry, Subject, theirs)
        .where(_ENTRY.bucket == entry.bucket, _ENTRY.id == entry.id)
    )
    row = found.one_or_none()
    return None if row is None else Ref(*row)


async def lock(session: AsyncSession, entry: Ref, subject: Ref | None) -> Entry | None:
    """The entry, locked; `subject` is its subject, locked before it. None where there is no such entry."""
    found = await session.execute(
        select(
            ListEntry.__table__,
            _TYPE.slug,
            _TYPE.name,
            _TYPE.field,
            _TYPE.lead_function,
            _TYPE.scope,
            _TYPE.region_id.label("list_region"),
            _STANDARD.effective_from,
            _STANDARD.watch_term_months.label("longest_watch"),
            _DEPARTMENT.name.label("department_name"),
        )
        .outerjoin(ListTypeRow, _TYPE.id == _ENTRY.list_type_id)
        .outerjoin(ListingStandard, _STANDARD.id == _ENTRY.standard_id)
        .outerjoin(Department, _DEPARTMENT.id == _ENTRY.listed_by)
        .where(_ENTRY.bucket == entry.bucket, _ENTRY.id == entry.id)
        .with_for_update(key_share=True, of=ListEntry.__table__)
    )
    row = found.one_or_none()
    return None if row is None else _entry(row, subject)


def _entry(row: Any, subject: Ref | None) -> Entry:
    kind = ListKind(row.kind)
    ground = None if row.exit_ground is None else ExitGround(row.exit_ground)
    # An erased entry has no days left but its exit day.
    first = row.valid_from or row.exited_on
    return Entry(
        ref=Ref("ListEntry", row.bucket, row.id),
        leaving=Leaving(
            kind=kind,
            erased=row.erased,
            validity=Validity(first, row.valid_until or first, row.exited_on, ground),
            listed_by=row.listed_by,
            department_name=row.department_name or "",
            list_type=row.list_type_id,
            standard_from=row.effective_from,
            watch_term_months=row.longest_watch,
            follows=row.follows_id is not None,
        ),
        subject=None if row.erased else subject,
        list_type=None
        if row.list_type_id is None
        else ListType(
            row.list_type_id,
            row.slug,
            row.name,
            kind,
            row.field,
            row.lead_function,
            Scope(row.scope),
            row.list_region,
        ),
        region_id=row.region_id,
        listed_by=row.listed_by,
        supplied_by=row.supplied_by,
        decided_on=row.decided_on,
        watch_term_months=row.watch_term_months,
        published=row.published,
    )


async def new_standard(session: AsyncSession, standard: UUID) -> NewStandard | None:
    """A standard that an exit cites."""
    found = await session.execute(
        select(_STANDARD.list_type_id, _STANDARD.effective_from).where(_STANDARD.id == standard)
    )
    row = found.one_or_none()
    return None if row is None else NewStandard(row.list_type_id, row.effective_from)


async def write_exit(session: AsyncSession, entry: Ref, values: dict[str, Any]) -> None:
    """Write an exit by hand (columns of the entry)."""
    await session.execute(
        update(ListEntry)
        .where(_ENTRY.bucket == entry.bucket, _ENTRY.id == entry.id)
        .values(values)
        .execution_options(synchronize_session=False)
    )


KEPT = frozenset({"bucket", "id", "kind"})


async def erase(
    session: AsyncSession,
    entries: Collection[Ref],
    others: Collection[Ref],
    today: dt.date,
    moment: dt.datetime,
) -> None:
    """Leave nothing of entries but id, kind, exit day and ground ERROR, and nothing of what they rested on (X4).

    `others` are the subject's other entries: what is kept of them must not lead to the erased ones.
    """
    given = keys_of(entries)
    await session.execute(
        update(ListEntry)
        .where(_ENTRY.bucket == given.c.bucket, _ENTRY.follows_id == given.c.id)
        .values(follows_id=None, own_until=None)
        .execution_options(synchronize_session=False)
    )
    for table in (EntryCriterion, Evidence, ResponsiblePerson):
        columns = table.__table__.c
        await session.execute(
            delete(table)
            .where(columns.bucket == given.c.bucket, columns.entry_id == given.c.id)
            .execution_options(synchronize_session=False)
        )
    blank: dict[str, Any] = {column.name: None for column in _ENTRY if column.name not in KEPT}
    blank |= {"erased": True, "published": False}
    blank |= {"exited_on": today, "exited_at": moment, "exit_ground": ExitGround.ERROR.value}
    await session.execute(
        update(ListEntry)
        .where(_ENTRY.bucket == given.c.bucket, _ENTRY.id == given.c.id)
        .values(blank)
        .execution_options(synchronize_session=False)
    )
    ids = [entry.id for entry in entries]
    await session.execute(
        delete(Told)
        .where(Told.bucket == given.c.bucket, Told.object_id == given.c.id)
        .execution_options(synchronize_session=False)
    )
    await session.execute(
        delete(AuditContent)
        .where(AuditContent.object_id.in_(ids))
        .execution_options(synchronize_session=False)
    )
    await _forget_results(session, [*ids, *(other.id for other in others)], {str(entry) for entry in entries})


async def _forget_results(session: AsyncSession, ids: Collection[UUID], erased: Collection[str]) -> None:
    """Let idempotency keys remember the erased entries alone, and those of their subject's other entries not them."""
    key = Idempotency.__table__.c
    for row in (await session.execute(select(Idempotency.__table__).where(key.object_id.in_(ids)))).all():
        kept = _without(row.result, erased)
        if kept == row.result:
            continue
        await session.execute(
            update(Idempotency)
            .where(key.department_id == row.department_id, key.mutation == row.mutation, key.key == row.key)
            .values(result=kept)
            .execution_options(synchronize_session=False)
        )


def _without(result: dict[str, Any], erased: Collection[str]) -> dict[str, Any]:
    """A result as it may be remembered: the erased entry alone if it is about one, else without the erased ones."""
    about = result.get("entry")
    alone = isinstance(about, dict) and about["ref"] in erased

    def gone(value: Any) -> bool:
        return isinstance(value, dict) and (alone or value["ref"] in erased)

    return {
        name: value
        if name == "entry"
        else [item for item in value if not alone and not gone(item)]
        if isinstance(value, list)
        else None
        if gone(value)
        else value
        for name, value in result.items()
    }
