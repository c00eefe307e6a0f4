"""Publishing standards in the small city: the days, who is told, whom it no longer covers; nothing is judged anew (X5)."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace

import pytest

from hub.casework.standards import PublishStandard
from hub.errors import Refusal, Refused
from hub.policy.bases import BasisGiven
from hub.policy.vocabulary import BasisLevel
from hub.store.ids import Ref
from hub.store.models import Audit, AuditContent, Criterion, LegalBasis, ListingStandard, Notification
from hub.store.session import Store
from tests.support.actions import TODAY, later
from tests.support.law import OFFICE, publish, version, versions
from tests.support.listing import TAXATION, Lists, build, listing

DAY = dt.timedelta(days=1)


@pytest.fixture
async def lists(store: Store) -> Lists:
    return await build(store)


async def refused(lists: Lists, asked: PublishStandard, by: str = OFFICE) -> list[str]:
    before = [await lists.city.count(model) for model in (ListingStandard, Criterion, LegalBasis, Audit)]
    with pytest.raises(Refused) as caught:
        await publish(lists.city, asked, by)
    after = [await lists.city.count(model) for model in (ListingStandard, Criterion, LegalBasis, Audit)]
    assert after == before
    return [refusal.code for refusal in caught.value.refusals]


async def test_a_version_follows_the_one_before_which_ends_the_day_before(lists: Lists) -> None:
    told = await publish(lists.city, version(effective_from=dt.date(2026, 10, 1)))
    assert await versions(lists.city) == [
        ("1", dt.date(2018, 1, 1), dt.date(2026, 9, 30)),
        ("2", dt.date(2026, 10, 1), None),
    ]
    [row] = [row for row in await lists.city.rows(ListingStandard) if row.version == "2"]
    assert told.standard == Ref("ListingStandard", 0, row.id)
    assert (row.min_term_months, row.max_term_months, row.watch_term_months) == (12, 36, 12)
    assert (row.basis_id, row.repair_requirements) == (lists.city.bases["law"], ["A letter."])
    assert told.criteria == ("C9",)


async def test_listings_follow_the_version_of_the_day_they_are_decided(lists: Lists) -> None:
    first, second = await lists.enterprise(1), await lists.enterprise(2)
    await publish(lists.city, version(effective_from=TODAY + DAY))
    today = await lists.put(listing(first))
    tomorrow = later(1)
    with pytest.raises(Refused, match="no criterion C1; it has C9"):
        await lists.put(listing(second, decided_on=TODAY + DAY, correct_by=TODAY + 30 * DAY), moment=tomorrow)
    after = listing(second, decided_on=TODAY + DAY, criteria=("C9",), correct_by=TODAY + 30 * DAY)
    listed = await lists.put(after, moment=tomorrow)
    before, new = await lists.entry(today.entry), await lists.entry(listed.entry)
    assert before.standard_id == lists.city.standards["tax-black"]
    assert new.standard_id != before.standard_id


async def test_nothing_that_is_listed_is_judged_anew(lists: Lists) -> None:
    listed = await lists.put(listing(await lists.enterprise()))
    before = await lists.entries()
    await publish(lists.city, version())
    assert await lists.entries() == before
    assert listed.entry.id in {row.id for row in before}


async def test_the_new_version_may_be_cited_by_the_listing_departments_exit(lists: Lists) -> None:
    listed = await lists.put(listing(await lists.enterprise()))
    told = await publish(lists.city, version())
    assert told.standard is not None
    exited = await lists.exit(listed.entry, "STANDARD_CHANGED", facts=None, standard=told.standard)
    assert exited.entry == listed.entry


async def test_who_lists_or_leads_and_the_credit_offices_above_are_told(lists: Lists) -> None:
    told = await publish(lists.city, version())
    assert told.standard is not None
    messages = [row for row in await lists.city.rows(Notification) if row.kind == "standard_published"]
    slugs = {key: slug for slug, key in lists.city.departments.items()}
    assert sorted(slugs[row.department_id] for row in messages) == [
        "jinjiang-taxation",
        "licheng-taxation",
        "quanzhou-credit",
    ]
    assert {row.object_id for row in messages} == {told.standard.id}
    [content] = [
        row.content for row in await lists.city.rows(AuditContent) if row.object_id == told.standard.id
    ]
    assert content["version"] == "2"
    assert content["follows"] == "1"
    assert content["operator"] == "Clerk Lin"


async def test_a_dry_run_answers_the_same_and_leaves_nothing(lists: Lists) -> None:
    tables = (ListingStandard, Criterion, LegalBasis, Audit, Notification)
    before = [await lists.city.rows(table) for table in tables]
    other = BasisGiven("Another law", BasisLevel.LAW, dt.date(2020, 1, 1))
    told = await publish(lists.city, version(dry_run=True, basis=other))
    assert (told.standard, told.criteria) == (None, ("C9",))
    assert [await lists.city.rows(table) for table in tables] == before


async def test_an_act_cited_in_the_same_words_is_kept_once(lists: Lists) -> None:
    number = await lists.city.count(LegalBasis)
    act = BasisGiven("Another law", BasisLevel.LAW, dt.date(2020, 1, 1), article="Art. 7")
    await publish(lists.city, version(basis=act))
    await publish(lists.city, version("tax-red", basis=replace(act, act=" Another law "), **RED))
    assert await lists.city.count(LegalBasis) == number + 1
    await publish(lists.city, version("tax2-black", basis=replace(act, in_force_to=dt.date(2030, 12, 31))))
    assert await lists.city.count(LegalBasis) == number + 2


RED = {
    "watch_term_months": None,
    "correctable": False,
    "repairable": False,
    "repair_earliest_months": None,
    "repair_decision_days": None,
    "repair_requirements": (),
}


async def test_the_same_key_publishes_once(lists: Lists) -> None:
    first = await publish(lists.city, version(), key="k1")
    again = await publish(lists.city, version(), key="k1")
    assert again == first
    assert len(await versions(lists.city)) == 2


@pytest.mark.parametrize(
    ("asked", "by", "codes"),
    [
        (version("no-such"), OFFICE, ["UNKNOWN_LIST_TYPE"]),
        (version(), "jinjiang-credit", ["MAY_NOT_PUBLISH"]),
        (version(), TAXATION, ["MAY_NOT_PUBLISH"]),
        (version(effective_from=TODAY - DAY), OFFICE, ["EFFECTIVE_IN_THE_PAST"]),
        (version(version="1", criteria=()), OFFICE, ["NAME_TAKEN", "STANDARD_WITHOUT_CRITERIA"]),
        (
            version(basis=BasisGiven("Rule", BasisLevel.LOCAL_RULE, dt.date(2018, 1, 1))),
            OFFICE,
            ["LEVEL_NOT_PERMITTED"],
        ),
        (
            version(basis=BasisGiven("Law", BasisLevel.LAW, dt.date(2018, 1, 1), dt.date(2026, 9, 6))),
            OFFICE,
            ["BASIS_OUT_OF_FORCE"],
        ),
    ],
)
async def test_what_is_refused_leaves_nothing(
    lists: Lists, asked: PublishStandard, by: str, codes: list[str]
) -> None:
    assert await refused(lists, asked, by) == codes


async def test_a_version_that_begins_before_the_last_one_is_refused_also_when_that_is_still_to_come(
    lists: Lists,
) -> None:
    await publish(lists.city, version(effective_from=TODAY + 30 * DAY))
    assert await refused(lists, version(version="3", effective_from=TODAY + 30 * DAY)) == [
        "FOLLOWS_TOO_EARLY"
    ]
    assert await refused(lists, version(version="3", effective_from=TODAY + 5 * DAY)) == ["FOLLOWS_TOO_EARLY"]
    await publish(lists.city, version(version="3", effective_from=TODAY + 31 * DAY))
    assert (await versions(lists.city))[1] == ("2", TODAY + 30 * DAY, TODAY + 30 * DAY)


async def test_two_who_publish_at_once_follow_one_another(lists: Lists) -> None:
    async def one(name: str) -> object:
        try:
            return await publish(lists.city, version(version=name))
        except (Refused, Refusal) as refusal:
            return refusal

    answers = await asyncio.gather(*(one(name) for name in ("2", "2a")))
    lost = [answer for answer in answers if isinstance(answer, Refused)]
    assert len(lost) == 1
    assert [refusal.code for refusal in lost[0].refusals] == ["FOLLOWS_TOO_EARLY"]
    assert len(await versions(lists.city)) == 2


async def test_a_listing_at_the_same_moment_follows_the_version_before_or_the_one_after_whole(
    lists: Lists,
) -> None:
    subjects = [await lists.enterprise(number) for number in range(1, 7)]

    async def one(subject: Ref, criterion: str) -> str | None:
        asked = listing(subject, criteria=(criterion,), correct_by=TODAY + 30 * DAY)
        try:
            await lists.put(asked)
        except Refused:
            return None
        return criterion

    answers = await asyncio.gather(
        *(one(subject, "C1") for subject in subjects[:3]),
        publish(lists.city, version()),
        *(one(subject, "C9") for subject in subjects[3:]),
    )
    standards = {row.id: row.version for row in await lists.city.rows(ListingStandard)}
    entries = [row for row in await lists.entries() if row.kind == "BLACK"]
    assert {"1": "C1", "2": "C9"}.keys() >= {standards[row.standard_id] for row in entries}
    assert len(entries) == sum(answer in ("C1", "C9") for answer in answers)
