"""A real city from its files: differences shown first, nothing rewritten that others rest on."""

from __future__ import annotations

import pytest

from hub.casework.setup.draft import Verb
from hub.demo.load import load_demo
from hub.errors import Misconfigured
from hub.store.session import Store
from tests.casework.setup.town import Town, said
from tests.support.actions import TODAY


async def test_the_example_is_shown_first_and_nothing_is_done(town: Town) -> None:
    before = await town.everything()
    shown = await town.look()
    assert not shown.applied
    assert {line.verb for line in shown.lines} == {Verb.ADDED}
    assert "+ department east-market: 东城区市场监督管理局, MARKET_REGULATION for east" in said(shown)
    assert "+ edition 示范市联合奖惩目录清单(2023年版): 2 measures, in force from 2023-01-01" in said(shown)
    assert await town.everything() == before


async def test_it_is_set_up_in_one_change_and_the_second_time_there_is_nothing_to_do(town: Town) -> None:
    shown = await town.look()
    done = await town.apply()
    assert done.applied
    assert done.lines == shown.lines
    [(change, objects)] = await town.rows("SELECT change, objects FROM audit")
    assert (change, len(objects)) == ("setup", 1)
    [(content,)] = await town.rows("SELECT content FROM audit_content")
    assert content == {"lines": said(done), "operator": "Clerk Lin"}
    before = await town.everything()
    again = await town.apply()
    assert (again.applied, again.lines, again.counted()) == (False, (), "nothing to do")
    assert await town.everything() == before


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        ("regions", "东城区", "东山区", "~ region east: name 东城区 → 东山区"),
        ("regions", 'parent = "prefecture"', 'gb_code = "350999"\nparent = "prefecture"', "~ region east: gb_code nothing → 350999"),
        ("functions", '"税务"', '"税收"', "~ function TAXATION: name 税务 → 税收"),
        ("departments", "东城区税务局", "东山区税务局", "~ department east-taxation: name 东城区税务局 → 东山区税务局"),
        ("departments", 'serves = ["east"]', 'serves = ["east", "west"]', "~ department east-taxation: serves +west"),
        ("departments", 'functions = ["TAXATION"]', 'functions = ["TAXATION", "FINANCE"]', "~ department east-taxation: functions +FINANCE"),
        ("departments", 'serves = ["prefecture", "east", "west"]', 'serves = ["prefecture"]', "~ department prefecture-finance: serves -east, -west"),
        ("list_types", "fresh_within_days = 30", "fresh_within_days = 60", "~ list_type taxation-black: fresh_within_days 30 → 60"),
        ("bases", "in_force_from = 2003-01-01", "in_force_from = 2003-01-01\nin_force_to = 2026-12-31", "x basis 政府采购法: ends with 2026-12-31"),
        ("parameters", 'source = "demo;泉政文〔2018〕51号 §7.3"', 'source = "example"', "~ parameter REMINDER_WORKING_DAYS_BEFORE from 2018-04-25: source demo;泉政文〔2018〕51号 §7.3 → example"),
        ("levels", "from = 2018-04-25", "from = 2018-04-25\nto = 2026-12-31", "x mandatory LAW from 2018-04-25: ends with 2026-12-31"),
    ],
)  # fmt: skip
async def test_what_may_change_is_shown_and_applied(
    city: Town, file: str, old: str, new: str, line: str
) -> None:
    city.edit(file, old, new)
    shown = await city.look()
    assert said(shown, Verb.ADDED, Verb.CHANGED, Verb.CLOSED, Verb.REFUSED) == [line]
    done = await city.apply()
    assert (done.applied, done.lines) == (True, shown.lines)
    assert said(await city.look()) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        ("regions", 'slug = "west"\nname = "西城区"\nparent = "prefecture"', 'slug = "west"\nname = "西城区"\nparent = "east"', "! region west, parent: it is prefecture and stays so: standards and routing rest on the tree; a region that moves is a new one"),
        ("departments", 'region = "west"', 'region = "east"', "! department west-market, region: it is west and stays so: a department that moves is closed, and a new one succeeds it"),
        ("departments", "valid_from = 2018-04-25", "valid_from = 2019-04-25", "! department prefecture-credit-office, valid_from: it stands since 2018-04-25, which stays so"),
        ("departments", "valid_from = 2018-04-25", "valid_from = 2018-04-25\nvalid_to = 2026-09-06", "! department prefecture-credit-office, valid_to: 2026-09-06 has passed: its last day is today or later"),
        ("list_types", 'kind = "WATCH"', 'kind = "RED"', "! list_type taxation-watch, kind: it is WATCH and stays so: another kind is another list"),
        ("list_types", 'scope = "LOCAL"', 'scope = "PROVINCIAL"', "! list_type taxation-watch, scope: it is LOCAL and stays so: another scope is another list"),
        ("standards", "max_term_months = 36", "max_term_months = 24", "! standard taxation-black 2022, max_term_months: it is in force since 2022-02-01: what changes is a new version"),
        ("standards", "occurrences = 3", "occurrences = 2", "! standard taxation-watch 2018, criterion: it is in force since 2018-04-25: what changes is a new version"),
        ("catalogue", "implement_within_days = 15", "implement_within_days = 20", "! edition 示范市联合奖惩目录清单(2023年版), measure LIMIT_GOVERNMENT_PROCUREMENT: it is in force since 2023-01-01: publish a new edition, with a name and a day of its own (A9)"),
        ("catalogue", "effective_from = 2023-01-01", "effective_from = 2024-01-01", "! edition 示范市联合奖惩目录清单(2023年版), effective_from: it is in force since 2023-01-01: publish a new edition, with a name and a day of its own (A9)"),
        ("catalogue", '(2023年版)"\neffective_from = 2023-01-01', '(2022年版)"\neffective_from = 2022-02-01', "! edition 示范市联合奖惩目录清单(2022年版), effective_from: edition 示范市联合奖惩目录清单(2023年版) begins on 2023-01-01: the one that follows it begins later"),
        ("parameters", "value = 20", "value = 15", "! parameter OBJECTION_WORKING_DAYS from 2018-04-25, value: it is 20 WORKING_DAY and in force: a new value is a row of its own, from today or later"),
        ("parameters", "from = 2018-04-25", "from = 2026-09-01", "! parameter OBJECTION_WORKING_DAYS from 2026-09-01, from: that day has passed: a new value begins today or later"),
    ],
)  # fmt: skip
async def test_what_no_file_can_do_is_refused_and_nothing_is_done(
    city: Town, file: str, old: str, new: str, line: str
) -> None:
    city.edit(file, old, new)
    city.edit("functions", '"税务"', '"税收"')
    before = await city.everything()
    refused = await city.apply()
    assert said(refused, Verb.REFUSED) == [line]
    assert said(refused, Verb.CHANGED) == ["~ function TAXATION: name 税务 → 税收"]
    assert not refused.applied
    assert await city.everything() == before


async def test_leaving_a_row_out_removes_nothing(city: Town) -> None:
    path = city.folder / "departments.toml"
    whole = path.read_text(encoding="utf-8")
    west = whole[whole.rindex("[[department]]") :]
    assert 'slug = "west-market"' in west
    city.edit("departments", west, "")
    before = await city.everything()
    done = await city.apply()
    assert said(done) == [
        "  department west-market: not in the file, and stays as it is: it is closed by valid_to, not by leaving it out"
    ]
    assert not done.applied
    assert await city.everything() == before


async def test_a_real_city_is_not_set_up_over_the_demo(store: Store, town: Town) -> None:
    await load_demo(store, 0, TODAY)
    with pytest.raises(Misconfigured, match="holds the demo city"):
        await town.apply()
