"""The sharing catalogue and the names of lists from a city's files: dated rows that follow one another (L7)."""

from __future__ import annotations

import datetime as dt

from hub.casework.setup.draft import Verb
from tests.casework.setup.town import Town, said

D = dt.date
ROWS = (
    "SELECT s.valid_from, s.valid_to, s.keeper, s.fresh_within_days FROM sharing_catalogue s"
    " JOIN list_type t ON t.id = s.list_type_id WHERE t.slug = 'taxation-black' ORDER BY 1"
)
NEW = """
[[shared]]
list_type = "taxation-black"
fields = ["名称"]
keeper = "FINANCE"
fresh_within_days = 7
from = {first}
source = "example"
"""


async def test_a_new_row_ends_the_one_before_it(city: Town) -> None:
    assert await city.rows(ROWS) == [(D(2022, 2, 1), None, "TAXATION", 30)]
    city.append("list_types", NEW.format(first="2026-10-01"))
    lines = said(await city.apply())
    assert "+ sharing taxation-black from 2026-10-01: kept by FINANCE, every 7 days" in lines
    assert await city.rows(ROWS) == [
        (D(2022, 2, 1), D(2026, 9, 30), "TAXATION", 30),
        (D(2026, 10, 1), None, "FINANCE", 7),
    ]
    assert said(await city.look()) == []


async def test_what_is_in_force_is_superseded_and_not_changed(city: Town) -> None:
    city.edit("list_types", 'keeper = "TAXATION"', 'keeper = "FINANCE"')
    assert said(await city.apply(), Verb.REFUSED) == [
        (
            "! sharing taxation-black from 2022-02-01, keeper: it is TAXATION and in force: what changes is a row of"
            " its own, from a later day"
        )
    ]


async def test_a_row_before_the_last_one_is_refused(city: Town) -> None:
    text = NEW.format(first="2019-01-01")
    city.append("list_types", text)
    [line] = said(await city.apply(), Verb.REFUSED)
    assert line.startswith("! sharing taxation-black from 2019-01-01, from: a row begins on 2022-02-01")


async def test_a_list_without_a_row_is_said_to_be_of_no_use(city: Town) -> None:
    row = """
[[list_type]]
slug = "finance-red"
name = "示例红名单"
kind = "RED"
field = "FINANCE"
lead_function = "FINANCE"
scope = "NATIONAL"
fresh_within_days = 30
source = "example"
"""
    city.append("list_types", row)
    lines = said(await city.apply())
    assert (
        "  list_type finance-red: the sharing catalogue does not carry it today: nobody can be put on it"
        in lines
    )
