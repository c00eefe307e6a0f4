"""What rests on reference data: the entries, actions and assignments that a change of them would touch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Date, and_, cast, exists, func, or_, select

from hub.policy.assignments import LIVE
from hub.policy.vocabulary import AssignmentState
from hub.store.models import Assignment, EntryCriterion, LinkedAction, ListEntry

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession

_ENTRY = ListEntry.__table__.c
_ASSIGNMENT = Assignment.__table__.c
_ACTION = LinkedAction.__table__.c
_LIVE = [state.value for state in LIVE]


@dataclass(frozen=True, slots=True)
class Resting:
    """What rests on what, by id: last days of decisions and initiations, numbers of entries and assignments.

    `entries` and `assignments` are a department's: in force or to come, and not ended yet.
    """

    decided: Mapping[UUID, dt.date] = field(default_factory=dict)
    initiated: Mapping[UUID, dt.date] = field(default_factory=dict)
    entries: Mapping[UUID, int] = field(default_factory=dict)
    assignments: Mapping[UUID, int] = field(default_factory=dict)


async def load(session: AsyncSession, today: dt.date) -> Resting:
    """What rests on the reference data on the day `today`."""
    cited = select(_ENTRY.exit_standard_id, func.max(_ENTRY.exited_on)).group_by(_ENTRY.exit_standard_id)
    decided = select(_ENTRY.standard_id, func.max(_ENTRY.decided_on)).group_by(_ENTRY.standard_id)
    day = cast(func.timezone("Asia/Shanghai", func.max(_ACTION.initiated_at)), Date)
    count = func.count()
    standards = await _found(session, cited)
    for standard, last in (await _found(session, decided)).items():
        standards[standard] = max(last, standards.get(standard, last))
    return Resting(
        decided=standards,
        initiated=await _found(session, select(_ACTION.edition_id, day).group_by(_ACTION.edition_id)),
        entries=await _found(
            session, select(_ENTRY.listed_by, count).where(_in_force(today)).group_by(_ENTRY.listed_by)
        ),
        assignments=await _found(
            session,
            select(_ASSIGNMENT.department_id, count)
            .where(or_(_running(today), _owing(today)))
            .group_by(_ASSIGNMENT.department_id),
        ),
    )


async def without_criterion(
    session: AsyncSession, list_type: UUID, codes: Collection[str], today: dt.date
) -> int:
    """How many entries of a list, in force, meet none of these criteria (X5); follow-on entries have none."""
    met = exists(
        select(EntryCriterion.code).where(
            EntryCriterion.bucket == _ENTRY.bucket,
            EntryCriterion.entry_id == _ENTRY.id,
            EntryCriterion.code.in_(codes),
        )
    )
    asked = select(func.count()).where(
        _ENTRY.list_type_id == list_type, _in_force(today), _ENTRY.follows_id.is_(None), ~met
    )
    return int((await session.execute(asked)).scalar_one())


def _in_force(today: dt.date) -> ColumnElement[bool]:
    return and_(~_ENTRY.erased, func.coalesce(_ENTRY.exited_on, _ENTRY.valid_until + 1) > today)


def _ends(today: dt.date) -> ColumnElement[bool]:
    ends = func.least(_ASSIGNMENT.entry_ends_on, _ASSIGNMENT.measure_ends_on)  # a null is passed over
    return ends <= today


def _running(today: dt.date) -> ColumnElement[bool]:
    return and_(_ASSIGNMENT.state.in_(_LIVE), ~_ends(today))


def _owing(today: dt.date) -> ColumnElement[bool]:
    due = _ASSIGNMENT.state == AssignmentState.RELEASE_DUE.value
    taken_on = and_(_ASSIGNMENT.state.in_(_LIVE), _ASSIGNMENT.state != AssignmentState.ISSUED.value)
    return or_(due, and_(taken_on, _ends(today)))


async def _found(session: AsyncSession, asked: Any) -> dict[Any, Any]:
    return {row[0]: row[1] for row in await session.execute(asked) if row[0] is not None}
