"""Entries in force by what an initiation asks of them: equal ones counted together, however many there are (A9)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CTE,
    Row,
    Text,
    Uuid,
    and_,
    case,
    cast,
    distinct,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from hub.policy.assignments import LIVE
from hub.policy.effects import SUBJECT, Alike, Shape
from hub.store.graph.states import ends_on, in_force
from hub.store.models import (
    Assignment,
    Criterion,
    Department,
    EntryCriterion,
    ListEntry,
    MeasureTrigger,
    ResponsiblePerson,
    Subject,
)
from hub.store.models import Measure as MeasureRow
from hub.store.statements.sets import table_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_ENTRY = ListEntry.__table__
_PERSON = ResponsiblePerson.__table__.c
_ROW = Assignment.__table__
_WORDS = ARRAY(Text)


@dataclass(frozen=True, slots=True)
class Carried:
    """How many pairs of entry and target, of entries that are alike, a measure's department has already."""

    alike: Alike
    code: str
    target: Shape
    department_id: UUID
    number: int


async def departments(session: AsyncSession) -> dict[UUID, UUID]:
    """Every department there was or is, with the region of its seat."""
    row = Department.__table__.c
    return {each.id: each.region_id for each in await session.execute(select(row.id, row.region_id))}


async def entries_alike(
    session: AsyncSession, edition: UUID, on: dt.date, seats: Mapping[UUID, UUID]
) -> dict[Alike, int]:
    """The entries in force on the day `on` whose lists trigger a measure of the edition, counted by what is alike.

    `seats`: department -> the seat of whoever stands in for it, where a subject without a region is acted for.
    """
    found = _alike(edition, on, seats).c
    grouped = (found.list_type_id, found.region_id, found.groups, found.persons)
    rows = await session.execute(select(*grouped, func.count().label("number")).group_by(*grouped))
    return {_read(row): row.number for row in rows}


async def carried(
    session: AsyncSession,
    edition: UUID,
    on: dt.date,
    seats: Mapping[UUID, UUID],
    now: Mapping[UUID, UUID],
) -> list[Carried]:
    """What these entries' departments have live on the day `on`; `now`: department -> who stands in for it (A1, A7)."""
    alike = _alike(edition, on, seats)
    shape = _shapes().subquery("shape")
    standing = table_of("standing", (("of", Uuid()), ("id", Uuid())), list(now.items()))
    is_subject = and_(_ROW.c.target_bucket == alike.c.bucket, _ROW.c.target_id == alike.c.subject_id)
    target = case((is_subject, literal(SUBJECT)), else_=shape.c.shape)
    grouped = (
        alike.c.list_type_id,
        alike.c.region_id,
        alike.c.groups,
        alike.c.persons,
        _ROW.c.measure_code,
        target.label("target"),
        standing.c.id.label("department_id"),
    )
    same = func.row(_ROW.c.entry_id, _ROW.c.target_id)
    rows = await session.execute(
        select(*grouped, func.count(distinct(same)).label("number"))
        .select_from(alike)
        .join(_ROW, and_(_ROW.c.bucket == alike.c.bucket, _ROW.c.entry_id == alike.c.id))
        .join(standing, standing.c.of == _ROW.c.department_id)
        .outerjoin(
            shape,
            and_(
                shape.c.bucket == alike.c.bucket,
                shape.c.entry_id == alike.c.id,
                shape.c.person_id == _ROW.c.target_id,
            ),
        )
        .where(
            _ROW.c.state.in_([state.value for state in LIVE]),
            ends_on(_ROW) > on,
            or_(is_subject, shape.c.shape.is_not(None)),
        )
        .group_by(*grouped)
    )
    return [Carried(_read(row), row.measure_code, row.target, row.department_id, row.number) for row in rows]


def _shapes() -> Any:
    """Per entry and person: the offices in which the entry names them, as one word."""
    office = func.concat(func.coalesce(_PERSON.role, ""), ":", _PERSON.directly_responsible)
    return select(
        _PERSON.bucket,
        _PERSON.entry_id,
        _PERSON.person_id,
        func.string_agg(office, aggregate_order_by(literal(","), office)).label("shape"),
    ).group_by(_PERSON.bucket, _PERSON.entry_id, _PERSON.person_id)


def _alike(edition: UUID, on: dt.date, seats: Mapping[UUID, UUID]) -> CTE:
    """Every entry concerned: list type, region of an initiation by its department, groups, persons by shape."""
    met, criterion = EntryCriterion.__table__.c, Criterion.__table__.c
    trigger, measure, subject = MeasureTrigger.__table__.c, MeasureRow.__table__.c, Subject.__table__.c
    triggering = (
        select(trigger.list_type_id)
        .join_from(MeasureTrigger, MeasureRow, measure.id == trigger.measure_id)
        .where(measure.edition_id == edition)
    )
    seat = table_of("seat", (("of", Uuid()), ("region_id", Uuid())), list(seats.items()))
    groups = (
        select(func.array_agg(distinct(criterion.group)))
        .join_from(
            EntryCriterion,
            Criterion,
            and_(criterion.standard_id == met.standard_id, criterion.code == met.code),
        )
        .where(met.bucket == _ENTRY.c.bucket, met.entry_id == _ENTRY.c.id, criterion.group.is_not(None))
        .scalar_subquery()
    )
    shapes = (
        _shapes().where(_PERSON.bucket == _ENTRY.c.bucket, _PERSON.entry_id == _ENTRY.c.id).correlate(_ENTRY)
    ).lateral("own")
    persons = select(func.array_agg(aggregate_order_by(shapes.c.shape, shapes.c.shape))).scalar_subquery()
    nobody = cast(literal("{}"), _WORDS)
    day = cast(literal(on), _ENTRY.c.valid_from.type)
    return (
        select(
            _ENTRY.c.bucket,
            _ENTRY.c.id,
            _ENTRY.c.subject_id,
            _ENTRY.c.list_type_id,
            func.coalesce(subject.region_id, seat.c.region_id).label("region_id"),
            func.coalesce(groups, nobody).label("groups"),
            func.coalesce(persons, nobody).label("persons"),
        )
        .select_from(_ENTRY)
        .join(Subject, and_(subject.bucket == _ENTRY.c.bucket, subject.id == _ENTRY.c.subject_id))
        .join(seat, seat.c.of == _ENTRY.c.listed_by)
        .where(_ENTRY.c.list_type_id.in_(triggering), in_force(_ENTRY, day))
        .cte("alike")
    )


def _read(row: Row[Any]) -> Alike:
    return Alike(row.list_type_id, row.region_id, frozenset(row.groups), tuple(row.persons))
