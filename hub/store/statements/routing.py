"""Statements about measures that nobody takes on yet, and who takes them on from when (A2, A7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Date, Select, SmallInteger, Uuid, and_, func, literal, or_, select, update

from hub.policy.routing import Taker
from hub.store.graph.states import exit_day
from hub.store.ids import Ref
from hub.store.models import (
    Department,
    DepartmentFunction,
    DepartmentServes,
    LinkedAction,
    ListEntry,
    Measure,
    UnroutedMeasure,
)
from hub.store.statements.sets import keys_of, table_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_UNROUTED = UnroutedMeasure.__table__.c
_ACTION = LinkedAction.__table__.c
_ENTRY = ListEntry.__table__
_MEASURE = Measure.__table__.c
_DEPARTMENT = Department.__table__.c


async def unrouted(
    session: AsyncSession,
    today: dt.date,
    functions: Collection[str] | None = None,
    actions: Iterable[Ref] | None = None,
) -> Sequence[Any]:
    """The measures of running actions that nobody takes on today, also those that somebody will, region by region.

    Of these functions or actions only, where given: bucket, action_id, entry_id, initiated_by, edition_id,
    measure_id, function, region_id, routed_on.
    """
    asked = _unrouted(today)
    if functions is not None:
        asked = asked.where(_MEASURE.implementing_function.in_(functions))
    if actions is not None:
        given = keys_of(actions)
        asked = asked.join(given, and_(_ACTION.bucket == given.c.bucket, _ACTION.id == given.c.id))
    rows: Sequence[Any] = (await session.execute(asked)).all()
    return rows


def _unrouted(today: dt.date) -> Select[Any]:
    return (
        select(
            _UNROUTED.bucket,
            _UNROUTED.action_id,
            _ACTION.entry_id,
            _ACTION.initiated_by,
            _ACTION.edition_id,
            _UNROUTED.measure_id,
            _MEASURE.implementing_function.label("function"),
            _UNROUTED.region_id,
            _UNROUTED.routed_on,
        )
        .join_from(
            UnroutedMeasure.__table__,
            LinkedAction.__table__,
            and_(_ACTION.bucket == _UNROUTED.bucket, _ACTION.id == _UNROUTED.action_id),
        )
        .join(Measure.__table__, _MEASURE.id == _UNROUTED.measure_id)
        .join(_ENTRY, and_(_ENTRY.c.bucket == _ACTION.bucket, _ENTRY.c.id == _ACTION.entry_id))
        .where(
            _ACTION.withdrawn_at.is_(None),
            ~_ENTRY.c.erased,
            exit_day(_ENTRY) > today,
            or_(_UNROUTED.routed_on.is_(None), _UNROUTED.routed_on > today),
        )
        .order_by(_UNROUTED.bucket, _UNROUTED.action_id, _MEASURE.position, _UNROUTED.region_id)
    )


async def takers(
    session: AsyncSession, functions: Collection[str], regions: Collection[UUID], today: dt.date
) -> list[Taker]:
    """Who holds one of these functions in one of these regions, today or later, and from which day on, by slug."""
    held, served = DepartmentFunction.__table__.c, DepartmentServes.__table__.c
    since = func.greatest(
        literal(today, Date), _DEPARTMENT.valid_from, held.valid_from, served.valid_from
    ).label("since")
    # The least of nothing but nulls is null: without an end.
    until = func.least(_DEPARTMENT.valid_to, held.valid_to, served.valid_to)
    rows = await session.execute(
        select(_DEPARTMENT.id, held.function, served.region_id, since)
        .join_from(Department, DepartmentFunction, held.department_id == _DEPARTMENT.id)
        .join(DepartmentServes, served.department_id == _DEPARTMENT.id)
        .where(
            held.function.in_(functions),
            served.region_id.in_(regions),
            or_(until.is_(None), until >= since),
        )
        .order_by(_DEPARTMENT.slug)
    )
    return [Taker(row.id, row.function, row.region_id, row.since) for row in rows]


async def mark(session: AsyncSession, rows: Sequence[tuple[int, UUID, UUID, UUID, dt.date | None]]) -> None:
    """Write down from which day measures are routed: (bucket, action, measure, region, day; None: not any more)."""
    if not rows:
        return
    columns = (
        ("bucket", SmallInteger()),
        ("action_id", Uuid()),
        ("measure_id", Uuid()),
        ("region_id", Uuid()),
        ("routed_on", Date()),
    )
    new = table_of("new", columns, rows)
    same = [_UNROUTED[name] == new.c[name] for name, _ in columns[:-1]]
    await session.execute(
        update(UnroutedMeasure)
        .where(*same)
        .values(routed_on=new.c.routed_on)
        .execution_options(synchronize_session=False)
    )
