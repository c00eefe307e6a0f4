"""Inboxes with messages in them, and who may read them: the few rows that the tests of the feed need."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import insert, update

from hub.casework.change import Asked, Change, run
from hub.casework.tokens import Issued, Wanted, issue
from hub.policy.duties import PUBLIC
from hub.policy.vocabulary import EventKind
from hub.store.ids import Ref
from hub.store.models import Department, Inbox, Notification, Region
from hub.store.session import Session, Store

NOW = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
"""Monday 23 November 2026, ten in the morning in Quanzhou."""
LISTED, ISSUED = EventKind.ENTRY_LISTED, EventKind.ASSIGNMENT_ISSUED


async def departments(store: Store, *slugs: str) -> list[UUID]:
    """Departments of a new region, with empty inboxes."""
    region, keys = uuid4(), [uuid4() for _ in slugs]
    async with store.write() as session:
        place = {"id": region, "slug": f"region-{region.hex[:8]}", "name": "某县", "position": 1}
        await session.execute(insert(Region), [place])
        rows = [
            {"id": key, "slug": slug, "name": slug, "region_id": region, "valid_from": dt.date(2018, 1, 1)}
            for key, slug in zip(keys, slugs, strict=True)
        ]
        await session.execute(insert(Department), rows)
        await session.commit()
    return keys


async def department(store: Store, slug: str = "seaside-bureau") -> UUID:
    """One department."""
    [key] = await departments(store, slug)
    return key


async def tell(
    store: Store,
    to: UUID | Sequence[UUID],
    number: int = 1,
    kind: EventKind = LISTED,
    moment: dt.datetime = NOW,
) -> list[Ref]:
    """So many messages about as many objects to each of these departments, in one change."""
    addressed = [to] if isinstance(to, UUID) else to
    refs = [Ref("ListEntry", 17, uuid4()) for _ in range(number)]

    async def procedure(change: Change) -> Issued:
        for ref in refs:
            change.tell(kind, ref, addressed)
        return Issued(uuid4(), "")

    await run(store, Asked(PUBLIC, "tell", moment), procedure, Issued)
    return refs


async def token(
    store: Store, slug: str, *duties: str, expires: dt.datetime = NOW + dt.timedelta(days=365)
) -> Issued:
    """A token of the department with these duties; READ and READ_PERSONS where none is named."""
    return await issue(store, Wanted(slug, duties or ("READ", "READ_PERSONS"), expires, "tests"), NOW)


async def forget(store: Store, of: UUID, before: int) -> None:
    """What retention does: messages before that number are gone."""
    async with store.write() as session:
        row = Notification.__table__.c
        await session.execute(
            Notification.__table__.delete().where(row.department_id == of, row.number < before)  # type: ignore[attr-defined]
        )
        await _change(session, of, oldest=before)
        await session.commit()


async def restore(store: Store, of: UUID, epoch: int) -> None:
    """What a restore from backup does: the feed begins a new epoch."""
    async with store.write() as session:
        await _change(session, of, epoch=epoch)
        await session.commit()


async def _change(session: Session, of: UUID, **values: int) -> None:
    statement = update(Inbox).where(Inbox.__table__.c.department_id == of).values(**values)
    await session.execute(statement.execution_options(synchronize_session=False))
