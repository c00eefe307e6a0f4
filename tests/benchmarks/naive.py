"""What everyone writes first: Strawberry, ORM sessions, one DataLoader per edge: python -m tests.benchmarks.naive PORT.

Types follow the tables, every edge is a resolver that awaits its loader, a session is opened per statement. It answers
the hub's questions without connections (lists of what is there), asks for no token and keeps no record.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

import strawberry
import uvicorn
from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader

from hub.policy.workdays import day_of
from hub.store.models import (
    Assignment,
    Department,
    LinkedAction,
    ListEntry,
    ListType,
    Measure,
    Region,
    Subject,
)
from tests.support.secrets import KEYS

ENGINE = create_async_engine(
    os.environ.get("DATABASE_URL", "postgresql+psycopg://"), pool_size=10, max_overflow=0
)
SESSIONS = async_sessionmaker(ENGINE, expire_on_commit=False)


async def _rows(statement: Select[Any]) -> list[Any]:
    async with SESSIONS() as session:
        return list((await session.scalars(statement)).all())


def _one(model: Any) -> Callable[[list[UUID]], Awaitable[list[Any]]]:
    async def load(keys: list[UUID]) -> list[Any]:
        found = {row.id: row for row in await _rows(select(model).where(model.id.in_(keys)))}
        return [found.get(key) for key in keys]

    return load


def _many(
    model: Any, column: str, order: Any, *where: Any
) -> Callable[[list[tuple[int, UUID]]], Awaitable[list[Any]]]:
    async def load(keys: list[tuple[int, UUID]]) -> list[Any]:
        key = tuple_(model.bucket, getattr(model, column))
        grouped = defaultdict(list)
        for row in await _rows(select(model).where(key.in_(keys), *where).order_by(order)):
            grouped[row.bucket, getattr(row, column)].append(row)
        return [grouped[key] for key in keys]

    return load


def _stands() -> tuple[Any, ...]:
    today = day_of(dt.datetime.now(dt.UTC))
    ends = func.least(ListEntry.exited_on, ListEntry.valid_until + 1)
    return ~ListEntry.erased, ListEntry.valid_from <= today, ends > today


class Loaders:
    """One for every edge, made anew for every request."""

    def __init__(self) -> None:
        self.regions = DataLoader(_one(Region))
        self.departments = DataLoader(_one(Department))
        self.measures = DataLoader(_one(Measure))
        self.entries = DataLoader(_many(ListEntry, "subject_id", ListEntry.id.desc(), *_stands()))
        self.actions = DataLoader(_many(LinkedAction, "entry_id", LinkedAction.id.desc()))
        self.assignments = DataLoader(_many(Assignment, "action_id", Assignment.id))


def _loaders(info: strawberry.Info) -> Loaders:
    found: Loaders = info.context["loaders"]
    return found


@strawberry.type(name="Region")
class RegionType:
    name: str


@strawberry.type(name="Department")
class DepartmentType:
    row: strawberry.Private[Any]
    name: str

    @strawberry.field
    async def region(self, info: strawberry.Info) -> RegionType:
        return RegionType(name=(await _loaders(info).regions.load(self.row.region_id)).name)


@strawberry.type(name="Measure")
class MeasureType:
    code: str
    title: str
    force: str


@strawberry.type(name="Assignment")
class AssignmentType:
    row: strawberry.Private[Any]
    state: str
    acknowledge_by: dt.datetime
    implement_by: dt.datetime

    @strawberry.field
    async def assigned_to(self, info: strawberry.Info) -> DepartmentType:
        return _department(await _loaders(info).departments.load(self.row.department_id))

    @strawberry.field
    async def measure(self, info: strawberry.Info) -> MeasureType:
        found = await _loaders(info).measures.load(self.row.measure_id)
        return MeasureType(code=found.code, title=found.title, force=found.force)


@strawberry.type(name="LinkedAction")
class LinkedActionType:
    row: strawberry.Private[Any]
    initiated_at: dt.datetime

    @strawberry.field
    async def assignments(self, info: strawberry.Info) -> list[AssignmentType]:
        rows = await _loaders(info).assignments.load((self.row.bucket, self.row.id))
        return [
            AssignmentType(
                row=row, state=row.state, acknowledge_by=row.acknowledge_by, implement_by=row.implement_by
            )
            for row in rows
        ]


@strawberry.type(name="ListEntry")
class ListEntryType:
    row: strawberry.Private[Any]
    kind: str
    document_number: str | None
    valid_from: dt.date
    valid_until: dt.date

    @strawberry.field
    async def listed_by(self, info: strawberry.Info) -> DepartmentType:
        return _department(await _loaders(info).departments.load(self.row.listed_by))

    @strawberry.field
    async def linked_actions(self, info: strawberry.Info) -> list[LinkedActionType]:
        rows = await _loaders(info).actions.load((self.row.bucket, self.row.id))
        return [LinkedActionType(row=row, initiated_at=row.initiated_at) for row in rows]


@strawberry.type(name="Subject")
class SubjectType:
    row: strawberry.Private[Any]
    name: str
    code: str | None

    @strawberry.field
    async def region(self, info: strawberry.Info) -> RegionType:
        return RegionType(name=(await _loaders(info).regions.load(self.row.region_id)).name)

    @strawberry.field
    async def list_entries(self, info: strawberry.Info) -> list[ListEntryType]:
        return [_entry(row) for row in await _loaders(info).entries.load((self.row.bucket, self.row.id))]


@strawberry.type
class Query:
    @strawberry.field
    async def subject(self, code: str) -> SubjectType | None:
        keyed = select(Subject).where(Subject.bucket == KEYS.bucket_of(code), Subject.code == code)
        return next((SubjectType(row=row, name=row.name, code=row.code) for row in await _rows(keyed)), None)

    @strawberry.field
    async def list_entries(
        self, list_type: str, first: int, before: UUID | None = None
    ) -> list[ListEntryType]:
        listed = select(ListType.id).where(ListType.slug == list_type).scalar_subquery()
        rows = select(ListEntry).where(ListEntry.list_type_id == listed, *_stands())
        if before is not None:
            rows = rows.where(ListEntry.id < before)
        return [_entry(row) for row in await _rows(rows.order_by(ListEntry.id.desc()).limit(first))]


def _department(row: Any) -> DepartmentType:
    return DepartmentType(row=row, name=row.name)


def _entry(row: Any) -> ListEntryType:
    return ListEntryType(
        row=row,
        kind=row.kind,
        document_number=row.document_number,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )


class Naive(GraphQL[Any, Any]):
    """Strawberry's own view with new loaders for every request."""

    async def get_context(self, request: Any, response: Any) -> dict[str, Any]:
        return {"request": request, "response": response, "loaders": Loaders()}


APP: Final = Naive(strawberry.Schema(Query))

if __name__ == "__main__":
    uvicorn.run(
        APP, host="127.0.0.1", port=int(sys.argv[1]), loop="uvloop", http="httptools", access_log=False,
        log_level="warning",
    )  # fmt: skip
