"""Departments that close, with a successor or without: what is taken over, when, and what nobody holds (A7)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from hub.casework import tokens
from hub.casework.assignments import acknowledge_assignments
from hub.casework.exits import Exited, ExitEntry, exit_entry
from hub.casework.setup.draft import Verb
from hub.errors import Refusal, Unauthenticated
from hub.policy.vocabulary import ExitGround
from tests.casework.setup.town import AFTER, LAST, Town, said

D = dt.date


SUCCESSOR = """
[[department]]
slug = "east-supervision"
name = "东城区综合监管局"
region = "east"
serves = ["east"]
functions = ["MARKET_REGULATION"]
valid_from = 2026-10-15
source = "example"
"""


def close(town: Town, slug: str, last: dt.date, successor: str | None = None) -> None:
    after = "" if successor is None else f'\nsuccessor = "{successor}"'
    path = town.folder / "departments.toml"
    whole = path.read_text(encoding="utf-8")
    at = whole.index("valid_from", whole.index(f'slug = "{slug}"'))
    end = whole.index("\n", at)
    path.write_text(f"{whole[:end]}\nvalid_to = {last}{after}{whole[end:]}", encoding="utf-8")


async def test_a_department_with_something_of_its_own_is_not_closed_without_a_successor(city: Town) -> None:
    entry = await city.list_black()
    await city.act(entry)
    close(city, "east-taxation", LAST)
    close(city, "east-market", LAST)
    refused = await city.apply()
    assert said(refused) == [
        # The entry and the watch entry that is to follow it.
        "! department east-taxation, successor: is missing: 2 entries would be nobody's (A7)",
        "! department east-market, successor: is missing: 1 open assignment would be nobody's (A7)",
    ]


async def test_closing_a_department_says_what_nobody_holds_from_then_on(city: Town) -> None:
    close(city, "west-market", LAST)
    assert said(await city.apply()) == [
        "x department west-market: ends with 2026-10-31",
        (
            "  department west-market: from 2026-11-01 nobody holds MARKET_REGULATION in west:"
            " measures stay unrouted there"
        ),
    ]
    assert [
        slug for (slug,) in await city.rows("SELECT slug FROM department WHERE valid_to IS NOT NULL")
    ] == ["west-market"]


async def test_a_successor_takes_over_what_is_live_at_its_date_and_not_before(city: Town) -> None:
    entry = await city.list_black()
    issued = await city.act(entry)
    city.append("departments", SUCCESSOR)
    close(city, "east-market", LAST, "east-supervision")
    assert said(await city.apply()) == [
        "x department east-market: ends with 2026-10-31; then east-supervision takes over 1 open assignment",
        "+ department east-supervision: 东城区综合监管局, MARKET_REGULATION for east",
    ]
    mine = issued["east-market"]
    last = dt.datetime(2026, 10, 31, 15, 59, tzinfo=dt.UTC)
    first = last + dt.timedelta(minutes=1)
    # Rights: the old department acts to the end of its last day in Quanzhou, the new one from the next minute.
    for slug, moment, succeeds in (
        ("east-market", last, 0),
        ("east-supervision", last, 0),
        ("east-supervision", first, 1),
    ):
        assert len((await city.caller(slug, moment)).succeeds) == succeeds
    wanted = tokens.Wanted("east-market", ["READ"], last + dt.timedelta(days=30))
    old = await tokens.issue(city.store, wanted, last)
    with pytest.raises(Unauthenticated, match="which is no department on 2026-11-01"):
        await tokens.authenticate(city.store, old.token, first)

    async def acknowledge(slug: str, moment: dt.datetime) -> Any:
        return (await city.run(slug, lambda c: acknowledge_assignments(c, [mine]), moment=moment))[0]

    early = await acknowledge("east-supervision", last)
    assert isinstance(early, Refusal)
    assert early.code == "NOT_YOUR_ASSIGNMENT"
    assert await acknowledge("east-supervision", first) == mine


async def test_messages_and_new_measures_go_to_the_successor(city: Town) -> None:
    entry = await city.list_black()
    city.append("departments", SUCCESSOR)
    close(city, "east-market", LAST, "east-supervision")
    await city.apply()
    assert set(await city.act(entry, AFTER)) == {"east-supervision", "prefecture-finance"}
    ending = ExitEntry(entry, ExitGround.STANDARD_CHANGED, "Document No. 9.")
    await city.run("east-taxation", lambda c: exit_entry(c, ending), Exited, AFTER)
    told = await city.rows(
        "SELECT DISTINCT d.slug FROM notification n JOIN department d ON d.id = n.department_id"
        " WHERE n.kind = 'entry_exited'"
    )
    assert ("east-supervision",) in told
    assert ("east-market",) not in told


async def test_the_successor_of_a_listing_department_ends_its_entries(city: Town) -> None:
    entry = await city.list_black()
    city.append("departments", SUCCESSOR.replace("MARKET_REGULATION", "TAXATION"))
    close(city, "east-taxation", LAST, "east-supervision")
    await city.apply()
    exited = await city.run(
        "east-supervision",
        lambda c: exit_entry(c, ExitEntry(entry, ExitGround.STANDARD_CHANGED, "Document No. 9.")),
        Exited,
        AFTER,
    )
    assert exited.entry == entry


async def test_what_has_ended_stays_ended(city: Town) -> None:
    city.append("departments", SUCCESSOR)
    close(city, "east-market", LAST, "east-supervision")
    await city.apply()
    for old, new, line in (
        ("valid_to = 2026-10-31", "valid_to = 2027-10-31", "! department east-market, valid_to: it ended on 2026-10-31: what has ended stays so"),
        ('successor = "east-supervision"', 'successor = "west-market"', "! department east-market, successor: east-supervision has taken over already"),
    ):  # fmt: skip
        city.edit("departments", old, new)
        assert said(await city.apply(AFTER), Verb.REFUSED) == [line]
        city.edit("departments", new, old)
    city.edit("departments", "valid_to = 2026-10-31", "valid_to = 2027-10-31")
    moved = said(await city.apply(), Verb.CLOSED)  # on 7 September it has not ended yet
    assert moved == ["x department east-market: ends with 2027-10-31; then east-supervision takes over"]
