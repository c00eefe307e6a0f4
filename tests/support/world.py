"""A small city in which anything may be tried by anybody at any time, and what must hold whatever was tried."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import insert, text

from hub.casework.actions import WithdrawAction, withdraw_action
from hub.casework.assignments import (
    ConfirmRelease,
    DeclineAssignment,
    ReportImplementation,
    acknowledge_assignments,
    confirm_release,
    decline_assignment,
    report_implementation,
)
from hub.casework.change import Change
from hub.casework.objections import DecideObjection, OpenObjection, decide_objection, open_objection
from hub.casework.repair import ApplyForRepair, DecideRepair, apply_for_repair, decide_repair
from hub.errors import Refusal, Refused
from hub.policy.vocabulary import (
    DeclineGround,
    FeedbackResult,
    NoticeMeans,
    ObjectionOrigin,
    ObjectionOutcome,
)
from hub.policy.workdays import day_of
from hub.store.ids import Ref
from hub.store.models import Parameter, metadata
from hub.store.session import Store
from tests.support.actions import NOW
from tests.support.listing import Lists, build, listing
from tests.support.sweeping import sweep

R = TypeVar("R")
LISTING = ("jinjiang-taxation", "licheng-taxation")
RESPONDING = ("jinjiang-market", "quanzhou-market", "quanzhou-police", "licheng-finance")
NUMBERS = {
    "OBJECTION_WORKING_DAYS": 20,
    "RESTORATION_WORKING_DAYS": 5,
    "REMINDER_WORKING_DAYS_BEFORE": 2,
    "ERASED_LINK_WORKING_DAYS": 5,
}


@dataclass
class World:
    """The city, its clock, and everything that anybody has made in it."""

    lists: Lists
    moment: dt.datetime = NOW
    subjects: list[Ref] = field(default_factory=list)
    entries: list[Ref] = field(default_factory=list)
    actions: list[Ref] = field(default_factory=list)
    objections: list[Ref] = field(default_factory=list)
    repairs: list[Ref] = field(default_factory=list)
    secrets: dict[Ref, str] = field(default_factory=dict)
    lister: dict[Ref, str] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)

    @property
    def today(self) -> dt.date:
        return day_of(self.moment)

    async def attempt(self, name: str, work: Awaitable[R]) -> R | None:
        """What came of it; None where it was refused, which is an answer, too. Anything else is a fault."""
        try:
            found = await work
        except (Refused, Refusal):
            return None
        self.done[name] += 1
        return found

    async def run(
        self, name: str, slug: str, procedure: Callable[..., Awaitable[R]], **asked: Any
    ) -> R | None:
        """One procedure by a department at this moment."""
        given = partial(procedure, **asked)
        return await self.attempt(
            name, self.lists.city.run(slug, lambda change: _call(given, change), moment=self.moment)
        )

    async def put(self, subject: Ref, kind: str, by: str, days: int) -> None:
        """List somebody from today, for so many days, with facts that nobody else has."""
        secret = f"secret-{len(self.secrets)}-of-{kind}"
        asked = listing(
            subject,
            kind,
            facts=secret,
            decided_on=self.today,
            valid_until=self.today + dt.timedelta(days=days),
            notice_given_on=None if kind == "red" else self.today,
        )
        listed = await self.attempt(f"list {kind}", self.lists.put(asked, by, moment=self.moment))
        if listed is not None:
            self.entries.append(listed.entry)
            self.secrets[listed.entry] = secret
            self.lister[listed.entry] = by

    async def exit(self, entry: Ref, ground: str, by: str) -> None:
        await self.attempt(f"exit {ground}", self.lists.exit(entry, ground, by, moment=self.moment))

    async def initiate(self, entry: Ref, by: str) -> None:
        found = await self.attempt("initiate", self.lists.city.initiate(entry, by, moment=self.moment))
        if found is not None and found.action is not None:
            self.actions.append(found.action)

    async def withdraw(self, action: Ref, by: str) -> None:
        asked = WithdrawAction(action, "Found superfluous.")
        await self.run("withdraw", by, withdraw_action, asked=asked)

    async def answer(self, ref: Ref, step: str, by: str) -> None:
        """One step with one assignment, by whichever department tries."""
        today = self.today
        steps: dict[str, tuple[Any, dict[str, Any]]] = {
            "acknowledge": (acknowledge_assignments, {"assignments": [ref]}),
            "decline": (
                decline_assignment,
                {"asked": DeclineAssignment(ref, DeclineGround.NOT_COMPETENT, "Not ours.")},
            ),
            "report": (
                report_implementation,
                {"asked": ReportImplementation(ref, FeedbackResult.APPLIED, today, note="Done.")},
            ),
            "release": (confirm_release, {"asked": ConfirmRelease((ref,), today)}),
        }
        procedure, asked = steps[step]
        answered = await self.run(step, by, procedure, **asked)
        if isinstance(answered, list) and not isinstance(answered[0], Ref):
            self.done[step] -= 1

    async def question(self, entry: Ref, by: str) -> None:
        asked = OpenObjection(entry, ObjectionOrigin.DEPARTMENT, "It looks wrong.")
        opened = await self.run("object", by, open_objection, asked=asked)
        if opened is not None:
            self.objections.append(opened.objection)

    async def decide(self, objection: Ref, outcome: str, by: str) -> None:
        asked = DecideObjection(
            objection, ObjectionOutcome(outcome), "Looked into.", self.today, NoticeMeans.DELIVERED
        )
        await self.run(f"decide {outcome}", by, decide_objection, asked=asked)

    async def apply(self, entry: Ref, by: str) -> None:
        asked = ApplyForRepair(entry, ("A receipt",), "We shall keep faith.")
        applied = await self.run("apply for repair", by, apply_for_repair, asked=asked)
        if applied is not None:
            self.repairs.append(applied.repair)

    async def agree(self, repair: Ref, by: str) -> None:
        asked = DecideRepair(repair, accept=True, reason="Repaired.")
        await self.run("agree to a repair", by, decide_repair, asked=asked)

    async def jobs(self) -> None:
        await sweep(self.lists.city, self.moment)

    async def assignments(self) -> Sequence[Any]:
        return await self.lists.city.assignments()

    async def rows(self, statement: str, **values: Any) -> list[Any]:
        async with self.lists.store.write() as session:
            return list(await session.execute(text(statement), values))

    async def everything(self) -> str:
        """Every row of every table as text: what a dump of the database would show."""
        found: list[str] = []
        async with self.lists.store.write() as session:
            for table in metadata.sorted_tables:
                found += (
                    (await session.execute(text(f'SELECT t::text FROM "{table.name}" t'))).scalars().all()
                )
        return "\n".join(found)


async def _call(given: Callable[..., Awaitable[R]], change: Change) -> R:
    return await given(change)


async def begin(store: Store) -> World:
    """The city with three enterprises; the legal representative of the first two is the same person."""
    lists = await build(store)
    rows = [
        {
            "code": code,
            "valid_from": dt.date(2018, 4, 25),
            "value": value,
            "unit": "WORKING_DAY",
            "source": "demo",
        }
        for code, value in NUMBERS.items()
    ]
    await lists.city.write(insert(Parameter), rows)
    world = World(lists)
    person = await lists.person()
    for number in (1, 2, 3):
        enterprise = await lists.enterprise(number)
        world.subjects.append(enterprise)
        if number <= 2:
            await lists.office(enterprise, person)
    await world.jobs()
    await world.put(world.subjects[0], "black", "jinjiang-taxation", 200)
    await world.put(world.subjects[1], "watch", "licheng-taxation", 60)
    await world.put(world.subjects[2], "red", "licheng-taxation", 400)
    await together(*(world.initiate(entry, by) for entry in world.entries for by in LISTING))
    world.done.clear()
    return world


async def together(*works: Awaitable[None]) -> None:
    """Everything at once; what is not refused and fails, fails."""
    await asyncio.gather(*works)
