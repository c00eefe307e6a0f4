"""What is due to be told because a date has come: taken by sweeps that pass each other by, noted once told (A5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    DateTime,
    SmallInteger,
    Text,
    Uuid,
    and_,
    case,
    exists,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import insert

from hub.policy.duties import CREDIT_OFFICE
from hub.policy.vocabulary import EventKind
from hub.policy.workdays import DAY, day_of, start_of
from hub.store.ids import Ref
from hub.store.models import Assignment, Department, DepartmentFunction, Region, Told
from hub.store.models.assignments import DUE, DUES, ENDS_ON
from hub.store.statements.days import during
from hub.store.statements.sets import table_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_MOMENT = DateTime(timezone=True)
_ROW = Assignment.__table__.c
_TOLD = Told.__table__.c
_DEPARTMENT = Department.__table__.c
# Written out, so that the index on the same expression serves.
_DUE: Any = literal_column(DUE, _MOMENT)
_SINCE: Any = literal_column(
    "(CASE state WHEN 'ISSUED' THEN issued_at WHEN 'ACKNOWLEDGED' THEN acknowledged_at"
    " ELSE release_due_since END)",
    _MOMENT,
)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a sweep goes: what fell due up to `until`, at most `limit` of it, `skip` of the first passed over."""

    until: dt.datetime
    limit: int = 100
    skip: int = 0


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline of an assignment's next step: whose it is, when it ends, since when the step is owed."""

    ref: Ref
    department_id: UUID
    due_at: dt.datetime
    since: dt.datetime


def _open(moment: dt.datetime, near_until: dt.date, until: dt.datetime) -> Any:
    """Deadlines of which something is to be told and was not; policy's `owed`, as SQL."""
    today = day_of(moment)
    event = case(
        (moment > _DUE, literal(EventKind.DEADLINE_PASSED.value)),
        (start_of(today + DAY) > _DUE, literal(EventKind.DEADLINE_REACHED.value)),
        else_=literal(EventKind.DEADLINE_NEAR.value),
    )
    told = exists(
        select(1).where(
            _TOLD.bucket == _ROW.bucket,
            _TOLD.object_id == _ROW.id,
            _TOLD.event == event,
            _TOLD.due_at == _DUE,
        )
    )
    # Somebody whose duty has ended by its dates owes nothing but a release, which settling writes down first.
    ended: Any = literal_column(ENDS_ON)
    stands = or_(_ROW.state == "RELEASE_DUE", ended > today)
    passed = and_(moment > _DUE, until >= _DUE)
    coming = and_(moment <= _DUE, start_of(near_until + DAY) > _DUE, start_of(today) > _SINCE)
    wanted = or_(passed, coming) if until >= moment else passed
    horizon = min(until, start_of(near_until + DAY)) if until < moment else start_of(near_until + DAY)
    # Written out state by state: each has an index of its own.
    owed = or_(*(and_(literal_column(of), literal_column(by, _MOMENT) <= horizon) for _, of, by in DUES))
    return and_(owed, wanted, stands, ~told)


async def earliest(session: AsyncSession, moment: dt.datetime, near_until: dt.date) -> dt.datetime | None:
    """When the oldest thing still to be told fell due; None where there is none."""
    asked = (
        select(_DUE.label("due"))
        .select_from(Assignment)
        .where(_open(moment, near_until, moment))
        .order_by(_DUE)
        .limit(1)
    )
    found: dt.datetime | None = await session.scalar(asked)
    return None if found is None else min(found, moment)


async def take(
    session: AsyncSession, moment: dt.datetime, near_until: dt.date, reach: Reach
) -> list[Deadline]:
    """The next deadlines to tell of, the oldest first, locked; those that another sweep holds are left to it."""
    rows = await session.execute(
        select(_ROW.bucket, _ROW.id, _ROW.department_id, _DUE.label("due_at"), _SINCE.label("since"))
        .select_from(Assignment)
        .where(_open(moment, near_until, reach.until))
        .order_by(_DUE, _ROW.bucket, _ROW.id)
        .limit(reach.limit)
        .offset(reach.skip)
        .with_for_update(key_share=True, skip_locked=True, of=Assignment.__table__)
    )
    return [
        Deadline(Ref("Assignment", row.bucket, row.id), row.department_id, row.due_at, row.since)
        for row in rows
    ]


Telling = tuple[Ref, EventKind, dt.datetime]


async def note(session: AsyncSession, told: Iterable[Telling], moment: dt.datetime) -> set[Telling]:
    """Write down what is told at `moment`; what had been written down before, by whomever, is not answered."""
    wanted = {(ref.bucket, ref.id, event.value, due_at): (ref, event, due_at) for ref, event, due_at in told}
    if not wanted:
        return set()
    columns = (("bucket", SmallInteger()), ("object_id", Uuid()), ("event", Text()), ("due_at", _MOMENT))
    given = table_of("given", columns, sorted(wanted))
    new = insert(Told).from_select(
        [*(name for name, _ in columns), "told_at"], select(*given.c, literal(moment, _MOMENT))
    )
    rows = await session.execute(
        new.on_conflict_do_nothing().returning(_TOLD.bucket, _TOLD.object_id, _TOLD.event, _TOLD.due_at)
    )
    return {wanted[row.bucket, row.object_id, row.event, row.due_at] for row in rows}


@dataclass(frozen=True, slots=True)
class Seats:
    """Where departments sit, which regions are under which, and the credit offices by region."""

    seat: Mapping[UUID, UUID]
    parents: Mapping[UUID, UUID | None]
    offices: Mapping[UUID, list[UUID]]


async def seats(session: AsyncSession, departments: Iterable[UUID], today: dt.date) -> Seats:
    """The seats of these departments, the tree of regions, and the credit offices of `today`."""
    region, held = Region.__table__.c, DepartmentFunction.__table__.c
    seat = await session.execute(
        select(_DEPARTMENT.id, _DEPARTMENT.region_id).where(_DEPARTMENT.id.in_(set(departments)))
    )
    parents = await session.execute(select(region.id, region.parent_id))
    found = await session.execute(
        select(_DEPARTMENT.id, _DEPARTMENT.region_id)
        .distinct()
        .join(DepartmentFunction, held.department_id == _DEPARTMENT.id)
        .where(
            held.function == CREDIT_OFFICE,
            during(held.valid_from, held.valid_to, today),
            during(_DEPARTMENT.valid_from, _DEPARTMENT.valid_to, today),
        )
        .order_by(_DEPARTMENT.id)
    )
    offices: dict[UUID, list[UUID]] = {}
    for row in found:
        offices.setdefault(row.region_id, []).append(row.id)
    return Seats({row.id: row.region_id for row in seat}, {row.id: row.parent_id for row in parents}, offices)
