"""A department that a file adds, or gives a function or region, receives what nobody had taken on (A7)."""

from __future__ import annotations

import datetime as dt

from hub.casework.setup.draft import Verb
from tests.casework.setup.town import AFTER, Town, said
from tests.support.actions import TODAY

JOINS = """
[[department]]
slug = "prefecture-market"
name = "示范市市场监督管理局"
region = "prefecture"
serves = ["prefecture"]
functions = ["MARKET_REGULATION"]
valid_from = {first}
source = "example"
"""
ROUTED = "+ routing: 1 unrouted measure found a department, 1 assignment issued (A7)"
UNROUTED = "SELECT r.slug, u.routed_on FROM unrouted_measure u JOIN region r ON r.id = u.region_id"
OF = """SELECT a.measure_code, a.state, (a.issued_at AT TIME ZONE 'Asia/Shanghai')::date,
    (a.acknowledge_by AT TIME ZONE 'Asia/Shanghai')::date
    FROM assignment a JOIN department d ON d.id = a.department_id WHERE d.slug = 'prefecture-market'"""


async def test_a_department_that_a_file_adds_is_assigned_what_was_unrouted_there(city: Town) -> None:
    await city.act(await city.list_black())
    assert await city.rows(UNROUTED) == [("prefecture", None)]
    city.append("departments", JOINS.format(first="2018-04-25"))
    assert ROUTED in said(await city.look())
    assert await city.rows(OF) == []
    applied = await city.apply()
    assert said(applied, Verb.ADDED)[-1] == ROUTED
    assert await city.rows(UNROUTED) == [("prefecture", TODAY)]
    [(code, state, issued, _)] = await city.rows(OF)
    assert (code, state, issued) == ("RAISE_INSPECTION_RATE", "ISSUED", TODAY)
    told = await city.rows(
        "SELECT n.kind FROM notification n JOIN department d ON d.id = n.department_id"
        " WHERE d.slug = 'prefecture-market'"
    )
    assert told == [("assignment_issued",)]
    assert (await city.apply()).empty


async def test_one_that_begins_later_is_assigned_it_from_its_first_day(city: Town) -> None:
    await city.act(await city.list_black())
    city.append("departments", JOINS.format(first="2026-10-15"))
    assert ROUTED in said(await city.apply())
    [(_, _, issued, due)] = await city.rows(OF)
    assert issued == dt.date(2026, 10, 15)
    assert due > issued


async def test_a_region_that_a_file_adds_is_served_from_today_and_one_dropped_until_yesterday(
    city: Town,
) -> None:
    await city.act(await city.list_black())
    city.edit("departments", 'serves = ["west"]', 'serves = ["west", "prefecture"]')
    assert ROUTED in said(await city.apply())
    served = """SELECT r.slug, s.valid_from, s.valid_to FROM department_serves s JOIN region r ON r.id = s.region_id
        JOIN department d ON d.id = s.department_id WHERE d.slug = 'west-market' ORDER BY r.slug"""
    assert await city.rows(served) == [
        ("prefecture", TODAY, None),
        ("west", dt.date(1, 1, 1), None),
    ]
    city.edit("departments", 'serves = ["west", "prefecture"]', 'serves = ["west"]')
    assert said(await city.apply(AFTER), Verb.CHANGED) == ["~ department west-market: serves -prefecture"]
    assert await city.rows(served) == [
        ("prefecture", TODAY, dt.date(2026, 11, 1)),
        ("west", dt.date(1, 1, 1), None),
    ]
