"""The dated numbers of the rules, as of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import select

from hub.policy.parameters import Parameter, Unit
from hub.store.models import Parameter as ParameterRow

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_ROW = ParameterRow.__table__.c


async def load(session: AsyncSession, codes: Collection[str], today: dt.date) -> dict[str, Parameter]:
    """The numbers of these codes in force on `today`; a code without one is left out."""
    rows = await session.execute(
        select(_ROW.code, _ROW.value, _ROW.unit)
        .where(_ROW.code.in_(codes), _ROW.valid_from <= today)
        .order_by(_ROW.valid_from)  # of several of one code the latest is kept
    )
    return {row.code: Parameter(row.code, row.value, Unit(row.unit)) for row in rows}


async def value(session: AsyncSession, code: str, today: dt.date) -> int | None:
    """One number in force on `today`; None where the city has none."""
    found = (await load(session, [code], today)).get(code)
    return None if found is None else found.value
