"""Objections in the small city: opened, decided and restored through casework, over entries with running measures."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from hub.casework.assignments import ConfirmRelease, confirm_release
from hub.casework.keys import DepartmentKey, SubjectKey
from hub.casework.objections import (
    Decided,
    DecideObjection,
    Opened,
    OpenObjection,
    decide_objection,
    open_objection,
)
from hub.casework.restorations import Closed, CloseRestoration, close_restoration
from hub.policy.duties import Caller
from hub.policy.vocabulary import NoticeMeans, ObjectionOrigin, ObjectionOutcome
from hub.policy.workdays import day_of
from hub.store.ids import Ref
from hub.store.models import Objection, Parameter
from hub.store.session import Store
from tests.support import listing as listings
from tests.support.actions import NOW, TODAY, City
from tests.support.listing import Lists, listing

SUPPLIER = "jinjiang-market"
"""Who supplied the information in these tests, and so verifies it."""
NUMBERS = (
    ("OBJECTION_WORKING_DAYS", 20, "WORKING_DAY"),
    ("RESTORATION_WORKING_DAYS", 5, "WORKING_DAY"),
    ("REVIEW_DECISION_DAYS", 60, "DAY"),
    ("COURT_JUDGMENT_MONTHS", 6, "MONTH"),
)


@dataclass
class Objections:
    """What tests do with objections."""

    lists: Lists

    @property
    def city(self) -> City:
        return self.lists.city

    async def black(self, number: int = 1, *, initiated: bool = True, **changed: Any) -> Ref:
        """A black entry of an enterprise with a legal representative, on information of SUPPLIER; its action runs."""
        enterprise = await self.lists.enterprise(number)
        await self.lists.office(enterprise, await self.lists.person(number))
        given = {"supplied_by": DepartmentKey(slug=SUPPLIER)} | changed
        entry = (await self.lists.put(listing(enterprise, **given))).entry
        if initiated:
            await self.city.initiate(entry)
        return entry

    async def open(
        self,
        entry: Ref | None,
        origin: str = "SUBJECT",
        by: str = "licheng-market",
        *,
        moment: dt.datetime = NOW,
        key: str | None = None,
        caller: Caller | None = None,
        concerning: Ref | None = None,
        **asked: Any,
    ) -> Opened:
        who = None if concerning is None else SubjectKey(id=concerning)
        words = {"grounds": "Invented grounds."} | asked
        given = OpenObjection(entry, ObjectionOrigin(origin), concerning=who, **words)
        return await self.city.run(
            by,
            lambda change: open_objection(change, given),
            moment=moment,
            key=key,
            caller=caller,
            result=Opened,
        )

    async def decide(
        self,
        objection: Ref | None,
        outcome: str = "UPHELD",
        by: str = SUPPLIER,
        *,
        moment: dt.datetime = NOW,
        caller: Caller | None = None,
        **asked: Any,
    ) -> Decided:
        words: dict[str, Any] = {
            "explanation": "Invented finding.",
            "told_on": day_of(moment),
            "told_means": NoticeMeans.DELIVERED,
        }
        given = DecideObjection(objection, ObjectionOutcome(outcome), **(words | asked))
        return await self.city.run(
            by, lambda change: decide_objection(change, given), moment=moment, caller=caller
        )

    async def close(
        self, objection: Ref | None, by: str = SUPPLIER, *, moment: dt.datetime = NOW, note: str | None = None
    ) -> Closed:
        given = CloseRestoration(objection, note)
        return await self.city.run(by, lambda change: close_restoration(change, given), moment=moment)

    async def release(self, slug: str, *assignments: Ref, moment: dt.datetime = NOW) -> None:
        done = ConfirmRelease(assignments, TODAY)
        answers = await self.city.run(slug, lambda change: confirm_release(change, done), moment=moment)
        assert answers == list(assignments)

    async def row(self, objection: Ref) -> Any:
        async with self.lists.store.write() as session:
            found = await session.execute(
                select(Objection.__table__).where(
                    Objection.bucket == objection.bucket, Objection.id == objection.id
                )
            )
            return found.one()

    async def states(self, entry: Ref) -> dict[str, str]:
        """The written state of each assignment of an entry, by measure and department."""
        slugs = {key: slug for slug, key in self.city.departments.items()}
        rows = await self.city.assignments(entry_id=entry.id)
        return {f"{row.measure_code} {slugs[row.department_id]}": row.state for row in rows}

    async def taken_on(self, slug: str) -> Ref:
        """The one assignment of a department, acknowledged."""
        row = await self.city.of(slug)
        ref = Ref("Assignment", row.bucket, row.id)
        assert await self.city.acknowledge(slug, ref) == [ref]
        return ref


async def build(store: Store) -> Objections:
    """The small city with the numbers of §5.6."""
    lists = await listings.build(store)
    rows = [
        {"code": code, "valid_from": dt.date(2018, 1, 1), "value": value, "unit": unit, "source": "§5.6"}
        for code, value, unit in NUMBERS
    ]
    await lists.city.write(insert(Parameter), rows)
    return Objections(lists)
