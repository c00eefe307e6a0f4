"""Linked actions in the database: what an initiation is judged on, its rows, its withdrawal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Row, and_, func, insert, select, update

from hub.policy.actions import Holder
from hub.policy.measures import Named
from hub.policy.vocabulary import (
    ExitGround,
    ListKind,
    OfficerRole,
)
from hub.store.graph.states import exit_day
from hub.store.graph.verification import under_verification
from hub.store.ids import Ref
from hub.store.models import (
    ActionRegion,
    Criterion,
    Department,
    DepartmentFunction,
    DepartmentServes,
    EntryCriterion,
    LinkedAction,
    ListEntry,
    ResponsiblePerson,
    Subject,
    UnroutedMeasure,
)
from hub.store.models import Measure as MeasureRow
from hub.store.statements.days import during
from hub.store.statements.sets import keys, keys_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_ENTRY = ListEntry.__table__
_ACTION = LinkedAction.__table__.c
_MEASURE = MeasureRow.__table__.c
_DEPARTMENT = Department.__table__.c


@dataclass(frozen=True, slots=True)
class Initiable:
    """One entry, locked, as an initiation asks for it. Everything is null once it is erased."""

    ref: Ref
    kind: ListKind
    erased: bool
    published: bool
    subject: Ref | None
    subject_region: UUID | None
    list_type: UUID
    listed_by: UUID
    seat: UUID
    valid_from: dt.date
    exit_day: dt.date
    under_verification: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """One linked action, locked."""

    ref: Ref
    entry: Ref
    entry_erased: bool
    initiated_by: UUID
    withdrawn_at: dt.datetime | None


async def lock_entries(session: AsyncSession, refs: Iterable[Ref]) -> dict[Ref, Initiable]:
    """These entries, with their subjects and themselves locked, in key order; unknown ids are left out.

    Subjects first: whoever changes the subject's standing at the same moment waits, or is waited for.
    """
    given = keys_of(ref for ref in refs if ref.kind == "ListEntry")
    held = and_(_ENTRY.c.bucket == given.c.bucket, _ENTRY.c.id == given.c.id)
    subject = Subject.__table__.c
    named = await session.execute(
        select(_ENTRY.c.bucket, _ENTRY.c.subject_id)
        .join_from(given, _ENTRY, held)
        .where(_ENTRY.c.subject_id.is_not(None))
    )
    subjects = keys((row.bucket, row.subject_id) for row in named)
    about = await session.execute(
        select(subject.bucket, subject.id, subject.type, subject.region_id)
        .join_from(
            subjects,
            Subject.__table__,
            and_(subject.bucket == subjects.c.bucket, subject.id == subjects.c.id),
        )
        .order_by(subject.bucket, subject.id)
        .with_for_update(key_share=True, of=Subject.__table__)
    )
    known: dict[tuple[int, UUID], Any] = {(row.bucket, row.id): row for row in about}
    seat = select(_DEPARTMENT.region_id).where(_DEPARTMENT.id == _ENTRY.c.listed_by).scalar_subquery()
    verifying = under_verification(_ENTRY).label("verifying")
    rows = await session.execute(
        select(_ENTRY, exit_day(_ENTRY).label("exit_day"), seat.label("seat"), verifying)
        .join_from(given, _ENTRY, held)
        .order_by(_ENTRY.c.bucket, _ENTRY.c.id)
        .with_for_update(key_share=True, of=_ENTRY)
    )
    return {item.ref: item for item in (_initiable(row, known) for row in rows)}


def _initiable(row: Row[Any], subjects: Mapping[tuple[int, UUID], Any]) -> Initiable:
    about = subjects.get((row.bucket, row.subject_id))
    return Initiable(
        ref=Ref("ListEntry", row.bucket, row.id),
        kind=ListKind(row.kind),
        erased=row.erased,
        published=row.published,
        subject=None if about is None else Ref(about.type, about.bucket, about.id),
        subject_region=None if about is None else about.region_id,
        list_type=row.list_type_id,
        listed_by=row.listed_by,
        seat=row.seat,
        valid_from=row.valid_from,
        exit_day=row.exit_day,
        under_verification=row.verifying,
    )


async def criteria_groups(session: AsyncSession, entries: Iterable[Ref]) -> dict[Ref, frozenset[str]]:
    """The groups of §3.1 that each entry's criteria belong to."""
    given = keys_of(entries)
    met, criterion = EntryCriterion.__table__.c, Criterion.__table__.c
    rows = await session.execute(
        select(met.bucket, met.entry_id, criterion.group)
        .join_from(
            given, EntryCriterion.__table__, and_(met.bucket == given.c.bucket, met.entry_id == given.c.id)
        )
        .join(Criterion.__table__, and_(criterion.standard_id == met.standard_id, criterion.code == met.code))
        .where(criterion.group.is_not(None))
    )
    found: dict[Ref, set[str]] = {}
    for row in rows:
        found.setdefault(Ref("ListEntry", row.bucket, row.entry_id), set()).add(row.group)
    return {ref: frozenset(groups) for ref, groups in found.items()}


async def named_persons(session: AsyncSession, entries: Iterable[Ref]) -> dict[Ref, list[Named]]:
    """The persons whom each entry names, in the order they were named."""
    given = keys_of(entries)
    person = ResponsiblePerson.__table__.c
    rows = await session.execute(
        select(ResponsiblePerson.__table__)
        .join_from(
            given,
            ResponsiblePerson.__table__,
            and_(person.bucket == given.c.bucket, person.entry_id == given.c.id),
        )
        .order_by(person.bucket, person.id)
    )
    found: dict[Ref, list[Named]] = {}
    for row in rows:
        role = None if row.role is None else OfficerRole(row.role)
        named = Named(row.person_bucket, row.person_id, role, row.directly_responsible)
        found.setdefault(Ref("ListEntry", row.bucket, row.entry_id), []).append(named)
    return found


async def holders(
    session: AsyncSession, functions: Collection[str], regions: Collection[UUID], today: dt.date
) -> list[Holder]:
    """The departments of `today` that hold one of `functions` and serve one of `regions`, by slug."""
    held, served = DepartmentFunction.__table__.c, DepartmentServes.__table__.c
    its_functions = select(func.array_agg(held.function)).where(
        held.department_id == _DEPARTMENT.id,
        held.function.in_(functions),
        during(held.valid_from, held.valid_to, today),
    )
    its_regions = select(func.array_agg(served.region_id)).where(
        served.department_id == _DEPARTMENT.id,
        served.region_id.in_(regions),
        during(served.valid_from, served.valid_to, today),
    )
    found = (
        select(
            _DEPARTMENT.id,
            _DEPARTMENT.slug,
            its_functions.scalar_subquery().label("functions"),
            its_regions.scalar_subquery().label("serves"),
        )
        .where(during(_DEPARTMENT.valid_from, _DEPARTMENT.valid_to, today))
        .subquery()
    )
    rows = await session.execute(
        select(found)
        .where(found.c.functions.is_not(None), found.c.serves.is_not(None))
        .order_by(found.c.slug)
    )
    return [Holder(row.id, frozenset(row.functions), frozenset(row.serves)) for row in rows]


async def reported_unrouted(
    session: AsyncSession, entries: Iterable[Ref]
) -> dict[Ref, frozenset[tuple[str, UUID]]]:
    """The (measure code, region) that actions of each entry, not withdrawn, have reported as unrouted."""
    given = keys_of(entries)
    unrouted = UnroutedMeasure.__table__.c
    rows = await session.execute(
        select(_ACTION.bucket, _ACTION.entry_id, _MEASURE.code, unrouted.region_id)
        .join_from(
            given, LinkedAction, and_(_ACTION.bucket == given.c.bucket, _ACTION.entry_id == given.c.id)
        )
        .join(UnroutedMeasure, and_(unrouted.bucket == _ACTION.bucket, unrouted.action_id == _ACTION.id))
        .join(MeasureRow, _MEASURE.id == unrouted.measure_id)
        .where(_ACTION.withdrawn_at.is_(None))
    )
    found: dict[Ref, set[tuple[str, UUID]]] = {}
    for row in rows:
        found.setdefault(Ref("ListEntry", row.bucket, row.entry_id), set()).add((row.code, row.region_id))
    return {ref: frozenset(pairs) for ref, pairs in found.items()}


async def escalated_into(session: AsyncSession, entries: Iterable[Ref]) -> dict[Ref, Ref]:
    """The watch entries that exited ESCALATED into these black ones: watch -> black (L3)."""
    given = keys_of(entries)
    rows = await session.execute(
        select(_ENTRY.c.bucket, _ENTRY.c.id, _ENTRY.c.caused_by_id).join_from(
            given,
            _ENTRY,
            and_(
                _ENTRY.c.bucket == given.c.bucket,
                _ENTRY.c.caused_by_id == given.c.id,
                _ENTRY.c.exit_ground == ExitGround.ESCALATED.value,
            ),
        )
    )
    return {
        Ref("ListEntry", row.bucket, row.id): Ref("ListEntry", row.bucket, row.caused_by_id) for row in rows
    }


async def insert_actions(
    session: AsyncSession,
    actions: Sequence[dict[str, Any]],
    regions: Sequence[dict[str, Any]],
    unrouted: Sequence[dict[str, Any]],
) -> None:
    """Insert linked actions with the regions they are addressed to and the measures nobody takes on."""
    await session.execute(insert(LinkedAction), actions)
    await session.execute(insert(ActionRegion), regions)
    if unrouted:
        await session.execute(insert(UnroutedMeasure), unrouted)


async def lock_actions(session: AsyncSession, refs: Iterable[Ref]) -> dict[Ref, Action]:
    """These actions, their entries and themselves locked in key order; unknown ids are left out."""
    given = keys_of(ref for ref in refs if ref.kind == "LinkedAction")
    held = and_(_ACTION.bucket == given.c.bucket, _ACTION.id == given.c.id)
    of_entries = await session.execute(
        select(_ACTION.bucket, _ACTION.entry_id).join_from(given, LinkedAction.__table__, held)
    )
    entries = keys((row.bucket, row.entry_id) for row in of_entries)
    erased = await session.execute(
        select(_ENTRY.c.bucket, _ENTRY.c.id, _ENTRY.c.erased)
        .join_from(entries, _ENTRY, and_(_ENTRY.c.bucket == entries.c.bucket, _ENTRY.c.id == entries.c.id))
        .order_by(_ENTRY.c.bucket, _ENTRY.c.id)
        .with_for_update(key_share=True, of=_ENTRY)
    )
    gone = {(row.bucket, row.id): row.erased for row in erased}
    rows = await session.execute(
        select(LinkedAction.__table__)
        .join_from(given, LinkedAction.__table__, held)
        .order_by(_ACTION.bucket, _ACTION.id)
        .with_for_update(key_share=True, of=LinkedAction.__table__)
    )
    found = (
        Action(
            ref=Ref("LinkedAction", row.bucket, row.id),
            entry=Ref("ListEntry", row.bucket, row.entry_id),
            entry_erased=gone[row.bucket, row.entry_id],
            initiated_by=row.initiated_by,
            withdrawn_at=row.withdrawn_at,
        )
        for row in rows
    )
    return {item.ref: item for item in found}


async def withdraw(session: AsyncSession, ref: Ref, moment: dt.datetime, reason: str) -> None:
    """Write down that an action, locked, is withdrawn."""
    await session.execute(
        update(LinkedAction)
        .where(_ACTION.bucket == ref.bucket, _ACTION.id == ref.id)
        .values(withdrawn_at=moment, withdraw_reason=reason)
        .execution_options(synchronize_session=False)
    )
