"""What a restore asks of the rows it loaded: whether something that is gone for good is there again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, select

from hub.store.journal import NAMING, TOKEN
from hub.store.models import Assignment, Department, ListEntry, ResponsiblePerson, Token

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from hub.store.ids import Ref

_ENTRY = ListEntry.__table__.c
_ASSIGNMENT = Assignment.__table__.c
_DEPARTMENT = Department.__table__.c
_NAMED = ResponsiblePerson.__table__.c
_TOKEN = Token.__table__.c


async def still_there(session: AsyncSession, ref: Ref) -> Any:
    """Whose it is, where an erasure of it finds something to do; None where it does not.

    The department (id, slug, region_id) of an entry that is not erased, or that still names a person, of an erased entry's assignment that still
    has its target, or of a token that is not revoked.
    """
    columns = (_DEPARTMENT.id, _DEPARTMENT.slug, _DEPARTMENT.region_id)
    if ref.kind == "ListEntry":
        there = and_(_ENTRY.bucket == ref.bucket, _ENTRY.id == ref.id, ~_ENTRY.erased)
        asked = (
            select(*columns).join_from(ListEntry, Department, _DEPARTMENT.id == _ENTRY.listed_by).where(there)
        )
    elif ref.kind == NAMING:
        there = and_(_NAMED.bucket == ref.bucket, _NAMED.id == ref.id)
        its_entry = and_(_ENTRY.bucket == _NAMED.bucket, _ENTRY.id == _NAMED.entry_id)
        asked = (
            select(*columns)
            .select_from(ResponsiblePerson)
            .join(ListEntry, its_entry)
            .join(Department, _DEPARTMENT.id == _ENTRY.listed_by)
            .where(there)
        )
    elif ref.kind == TOKEN:
        valid = and_(_TOKEN.id == ref.id, _TOKEN.revoked_at.is_(None))
        asked = (
            select(*columns).join_from(Token, Department, _DEPARTMENT.id == _TOKEN.department_id).where(valid)
        )
    else:
        there = and_(
            _ASSIGNMENT.bucket == ref.bucket,
            _ASSIGNMENT.id == ref.id,
            _ASSIGNMENT.erased,
            _ASSIGNMENT.target_id.is_not(None),
        )
        theirs = _DEPARTMENT.id == _ASSIGNMENT.department_id
        asked = select(*columns).join_from(Assignment, Department, theirs).where(there)
    return (await session.execute(asked)).one_or_none()
