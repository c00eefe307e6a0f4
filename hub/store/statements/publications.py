"""Statements of publications: the channels of a day, what each was told, and the notices of errors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Date, SmallInteger, Text, and_, func, insert, select, update

from hub.policy.publications import Channel, Notice
from hub.store.ids import Ref
from hub.store.models import Channel as ChannelRow
from hub.store.models import Department, ListEntry, ListType, Publication, Subject
from hub.store.statements.days import during
from hub.store.statements.sets import KEY, keys_of, table_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_ROW = Publication.__table__.c
_CHANNEL = ChannelRow.__table__.c
_ENTRY = ListEntry.__table__.c
_SUBJECT = Subject.__table__.c
_TYPE = ListType.__table__.c
_DEPARTMENT = Department.__table__.c


@dataclass(frozen=True, slots=True)
class Held:
    """One publication, locked: its channel and keeper, its entry's exit day, and what was confirmed so far."""

    ref: Ref
    entry: Ref
    erased: bool
    listed_by: UUID | None
    exit_day: dt.date
    exited_at: dt.datetime | None
    channel: str
    kept_by: UUID
    ordered_at: dt.datetime
    published: bool
    withdrawn: bool
    text: str | None
    notice: Notice


@dataclass(frozen=True, slots=True)
class Named:
    """A publication of an entry that is about to be erased, and what its notice has to name."""

    ref: Ref
    kept_by: UUID
    subject: str
    code: str | None
    list_name: str
    department: str


async def channels(session: AsyncSession, today: dt.date) -> list[Channel]:
    """The channels of the day, in the order of their slugs."""
    rows = await session.execute(
        select(_CHANNEL.id, _CHANNEL.kept_by, _CHANNEL.field)
        .where(during(_CHANNEL.valid_from, _CHANNEL.valid_to, today))
        .order_by(_CHANNEL.slug)
    )
    return [Channel(row.id, row.kept_by, row.field) for row in rows]


async def order(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Insert publications."""
    if rows:
        await session.execute(insert(Publication), rows)


async def keepers_of(session: AsyncSession, entries: Iterable[Ref]) -> list[tuple[Ref, Ref, UUID]]:
    """The publications of these entries: (entry, publication, keeper of the channel), in key order."""
    given = keys_of(entries)
    rows = await session.execute(
        select(_ROW.bucket, _ROW.entry_id, _ROW.id, _CHANNEL.kept_by)
        .join_from(
            given,
            Publication.__table__,
            and_(_ROW.bucket == given.c.bucket, _ROW.entry_id == given.c.id),
        )
        .join(ChannelRow, _CHANNEL.id == _ROW.channel_id)
        .order_by(_ROW.bucket, _ROW.id)
    )
    return [
        (Ref("ListEntry", row.bucket, row.entry_id), Ref("Publication", row.bucket, row.id), row.kept_by)
        for row in rows
    ]


async def redate(
    session: AsyncSession, deadlines: Mapping[Ref, tuple[dt.date | None, bool]], *, again: bool = False
) -> None:
    """Write by when the publications of these entries are to be withdrawn, and whether that is provisional.

    `again`: they are published anew, and nothing that was confirmed or noticed before counts any longer.
    """
    columns = (*KEY, ("withdraw_by", Date()), ("provisional", SmallInteger()))
    new = table_of(
        "new", columns, [(ref.bucket, ref.id, day, int(late)) for ref, (day, late) in deadlines.items()]
    )
    values: dict[str, Any] = {"withdraw_by": new.c.withdraw_by, "provisional": new.c.provisional == 1}
    if again:
        values |= dict.fromkeys(("published_on", "published_at", "withdrawn_on", "withdrawn_at"))
    await session.execute(
        update(Publication)
        .where(_ROW.bucket == new.c.bucket, _ROW.entry_id == new.c.id)
        .values(values)
        .execution_options(synchronize_session=False)
    )


async def named(session: AsyncSession, entries: Iterable[Ref]) -> list[Named]:
    """The publications of entries that are about to be erased, while their subjects are still known."""
    given = keys_of(entries)
    rows = await session.execute(
        select(
            _ROW.bucket,
            _ROW.id,
            _CHANNEL.kept_by,
            _SUBJECT.name,
            _SUBJECT.code,
            _TYPE.name.label("list_name"),
            _DEPARTMENT.name.label("department"),
        )
        .join_from(
            given,
            Publication.__table__,
            and_(_ROW.bucket == given.c.bucket, _ROW.entry_id == given.c.id),
        )
        .join(ChannelRow, _CHANNEL.id == _ROW.channel_id)
        .join(ListEntry, and_(_ENTRY.bucket == _ROW.bucket, _ENTRY.id == _ROW.entry_id))
        .join(Subject, and_(_SUBJECT.bucket == _ENTRY.bucket, _SUBJECT.id == _ENTRY.subject_id))
        .join(ListType, _TYPE.id == _ENTRY.list_type_id)
        .join(Department, _DEPARTMENT.id == _ENTRY.listed_by)
        .order_by(_ROW.bucket, _ROW.id)
    )
    return [
        Named(
            Ref("Publication", row.bucket, row.id),
            row.kept_by,
            row.name,
            row.code,
            row.list_name,
            row.department,
        )
        for row in rows
    ]


async def write_notices(session: AsyncSession, notices: Mapping[Ref, tuple[str, dt.date]]) -> None:
    """Write the notices of errors: text and last day; what was withdrawn before has to be told anew."""
    columns = (*KEY, ("notice", Text()), ("notice_until", Date()))
    new = table_of(
        "new", columns, [(ref.bucket, ref.id, words, until) for ref, (words, until) in notices.items()]
    )
    await session.execute(
        update(Publication)
        .where(_ROW.bucket == new.c.bucket, _ROW.id == new.c.id)
        .values(
            notice=new.c.notice,
            notice_until=new.c.notice_until,
            handed_out_at=None,
            withdrawn_on=None,
            withdrawn_at=None,
        )
        .execution_options(synchronize_session=False)
    )


async def lock(session: AsyncSession, refs: Iterable[Ref]) -> dict[Ref, Held]:
    """These publications, locked in key order; an id that is no publication's is left out."""
    given = keys_of(ref for ref in refs if ref.kind == "Publication")
    rows = await session.execute(
        select(
            Publication.__table__,
            _CHANNEL.name.label("channel"),
            _CHANNEL.kept_by,
            _ENTRY.erased,
            _ENTRY.listed_by,
            _ENTRY.exited_at,
            func.least(_ENTRY.exited_on, _ENTRY.valid_until + 1).label("exit_day"),
        )
        .join_from(
            given,
            Publication.__table__,
            and_(_ROW.bucket == given.c.bucket, _ROW.id == given.c.id),
        )
        .join(ChannelRow, _CHANNEL.id == _ROW.channel_id)
        .join(ListEntry, and_(_ENTRY.bucket == _ROW.bucket, _ENTRY.id == _ROW.entry_id))
        .order_by(_ROW.bucket, _ROW.id)
        .with_for_update(key_share=True, of=Publication.__table__)
    )
    return {held.ref: held for held in map(_held, rows)}


def _held(row: Any) -> Held:
    return Held(
        ref=Ref("Publication", row.bucket, row.id),
        entry=Ref("ListEntry", row.bucket, row.entry_id),
        erased=row.erased,
        listed_by=row.listed_by,
        exit_day=row.exit_day,
        exited_at=row.exited_at,
        channel=row.channel,
        kept_by=row.kept_by,
        ordered_at=row.ordered_at,
        published=row.published_at is not None,
        withdrawn=row.withdrawn_at is not None,
        text=row.notice,
        notice=Notice(row.notice is not None, row.notice_until, row.handed_out_at),
    )


async def confirm(session: AsyncSession, refs: Collection[Ref], values: Mapping[str, Any]) -> None:
    """Write the same columns of locked publications."""
    if not refs:
        return
    given = keys_of(refs)
    await session.execute(
        update(Publication)
        .where(_ROW.bucket == given.c.bucket, _ROW.id == given.c.id)
        .values(dict(values))
        .execution_options(synchronize_session=False)
    )


async def projected(session: AsyncSession) -> dict[Ref, tuple[dt.date, dt.date]]:
    """The entries whose publications are to be withdrawn by a projected day: their exit days, and that day."""
    rows = await session.execute(
        select(
            _ROW.bucket,
            _ROW.entry_id,
            _ROW.withdraw_by,
            func.least(_ENTRY.exited_on, _ENTRY.valid_until + 1).label("exit_day"),
        )
        .distinct()
        .join_from(Publication, ListEntry, and_(_ENTRY.bucket == _ROW.bucket, _ENTRY.id == _ROW.entry_id))
        .where(_ROW.provisional, _ROW.withdrawn_at.is_(None))
    )
    return {Ref("ListEntry", row.bucket, row.entry_id): (row.exit_day, row.withdraw_by) for row in rows}
