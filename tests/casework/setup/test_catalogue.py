"""New editions of the catalogue: when they begin, what they close, and what runs on (A9)."""

from __future__ import annotations

import datetime as dt

from hub.casework.setup.draft import Verb
from tests.casework.setup.town import Town, said

D = dt.date


async def test_a_new_edition_closes_the_one_before_it_and_running_actions_keep_theirs(city: Town) -> None:
    entry = await city.list_black()
    issued = await city.act(entry)
    before = await city.rows("SELECT id, measure_id, state FROM assignment ORDER BY id")
    city.edit(
        "catalogue", '(2023年版)"\neffective_from = 2023-01-01', '(2027年版)"\neffective_from = 2026-10-01'
    )
    city.edit("catalogue", 'code = "RAISE_INSPECTION_RATE"', 'code = "REFUSE_SUBSIDY"')
    done = await city.apply()
    assert said(done) == [
        "x edition 示范市联合奖惩目录清单(2023年版): ends with 2026-09-30; running actions keep it",
        "+ edition 示范市联合奖惩目录清单(2027年版): 2 measures, in force from 2026-10-01",
        (
            "  edition 示范市联合奖惩目录清单(2027年版): RAISE_INSPECTION_RATE ends on 2026-10-01 for 1 running"
            " assignment (A9)"
        ),
    ]
    ends = "SELECT measure_code, measure_ends_on, end_by_basis FROM assignment ORDER BY measure_code"
    dropped = await city.rows(ends)
    assert [row[1:] for row in dropped if row[0] == "RAISE_INSPECTION_RATE"] == [(D(2026, 10, 1), True)]
    assert {row[1:] for row in dropped if row[0] != "RAISE_INSPECTION_RATE"} == {(None, False)}
    assert await city.rows("SELECT count(*) FROM notification WHERE kind = 'catalogue_published'") != [(0,)]
    assert set(issued) == {"east-market", "prefecture-finance"}
    assert await city.rows("SELECT id, measure_id, state FROM assignment ORDER BY id") == before
    assert said(await city.look()) == []
    city.edit("catalogue", 'title = "提高监督检查频次"', 'title = "不予补贴"')
    changed = await city.apply()
    assert said(changed) == [
        "~ edition 示范市联合奖惩目录清单(2027年版): measure REFUSE_SUBSIDY; it is not in force yet"
    ]
    assert said(await city.look()) == []
    city.edit("catalogue", 'code = "REFUSE_SUBSIDY"', 'code = "RAISE_INSPECTION_RATE"')
    await city.apply()
    assert {row[1:] for row in await city.rows(ends)} == {(None, False)}


async def test_a_basis_that_is_given_a_last_day_ends_its_measures_the_day_after(city: Town) -> None:
    await city.act(await city.list_black())
    first = 'act = "政府采购法"\nlevel = "LAW"\nin_force_from = 2003-01-01'
    city.edit("bases", first, f"{first}\nin_force_to = 2026-12-31")
    assert said(await city.apply()) == [
        "x basis 政府采购法: ends with 2026-12-31",
        "  bases: LIMIT_GOVERNMENT_PROCUREMENT ends on 2027-01-01 for 1 running assignment (A9)",
    ]
    ends = "SELECT measure_code, measure_ends_on, end_by_basis FROM assignment ORDER BY measure_code"
    assert {row[0]: row[1:] for row in await city.rows(ends)} == {
        "LIMIT_GOVERNMENT_PROCUREMENT": (D(2027, 1, 1), True),
        "RAISE_INSPECTION_RATE": (None, False),
    }
    city.edit("bases", f"{first}\nin_force_to = 2026-12-31", first)
    await city.apply()
    assert {row[1:] for row in await city.rows(ends)} == {(None, False)}


async def test_an_edition_does_not_begin_before_the_last_action_under_the_one_it_follows(city: Town) -> None:
    await city.act(await city.list_black())
    city.edit(
        "catalogue", '(2023年版)"\neffective_from = 2023-01-01', '(2026年版)"\neffective_from = 2026-09-07'
    )
    assert said(await city.apply(), Verb.REFUSED) == [
        (
            "! edition 示范市联合奖惩目录清单(2026年版), effective_from: actions were initiated under"
            " 示范市联合奖惩目录清单(2023年版) until 2026-09-07: the one that follows it begins later"
        )
    ]
