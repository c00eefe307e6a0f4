"""Statements that furnish an empty database with reference data, and tell what it was furnished with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import Table, and_, delete, exists, insert, select, text, union_all, update

from hub.store.models import (
    CatalogueEdition,
    Channel,
    Criterion,
    Department,
    DepartmentFunction,
    DepartmentServes,
    Function,
    KindName,
    LegalBasis,
    ListingStandard,
    ListType,
    MandatoryLevel,
    Measure,
    MeasureTrigger,
    Parameter,
    PermittedLevel,
    Region,
    SharingCatalogue,
    Subject,
)

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

TABLES: Final[Mapping[str, Table]] = {
    model.__tablename__: model.metadata.tables[model.__tablename__]
    for model in (
        Region,
        Function,
        Department,
        DepartmentServes,
        DepartmentFunction,
        LegalBasis,
        ListType,
        ListingStandard,
        Criterion,
        PermittedLevel,
        MandatoryLevel,
        KindName,
        SharingCatalogue,
        Channel,
        Parameter,
        CatalogueEdition,
        Measure,
        MeasureTrigger,
    )
}
"""The tables of reference data by name, each after those it refers to; the calendar has statements of its own."""

_NAMED = (Region, Department, LegalBasis, ListType, ListingStandard, CatalogueEdition, Measure)
_DEMO = "DEMO_ENTERPRISES"
_LOCK = 0x68756244  # "hubD": any number, as long as every loader takes the same


@dataclass(frozen=True, slots=True)
class DemoCity:
    """The demo city that a database holds: how many enterprises, and the day they were generated for."""

    enterprises: int
    today: dt.date


async def alone(session: AsyncSession) -> None:
    """Wait until nobody else furnishes this database; until the end of the transaction nobody can."""
    await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


async def known_ids(session: AsyncSession) -> frozenset[UUID]:
    """The ids of every region, department, basis, list type, standard, edition and measure."""
    ids = union_all(*(select(TABLES[model.__tablename__].c.id) for model in _NAMED))
    return frozenset((await session.execute(ids)).scalars())


def ids_in(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> frozenset[UUID]:
    """The ids that `known_ids` would answer of these rows."""
    return frozenset(row["id"] for model in _NAMED for row in rows[model.__tablename__])


async def write(session: AsyncSession, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Write reference data, given as rows by table."""
    for name, table in TABLES.items():
        if rows[name]:
            await session.execute(insert(table), [dict(row) for row in rows[name]])


async def current(session: AsyncSession) -> dict[str, list[dict[str, Any]]]:
    """All reference data there are, as rows by table."""
    return {
        name: [dict(row) for row in (await session.execute(select(table))).mappings()]
        for name, table in TABLES.items()
    }


async def change(session: AsyncSession, name: str, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Write columns of one row of reference data."""
    table = TABLES[name]
    named = and_(*(table.c[column] == value for column, value in key.items()))
    await session.execute(update(table).where(named).values(dict(values)))


async def remove(session: AsyncSession, name: str, key: Mapping[str, Any]) -> None:
    """Delete the rows of reference data that these columns name, and that nothing rests on."""
    table = TABLES[name]
    await session.execute(delete(table).where(*(table.c[column] == value for column, value in key.items())))


async def has_subjects(session: AsyncSession) -> bool:
    """Whether any enterprise or person is registered."""
    return bool(await session.scalar(select(exists(select(Subject.id)))))


async def demo_city(session: AsyncSession) -> DemoCity | None:
    """The demo city in this database, if one was loaded."""
    row = Parameter.__table__.c
    found = (await session.execute(select(row.value, row.valid_from).where(row.code == _DEMO))).one_or_none()
    return None if found is None else DemoCity(found.value, found.valid_from)


async def note_demo_city(session: AsyncSession, city: DemoCity, source: str) -> None:
    """Keep in mind which demo city was loaded: a parameter like any other, with its source."""
    row = {
        "code": _DEMO,
        "valid_from": city.today,
        "value": city.enterprises,
        "unit": "ENTERPRISE",
        "source": source,
    }
    await session.execute(insert(Parameter), [row])
