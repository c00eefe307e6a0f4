"""Generates the demo city enterprise by enterprise: the same city for the same day, seed and keys (§3–§6)."""

from __future__ import annotations

import datetime as dt
from functools import partial
from random import Random
from typing import Final
from uuid import UUID

from hub.demo import scenarios
from hub.demo.actions import initiate
from hub.demo.assignments import carry_out
from hub.demo.cases import Case
from hub.demo.entries import Entry, Listed
from hub.demo.known import KNOWN
from hub.demo.records import Records
from hub.demo.seeds import drawn_id
from hub.demo.sheets import Sheets
from hub.demo.subjects import Enterprise, Register
from hub.demo.world import World
from hub.policy.vocabulary import ExitGround, ListKind
from hub.policy.workdays import day_of
from hub.store.keys import Keys

DAY: Final = dt.timedelta(days=1)
SEED: Final = 20180425
BLOCK: Final = 50
"""How many enterprises draw from one source of chance: the first ones are the same in a city of any size."""

ACTED_ON: Final = {ListKind.BLACK: 0.85, ListKind.WATCH: 0.35, ListKind.RED: 0.3}
WITHDRAWN: Final = 0.05
IN_PERSON: Final = 0.004
SURELY_IN_PERSON: Final = 5
"""How many clean enterprises after ROSTER lend a leader who is listed in person, whatever the chance."""

ROSTER: Final = scenarios.ALL
"""What befalls the enterprises after KNOWN, in turn, so that even a small city has every story."""


class Generator:
    """Generates enterprises in the order of their numbers, from 1; what it writes goes to `sheets`."""

    def __init__(self, world: World, keys: Keys, sheets: Sheets, seed: int = SEED) -> None:
        self.world = world
        self.seed = seed
        self.register = Register(world, keys, sheets)
        self.records = Records(world, sheets)
        self.chance = Random(0)  # noqa: S311 - made-up stories, no secrets
        self.in_person: set[UUID] = set()

    def enterprise(self, number: int) -> None:
        """Generate enterprise `number` with its people and everything that happened to it."""
        if number % BLOCK == 1:
            block = f"{self.seed}/{self.world.today}/{number // BLOCK}"
            self.chance = Random(block)  # noqa: S311
        enterprise = self.register.enterprise(number, self.chance)
        if number <= len(KNOWN):
            return
        place = number - len(KNOWN) - 1
        if place < len(ROSTER):
            self._happen(Listed.of(enterprise), ROSTER[place], certainly=True)
            return
        scenario = scenarios.draw(self.chance)
        if scenario is not scenarios.clean:
            self._happen(Listed.of(enterprise), scenario)
        elif self.chance.random() < IN_PERSON or place < len(ROSTER) + SURELY_IN_PERSON:
            self._happen_in_person(enterprise)

    def _happen_in_person(self, enterprise: Enterprise) -> None:
        person = next(iter(enterprise.holders.values()), None)
        if person is not None and person.id not in self.in_person:
            self.in_person.add(person.id)
            self._happen(Listed.of(person), self.chance.choice(scenarios.PERSONS), certainly=True)

    def _happen(self, subject: Listed, scenario: scenarios.Scenario, *, certainly: bool = False) -> None:
        case = Case(self.world, self.chance, subject, partial(drawn_id, self.chance))
        scenario(case)
        for entry in case.entries:
            self.records.entry(case, entry)
        for entry in case.entries:
            acted = certainly or self.chance.random() < ACTED_ON[entry.list_type.kind]
            self.records.exit(case, entry, self._act(case, entry) if acted else ())

    def _act(self, case: Case, entry: Entry) -> set[UUID]:
        """Initiate the entry's linked action within a few days, and let the departments answer; who they are."""
        day = entry.validity.valid_from + DAY * self.chance.randrange(4)
        last = self.world.today if entry.exited_at is None else min(self.world.today, day_of(entry.exited_at))
        escalated = (
            entry.validity.exit_ground is ExitGround.ESCALATED
        )  # the black entry's action takes it on (L3)
        if escalated or day >= last or day >= entry.validity.exit_day or not self._edition_in_force(day):
            return set()
        action = initiate(case, entry, case.at(day, 13), self._withdrawal(case, day, last))
        if action is None:
            return set()
        told = list(carry_out(case, action))
        self.records.action(case, action, told)
        return {item.planned.department_id for item in told}

    def _withdrawal(self, case: Case, day: dt.date, last: dt.date) -> dt.datetime | None:
        if self.chance.random() >= WITHDRAWN:
            return None
        day += DAY * self.chance.randrange(8, 40)
        return case.at(day, 16) if day < last else None

    def _edition_in_force(self, day: dt.date) -> bool:
        return self.world.edition is not None and day >= self.world.city.edition.effective_from
