"""Listings in the small city: its rules completed, subjects registered, entries listed and ended through casework."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select, update

from hub.casework.exits import Exited, ExitEntry, exit_entry
from hub.casework.keys import SubjectKey
from hub.casework.listing import EvidenceGiven, Listed, ListSubject, list_subject
from hub.casework.officerships import RecordOfficership, record_officership
from hub.casework.subjects import (
    Registered,
    RegisterEnterprise,
    RegisterPerson,
    register_enterprise,
    register_person,
)
from hub.policy.duties import Caller
from hub.policy.identifiers import citizen_check, code_check
from hub.policy.vocabulary import EvidenceKind, ExitGround, NoticeMeans, OfficerRole
from hub.store.ids import Ref
from hub.store.models import (
    Criterion,
    ListEntry,
    ListingStandard,
    ListType,
    PermittedLevel,
    SharingCatalogue,
)
from hub.store.session import Store
from tests.support import small_city
from tests.support.actions import NOW, TODAY, Authority, City

TAXATION = "jinjiang-taxation"
DEPARTMENTS = {
    **small_city.DEPARTMENTS,
    "licheng-taxation": Authority("licheng", ("TAXATION",), ("licheng",)),
}


def code_of(number: int) -> str:
    """A valid unified social credit code of an enterprise that does not exist."""
    body = f"91350582ZZ{number:07d}".replace("Z", "X")
    return body + code_check(body)


def id_of(number: int) -> str:
    """A valid citizen id of a person who does not exist: born in a county that does not."""
    body = f"99999919800101{number:03d}"
    return body + citizen_check(body)


@dataclass
class Lists:
    """What tests do with lists in the small city."""

    city: City
    store: Store

    async def enterprise(self, number: int = 1, name: str = "Fictitious Kiln Works") -> Ref:
        asked = RegisterEnterprise(code_of(number), name)
        return (await self.register(asked)).subject

    async def register(self, asked: RegisterEnterprise) -> Registered:
        return await self.city.run(TAXATION, lambda change: register_enterprise(change, asked))

    async def person(self, number: int = 1, name: str = "例一") -> Ref:
        asked = RegisterPerson(id_of(number), name)
        return (await self.city.run(TAXATION, lambda change: register_person(change, asked))).subject

    async def office(
        self,
        enterprise: Ref,
        person: Ref,
        role: OfficerRole = OfficerRole.LEGAL_REPRESENTATIVE,
        since: dt.date = dt.date(2020, 1, 1),
        until: dt.date | None = None,
    ) -> Ref:
        asked = RecordOfficership(SubjectKey(id=enterprise), SubjectKey(id=person), role, since, until)
        return (await self.city.run(TAXATION, lambda change: record_officership(change, asked))).officership

    async def put(
        self, asked: ListSubject, by: str = TAXATION, *, moment: dt.datetime = NOW, key: str | None = None
    ) -> Listed:
        return await self.city.run(
            by, lambda change: list_subject(change, asked), moment=moment, key=key, result=Listed
        )

    async def exit(
        self,
        entry: Ref | None,
        ground: str = "STANDARD_CHANGED",
        by: str = TAXATION,
        *,
        moment: dt.datetime = NOW,
        key: str | None = None,
        caller: Caller | None = None,
        **asked: Any,
    ) -> Exited:
        given = ExitEntry(entry, ExitGround(ground), **({"facts": "Document No. 9."} | asked))
        return await self.city.run(
            by,
            lambda change: exit_entry(change, given),
            moment=moment,
            key=key,
            caller=caller,
            result=Exited,
        )

    async def entry(self, ref: Ref) -> Any:
        """The row of an entry."""
        [row] = [row for row in await self.entries() if row.id == ref.id]
        return row

    async def entries(self) -> list[Any]:
        """All entries, in the order of their ids."""
        async with self.store.write() as session:
            return list(await session.execute(select(ListEntry.__table__).order_by(ListEntry.id)))

    async def follow_on(self, black: Ref) -> Any:
        """The row of the watch entry that follows a black one, or None."""
        found = [row for row in await self.entries() if row.follows_id == black.id]
        assert len(found) <= 1
        return found[0] if found else None


def listing(subject: Ref | SubjectKey, kind: str = "black", **changed: Any) -> ListSubject:
    """A listing that is allowed: decided and valid from today, for twelve months."""
    first = changed.get("valid_from") or changed.get("decided_on") or TODAY
    given = ListSubject(
        subject=SubjectKey(id=subject) if isinstance(subject, Ref) else subject,
        list_type=f"tax-{kind}",
        document_number="Invented No. 1",
        facts="Invented facts.",
        decided_on=TODAY,
        valid_until=first + dt.timedelta(days=364),
        criteria=("C1",),
        evidence=(EvidenceGiven(EvidenceKind.DECISION, "Invented decision No. 7"),),
        conduct_from=dt.date(2025, 3, 1),
        conduct_to=dt.date(2025, 4, 30),
        notice_given_on=None if kind == "red" else min(first, TODAY),
        notice_means=None if kind == "red" else NoticeMeans.DELIVERED,
    )
    return replace(given, **changed)


async def build(store: Store) -> Lists:
    """The small city with permitted levels, watch terms, a second tax office, and a field without a watch list."""
    city = await small_city.build(store, DEPARTMENTS)
    first = dt.date(2018, 1, 1)
    await city.write(
        insert(PermittedLevel),
        [
            {"kind": kind, "scope": "LOCAL", "level": "LAW", "valid_from": first, "source": "§4.1"}
            for kind in ("RED", "BLACK", "WATCH")
        ],
    )
    black = ListingStandard.__table__.c.id == city.standards["tax-black"]
    await city.write(update(ListingStandard).where(black).values(watch_term_months=12))
    await add_list(city, "labour-black", "BLACK", "labour")
    await add_list(city, "tax2-black", "BLACK", "taxation")
    return Lists(city, store)


async def add_list(city: City, slug: str, kind: str, field: str, *, published: bool = True) -> UUID:
    """A list type of the taxation function with a standard and the criteria C1 (one) and C2 (three)."""
    key, standard = uuid4(), uuid4()
    city.list_types[slug], city.standards[slug] = key, standard
    await city.write(
        insert(ListType),
        [
            {
                "id": key,
                "slug": slug,
                "name": slug,
                "kind": kind,
                "field": field,
                "lead_function": "TAXATION",
                "scope": "LOCAL",
                "region_id": city.regions["quanzhou"],
                "fresh_within_days": 7,
            }
        ],
    )
    await city.write(insert(SharingCatalogue), [small_city.shared(city, slug)])
    await city.write(
        insert(ListingStandard),
        [
            {
                "id": standard,
                "list_type_id": key,
                "version": "1",
                "basis_id": city.bases["law"],
                "effective_from": dt.date(2018, 1, 1),
                "min_term_months": 1,
                "max_term_months": 36,
                "watch_term_months": 12 if kind == "BLACK" else None,
                "published": published,
                "correctable": False,
                "repairable": True,
                "repair_requirements": [],
            }
        ],
    )
    await city.write(
        insert(Criterion),
        [
            {
                "standard_id": standard,
                "code": code,
                "position": n,
                "description": "Invented.",
                "occurrences": times,
            }
            for n, (code, times) in enumerate((("C1", 1), ("C2", 3)))
        ],
    )
    return key
