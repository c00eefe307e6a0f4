"""Statements of listing: the rules that apply, what the subjects have already, and the rows of new entries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Date, DateTime, Text, Uuid, and_, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import TypeEngine

from hub.policy.listing import Standing
from hub.policy.standards import ListType, Permit, Rulebook, Standard
from hub.policy.validity import Validity
from hub.policy.vocabulary import BasisLevel, ExitGround, ListKind, Scope
from hub.store.ids import Ref
from hub.store.models import (
    Criterion,
    Department,
    EntryCriterion,
    Evidence,
    History,
    LegalBasis,
    ListEntry,
    ListingStandard,
    PermittedLevel,
    ResponsiblePerson,
)
from hub.store.models import ListType as ListTypeRow
from hub.store.statements.sets import KEY, keys_of, table_of

_TYPE = ListTypeRow.__table__.c
_STANDARD = ListingStandard.__table__.c
_BASIS = LegalBasis.__table__.c
_CRITERION = Criterion.__table__.c
_ENTRY = ListEntry.__table__.c
_DEPARTMENT = Department.__table__.c
_HISTORY = History.__table__.c
Columns = tuple[tuple[str, TypeEngine[Any]], ...]
_BLANK = {column.name: False if column.name in {"erased", "published"} else None for column in _ENTRY}
"""An entry's columns with nothing in them."""

_EXIT: Columns = (
    ("exited_on", Date()),
    ("exited_at", DateTime(timezone=True)),
    ("exit_ground", Text()),
    ("caused_by_id", Uuid()),
)
_DATES: Columns = (
    ("valid_from", Date()),
    ("valid_until", Date()),
    ("follows_id", Uuid()),
    ("own_until", Date()),
)


async def list_types(session: AsyncSession, slugs: Collection[str]) -> dict[str, ListType]:
    """The list types of these slugs."""
    rows = await session.execute(select(ListTypeRow.__table__).where(_TYPE.slug.in_(slugs)))
    return {row.slug: _list_type(row) for row in rows}


async def watch_lists(session: AsyncSession, fields: Collection[str]) -> list[ListType]:
    """The watch lists of these fields."""
    of_fields = and_(_TYPE.kind == ListKind.WATCH.value, _TYPE.field.in_(fields))
    rows = await session.execute(select(ListTypeRow.__table__).where(of_fields))
    return [_list_type(row) for row in rows]


def _list_type(row: Any) -> ListType:
    return ListType(
        row.id,
        row.slug,
        row.name,
        ListKind(row.kind),
        row.field,
        row.lead_function,
        Scope(row.scope),
        row.region_id,
    )


async def rulebook(session: AsyncSession, list_types: Collection[UUID]) -> Rulebook:
    """Every version of these list types' standards, newest first, and all permits."""
    criteria: dict[UUID, dict[str, int]] = defaultdict(dict)
    of_types = _STANDARD.list_type_id.in_(list_types)
    for row in await session.execute(
        select(_CRITERION.standard_id, _CRITERION.code, _CRITERION.occurrences)
        .join_from(Criterion, ListingStandard, _STANDARD.id == _CRITERION.standard_id)
        .where(of_types)
        .order_by(_CRITERION.position, _CRITERION.code)
    ):
        criteria[row.standard_id][row.code] = row.occurrences
    standards: dict[UUID, list[Standard]] = defaultdict(list)
    for row in await session.execute(
        select(ListingStandard.__table__, _BASIS.act, _BASIS.level, _BASIS.in_force_from, _BASIS.in_force_to)
        .join(LegalBasis, _BASIS.id == _STANDARD.basis_id)
        .where(of_types)
        .order_by(_STANDARD.effective_from.desc())
    ):
        standards[row.list_type_id].append(_standard(row, criteria[row.id]))
    permits = await session.execute(select(PermittedLevel.__table__))
    return Rulebook(
        standards,
        [
            Permit(ListKind(row.kind), Scope(row.scope), BasisLevel(row.level), row.valid_from, row.valid_to)
            for row in permits
        ],
    )


def _standard(row: Any, criteria: dict[str, int]) -> Standard:
    return Standard(
        id=row.id,
        effective_from=row.effective_from,
        effective_to=row.effective_to,
        criteria=criteria,
        min_term_months=row.min_term_months,
        max_term_months=row.max_term_months,
        watch_term_months=row.watch_term_months,
        published=row.published,
        correctable=row.correctable,
        basis=row.act,
        basis_level=BasisLevel(row.level),
        basis_from=row.in_force_from,
        basis_to=row.in_force_to,
    )


async def standings(session: AsyncSession, subjects: Iterable[Ref]) -> dict[UUID, list[Standing]]:
    """Every entry of these subjects that is not erased, in id order, by subject."""
    given = keys_of(subjects)
    theirs = and_(_ENTRY.bucket == given.c.bucket, _ENTRY.subject_id == given.c.id)
    rows = await session.execute(
        select(ListEntry.__table__, _TYPE.field, _TYPE.name, _DEPARTMENT.name.label("department_name"))
        .join_from(given, ListEntry.__table__, theirs)
        .join(ListTypeRow, _TYPE.id == _ENTRY.list_type_id)
        .join(Department, _DEPARTMENT.id == _ENTRY.listed_by)
        .order_by(_ENTRY.id)
    )
    found: dict[UUID, list[Standing]] = defaultdict(list)
    for row in rows:
        found[row.subject_id].append(_standing(row))
    return found


def _standing(row: Any) -> Standing:
    ground = None if row.exit_ground is None else ExitGround(row.exit_ground)
    return Standing(
        id=row.id,
        kind=ListKind(row.kind),
        field=row.field,
        list_type=row.list_type_id,
        list_type_name=row.name,
        listed_by=row.listed_by,
        department_name=row.department_name,
        validity=Validity(row.valid_from, row.valid_until, row.exited_on, ground),
        caused_by=row.caused_by_id,
        follows=row.follows_id,
        own_until=row.own_until,
        watch_term_months=row.watch_term_months,
        published=row.published,
    )


async def insert_entries(
    session: AsyncSession,
    entries: Sequence[dict[str, Any]],
    criteria: Sequence[dict[str, Any]] = (),
    evidence: Sequence[dict[str, Any]] = (),
    persons: Sequence[dict[str, Any]] = (),
) -> None:
    """Insert entries with what they rest on and whom they name."""
    for table, rows in (
        (ListEntry, [{name: row.get(name, default) for name, default in _BLANK.items()} for row in entries]),
        (EntryCriterion, criteria),
        (Evidence, evidence),
        (ResponsiblePerson, persons),
    ):
        if rows:
            await session.execute(insert(table), rows)


async def write_exits(session: AsyncSession, rows: Sequence[tuple[Any, ...]]) -> None:
    """Write (bucket, id, exited_on, exited_at, exit_ground, caused_by_id) of entries; all null: it stands again."""
    await _write(session, _EXIT, rows)


async def remove_entries(session: AsyncSession, entries: Collection[Ref]) -> None:
    """Delete follow-on entries that have not begun, with the history of their being written (X2)."""
    if not entries:
        return
    given = keys_of(entries)
    for table, columns, key in ((History, _HISTORY, _HISTORY.entry_id), (ListEntry, _ENTRY, _ENTRY.id)):
        await session.execute(
            delete(table)
            .where(columns.bucket == given.c.bucket, key == given.c.id)
            .execution_options(synchronize_session=False)
        )


async def write_dates(session: AsyncSession, rows: Sequence[tuple[Any, ...]]) -> None:
    """Write (bucket, id, valid_from, valid_until, follows_id, own_until) of watch entries (X2)."""
    await _write(session, _DATES, rows)


async def _write(session: AsyncSession, columns: Columns, rows: Sequence[tuple[Any, ...]]) -> None:
    if not rows:
        return
    new = table_of("new", (*KEY, *columns), rows)
    await session.execute(
        update(ListEntry)
        .where(_ENTRY.bucket == new.c.bucket, _ENTRY.id == new.c.id)
        .values({name: new.c[name] for name, _ in columns})
        .execution_options(synchronize_session=False)
    )
