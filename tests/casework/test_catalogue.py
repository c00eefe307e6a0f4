"""Publishing editions in the small city: what they end and on which day, what they would create, who gets a copy (A9)."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace

import pytest

from hub.errors import Refused
from hub.policy.bases import BasisGiven
from hub.policy.vocabulary import BasisLevel, MeasureTarget
from hub.store.ids import Ref
from hub.store.models import (
    Assignment,
    History,
    Measure,
    Notification,
)
from hub.store.session import Store
from tests.support.actions import City, due
from tests.support.law import LAW, TABLES, edition, editions, issue, kept, planned, under_way
from tests.support.small_city import build

DAY = dt.timedelta(days=1)
FIRST = dt.date(2026, 10, 12)
"""A Monday after the October holidays."""


@pytest.fixture
async def city(store: Store) -> City:
    return await build(store)


async def test_an_edition_follows_the_one_before_which_ends_the_day_before(city: City) -> None:
    told = await issue(city, edition(effective_from=FIRST))
    assert await editions(city) == [
        ("2026", dt.date(2018, 1, 1), FIRST - DAY),
        ("2027", FIRST, None),
    ]
    assert told.edition is not None
    rows = [row for row in await city.rows(Measure) if row.edition_id == told.edition.id]
    assert sorted(row.code for row in rows) == ["EXIT_BAN", "FINANCE_HINT", "GREEN_LANE", "LICENCE_LIMIT"]
    assert {row.basis_id for row in rows} == {city.bases["law"]}
    assert (told.would_release, told.effects) == (0, ())


async def test_what_it_drops_is_over_on_its_first_day_whether_or_not_a_job_has_run(city: City) -> None:
    await under_way(city)
    told = await issue(city, edition("LICENCE_LIMIT", effective_from=FIRST))
    assert told.would_release == 2
    rows = await city.assignments(measure_code="LICENCE_LIMIT")
    assert [(row.measure_ends_on, row.end_by_basis) for row in rows] == [(FIRST, True)] * 2
    assert {row.state for row in rows} == {"ISSUED", "ACKNOWLEDGED"}
    assert {row.release_by for row in rows} == {due(2026, 10, 19)}
    [ban] = await city.assignments(measure_code="EXIT_BAN")
    assert (ban.measure_ends_on, ban.end_by_basis) == (dt.date(2026, 11, 7), False)


async def test_an_edition_of_today_releases_today_and_tells_the_departments(city: City) -> None:
    await under_way(city)
    await issue(city, edition("LICENCE_LIMIT"))
    kinds = [kind for kind, _ in await city.inbox("jinjiang-market")]
    assert kinds == ["assignment_issued", "assignment_release_due", "catalogue_published"]
    kinds = [kind for kind, _ in await city.inbox("quanzhou-market")]
    assert kinds == ["assignment_issued", "assignment_withdrawn", "catalogue_published"]
    assert [kind for kind, _ in await city.inbox("licheng-finance")] == ["catalogue_published"]
    steps = {row.step for row in await city.rows(History) if row.assignment_id is not None}
    assert steps >= {"assignment_release_due", "assignment_withdrawn"}


async def test_a_running_action_gets_no_new_duty(city: City) -> None:
    await under_way(city)
    before = await city.count(Assignment)
    extra = replace(kept()[0], code="NEW_LIMIT")
    told = await issue(city, edition(measures=(*kept(), extra)))
    assert await city.count(Assignment) == before
    assert (told.would_release, told.would_create) == (0, 2)


async def test_a_measure_that_no_longer_follows_from_the_list_is_dropped_for_it(city: City) -> None:
    await under_way(city)
    narrowed = replace(kept()[0], triggered_by=("tax-watch",))
    told = await issue(city, edition(measures=(narrowed, *kept("LICENCE_LIMIT"))))
    assert told.would_release == 2


async def test_what_ends_before_the_edition_begins_is_none_of_its_doing(city: City) -> None:
    await under_way(city)
    told = await issue(city, edition("EXIT_BAN", effective_from=dt.date(2026, 11, 7)))
    assert told.would_release == 0
    told = await issue(city, edition("EXIT_BAN", name="2028", effective_from=dt.date(2027, 1, 1)))
    assert told.would_release == 0
    [ban] = await city.assignments(measure_code="EXIT_BAN")
    assert (ban.measure_ends_on, ban.end_by_basis) == (dt.date(2026, 11, 7), False)


async def test_an_action_initiated_under_an_edition_that_ends_knows_what_the_next_one_drops(
    city: City,
) -> None:
    await issue(city, edition("LICENCE_LIMIT", effective_from=FIRST))
    await under_way(city)
    rows = await city.assignments(measure_code="LICENCE_LIMIT")
    assert [(row.measure_ends_on, row.end_by_basis) for row in rows] == [(FIRST, True)] * 2
    assert {row.release_by for row in rows} == {due(2026, 10, 19)}


async def test_a_basis_with_a_last_day_ends_the_measures_that_rest_on_it(city: City) -> None:
    until = replace(LAW, in_force_to=FIRST - DAY)
    limited = replace(kept()[0], basis=until)
    await issue(city, edition(measures=(limited, *kept("LICENCE_LIMIT"))))
    await under_way(city)
    rows = await city.assignments(measure_code="LICENCE_LIMIT")
    assert [(row.measure_ends_on, row.end_by_basis) for row in rows] == [(FIRST, True)] * 2


async def test_a_dry_run_says_the_same_by_department_and_measure_and_leaves_nothing(city: City) -> None:
    await under_way(city)
    before = [await city.rows(table) for table in TABLES]
    asked = edition("LICENCE_LIMIT", measures=(*kept("LICENCE_LIMIT"), replace(kept()[0], code="NEW_LIMIT")))
    told = await issue(city, replace(asked, dry_run=True, effective_from=FIRST))
    assert [await city.rows(table) for table in TABLES] == before
    assert told.edition is None
    assert (told.would_release, told.would_create) == (2, 2)
    slugs = {key: slug for slug, key in city.departments.items()}
    assert [(slugs[row[0].id], *row[1:]) for row in told.effects] == [
        ("jinjiang-market", "LICENCE_LIMIT", "LICENCE_LIMIT", 1, 1, 0, "2026-10-19", None, None),
        ("jinjiang-market", "NEW_LIMIT", "LICENCE_LIMIT", 0, 0, 1, None, "2026-10-15", "2026-10-26"),
        ("quanzhou-market", "LICENCE_LIMIT", "LICENCE_LIMIT", 1, 0, 0, None, None, None),
        ("quanzhou-market", "NEW_LIMIT", "LICENCE_LIMIT", 0, 0, 1, None, "2026-10-15", "2026-10-26"),
    ]


async def test_it_would_create_exactly_what_initiating_for_every_entry_plans(city: City) -> None:
    first, second = await city.person("Example Chen"), await city.person("Example Lin")
    third = await city.person("Example Wu")
    entries = [
        await city.entry(await city.enterprise(), named=[(first, "LEGAL_REPRESENTATIVE", False)]),
        await city.entry(
            await city.enterprise(region="licheng"),
            named=[
                (first, "LEGAL_REPRESENTATIVE", False),
                (second, "LEGAL_REPRESENTATIVE", True),
                (second, "DIRECTOR", True),
                (third, "DIRECTOR", False),
            ],
        ),
        await city.entry(await city.enterprise(region=None), "tax-watch"),
        await city.entry(await city.enterprise(region="nanan"), "tax-red"),
        await city.entry(await city.enterprise(region="licheng")),
        await city.entry(third),
    ]
    await city.entry(await city.enterprise(), valid_until=dt.date(2026, 9, 6))
    await city.entry(await city.enterprise(), valid_from=dt.date(2026, 9, 8))
    await city.initiate(entries[0])
    await city.initiate(entries[4], measures=(), regions=None)
    director = replace(kept()[1], code="BOARD_BAN", targets=(MeasureTarget.DIRECTOR, MeasureTarget.SUBJECT))
    asked = edition(measures=(*kept("FINANCE_HINT"), director))
    dry = await issue(city, replace(asked, dry_run=True))
    told = await issue(city, asked)
    assert told.would_create == dry.would_create
    plans = [await _planned(city, entry) for entry in entries]
    assert sum(plans) == dry.would_create
    assert plans == [1, 6, 2, 1, 1, 3]


async def _planned(city: City, entry: Ref) -> int:
    try:
        return await planned(city, entry, "jinjiang-taxation")
    except Refused:
        return 0


async def test_copies_go_to_the_implementing_functions_and_the_credit_offices(city: City) -> None:
    told = await issue(city, edition("FINANCE_HINT"))
    assert told.edition is not None
    slugs = {key: slug for slug, key in city.departments.items()}
    messages = [row for row in await city.rows(Notification) if row.kind == "catalogue_published"]
    assert {row.object_id for row in messages} == {told.edition.id}
    assert sorted(slugs[row.department_id] for row in messages) == [
        "jinjiang-credit",
        "jinjiang-market",
        "licheng-credit",
        "licheng-market",
        "quanzhou-credit",
        "quanzhou-market",
        "quanzhou-police",
    ]


async def test_a_recommended_measure_may_rest_on_any_basis_in_force(city: City) -> None:
    plan = BasisGiven("Plan", BasisLevel.NORMATIVE_DOCUMENT, dt.date(2018, 1, 1))
    measures = list(kept())
    measures[2] = replace(measures[2], basis=plan)
    assert (await issue(city, edition(measures=tuple(measures)))).edition is not None


async def test_two_who_publish_at_once_follow_one_another(city: City) -> None:
    async def one(name: str) -> object:
        try:
            return await issue(city, edition(name=name))
        except Refused as refusal:
            return [each.code for each in refusal.refusals]

    answers = await asyncio.gather(*(one(name) for name in ("2027", "2027a")))
    assert ["FOLLOWS_TOO_EARLY"] in answers
    assert len(await editions(city)) == 2


async def test_what_is_initiated_at_the_moment_of_a_publication_is_released_as_well(city: City) -> None:
    entries = [await city.entry(await city.enterprise()) for _ in range(6)]
    await asyncio.gather(
        *(city.initiate(entry) for entry in entries[:3]),
        issue(city, edition("LICENCE_LIMIT", effective_from=FIRST)),
        *(city.initiate(entry) for entry in entries[3:]),
    )
    rows = await city.assignments(measure_code="LICENCE_LIMIT")
    assert len(rows) == 12
    assert {(row.measure_ends_on, row.end_by_basis) for row in rows} == {(FIRST, True)}


async def test_the_same_key_publishes_once_and_answers_the_same(city: City) -> None:
    await under_way(city)
    first = await issue(city, edition("LICENCE_LIMIT"), key="k1")
    again = await issue(city, edition("LICENCE_LIMIT"), key="k1")
    assert again == first
    assert len(first.effects) == first.would_release == 2
    assert len(await editions(city)) == 2
