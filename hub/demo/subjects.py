"""Enterprises of the demo city with the people who hold offices in them (§3.6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Final
from uuid import UUID

from hub.demo import names
from hub.demo.known import KNOWN, Known
from hub.demo.seeds import BEGAN, drawn_id, fixed_id
from hub.demo.setup import region_id
from hub.demo.sheets import Sheets
from hub.demo.world import REGISTRAR, World
from hub.policy.identifiers import masked_id
from hub.policy.officers import Office
from hub.policy.vocabulary import OfficerRole
from hub.policy.workdays import start_of
from hub.store.keys import Keys
from hub.store.names import searched

DAY: Final = dt.timedelta(days=1)
NO_CODE: Final = "350500"
"""A zone has no code of its own; its enterprises are registered with the prefecture's."""

WEIGHTS: Final = {
    "quanzhou": 2,
    "licheng": 8,
    "fengze": 10,
    "luojiang": 5,
    "quangang": 5,
    "huian": 11,
    "anxi": 9,
    "yongchun": 4,
    "dehua": 5,
    "shishi": 9,
    "jinjiang": 18,
    "nanan": 13,
    "development-zone": 1,
    "taiwanese-investment-zone": 2,
}
"""How many of a hundred enterprises are seated where, roughly as in life."""

_OTHERS: Final = (
    OfficerRole.SENIOR_MANAGER,
    OfficerRole.DIRECTOR,
    OfficerRole.SHAREHOLDER,
    OfficerRole.REGISTERED_PRACTITIONER,
)


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the register; the citizen id itself is not kept."""

    bucket: int
    id: UUID
    region: UUID | None


@dataclass(slots=True)
class Enterprise:
    """An enterprise of the register, with its offices and who held them."""

    number: int
    bucket: int
    id: UUID
    region: UUID
    registered_on: dt.date
    offices: list[Office] = field(default_factory=list)
    holders: dict[UUID, Person] = field(default_factory=dict)


class Register:
    """Registers enterprises and their people one after the other; `persons` counts the latter."""

    def __init__(self, world: World, keys: Keys, sheets: Sheets) -> None:
        self.world = world
        self.keys = keys
        self.sheets = sheets
        self.persons = 0
        self.neighbour: Person | None = None
        slugs = [slug for slug in WEIGHTS if any(row.slug == slug for row in world.regions.values())]
        self.places = [region_id(slug) for slug in slugs]
        self.weights = [WEIGHTS[slug] for slug in slugs]

    def enterprise(self, number: int, chance: Random) -> Enterprise:
        """Register enterprise `number`: one of KNOWN, or one drawn from `chance`."""
        if number <= len(KNOWN):
            return self._known(number, KNOWN[number - 1])
        [region] = chance.choices(self.places, self.weights)
        row = self.world.regions[region]
        [(kind, form)] = chance.choices(names.FORMS, names.FORM_WEIGHTS)
        code = names.code(kind, row.gb_code or NO_CODE, number)
        name = names.enterprise_name(row.name, row.slug, number, form, chance)
        founded = dt.date(2003, 1, 1) + DAY * chance.randrange(5500)
        registered = max(BEGAN + DAY * chance.randrange(1, 900), founded + DAY)
        enterprise = self._register(
            number, code, name, region, registered, drawn_id(chance, start_of(registered))
        )
        for role, person, since, until in self._officers(enterprise, founded, chance):
            self._office(enterprise, role, person, (since, until), drawn_id(chance, start_of(registered)))
        return enterprise

    def _known(self, number: int, known: Known) -> Enterprise:
        registered = BEGAN + DAY
        ident = fixed_id("enterprise", known.code)
        enterprise = self._register(
            number, known.code, known.name, region_id(known.region), registered, ident
        )
        now = self._person(
            known.legal_representative, known.id_number, enterprise, fixed_id("person", known.id_number)
        )
        former = self._person(
            known.former, known.former_id_number, enterprise, fixed_id("person", known.former_id_number)
        )
        chief, principal = OfficerRole.LEGAL_REPRESENTATIVE, OfficerRole.PRINCIPAL
        for role, person, since, until in (
            (chief, former, known.founded, known.since - DAY),
            (chief, now, known.since, None),
            (principal, now, known.since, None),
        ):
            office = fixed_id("officership", known.code, role.value, since.isoformat())
            self._office(enterprise, role, person, (since, until), office)
        return enterprise

    def _register(
        self, number: int, code: str, name: str, region: UUID, on: dt.date, ident: UUID
    ) -> Enterprise:
        bucket = self.keys.bucket_of(code)
        self.sheets.add(
            "subject",
            {
                "bucket": bucket,
                "id": ident,
                "type": "Enterprise",
                "name": name,
                **searched(name),
                "region_id": region,
                "code": code,
                "registered_at": start_of(on) + dt.timedelta(hours=10),
                "registered_by": self.world.holder(REGISTRAR, region),
            },
        )
        return Enterprise(number, bucket, ident, region, on)

    def _person(self, name: str, number: str, where: Enterprise, ident: UUID) -> Person:
        bucket = self.keys.bucket_of(number)
        sealed, key_id = self.keys.seal(number)
        person = Person(bucket, ident, where.region)
        self.sheets.add(
            "subject",
            {
                "bucket": bucket,
                "id": ident,
                "type": "Person",
                "name": name,
                **searched(name, of_person=True),
                "region_id": where.region,
                "id_hash": self.keys.lookup_hash(number),
                "id_cipher": sealed,
                "id_key": key_id,
                "id_masked": masked_id(number),
                "registered_at": start_of(where.registered_on) + dt.timedelta(hours=10),
                "registered_by": self.world.holder(REGISTRAR, where.region),
            },
        )
        return person

    def _somebody(self, where: Enterprise, chance: Random) -> Person:
        number = names.citizen_id(self.persons)
        self.persons += 1
        ident = drawn_id(chance, start_of(where.registered_on))
        return self._person(names.person_name(chance), number, where, ident)

    def _officers(
        self, enterprise: Enterprise, founded: dt.date, chance: Random
    ) -> Iterator[tuple[OfficerRole, Person, dt.date, dt.date | None]]:
        """Who holds which office since when: some changed hands, some are unknown, some hold two."""
        chief, principal = OfficerRole.LEGAL_REPRESENTATIVE, OfficerRole.PRINCIPAL
        draw = chance.random()
        if draw < 0.03:  # noqa: PLR2004 - nobody is known to lead a few: a listing then reports gaps (L2)
            return
        if draw < 0.08 and self.neighbour is not None:  # noqa: PLR2004 - some people lead two enterprises
            leader = self.neighbour
        else:
            leader = self._somebody(enterprise, chance)
        self.neighbour = leader
        since = founded
        if chance.random() < 0.15:  # noqa: PLR2004
            changed = founded + DAY * chance.randrange(400, 2000)
            yield chief, self._somebody(enterprise, chance), founded, changed - DAY
            since = changed
        yield chief, leader, since, None
        draw = chance.random()
        if draw < 0.5:  # noqa: PLR2004
            yield principal, leader, since, None
        elif draw < 0.7:  # noqa: PLR2004
            yield principal, self._somebody(enterprise, chance), since, None
        if chance.random() < 0.2:  # noqa: PLR2004
            until = since + DAY * chance.randrange(700, 1500) if chance.random() < 0.3 else None  # noqa: PLR2004
            yield chance.choice(_OTHERS), self._somebody(enterprise, chance), since, until

    def _office(
        self,
        enterprise: Enterprise,
        role: OfficerRole,
        person: Person,
        days: tuple[dt.date, dt.date | None],
        ident: UUID,
    ) -> None:
        enterprise.offices.append(Office(ident, person.id, role, *days))
        enterprise.holders[person.id] = person
        self.sheets.add(
            "officership",
            {
                "bucket": enterprise.bucket,
                "id": ident,
                "enterprise_id": enterprise.id,
                "person_bucket": person.bucket,
                "person_id": person.id,
                "role": role.value,
                "since": days[0],
                "until": days[1],
            },
        )
