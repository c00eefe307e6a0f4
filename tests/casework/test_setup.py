"""A real city from its files: mistakes said in one line, differences shown first, nothing rewritten that others rest on."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import tempfile
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from hub.casework import change as changes
from hub.casework import tokens
from hub.casework.actions import InitiateAction, Initiated, initiate_action
from hub.casework.assignments import acknowledge_assignments
from hub.casework.change import Asked
from hub.casework.exits import Exited, ExitEntry, exit_entry
from hub.casework.keys import RegionKey, SubjectKey
from hub.casework.listing import EvidenceGiven, Listed, ListSubject, list_subject
from hub.casework.setup.city import Difference, set_up
from hub.casework.setup.draft import Verb
from hub.casework.setup.reference import WrongReferenceData, read_city
from hub.casework.subjects import Registered, RegisterEnterprise, register_enterprise
from hub.demo.example import write_example
from hub.demo.load import load_demo
from hub.errors import Misconfigured, Refusal, Unauthenticated
from hub.policy.duties import Caller
from hub.policy.vocabulary import Duty, EvidenceKind, ExitGround, NoticeMeans
from hub.store.ids import Ref
from hub.store.migrations import migrate
from hub.store.models import metadata
from hub.store.session import Store
from tests.support import databases
from tests.support.actions import NOW, TODAY
from tests.support.listing import code_of
from tests.support.secrets import KEYS

D = dt.date
LAST = D(2026, 10, 31)
"""The last day of the department that the tests close."""
AFTER = dt.datetime(2026, 11, 2, 2, tzinfo=dt.UTC)


@dataclass
class Town:
    """The example city's files, which a test edits, and the hub it sets up by them."""

    folder: Path
    store: Store

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.folder / f"{file}.toml"
        before = path.read_text(encoding="utf-8")
        assert old in before
        path.write_text(before.replace(old, new, 1), encoding="utf-8")

    def append(self, file: str, rows: str) -> None:
        path = self.folder / f"{file}.toml"
        path.write_text(path.read_text(encoding="utf-8") + rows, encoding="utf-8")

    async def look(self, moment: dt.datetime = NOW) -> Difference:
        return await set_up(self.store, read_city(self.folder), moment, apply=False, operator=None)

    async def apply(self, moment: dt.datetime = NOW) -> Difference:
        return await set_up(self.store, read_city(self.folder), moment, apply=True, operator="Clerk Lin")

    async def rows(self, statement: str, **values: Any) -> list[Any]:
        async with self.store.write() as session:
            return [tuple(row) for row in await session.execute(text(statement), values)]

    async def everything(self) -> dict[str, list[Any]]:
        return {
            table.name: await self.rows(f'SELECT t::text FROM "{table.name}" t ORDER BY 1')
            for table in metadata.sorted_tables
        }

    async def caller(self, slug: str, moment: dt.datetime = NOW) -> Caller:
        """Who a department's system is, let in by a token of its own."""
        wanted = tokens.Wanted(slug, [duty.value for duty in Duty], moment + dt.timedelta(days=365))
        issued = await tokens.issue(self.store, wanted, moment)
        return await tokens.authenticate(self.store, issued.token, moment)

    async def run(
        self, slug: str, procedure: Any, result: type[Any] = object, moment: dt.datetime = NOW
    ) -> Any:
        asked = Asked(await self.caller(slug, moment), "test", moment)
        return await changes.run(self.store, asked, procedure, result)

    async def list_black(self, decided_on: dt.date = TODAY) -> Ref:
        """A black entry of an enterprise in the east, by its tax office."""
        asked = RegisterEnterprise(code_of(1), "Fictitious Kiln Works", RegionKey(slug="east"))
        registered = await self.run("east-taxation", lambda c: register_enterprise(c, asked), Registered)
        listing = ListSubject(
            subject=SubjectKey(id=registered.subject),
            list_type="taxation-black",
            document_number="Invented No. 1",
            facts="Invented facts.",
            decided_on=decided_on,
            valid_from=decided_on,
            valid_until=decided_on + dt.timedelta(days=364),
            criteria=("TAX-B1",),
            evidence=(EvidenceGiven(EvidenceKind.DECISION, "Invented decision No. 7"),),
            conduct_from=D(2025, 3, 1),
            conduct_to=D(2025, 4, 30),
            notice_given_on=decided_on,
            notice_means=NoticeMeans.DELIVERED,
            correct_by=decided_on,
        )
        listed: Listed = await self.run("east-taxation", lambda c: list_subject(c, listing), Listed)
        return listed.entry

    async def act(self, entry: Ref, moment: dt.datetime = NOW, by: str = "east-taxation") -> dict[str, Ref]:
        """Initiate the entry's action; the new assignments by department."""
        before = set(await self.rows("SELECT id FROM assignment"))
        await self.run(by, lambda c: initiate_action(c, InitiateAction(entry)), Initiated, moment)
        found = await self.rows(
            "SELECT a.id, a.bucket, d.slug FROM assignment a JOIN department d ON d.id = a.department_id"
        )
        return {slug: Ref("Assignment", bucket, key) for key, bucket, slug in found if (key,) not in before}


@pytest.fixture
def town(store: Store, tmp_path: Path) -> Town:
    write_example(tmp_path / "town")
    return Town(tmp_path / "town", store)


@pytest.fixture
async def city(cluster: str, tmp_path: Path) -> AsyncIterator[Town]:
    """The town, set up: a copy of a database in which that was done once."""
    made = databases.template(cluster, Path(os.environ[databases.FOLDER]), "town", _prepare)
    write_example(tmp_path / "town")
    with databases.database(cluster, made) as url:
        opened = Store(url, KEYS, pool=4)
        yield Town(tmp_path / "town", opened)
        await opened.close()


def _prepare(url: str) -> None:
    migrate(url)

    async def done(folder: Path) -> None:
        opened = Store(url, KEYS, pool=1)
        try:
            await Town(folder, opened).apply()
        finally:
            await opened.close()

    with tempfile.TemporaryDirectory() as folder:
        write_example(Path(folder))
        # In a thread: a fixture that makes the template may have a loop of its own running.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(lambda: asyncio.run(done(Path(folder)))).result()


def said(difference: Difference, *verbs: Verb) -> list[str]:
    return [str(line) for line in difference.lines if not verbs or line.verb in verbs]


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


async def test_one_file_with_all_tables_is_the_same_as_the_folder(city: Town, tmp_path: Path) -> None:
    together = tmp_path / "city.toml"
    files = sorted(city.folder.iterdir())
    together.write_text("\n".join(file.read_text(encoding="utf-8") for file in files), encoding="utf-8")
    found = await set_up(city.store, read_city(together), NOW, apply=True, operator=None)
    assert found.lines == ()
    whole = together.read_text(encoding="utf-8")
    together.write_text(whole.replace('parent = "prefecture"', 'parent = "north"', 1), encoding="utf-8")
    with pytest.raises(WrongReferenceData) as refused:
        read_city(together)
    assert str(refused.value) == "city.toml, region 2 (east), parent: 'north' is no region"


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("regions", 'parent = "prefecture"\n', "", "region 2 (east), parent: is missing: one region alone is the root, the prefecture"),
        ("departments", "[[department]]", "[[departement]]", "there is no table 'departement' here; known: department, defaults"),
        ("departments", 'functions = ["TAXATION"]', 'functions = ["TAXES"]', "department 3 (east-taxation), functions: 'TAXES' is no function"),
        ("departments", "valid_from = 2018-04-25", 'valid_from = "2018"', "department 1 (prefecture-credit-office), valid_from: '2018' is no day"),
        ("departments", "valid_from = 2018-04-25", "valid_from = 2018-04-25\nvalid_to = 2017-01-01", "department 1 (prefecture-credit-office), valid_to: lies before valid_from"),
        ("departments", "valid_from = 2018-04-25", 'valid_from = 2018-04-25\nsuccessor = "east-market"', "department 1 (prefecture-credit-office), successor: takes over after valid_to, which is missing"),
        ("departments", "valid_from = 2018-04-25", 'valid_from = 2018-04-25\nvalid_to = 2026-12-31\nsuccessor = "east"', "department 1 (prefecture-credit-office), successor: 'east' is no department"),
        ("departments", "valid_from = 2018-04-25", "valid_from = 2018-04-25\nvalid_to = 2017-12-31", "department 1 (prefecture-credit-office), valid_to: lies before valid_from"),
        ("departments", "valid_from = 2018-04-25", 'valid_from = 2010-04-25\nvalid_to = 2017-12-31\nsuccessor = "east-market"', "department 1 (prefecture-credit-office), successor: east-market is no department on 2018-01-01"),
        ("list_types", 'region = "prefecture"\n', "", "list_type 2 (taxation-watch), region: is left out for NATIONAL and given for every other scope"),
        ("standards", "max_term_months = 36", "max_term_months = 6", "standard 1 (taxation-black), max_term_months: the shortest term comes first and is at least one month"),
        ("standards", 'basis = "tax-collection-law"', 'basis = "quanzhou-notice"', "standard 1 (taxation-black), basis: NORMATIVE_DOCUMENT permits no NATIONAL BLACK list on 2022-02-01"),
        ("standards", "published = false", "published = true", "standard 2 (taxation-watch), published: a watch list is never published (§4.4)"),
        ("catalogue", 'basis = "procurement-law"', 'basis = "quanzhou-notice"', "measure 1 (LIMIT_GOVERNMENT_PROCUREMENT), force: MANDATORY does not rest on a NORMATIVE_DOCUMENT (A10)"),
        ("catalogue", "acknowledge_within_days = 5\n", "", "measure 1 (LIMIT_GOVERNMENT_PROCUREMENT), acknowledge_within_days: is missing"),
        ("parameters", "value = 20", "value = 20.5", "parameter 1 (OBJECTION_WORKING_DAYS), value: 20.5 is no int"),
        ("bases", 'level = "LAW"', 'level = "ACT"', "basis 1 (tax-collection-law), level: 'ACT' is none of LAW, ADMINISTRATIVE_REGULATION, LOCAL_REGULATION, CENTRAL_POLICY, DEPARTMENT_RULE, LOCAL_RULE, NORMATIVE_DOCUMENT"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line_with_file_row_and_key(
    tmp_path: Path, file: str, old: str, new: str, complaint: str
) -> None:
    write_example(tmp_path / "town")
    path = tmp_path / "town" / f"{file}.toml"
    before = path.read_text(encoding="utf-8")
    assert old in before
    path.write_text(before.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(WrongReferenceData) as refused:
        read_city(tmp_path / "town")
    between = ": " if complaint.startswith("there is") else ", "
    assert str(refused.value) == f"{file}.toml{between}{complaint}"


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
        (
            "  edition 示范市联合奖惩目录清单(2027年版): it drops RAISE_INSPECTION_RATE: 1 running assignment are to be"
            " released (A9)"
        ),
        "+ edition 示范市联合奖惩目录清单(2027年版): 2 measures, in force from 2026-10-01",
    ]
    assert set(issued) == {"east-market", "prefecture-finance"}
    assert await city.rows("SELECT id, measure_id, state FROM assignment ORDER BY id") == before
    assert said(await city.look()) == []
    city.edit("catalogue", 'title = "提高监督检查频次"', 'title = "不予补贴"')
    changed = await city.apply()
    assert said(changed) == [
        "~ edition 示范市联合奖惩目录清单(2027年版): measure REFUSE_SUBSIDY; it is not in force yet"
    ]
    assert said(await city.look()) == []


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


async def test_a_real_city_is_not_set_up_over_the_demo(store: Store, town: Town) -> None:
    await load_demo(store, 0, TODAY)
    with pytest.raises(Misconfigured, match="holds the demo city"):
        await town.apply()
