"""What is registered is corrected: name and region of a subject, an office recorded in error (§3.6, §5.3)."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
from dataclasses import replace
from typing import Any

import pytest

from hub.casework.keys import RegionKey, SubjectKey
from hub.casework.officerships import (
    CorrectOfficership,
    EndOfficership,
    Recorded,
    correct_officership,
    end_officership,
)
from hub.casework.subjects import (
    Corrected,
    CorrectSubject,
    RegisterPerson,
    correct_subject,
    register_person,
)
from hub.errors import Refused
from hub.policy.vocabulary import Duty, OfficerRole
from hub.store.ids import Ref
from hub.store.models import AuditContent, History, ListEntry, Officership, Subject
from hub.store.names import searched
from hub.store.session import Store
from tests.support.actions import NOW
from tests.support.listing import TAXATION, Lists, build, code_of, id_of, listing

D = dt.date
CREDIT = "quanzhou-credit"
WHY = "登记簿抄录有误"
MOMENTS = (NOW + dt.timedelta(minutes=minute) for minute in itertools.count(1))
"""Each correction a minute later, so that histories are in the order of what happened."""


@pytest.fixture
async def lists(store: Store) -> Lists:
    return await build(store)


async def correct(lists: Lists, subject: Ref | SubjectKey, by: str = TAXATION, **given: Any) -> Corrected:
    key = SubjectKey(id=subject) if isinstance(subject, Ref) else subject
    asked = CorrectSubject(key, **{"reason": WHY} | given)
    return await lists.city.run(by, lambda change: correct_subject(change, asked), moment=next(MOMENTS))


async def correct_office(lists: Lists, office: Ref | None, by: str = TAXATION, **given: Any) -> Recorded:
    asked = CorrectOfficership(office, **{"reason": WHY} | given)
    return await lists.city.run(by, lambda change: correct_officership(change, asked), moment=next(MOMENTS))


async def codes(asked: Any) -> list[tuple[str, tuple[str, ...]]]:
    with pytest.raises(Refused) as caught:
        await asked
    return [(refusal.code, refusal.path) for refusal in caught.value.refusals]


async def steps(lists: Lists, ref: Ref) -> list[tuple[str, str | None, str | None, str | None]]:
    rows = [row for row in await lists.city.rows(History) if ref.id in (row.subject_id, row.officership_id)]
    return [(row.step, row.former, row.operator, row.clause) for row in sorted(rows, key=lambda row: row.id)]


async def test_a_name_is_corrected_where_it_is_searched_and_its_history_keeps_the_former(
    lists: Lists,
) -> None:
    enterprise = await lists.enterprise(name="福建示例陶瓷有限公司")
    assert await correct(lists, enterprise, name="福建示例陶艺有限公司") == Corrected(enterprise)
    [row] = await lists.city.rows(Subject)
    found = {"name_grams": row.name_grams, "name_folded": row.name_folded, "name_order": row.name_order}
    assert (row.name, found) == ("福建示例陶艺有限公司", searched("福建示例陶艺有限公司"))
    assert await steps(lists, enterprise) == [
        ("subject_registered", None, "Clerk Lin", "§5.3"),
        ("subject_corrected", "name: 福建示例陶瓷有限公司", "Clerk Lin", "§5.3"),
    ]
    [content] = [row.content for row in await lists.city.rows(AuditContent) if "corrected" in row.content]
    assert content["reason"] == WHY


async def test_a_region_is_corrected_and_entries_keep_the_one_they_were_listed_in(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    await correct(lists, enterprise, CREDIT, region=RegionKey(slug="jinjiang"))
    entry = (await lists.put(listing(enterprise))).entry
    await correct(lists, enterprise, CREDIT, region=RegionKey(slug="licheng"))
    [row] = await lists.city.rows(Subject)
    assert row.region_id == lists.city.regions["licheng"]
    [listed] = [row for row in await lists.city.rows(ListEntry) if row.id == entry.id]
    assert listed.region_id == lists.city.regions["jinjiang"]
    assert [former for _, former, _, _ in await steps(lists, enterprise)] == [
        None,
        "region: none",
        "region: jinjiang",
    ]


async def test_whoever_has_to_do_with_the_subject_is_told_and_nobody_else(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    await correct(lists, enterprise, CREDIT, region=RegionKey(slug="jinjiang"))
    entry = (await lists.put(listing(enterprise))).entry
    await lists.city.initiate(entry)
    await correct(lists, enterprise, name="改正后的示例公司")
    told = {
        slug: [kind for kind, ref in await lists.city.inbox(slug) if kind == "subject_corrected"]
        for slug in lists.city.departments
    }
    assert {slug for slug, kinds in told.items() if kinds} == {
        "jinjiang-taxation",
        "jinjiang-market",
        "quanzhou-market",
        "jinjiang-credit",
        "quanzhou-credit",
    }
    assert told["jinjiang-market"] == ["subject_corrected"]


async def test_a_person_is_found_again_under_the_corrected_name_alone(lists: Lists) -> None:
    person = await lists.person(name="例一")
    await correct(lists, SubjectKey(id_number=id_of(1)), name="例壹")

    async def again(name: str) -> Any:
        asked = RegisterPerson(id_of(1), name)
        return await lists.city.run(TAXATION, lambda change: register_person(change, asked))

    assert (await again("例壹")).subject == person
    assert await codes(again("例一")) == [("NAME_DIFFERS", ("name",))]


async def test_corrections_that_are_refused(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    assert await codes(correct(lists, enterprise, "licheng-market", name="别名")) == [
        ("NOT_YOUR_REGISTRATION", ("subject",))
    ]
    assert await codes(correct(lists, enterprise, "licheng-credit", name="别名")) == [
        ("NOT_YOUR_REGISTRATION", ("subject",))
    ]
    assert await codes(correct(lists, enterprise)) == [("NOTHING_CORRECTED", ())]
    assert await codes(correct(lists, enterprise, name="Fictitious Kiln Works")) == [
        ("NOTHING_CORRECTED", ())
    ]
    assert await codes(correct(lists, enterprise, name="\u200b\u2063", reason="\u200d \ufeff")) == [
        ("TEXT_MISSING", ("name",)),
        ("TEXT_MISSING", ("reason",)),
    ]
    assert await codes(correct(lists, enterprise, region=RegionKey(slug="atlantis"))) == [
        ("UNKNOWN_REGION", ("region",))
    ]
    assert await codes(correct(lists, SubjectKey(code=code_of(9)), name="别名")) == [
        ("NOT_FOUND", ("subject",))
    ]
    [row] = await lists.city.rows(Subject)
    assert row.name == "Fictitious Kiln Works"
    assert len(await steps(lists, enterprise)) == 1


async def test_citizen_ids_cannot_be_tried_out_by_a_correction(lists: Lists) -> None:
    await lists.person()

    async def tried(number: int, *duties: Duty) -> list[tuple[str, tuple[str, ...], str]]:
        asked = CorrectSubject(SubjectKey(id_number=id_of(number)), WHY, name="别名")
        blind = replace(lists.city.caller("licheng-market"), duties=frozenset(duties))
        with pytest.raises(Refused) as caught:
            await lists.city.run(
                "licheng-market", lambda change: correct_subject(change, asked), caller=blind
            )
        return [(each.code, each.path, str(each)) for each in caught.value.refusals]

    known = await tried(1, Duty.REGISTER)
    assert known == await tried(2, Duty.REGISTER)
    assert [(code, path) for code, path, _ in known] == [("NOT_FOUND", ("subject",))]
    reading = await tried(1, Duty.REGISTER, Duty.READ, Duty.READ_PERSONS)
    assert [code for code, _, _ in reading] == ["NOT_YOUR_REGISTRATION"]


async def test_two_corrections_at_once_are_both_in_the_history(lists: Lists) -> None:
    enterprise = await lists.enterprise(name="原名")
    await asyncio.gather(
        correct(lists, enterprise, name="甲名"), correct(lists, enterprise, CREDIT, name="乙名")
    )
    [row] = await lists.city.rows(Subject)
    former = {words for _, words, _, _ in await steps(lists, enterprise)}
    assert row.name in ("甲名", "乙名")
    assert former == {None, "name: 原名", "name: 乙名" if row.name == "甲名" else "name: 甲名"}


async def test_an_office_recorded_in_error_never_was(lists: Lists) -> None:
    enterprise, person = await lists.enterprise(), await lists.person()
    office = await lists.office(enterprise, person)
    await correct_office(lists, office, recorded_in_error=True)
    [row] = await lists.city.rows(Officership)
    assert row.annulled_at is not None
    assert await steps(lists, office) == [
        ("officership_recorded", None, "Clerk Lin", "§3.6"),
        ("officership_corrected", "LEGAL_REPRESENTATIVE 2020-01-01/", "Clerk Lin", "§3.6"),
    ]
    listed = await lists.put(listing(enterprise))
    assert OfficerRole.LEGAL_REPRESENTATIVE in listed.gaps
    # It can be recorded anew, over the same days.
    assert (await lists.office(enterprise, person)) != office
    assert await codes(correct_office(lists, office, since=D(2021, 1, 1))) == [
        ("OFFICE_ANNULLED", ("officership",))
    ]
    ended = lists.city.run(
        TAXATION, lambda change: end_officership(change, EndOfficership(office, D(2026, 1, 1)))
    )
    assert await codes(ended) == [("OFFICE_ANNULLED", ("officership",))]


async def test_an_office_is_ended_by_whoever_may_correct_it_and_by_nobody_else(lists: Lists) -> None:
    enterprise, person = await lists.enterprise(), await lists.person()
    office = await lists.office(enterprise, person)

    async def end(by: str, *succeeds: str) -> Recorded:
        asked = EndOfficership(office, D(2024, 12, 31))
        caller = lists.city.caller(by, succeeds=succeeds)
        return await lists.city.run(by, lambda change: end_officership(change, asked), caller=caller)

    for stranger in ("licheng-market", "licheng-credit", "jinjiang-market"):
        assert await codes(end(stranger)) == [("NOT_YOUR_REGISTRATION", ("officership",))]
    [row] = await lists.city.rows(Officership)
    assert row.until is None
    assert len(await steps(lists, office)) == 1
    await end("licheng-taxation", TAXATION)
    [row] = await lists.city.rows(Officership)
    assert row.until == D(2024, 12, 31)
    # What has ended says so to whoever may end it; the others are not told even that.
    assert await codes(end(CREDIT)) == [("OFFICE_ENDED", ("until",))]
    assert await codes(end("licheng-market")) == [("NOT_YOUR_REGISTRATION", ("officership",))]


async def test_who_named_somebody_through_an_office_is_told_of_its_correction(lists: Lists) -> None:
    enterprise, person = await lists.enterprise(), await lists.person()
    office = await lists.office(enterprise, person)
    await lists.put(listing(enterprise), by="licheng-taxation")
    await correct_office(lists, office, until=D(2024, 12, 31))
    assert ("officership_corrected", office.id) in await lists.city.inbox("licheng-taxation")
    assert ("officership_corrected", office.id) in await lists.city.inbox("quanzhou-credit")
    assert ("officership_corrected", office.id) not in await lists.city.inbox("licheng-market")
    await correct_office(lists, office, ongoing=True, role=OfficerRole.PRINCIPAL)
    [row] = await lists.city.rows(Officership)
    assert (row.role, row.since, row.until) == ("PRINCIPAL", D(2020, 1, 1), None)


async def test_corrections_of_offices_that_are_refused(lists: Lists) -> None:
    enterprise, person = await lists.enterprise(), await lists.person()
    first = await lists.office(enterprise, person, until=D(2022, 12, 31))
    second = await lists.office(enterprise, person, since=D(2023, 1, 1))
    assert await codes(correct_office(lists, second, since=D(2022, 6, 1))) == [
        ("OFFICE_OVERLAPS", ("since",))
    ]
    assert await codes(correct_office(lists, first, until=D(2019, 1, 1))) == [
        ("OFFICE_DATES_WRONG", ("until",))
    ]
    assert await codes(correct_office(lists, first, "licheng-market", until=D(2021, 1, 1))) == [
        ("NOT_YOUR_REGISTRATION", ("officership",))
    ]
    assert await codes(correct_office(lists, first)) == [("NOTHING_CORRECTED", ())]
    assert await codes(
        correct_office(lists, first, recorded_in_error=True, since=D(2021, 1, 1), reason=" ")
    ) == [
        ("TEXT_MISSING", ("reason",)),
        ("INVALID_INPUT", ("recordedInError",)),
    ]
    assert await codes(correct_office(lists, first, ongoing=True, until=D(2022, 1, 1))) == [
        ("INVALID_INPUT", ("ongoing",))
    ]
    assert await codes(correct_office(lists, None, recorded_in_error=True)) == [
        ("NOT_FOUND", ("officership",))
    ]
    assert await codes(correct_office(lists, enterprise, recorded_in_error=True)) == [
        ("NOT_FOUND", ("officership",))
    ]
