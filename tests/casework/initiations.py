"""Initiations in the small city: what they are started from, and what they planned, by names."""

from __future__ import annotations

from typing import Any

import pytest

from hub.casework.actions import Initiated
from hub.casework.keys import RegionKey
from hub.errors import Refused
from hub.store.ids import Ref
from hub.store.models import Notification
from tests.support.actions import City

JINJIANG = RegionKey(slug="jinjiang")


LICHENG = RegionKey(slug="licheng")


async def listed(city: City) -> tuple[Ref, Ref, Ref]:
    """A black entry of an enterprise in Jinjiang that names its legal representative: entry, enterprise, person."""
    enterprise, person = await city.enterprise(), await city.person()
    entry = await city.entry(enterprise, named=[(person, "LEGAL_REPRESENTATIVE", False)])
    return entry, enterprise, person


def planned(city: City, initiated: Initiated) -> set[tuple[str, str, str]]:
    """(measure, kind of target, department) by their names."""
    codes = {key: code for code, key in city.measures.items()}
    slugs = {key: slug for slug, key in city.departments.items()}
    return {(codes[m.id], t.kind, slugs[d.id]) for m, t, d in initiated.planned_assignments}


def unrouted(city: City, initiated: Initiated) -> set[tuple[str, str]]:
    codes = {key: code for code, key in city.measures.items()}
    regions = {key: slug for slug, key in city.regions.items()}
    return {(codes[m.id], regions[r.id]) for m, r in initiated.unrouted}


async def refused(
    city: City, entry: Ref, slug: str = "jinjiang-taxation", **asked: Any
) -> list[tuple[str, tuple[str, ...]]]:
    """The refusals of an initiation, after which nothing is there."""
    before = await city.count(Notification)
    with pytest.raises(Refused) as caught:
        await city.initiate(entry, slug, **asked)
    assert await city.count(Notification) == before
    return [(refusal.code, refusal.path) for refusal in caught.value.refusals]


EVERYTHING = {
    ("LICENCE_LIMIT", "Enterprise", "jinjiang-market"),
    ("LICENCE_LIMIT", "Enterprise", "quanzhou-market"),
    ("EXIT_BAN", "Person", "quanzhou-police"),
}
