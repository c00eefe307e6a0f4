"""Statements about tokens: found by their hash with all that a caller is, issued, listed and revoked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    LargeBinary,
    Select,
    bindparam,
    cast,
    func,
    insert,
    select,
    update,
)

from hub.store.compiled import compiled
from hub.store.line import Proof
from hub.store.models import Department, DepartmentFunction, DepartmentServes, Token
from hub.store.statements.days import during

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

    from hub.store.line import Asked
    from hub.store.wire import Wire

_TOKEN = Token.__table__.c
_DEPARTMENT = Department.__table__.c
_TODAY = bindparam("today", type_=Date)


def _caller(which: ColumnElement[bool]) -> Select[Any]:
    before = Department.__table__.alias("before")
    # A department stands in for those that ended before today with it as successor, and for theirs (A7).
    ended = (
        select(before.c.id)
        .where(before.c.successor_id == _TOKEN.department_id, before.c.valid_to < _TODAY)
        .correlate(Token)
        .cte("ended", recursive=True, nesting=True)
    )
    earlier = Department.__table__.alias("earlier")
    ended = ended.union(
        select(earlier.c.id).where(earlier.c.successor_id == ended.c.id, earlier.c.valid_to < _TODAY)
    )
    return _holder(which, func.array(select(ended.c.id).scalar_subquery()).label("succeeds"))


def _holder(which: ColumnElement[bool], predecessors: ColumnElement[Any]) -> Select[Any]:
    serves, holds = DepartmentServes.__table__.c, DepartmentFunction.__table__.c
    regions = select(serves.region_id).where(
        serves.department_id == _TOKEN.department_id, during(serves.valid_from, serves.valid_to, _TODAY)
    )
    functions = select(holds.function).where(
        holds.department_id == _TOKEN.department_id, during(holds.valid_from, holds.valid_to, _TODAY)
    )
    return (
        select(
            _TOKEN.id,
            _TOKEN.hash,
            _TOKEN.department_id,
            _TOKEN.duties,
            _TOKEN.expires_at,
            _TOKEN.revoked_at,
            _DEPARTMENT.slug,
            _DEPARTMENT.region_id,
            _DEPARTMENT.valid_from,
            _DEPARTMENT.valid_to,
            func.array(regions.correlate(Token).scalar_subquery()).label("serves"),
            func.array(functions.correlate(Token).scalar_subquery()).label("functions"),
            predecessors,
        )
        .join_from(Token, Department, _DEPARTMENT.id == _TOKEN.department_id)
        .where(which)
    )


def _alone() -> Select[Any]:
    before = Department.__table__.alias("before")
    named = select(before.c.id).where(before.c.successor_id == _TOKEN.department_id).correlate(Token)
    by_hash = _TOKEN.hash == bindparam("hash", type_=LargeBinary)
    return _holder(by_hash, named.exists().label("succeeds"))


CALLER: Final = _caller(_TOKEN.hash == bindparam("hash", type_=LargeBinary))
"""The token of hash `hash`, its department on the day `today`: regions and functions, and whom it succeeds."""


_HASHES = cast(bindparam("hashes", type_=ARRAY(LargeBinary)), ARRAY(LargeBinary))

CALLERS: Final = _caller(_TOKEN.hash == _HASHES.any_())
"""The same for every token of `hashes`, with the hash."""


async def callers(connection: AsyncConnection, hashes: Collection[bytes], today: dt.date) -> dict[bytes, Any]:
    """Hash -> the row of a token with its department; none for one that was never issued."""
    rows = await connection.execute(CALLERS, {"hashes": list(hashes), "today": today})
    return {bytes(row.hash): row for row in rows}


class CallerRow(NamedTuple):
    """A token with its department, as `CALLER` selects them."""

    id: UUID
    hash: bytes
    department_id: UUID
    duties: list[str]
    expires_at: dt.datetime
    revoked_at: dt.datetime | None
    slug: str
    region_id: UUID
    valid_from: dt.date
    valid_to: dt.date | None
    serves: list[UUID]
    functions: list[str]
    succeeds: list[UUID]


_CALLER: Final = compiled(CALLER)
_ALONE: Final = compiled(_alone())


async def caller(wire: Wire, token_hash: bytes, today: dt.date) -> CallerRow | None:
    """A token with its department; None for a token that was never issued."""
    rows = await wire.rows((_CALLER, {"hash": token_hash, "today": today}))
    return CallerRow(*rows[0]) if rows else None


async def known(wire: Wire, token_hash: bytes, today: dt.date) -> tuple[CallerRow | None, Proof | None]:
    """The same, and by what a later read may see that nothing has changed.

    None where the department succeeds another: for whom it stands in depends on the day, and is looked up in full.
    """
    values = {"hash": token_hash, "today": today}
    still: Asked = _ALONE, values
    now, then = await wire.ask([(_CALLER, values), still])
    rows = now.rows()
    if not rows:
        return None, None
    row = CallerRow(*rows[0])
    [(*_, succeeds)] = then.rows()
    return row, None if succeeds else Proof(still, then.raw()[0])


async def issue(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Write new tokens."""
    await session.execute(insert(Token), rows)


async def listed(connection: AsyncConnection) -> Sequence[Any]:
    """Every token but not itself: id, department (slug), duties, label and dates, the oldest first."""
    columns = (
        _TOKEN.id,
        _DEPARTMENT.slug.label("department"),
        _TOKEN.duties,
        _TOKEN.label,
        _TOKEN.created_at,
        _TOKEN.expires_at,
        _TOKEN.revoked_at,
    )
    joined = select(*columns).join_from(Token, Department, _DEPARTMENT.id == _TOKEN.department_id)
    return (await connection.execute(joined.order_by(_TOKEN.created_at, _TOKEN.id))).all()


async def revoke(session: AsyncSession, token_id: UUID, moment: dt.datetime) -> bool:
    """Put one token out of force; False where there is none, or it is revoked already."""
    revoking = (
        update(Token).where(_TOKEN.id == token_id, _TOKEN.revoked_at.is_(None)).values(revoked_at=moment)
    )
    return (await session.execute(revoking.returning(_TOKEN.id))).first() is not None


async def revoke_labelled(session: AsyncSession, label: str, moment: dt.datetime) -> Sequence[UUID]:
    """Put every token of that label out of force; which ones were in force until now."""
    revoking = (
        update(Token).where(_TOKEN.label == label, _TOKEN.revoked_at.is_(None)).values(revoked_at=moment)
    )
    return (await session.scalars(revoking.returning(_TOKEN.id))).all()


async def valid(
    connection: AsyncConnection, hashes: Collection[bytes], moment: dt.datetime
) -> dict[bytes, tuple[str, list[str]]]:
    """Of these hashes those in force at `moment`: hash -> department (slug) and duties."""
    rows = await connection.execute(
        select(_TOKEN.hash, _DEPARTMENT.slug, _TOKEN.duties)
        .join_from(Token, Department, _DEPARTMENT.id == _TOKEN.department_id)
        .where(_TOKEN.hash.in_(hashes), _TOKEN.revoked_at.is_(None), _TOKEN.expires_at > moment)
    )
    return {bytes(row.hash): (row.slug, list(row.duties)) for row in rows}


async def departments(session: AsyncSession, slugs: Iterable[str]) -> dict[str, Any]:
    """The departments of these slugs: id, slug, valid_from, valid_to."""
    columns = (_DEPARTMENT.id, _DEPARTMENT.slug, _DEPARTMENT.valid_from, _DEPARTMENT.valid_to)
    rows = await session.execute(select(*columns).where(_DEPARTMENT.slug.in_(list(slugs))))
    return {row.slug: row for row in rows}
