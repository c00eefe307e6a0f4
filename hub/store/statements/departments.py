"""Statements about departments and regions: who and where is meant by a key, and what a department holds when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, delete, exists, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from hub.policy.assignments import LIVE
from hub.policy.departments import Held, Known, Rewritten
from hub.policy.vocabulary import AssignmentState
from hub.store.models import (
    Assignment,
    Department,
    DepartmentFunction,
    DepartmentServes,
    Function,
    LinkedAction,
    ListEntry,
    Region,
)

_DEPARTMENT = Department.__table__.c
_REGION = Region.__table__.c


async def by_key(session: AsyncSession, ids: Collection[UUID], slugs: Collection[str]) -> Sequence[Any]:
    """The departments of these ids and slugs: id, slug, name, region_id, valid_from, valid_to."""
    columns = (
        _DEPARTMENT.id,
        _DEPARTMENT.slug,
        _DEPARTMENT.name,
        _DEPARTMENT.region_id,
        _DEPARTMENT.valid_from,
        _DEPARTMENT.valid_to,
    )
    asked = or_(_DEPARTMENT.id.in_(ids), _DEPARTMENT.slug.in_(slugs))
    return (await session.execute(select(*columns).where(asked))).all()


async def regions(session: AsyncSession) -> Sequence[Any]:
    """All regions: id, parent_id, slug, gb_code; there are few."""
    columns = (_REGION.id, _REGION.parent_id, _REGION.slug, _REGION.gb_code)
    return (await session.execute(select(*columns))).all()


async def lock(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Known]:
    """These departments, locked in id order; rows that point at them may still be written meanwhile."""
    return await _of(session, _these(ids).with_for_update(key_share=True))


async def known(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Known]:
    """These departments as they are at this moment, not locked."""
    return await _of(session, _these(ids))


def _these(ids: Collection[UUID]) -> Select[Any]:
    return select(Department.__table__).where(_DEPARTMENT.id.in_(ids)).order_by(_DEPARTMENT.id)


async def _of(session: AsyncSession, asked: Select[Any]) -> dict[UUID, Known]:
    rows = await session.execute(asked)
    return {row.id: _known(row) for row in rows}


def _known(row: Any) -> Known:
    return Known(row.id, row.slug, row.region_id, row.valid_from, row.valid_to, row.successor_id)


async def successors(session: AsyncSession, department: UUID) -> frozenset[UUID]:
    """Whoever follows a department, and follows those, whether or not the days have come."""
    chain = select(_DEPARTMENT.successor_id).where(_DEPARTMENT.id == department).cte("chain", recursive=True)
    chain = chain.union(select(_DEPARTMENT.successor_id).join(chain, _DEPARTMENT.id == chain.c.successor_id))
    found = await session.scalars(select(chain.c.successor_id).where(chain.c.successor_id.is_not(None)))
    return frozenset(found)


async def succeeded_by(session: AsyncSession, department: UUID) -> list[Known]:
    """The departments that this one takes over from, or is to."""
    rows = await session.execute(
        select(Department.__table__).where(_DEPARTMENT.successor_id == department).order_by(_DEPARTMENT.slug)
    )
    return [_known(row) for row in rows]


async def functions(session: AsyncSession) -> frozenset[str]:
    """The codes of all functions."""
    return frozenset(await session.scalars(select(Function.code)))


async def held(session: AsyncSession, department: UUID) -> list[Held[str]]:
    """The functions that a department holds, held and will hold, each with its days."""
    row = DepartmentFunction.__table__.c
    rows = await session.execute(
        select(row.function, row.valid_from, row.valid_to).where(row.department_id == department)
    )
    return [Held(*each) for each in rows]


async def served(session: AsyncSession, department: UUID) -> list[Held[UUID]]:
    """The regions that a department serves, served and will serve, each with its days."""
    row = DepartmentServes.__table__.c
    rows = await session.execute(
        select(row.region_id, row.valid_from, row.valid_to).where(row.department_id == department)
    )
    return [Held(*each) for each in rows]


async def register(
    session: AsyncSession,
    department: dict[str, Any],
    functions: Iterable[str],
    serves: Iterable[UUID],
) -> None:
    """Insert a department with what it holds and serves as long as it stands."""
    own = {"department_id": department["id"], "valid_from": department["valid_from"]}
    await session.execute(insert(Department), [department])
    await session.execute(insert(DepartmentFunction), [own | {"function": each} for each in functions])
    await session.execute(insert(DepartmentServes), [own | {"region_id": each} for each in serves])


async def change(session: AsyncSession, department: UUID, values: dict[str, Any]) -> None:
    """Write columns of a department, locked."""
    await session.execute(update(Department).where(_DEPARTMENT.id == department).values(values))


async def rewrite_functions(
    session: AsyncSession, department: UUID, rewritten: Rewritten[str], day: dt.date
) -> None:
    """Write anew which functions a department holds from a day on."""
    await _rewrite(session, DepartmentFunction, "function", department, rewritten, day)


async def rewrite_serves(
    session: AsyncSession, department: UUID, rewritten: Rewritten[UUID], day: dt.date
) -> None:
    """Write anew which regions a department serves from a day on."""
    await _rewrite(session, DepartmentServes, "region_id", department, rewritten, day)


async def _rewrite(
    session: AsyncSession, model: Any, column: str, department: UUID, rewritten: Rewritten[Any], day: dt.date
) -> None:
    row = model.__table__.c

    def this(each: Held[Any]) -> Any:
        mine = (row.department_id == department, row[column] == each.value)
        return and_(*mine, row.valid_from == each.valid_from)

    for each in rewritten.gone:
        await session.execute(delete(model).where(this(each)))
    for each, last in rewritten.ended:
        await session.execute(update(model).where(this(each)).values(valid_to=last))
    begun = [{"department_id": department, column: value, "valid_from": day} for value in rewritten.begun]
    if begun:
        await session.execute(insert(model), begun)


async def own(session: AsyncSession, department: UUID) -> list[str]:
    """What would be nobody's without the department, in words (A7): old listings have a keeper, too."""
    entry, assignment, action = ListEntry.__table__.c, Assignment.__table__.c, LinkedAction.__table__.c
    listing = or_(entry.listed_by == department, entry.supplied_by == department)
    owed = [*(state.value for state in LIVE), AssignmentState.RELEASE_DUE.value]
    asked = {
        "entries": exists(select(entry.id).where(listing, ~entry.erased)),
        "assignments": exists(
            select(assignment.id).where(assignment.department_id == department, assignment.state.in_(owed))
        ),
        "linked actions": exists(
            select(action.id).where(action.initiated_by == department, action.withdrawn_at.is_(None))
        ),
    }
    found = (await session.execute(select(*(each.label(word) for word, each in asked.items())))).one()
    return [word for word, there in zip(asked, found, strict=True) if there]
