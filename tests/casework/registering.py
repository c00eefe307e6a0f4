"""Departments of the small city as tests register, change and end them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from hub.casework.departments import (
    ChangeDepartment,
    EndDepartment,
    Kept,
    RegisterDepartment,
    change_department,
    end_department,
    register_department,
)
from hub.casework.keys import DepartmentKey, RegionKey
from hub.errors import Refused
from tests.support.actions import NOW, TODAY, Authority, City

PREFECTURE, COUNTY = "quanzhou-credit", "jinjiang-credit"


def regions(*slugs: str) -> tuple[RegionKey, ...]:
    return tuple(RegionKey(slug=slug) for slug in slugs)


async def register(
    city: City, slug: str = "jinjiang-finance", by: str = PREFECTURE, moment: dt.datetime = NOW, **given: Any
) -> Kept:
    """A finance office of Jinjiang from today on, or what is given; it is known to the city afterwards."""
    wanted: dict[str, Any] = {
        "slug": slug,
        "name": "晋江市示例局",
        "region": RegionKey(slug="jinjiang"),
        "serves": regions("jinjiang"),
        "functions": ("FINANCE",),
        "valid_from": TODAY,
    }
    asked = RegisterDepartment(**wanted | given)
    kept = await city.run(by, lambda change: register_department(change, asked), moment=moment)
    city.departments[slug] = kept.department.id
    seat = asked.region.slug or "jinjiang"
    city.authorities[slug] = Authority(seat, asked.functions, tuple(str(key.slug) for key in asked.serves))
    return kept


async def change_it(
    city: City, slug: str, by: str = PREFECTURE, moment: dt.datetime = NOW, **given: Any
) -> Kept:
    asked = ChangeDepartment(DepartmentKey(slug=slug), **{"from_": TODAY} | given)
    return await city.run(by, lambda change: change_department(change, asked), moment=moment)


async def end_it(
    city: City,
    slug: str,
    last: dt.date,
    successor: str | None,
    by: str = PREFECTURE,
    moment: dt.datetime = NOW,
) -> Kept:
    after = None if successor is None else DepartmentKey(slug=successor)
    asked = EndDepartment(DepartmentKey(slug=slug), last, after)
    return await city.run(by, lambda change: end_department(change, asked), moment=moment)


async def refused(asked: Any) -> list[str]:
    with pytest.raises(Refused) as caught:
        await asked
    return [refusal.code for refusal in caught.value.refusals]
