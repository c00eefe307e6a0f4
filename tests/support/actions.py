"""What tests of linked actions do in the small city: subjects, entries, actions, and what came of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import insert, select, update

from hub.casework import change as changes
from hub.casework.actions import InitiateAction, Initiated, initiate_action
from hub.casework.assignments import acknowledge_assignments
from hub.casework.change import Asked, Change
from hub.casework.releases import Ended, end_assignments
from hub.errors import Refusal
from hub.policy.duties import Caller
from hub.policy.vocabulary import Duty
from hub.store.ids import Ref
from hub.store.models import Assignment, EntryCriterion, ListEntry, Notification, ResponsiblePerson, Subject
from hub.store.session import Store

R = TypeVar("R")
NOW = dt.datetime(2026, 9, 7, 2, 0, tzinfo=dt.UTC)
"""Monday 7 September 2026, ten in the morning in Shanghai."""
TODAY = dt.date(2026, 9, 7)
BUCKET, PERSON_BUCKET = 17, 203


class Authority(NamedTuple):
    """What a department of the small city is: its seat, its functions, and the regions it serves."""

    seat: str
    functions: tuple[str, ...]
    serves: tuple[str, ...]


@dataclass
class City:
    """The ids of the small city, and what tests do in it."""

    store: Store
    regions: dict[str, UUID] = field(default_factory=dict)
    departments: dict[str, UUID] = field(default_factory=dict)
    authorities: dict[str, Authority] = field(default_factory=dict)
    list_types: dict[str, UUID] = field(default_factory=dict)
    standards: dict[str, UUID] = field(default_factory=dict)
    measures: dict[str, UUID] = field(default_factory=dict)
    bases: dict[str, UUID] = field(default_factory=dict)
    edition: UUID = field(default_factory=uuid4)

    def caller(self, slug: str, *, succeeds: Sequence[str] = ()) -> Caller:
        seat, functions, serves = self.authorities[slug]
        return Caller(
            department_id=self.departments[slug],
            slug=slug,
            region_id=self.regions[seat],
            serves=frozenset(self.regions[region] for region in serves),
            functions=frozenset(functions),
            duties=frozenset(Duty),
            succeeds=frozenset(self.departments[other] for other in succeeds),
        )

    async def run(
        self,
        slug: str,
        procedure: Callable[[Change], Awaitable[R]],
        *,
        moment: dt.datetime = NOW,
        caller: Caller | None = None,
        key: str | None = None,
        result: type[Any] = object,
    ) -> R:
        asked = Asked(caller or self.caller(slug), "test", moment, operator="Clerk Lin", key=key)
        return await changes.run(self.store, asked, procedure, result)

    async def initiate(
        self, entry: Ref, slug: str = "jinjiang-taxation", *, moment: dt.datetime = NOW, **asked: Any
    ) -> Initiated:
        given = InitiateAction(entry, **asked)
        return await self.run(slug, lambda change: initiate_action(change, given), moment=moment)

    async def acknowledge(self, slug: str, *refs: Ref, moment: dt.datetime = NOW) -> list[Ref | Refusal]:
        return await self.run(slug, lambda change: acknowledge_assignments(change, refs), moment=moment)

    async def exit(
        self,
        entry: Ref,
        exit_day: dt.date,
        *,
        moment: dt.datetime = NOW,
        ground: str = "MISUSE",
        cause: Ref | None = None,
    ) -> Ended:
        """An exit as far as assignments are concerned: the entry's row, and what it does to them."""

        async def procedure(change: Change) -> Ended:
            await lock_subject(change, entry)
            await change.session.execute(
                update(ListEntry)
                .where(ListEntry.bucket == entry.bucket, ListEntry.id == entry.id)
                .values(
                    exited_on=exit_day,
                    exited_at=moment,
                    exit_ground=ground,
                    caused_by_id=cause.id if cause else None,
                )
            )
            return (await end_assignments(change, {entry: exit_day}))[entry]

        return await self.run("jinjiang-taxation", procedure, moment=moment)

    async def assignments(self, **columns: Any) -> list[Any]:
        """The rows of the ledger with these values, in the order they were issued."""
        async with self.store.write() as session:
            found = await session.execute(
                select(Assignment.__table__)
                .where(*(Assignment.__table__.c[name] == value for name, value in columns.items()))
                .order_by(Assignment.id)
            )
            return list(found)

    async def of(self, slug: str, code: str | None = None) -> Any:
        """The one assignment of a department (of one measure)."""
        rows = await self.assignments(department_id=self.departments[slug])
        (row,) = [row for row in rows if code in (None, row.measure_code)]
        return row

    async def inbox(self, slug: str) -> list[tuple[str, UUID]]:
        """The messages of a department as (kind, object), in the order of their numbers, which have no gap."""
        async with self.store.write() as session:
            found = await session.execute(
                select(Notification.__table__)
                .where(Notification.department_id == self.departments[slug])
                .order_by(Notification.number)
            )
            rows = found.all()
        assert [row.number for row in rows] == list(range(1, len(rows) + 1))
        return [(row.kind, row.object_id) for row in rows]

    async def count(self, model: Any) -> int:
        async with self.store.write() as session:
            return len((await session.execute(select(model.__table__))).all())

    async def rows(self, model: Any) -> list[Any]:
        async with self.store.write() as session:
            return list(await session.execute(select(model.__table__)))

    async def write(self, statement: Any, rows: list[dict[str, Any]] | None = None) -> None:
        async with self.store.write() as session:
            await (session.execute(statement, rows) if rows else session.execute(statement))
            await session.commit()

    async def enterprise(self, name: str = "Fictitious Kiln Works", region: str | None = "jinjiang") -> Ref:
        ref = Ref("Enterprise", BUCKET, uuid4())
        await self.write(
            insert(Subject),
            [
                {
                    "bucket": ref.bucket,
                    "id": ref.id,
                    "type": "Enterprise",
                    "name": name,
                    "name_grams": [],
                    "region_id": self.regions[region] if region else None,
                    "code": str(ref.id),
                    "registered_at": NOW,
                }
            ],
        )
        return ref

    async def person(self, name: str = "Example Chen") -> Ref:
        ref = Ref("Person", PERSON_BUCKET, uuid4())
        await self.write(
            insert(Subject),
            [
                {
                    "bucket": ref.bucket,
                    "id": ref.id,
                    "type": "Person",
                    "name": name,
                    "name_grams": [],
                    "id_hash": ref.id.bytes,
                    "id_cipher": b"sealed",
                    "id_key": "k1",
                    "id_masked": "3505**********0000",
                    "registered_at": NOW,
                }
            ],
        )
        return ref

    async def entry(
        self,
        subject: Ref,
        list_type: str = "tax-black",
        *,
        valid_from: dt.date = dt.date(2026, 9, 1),
        valid_until: dt.date = dt.date(2026, 12, 31),
        named: Sequence[tuple[Ref, str, bool]] = (),
    ) -> Ref:
        ref = Ref("ListEntry", subject.bucket, uuid4())
        department = self.departments["jinjiang-taxation"]
        await self.write(
            insert(ListEntry),
            [
                {
                    "bucket": ref.bucket,
                    "id": ref.id,
                    "kind": list_type.split("-")[1].upper(),
                    "subject_id": subject.id,
                    "list_type_id": self.list_types[list_type],
                    "standard_id": self.standards[list_type],
                    "published": True,
                    "listed_by": department,
                    "supplied_by": department,
                    "document_number": "No. 1",
                    "facts": "Invented facts.",
                    "decided_on": min(valid_from, TODAY),
                    "valid_from": valid_from,
                    "valid_until": valid_until,
                }
            ],
        )
        await self.write(
            insert(EntryCriterion),
            [
                {
                    "bucket": ref.bucket,
                    "entry_id": ref.id,
                    "standard_id": self.standards[list_type],
                    "code": "C1",
                    "times": 1,
                }
            ],
        )
        for person, role, directly in named:
            await self.write(
                insert(ResponsiblePerson),
                [
                    {
                        "bucket": ref.bucket,
                        "id": uuid4(),
                        "entry_id": ref.id,
                        "person_bucket": person.bucket,
                        "person_id": person.id,
                        "role": role,
                        "directly_responsible": directly,
                    }
                ],
            )
        return ref


async def lock_subject(change: Change, entry: Ref) -> None:
    """What every exit does first: the subject, then the entry (engine.md §2)."""
    subject = select(ListEntry.subject_id).where(ListEntry.bucket == entry.bucket, ListEntry.id == entry.id)
    found = (await change.session.execute(subject)).scalar_one()
    await change.session.execute(
        select(Subject.id)
        .where(Subject.bucket == entry.bucket, Subject.id == found)
        .with_for_update(key_share=True)
    )


def due(year: int, month: int, day: int) -> dt.datetime:
    """The last second of a day in Shanghai."""
    return dt.datetime(year, month, day, 15, 59, 59, tzinfo=dt.UTC)


def later(days: int, moment: dt.datetime = NOW) -> dt.datetime:
    """The same time some days later."""
    return moment + dt.timedelta(days=days)
