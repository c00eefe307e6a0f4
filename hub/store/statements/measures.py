"""The ends that the law sets to running assignments: of a basis, of a place in the catalogue (A9).

What `policy.measures.measure_end` says of one assignment is said here of a set, from the same dates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    DateTime,
    SmallInteger,
    Subquery,
    and_,
    cast,
    func,
    or_,
    select,
    true,
    tuple_,
    update,
)

from hub.policy.assignments import LIVE
from hub.policy.vocabulary import AssignmentState
from hub.store.ids import Ref
from hub.store.models import Assignment, CatalogueEdition, LegalBasis, ListEntry, Measure
from hub.store.statements.catalogue import has_measure
from hub.store.statements.sets import table_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_ROW = Assignment.__table__.c
_MEASURE = Measure.__table__.c
_BASIS = LegalBasis.__table__.c
_ENTRY = ListEntry.__table__.c
_OWN = CatalogueEdition.__table__.alias("own")
_LATER = CatalogueEdition.__table__.alias("later")
_LIVE = [state.value for state in LIVE]

Concerned = ColumnElement[bool]
"""Which running assignments a change of the law concerns."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Assignments of one department and measure whose end moves: from the first day without it, how many, how they end."""

    department_id: UUID
    code: str
    title: str
    ends_on: dt.date
    release_within_days: int
    number: int
    issued: int
    """How many of them nobody has taken on: they are withdrawn, and owe no release."""


@dataclass(frozen=True, slots=True)
class Release:
    """The deadline of a lifting that is due from `ends_on`, `within` working days later."""

    ends_on: dt.date
    within: int
    release_by: dt.datetime
    provisional: bool


def dropped_by(edition: UUID) -> Concerned:
    """An assignment whose measure that edition no longer has for entries of its list."""
    return ~has_measure(edition, _ROW.measure_code, _ENTRY.list_type_id)


def among(assignments: Iterable[Ref]) -> Concerned:
    """One of these assignments."""
    return tuple_(_ROW.bucket, _ROW.id).in_([(ref.bucket, ref.id) for ref in assignments])


def any_running() -> Concerned:
    """Every running assignment: an edition that is to come has been rewritten."""
    return true()


def resting_on(bases: Collection[UUID]) -> Concerned:
    """An assignment whose measure rests on one of these acts."""
    return _MEASURE.basis_id.in_(bases)


def _ends(concerned: Concerned, today: dt.date) -> Subquery:
    """Running assignments, of those concerned, whose measure's end is another now."""
    dropped = (
        select(func.min(_LATER.c.effective_from).label("first"))
        .where(
            _LATER.c.effective_from > _OWN.c.effective_from,
            ~has_measure(_LATER.c.id, _ROW.measure_code, _ENTRY.list_type_id),
        )
        .correlate_except(_LATER)
        .lateral("dropped")
    )
    stands_until = func.least(_BASIS.in_force_to + 1, dropped.c.first)
    issued_on = func.timezone("Asia/Shanghai", _ROW.issued_at)
    lasts_until = cast(cast(issued_on, Date) + func.make_interval(0, _MEASURE.max_months), Date)
    every = (
        select(
            _ROW.bucket,
            _ROW.id,
            _ROW.department_id,
            _ROW.measure_code,
            _MEASURE.title,
            _ROW.release_within_days,
            func.coalesce(_ROW.suspended_from, _ROW.state).label("remembered"),
            _ROW.entry_ends_on,
            _ROW.measure_ends_on,
            _ROW.end_by_basis,
            func.least(stands_until, lasts_until).label("new_end"),
            func.coalesce(
                and_(stands_until.is_not(None), or_(lasts_until.is_(None), stands_until < lasts_until)),
                False,
            ).label("by_basis"),
        )
        .select_from(Assignment.__table__)
        .join(Measure, _MEASURE.id == _ROW.measure_id)
        .join(LegalBasis, _BASIS.id == _MEASURE.basis_id)
        .join(_OWN, _OWN.c.id == _MEASURE.edition_id)
        .join(ListEntry, and_(_ENTRY.bucket == _ROW.bucket, _ENTRY.id == _ROW.entry_id))
        .join(dropped, true())
        .where(
            _ROW.state.in_(_LIVE),
            func.least(_ROW.entry_ends_on, _ROW.measure_ends_on) > today,
            concerned,
        )
        .subquery("every")
    )
    column = every.c
    return (
        select(every, func.least(column.entry_ends_on, column.new_end).label("ends_on"))
        .where(
            or_(
                column.new_end.is_distinct_from(column.measure_ends_on),
                column.by_basis != column.end_by_basis,
            )
        )
        .subquery("moving")
    )


async def moved(session: AsyncSession, concerned: Concerned, today: dt.date) -> list[Moved]:
    """The running assignments, of those concerned, that end earlier now, by department and measure."""
    moving = _ends(concerned, today).c
    earlier = moving.ends_on < func.least(moving.entry_ends_on, moving.measure_ends_on)
    grouped = (
        moving.department_id,
        moving.measure_code,
        moving.title,
        moving.ends_on,
        moving.release_within_days,
    )
    issued = func.count().filter(moving.remembered == AssignmentState.ISSUED.value)
    rows = await session.execute(
        select(*grouped, func.count().label("number"), issued.label("issued"))
        .where(earlier)
        .group_by(*grouped)
        .order_by(*grouped)
    )
    return [Moved(*row) for row in rows]


async def releases_of(
    session: AsyncSession, concerned: Concerned, today: dt.date
) -> list[tuple[dt.date, int]]:
    """Lock what moves, in key order; every pair of its new end and its days to lift."""
    moving = _ends(concerned, today)
    locked = (
        select(_ROW.bucket, _ROW.id)
        .join_from(
            moving,
            Assignment.__table__,
            and_(_ROW.bucket == moving.c.bucket, _ROW.id == moving.c.id),
        )
        .order_by(_ROW.bucket, _ROW.id)
        .with_for_update(key_share=True, of=Assignment.__table__)
        .subquery("locked")
    )
    await session.execute(select(func.count()).select_from(locked))
    again = _ends(concerned, today).c
    pairs = await session.execute(select(again.ends_on, again.release_within_days).distinct())
    return [(row.ends_on, row.release_within_days) for row in pairs]


async def move(
    session: AsyncSession,
    concerned: Concerned,
    today: dt.date,
    releases: Sequence[Release],
    projected: dt.datetime,
) -> list[tuple[Ref, UUID, bool]]:
    """Write the new ends; what ends today or has ended by them: (assignment, department, whether taken on).

    `projected` is the first moment that no published calendar confirms.
    """
    if not releases:
        return []
    moving = _ends(concerned, today)
    deadline = table_of(
        "deadline",
        (
            ("ends_on", Date()),
            ("within", SmallInteger()),
            ("release_by", DateTime(timezone=True)),
            ("provisional", Boolean()),
        ),
        [(each.ends_on, each.within, each.release_by, each.provisional) for each in releases],
    )
    rows = await session.execute(
        update(Assignment)
        .where(
            _ROW.bucket == moving.c.bucket,
            _ROW.id == moving.c.id,
            deadline.c.ends_on == moving.c.ends_on,
            deadline.c.within == moving.c.release_within_days,
        )
        .values(
            measure_ends_on=moving.c.new_end,
            end_by_basis=moving.c.by_basis,
            release_by=deadline.c.release_by,
            provisional=or_(
                deadline.c.provisional,
                func.greatest(_ROW.acknowledge_by, _ROW.implement_by) >= projected,
            ),
        )
        .returning(_ROW.bucket, _ROW.id, _ROW.department_id, moving.c.remembered, moving.c.ends_on)
        .execution_options(synchronize_session=False)
    )
    return [
        (
            Ref("Assignment", row.bucket, row.id),
            row.department_id,
            row.remembered != AssignmentState.ISSUED.value,
        )
        for row in rows
        if row.ends_on <= today
    ]
