"""New versions of standards: when they begin, what they close, and whom they leave alone (X5)."""

from __future__ import annotations

import datetime as dt

from hub.casework.setup.draft import Verb
from tests.casework.setup.town import Town, said

D = dt.date


VERSION = """
[[standard]]
list_type = "taxation-black"
version = "2027"
basis = "tax-collection-law"
effective_from = {first}
min_term_months = 12
max_term_months = 36
watch_term_months = 12
published = true
correctable = false
repairable = false
source = "example"
[[standard.criterion]]
code = "TAX-B9"
description = "骗取国家出口退税款"
group = "MARKET_ORDER"
severity = "SERIOUS"
occurrences = 1
source = "example"
"""


async def test_a_new_version_closes_the_one_before_it_the_day_before(city: Town) -> None:
    await city.list_black()
    city.append("standards", VERSION.format(first="2026-10-01"))
    done = await city.apply()
    assert said(done) == [
        "x standard taxation-black 2022: ends with 2026-09-30",
        "+ standard taxation-black 2027: from 2026-10-01, 12–36 months",
        (
            "  standard taxation-black 2027: 1 entry in force meet none of its criteria: they stay until the department"
            " ends them, STANDARD_CHANGED (X5)"
        ),
    ]
    assert await city.rows(
        "SELECT s.version, s.effective_to FROM listing_standard s JOIN list_type t ON t.id = s.list_type_id"
        " WHERE t.slug = 'taxation-black' ORDER BY s.version"
    ) == [("2022", D(2026, 9, 30)), ("2027", None)]
    assert said(await city.look()) == []
    # The entry keeps its term and its standard.
    assert await city.rows("SELECT count(*) FROM list_entry WHERE exited_on IS NOT NULL") == [(0,)]


async def test_a_version_does_not_begin_before_the_last_decision_under_the_one_it_follows(city: Town) -> None:
    await city.list_black()
    city.append("standards", VERSION.format(first="2026-09-07"))
    refused = await city.apply()
    assert said(refused, Verb.REFUSED) == [
        (
            "! standard taxation-black 2022, effective_to: entries were decided under it until 2026-09-07:"
            " what follows it begins after 2026-09-07"
        )
    ]


async def test_a_version_that_is_not_in_force_yet_may_still_change(city: Town) -> None:
    city.append("standards", VERSION.format(first="2026-10-01"))
    await city.apply()
    city.edit("standards", 'code = "TAX-B9"', 'code = "TAX-B8"')
    done = await city.apply()
    assert said(done) == ["~ standard taxation-black 2027: criterion; it is not in force yet"]
    assert await city.rows("SELECT code FROM criterion WHERE code LIKE 'TAX-B%' ORDER BY 1") == [
        ("TAX-B1",),
        ("TAX-B8",),
    ]
    assert said(await city.look()) == []
