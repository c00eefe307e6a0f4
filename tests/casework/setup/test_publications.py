"""A channel that a file adds is told of what was listed in its time and is still in force (X3)."""

from __future__ import annotations

import datetime as dt

from hub.casework.exits import ExitEntry, exit_entry
from hub.casework.setup.draft import Verb
from hub.policy.vocabulary import ExitGround
from tests.casework.setup.town import Town, said
from tests.support.actions import TODAY

ADDED = """
[[channel]]
slug = "newspaper"
name = "示范日报"
keeper = "prefecture-credit-office"
from = {first}
source = "example"
"""
TOLD = "+ publications: 1 entry in force to be published on channels that are new here (X3)"
OF = """SELECT p.entry_id, (p.ordered_at AT TIME ZONE 'Asia/Shanghai')::date, p.published_on
    FROM publication p JOIN channel c ON c.id = p.channel_id WHERE c.slug = 'newspaper'"""
MESSAGES = """SELECT n.kind FROM notification n JOIN publication p ON p.id = n.object_id
    JOIN channel c ON c.id = p.channel_id WHERE c.slug = 'newspaper' ORDER BY n.number"""


async def test_a_channel_that_a_file_adds_is_told_to_publish_what_was_listed_before(city: Town) -> None:
    entry = await city.list_black()
    assert await city.rows(OF) == []
    city.append("list_types", ADDED.format(first="2018-04-25"))
    assert TOLD in said(await city.look())
    assert await city.rows(OF) == []
    assert TOLD in said(await city.apply(), Verb.ADDED)
    assert await city.rows(OF) == [(entry.id, TODAY, None)]
    assert await city.rows(MESSAGES) == [("publication_due",)]
    assert (await city.apply()).empty


async def test_its_exit_then_orders_the_withdrawal_there(city: Town) -> None:
    entry = await city.list_black()
    city.append("list_types", ADDED.format(first="2018-04-25"))
    await city.apply()
    asked = ExitEntry(entry, ExitGround.ERROR, facts="Invented: the decision named another.")
    await city.run("east-taxation", lambda change: exit_entry(change, asked))
    assert await city.rows(MESSAGES) == [("publication_due",), ("publication_withdrawal_due",)]


async def test_one_that_began_after_the_listing_is_not_told_of_it(city: Town) -> None:
    await city.list_black(TODAY - dt.timedelta(days=30))
    city.append("list_types", ADDED.format(first=TODAY - dt.timedelta(days=29)))
    assert TOLD not in said(await city.apply())
    assert await city.rows(OF) == []


async def test_what_has_left_its_list_by_time_is_not_published_any_more(city: Town) -> None:
    await city.list_black(TODAY - dt.timedelta(days=365))
    city.append("list_types", ADDED.format(first="2018-04-25"))
    assert TOLD not in said(await city.apply())
    assert await city.rows(OF) == []
