"""The sharing catalogue in the database: the rows of some lists, and until when a keeper has confirmed one (L7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select, update

from hub.policy.sharing import Shared
from hub.store.models import ListType, SharingCatalogue

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_ROW = SharingCatalogue.__table__.c
_TYPE = ListType.__table__.c


async def rows_of(session: AsyncSession, list_types: Collection[UUID]) -> list[Shared]:
    """The rows of these list types."""
    rows = await session.execute(
        select(_ROW.list_type_id, _ROW.valid_from, _ROW.valid_to, _ROW.keeper, _ROW.fresh_within_days).where(
            _ROW.list_type_id.in_(list_types)
        )
    )
    return [Shared(*row) for row in rows]


async def confirm(session: AsyncSession, list_type: UUID, as_of: dt.datetime) -> None:
    """Write down until when the list is complete."""
    await session.execute(
        update(ListType)
        .where(_TYPE.id == list_type)
        .values(current_as_of=as_of)
        .execution_options(synchronize_session=False)
    )
