"""What tests publish in the small city: versions of its standards and editions of its catalogue."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from hub.casework.actions import InitiateAction, initiate_action
from hub.casework.catalogue import MeasureGiven, PublishCatalogue, PublishedCatalogue, publish_catalogue
from hub.casework.standards import PublishedStandard, PublishStandard, publish_standard
from hub.policy.bases import BasisGiven
from hub.policy.versions import CriterionGiven
from hub.policy.vocabulary import BasisLevel, MeasureCategory, MeasureForce, MeasureSide, MeasureTarget
from hub.store.ids import Ref
from hub.store.models import (
    Assignment,
    Audit,
    CatalogueEdition,
    History,
    LegalBasis,
    ListingStandard,
    Measure,
    MeasureTrigger,
    Notification,
)
from tests.support.actions import NOW, TODAY, City
from tests.support.small_city import MEASURES

LAW = BasisGiven("law", BasisLevel.LAW, dt.date(2018, 1, 1))
OFFICE = "quanzhou-credit"
TABLES = (CatalogueEdition, Measure, MeasureTrigger, LegalBasis, Assignment, Audit, Notification, History)
"""What publishing an edition could leave behind."""
STALE = [
    (None, True),
    (dt.datetime(2026, 9, 7, 1, tzinfo=dt.UTC), False),
    (dt.datetime(2026, 8, 31, 1, tzinfo=dt.UTC), False),
    (dt.datetime(2026, 8, 30, 15, 59, tzinfo=dt.UTC), True),
    (dt.datetime(2026, 8, 30, 16, 0, tzinfo=dt.UTC), False),
]
"""As of when it was confirmed, and whether a list confirmed every 7 days is stale on 7 September (Shanghai)."""


def version(list_type: str = "tax-black", **changed: Any) -> PublishStandard:
    """A version that may be published today: its only criterion is C9."""
    given = PublishStandard(
        list_type=list_type,
        version="2",
        basis=LAW,
        effective_from=TODAY,
        criteria=(CriterionGiven("C9", "Invented."),),
        min_term_months=12,
        max_term_months=36,
        published=True,
        correctable=True,
        repairable=True,
        watch_term_months=12,
        repair_earliest_months=6,
        repair_decision_days=10,
        repair_requirements=("A letter.",),
    )
    return replace(given, **changed)


def kept(*left_out: str) -> tuple[MeasureGiven, ...]:
    """The measures of the small city's edition as an edition to publish, without those left out."""
    return tuple(
        MeasureGiven(
            code=code,
            title=code,
            side=MeasureSide(side),
            force=MeasureForce(force),
            category=MeasureCategory.ADMINISTRATIVE,
            implementing_function=function,
            targets=tuple(MeasureTarget(target) for target in targets),
            triggered_by=tuple(lists),
            acknowledge_within_days=3,
            implement_within_days=10,
            release_within_days=5,
            basis=LAW,
            max_months=months,
        )
        for code, function, force, side, targets, lists, months in MEASURES
        if code not in left_out
    )


def edition(*left_out: str, **changed: Any) -> PublishCatalogue:
    """An edition that may be published today."""
    return replace(PublishCatalogue("2027", TODAY, kept(*left_out)), **changed)


async def publish(
    city: City,
    asked: PublishStandard,
    by: str = OFFICE,
    *,
    moment: dt.datetime = NOW,
    key: str | None = None,
) -> PublishedStandard:
    """Publish a standard."""
    return await city.run(
        by, lambda change: publish_standard(change, asked), moment=moment, key=key, result=PublishedStandard
    )


async def issue(
    city: City,
    asked: PublishCatalogue,
    by: str = OFFICE,
    *,
    moment: dt.datetime = NOW,
    key: str | None = None,
) -> PublishedCatalogue:
    """Publish an edition."""
    return await city.run(
        by, lambda change: publish_catalogue(change, asked), moment=moment, key=key, result=PublishedCatalogue
    )


async def planned(city: City, entry: Ref, by: str, moment: dt.datetime = NOW) -> int:
    """How many assignments initiating for the entry would make."""
    asked = InitiateAction(entry, dry_run=True)
    return (await city.run(by, lambda change: initiate_action(change, asked), moment=moment)).planned


async def versions(city: City, list_type: str = "tax-black") -> list[tuple[str, dt.date, dt.date | None]]:
    """The versions of a list type, by their first day."""
    row = ListingStandard.__table__.c
    async with city.store.write() as session:
        found = await session.execute(
            select(row.version, row.effective_from, row.effective_to)
            .where(row.list_type_id == city.list_types[list_type])
            .order_by(row.effective_from)
        )
        return [tuple(each) for each in found]


async def editions(city: City) -> list[tuple[str, dt.date, dt.date | None]]:
    """The editions of the catalogue, by their first day."""
    row = CatalogueEdition.__table__.c
    async with city.store.write() as session:
        found = await session.execute(
            select(row.name, row.effective_from, row.effective_to).order_by(row.effective_from)
        )
        return [tuple(each) for each in found]


async def under_way(city: City) -> Ref:
    """A black entry whose measures are assigned: the licence limit twice, one acknowledged, and a ban on its person."""
    person = await city.person()
    entry = await city.entry(await city.enterprise(), named=[(person, "LEGAL_REPRESENTATIVE", False)])
    await city.initiate(entry)
    taken = await city.of("jinjiang-market")
    await city.acknowledge("jinjiang-market", Ref("Assignment", taken.bucket, taken.id))
    return entry
