"""Listing on a real database: what is written, what follows, what is refused, and who is told (L1–L5, X2)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from hub.casework.change import Change
from hub.casework.keys import DepartmentKey, SubjectKey
from hub.casework.listing import EvidenceGiven, Listed, ListSubject, ResponsibleGiven, list_subjects
from hub.errors import Refused
from hub.policy.vocabulary import EvidenceKind, OfficerRole
from hub.store.models import Audit, EntryCriterion, Evidence, History, Notification, ResponsiblePerson
from hub.store.session import Store
from tests.support.actions import TODAY
from tests.support.listing import Lists, build, code_of, id_of, listing

D = dt.date


@pytest.fixture
async def lists(store: Store) -> Lists:
    return await build(store)


async def refused(
    lists: Lists, asked: ListSubject, by: str = "jinjiang-taxation"
) -> list[tuple[str, tuple[str, ...]]]:
    before = len(await lists.entries())
    with pytest.raises(Refused) as found:
        await lists.put(asked, by)
    assert len(await lists.entries()) == before
    assert await lists.city.count(Notification) == 0
    return [(refusal.code, refusal.path) for refusal in found.value.refusals]


async def test_a_black_listing_is_written_with_all_it_rests_on_and_its_follow_on(lists: Lists) -> None:
    enterprise, person = await lists.enterprise(), await lists.person()
    office = await lists.office(enterprise, person)
    listed = await lists.put(listing(enterprise, criteria=("C1", "C1")))
    entry = await lists.entry(listed.entry)
    assert (entry.kind, entry.valid_from, entry.valid_until) == ("BLACK", TODAY, D(2027, 9, 6))
    assert (entry.watch_term_months, entry.published, entry.exited_on) == (12, True, None)
    assert entry.listed_by == entry.supplied_by == lists.city.departments["jinjiang-taxation"]
    [criterion] = await lists.city.rows(EntryCriterion)
    assert (criterion.entry_id, criterion.code, criterion.times) == (listed.entry.id, "C1", 2)
    [evidence] = await lists.city.rows(Evidence)
    assert (evidence.kind, evidence.document, evidence.position) == ("DECISION", "Invented decision No. 7", 0)
    [named] = await lists.city.rows(ResponsiblePerson)
    assert (named.person_id, named.role, named.officership_id) == (
        person.id,
        "LEGAL_REPRESENTATIVE",
        office.id,
    )
    assert listed.gaps == ("PRINCIPAL",)
    watch = await lists.follow_on(listed.entry)
    assert (watch.kind, watch.valid_from, watch.valid_until) == ("WATCH", D(2027, 9, 7), D(2028, 9, 6))
    assert (watch.published, watch.exited_on, watch.list_type_id) == (
        False,
        None,
        lists.city.list_types["tax-watch"],
    )
    assert len(await lists.entries()) == 2


async def test_a_listing_is_told_to_the_department_and_both_credit_offices(lists: Lists) -> None:
    listed = await lists.put(listing(await lists.enterprise()))
    for slug in ("jinjiang-taxation", "jinjiang-credit", "quanzhou-credit"):
        assert await lists.city.inbox(slug) == [("entry_listed", listed.entry.id)]
    assert await lists.city.inbox("licheng-credit") == []
    assert len([row for row in await lists.city.rows(History) if row.entry_id is not None]) == 2
    [audit] = [row for row in await lists.city.rows(Audit) if row.objects == [str(listed.entry)]]
    assert len(audit.digest) == 32


async def test_a_field_without_a_watch_list_is_reported_instead_of_blocking(lists: Lists) -> None:
    listed = await lists.put(listing(await lists.enterprise(), list_type="labour-black"))
    assert len(await lists.entries()) == 1
    for slug in ("jinjiang-taxation", "jinjiang-credit", "quanzhou-credit"):
        assert ("watch_list_missing", listed.entry.id) in await lists.city.inbox(slug)


async def test_a_watch_term_given_at_the_listing_shortens_the_follow_on(lists: Lists) -> None:
    listed = await lists.put(listing(await lists.enterprise(), watch_term_months=3))
    assert (await lists.follow_on(listed.entry)).valid_until == D(2027, 12, 6)


async def test_red_and_watch_listings_name_nobody_and_have_no_follow_on(lists: Lists) -> None:
    enterprise, person = await lists.enterprise(), await lists.person()
    await lists.office(enterprise, person)
    red = await lists.put(listing(enterprise, "red"))
    watch = await lists.put(listing(await lists.enterprise(2), "watch"))
    assert (red.gaps, watch.gaps) == ((), ())
    assert await lists.city.rows(ResponsiblePerson) == []
    assert len(await lists.entries()) == 2
    assert (await lists.entry(watch.entry)).published is False


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"list_type": "no-such"}, ("UNKNOWN_LIST_TYPE", ("listType",))),
        ({"subject": SubjectKey(code=code_of(999))}, ("NOT_FOUND", ("subject",))),
        ({"subject": SubjectKey(code="91350100M000100Y44")}, ("INVALID_CODE", ("subject", "code"))),
        ({"subject": SubjectKey(id_number="1")}, ("INVALID_ID_NUMBER", ("subject", "idNumber"))),
        ({"subject": SubjectKey()}, ("NOT_FOUND", ("subject",))),
        ({"supplied_by": DepartmentKey(slug="no-such")}, ("UNKNOWN_DEPARTMENT", ("suppliedBy",))),
        ({"criteria": ()}, ("CRITERIA_MISSING", ("criteria",))),
        ({"criteria": ("C1", "C9")}, ("UNKNOWN_CRITERION", ("criteria", "1"))),
        ({"evidence": ()}, ("EVIDENCE_MISSING", ("evidence",))),
        ({"conduct_from": None}, ("CONDUCT_DATES_MISSING", ("conductFrom",))),
        ({"decided_on": D(2026, 9, 8)}, ("DECIDED_IN_THE_FUTURE", ("decidedOn",))),
        ({"decided_on": D(2017, 12, 31), "valid_from": TODAY}, ("NO_STANDARD_IN_FORCE", ("listType",))),
        ({"valid_until": D(2026, 9, 20)}, ("TERM_OUT_OF_BOUNDS", ("validUntil",))),
        ({"watch_term_months": 13}, ("WATCH_TERM_OUT_OF_BOUNDS", ("watchTermMonths",))),
        ({"notice_given_on": None}, ("NOTICE_MISSING", ("noticeGivenOn",))),
        ({"notice_means": None}, ("NOTICE_MISSING", ("noticeMeans",))),
        ({"facts": " "}, ("TEXT_MISSING", ("facts",))),
    ],
)
async def test_what_a_listing_lacks_is_said_in_words_and_nothing_is_kept(
    lists: Lists, changed: dict[str, Any], expected: tuple[str, tuple[str, ...]]
) -> None:
    asked = replace(listing(await lists.enterprise()), **changed)
    found = await refused(lists, asked)
    assert expected in found


async def test_everything_wrong_is_said_at_once_in_one_order(lists: Lists) -> None:
    asked = listing(await lists.enterprise(), criteria=(), evidence=(), conduct_to=None, notice_given_on=None)
    assert await refused(lists, asked) == [
        ("CONDUCT_DATES_MISSING", ("conductTo",)),
        ("CRITERIA_MISSING", ("criteria",)),
        ("EVIDENCE_MISSING", ("evidence",)),
        ("NOTICE_MISSING", ("noticeGivenOn",)),
    ]


async def test_a_department_without_the_function_cannot_list(lists: Lists) -> None:
    asked = listing(await lists.enterprise())
    assert await refused(lists, asked, "jinjiang-market") == [("FUNCTION_MISSING", ("listType",))]


async def test_the_responsible_persons_given_replace_the_register_s(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    legal, director = await lists.person(1, "例一"), await lists.person(2, "例二")
    await lists.office(enterprise, legal)
    await lists.office(enterprise, director, OfficerRole.DIRECTOR)
    given = ResponsibleGiven(SubjectKey(id_number=id_of(2)), OfficerRole.DIRECTOR, directly_responsible=True)
    await lists.put(listing(enterprise, responsible=(given,)))
    [named] = await lists.city.rows(ResponsiblePerson)
    assert (named.person_id, named.role, named.directly_responsible) == (director.id, "DIRECTOR", True)


async def test_an_office_not_held_at_the_conduct_is_refused(lists: Lists) -> None:
    enterprise, person = await lists.enterprise(), await lists.person()
    await lists.office(enterprise, person, since=D(2025, 5, 1))
    given = ResponsibleGiven(SubjectKey(id=person), OfficerRole.LEGAL_REPRESENTATIVE)
    wrong = ResponsibleGiven(SubjectKey(id=enterprise), OfficerRole.LEGAL_REPRESENTATIVE)
    assert await refused(lists, listing(enterprise, responsible=(given,))) == [
        ("OFFICE_NOT_HELD", ("responsible", "0", "role"))
    ]
    assert await refused(lists, listing(enterprise, responsible=(given, wrong))) == [
        ("NOT_FOUND", ("responsible", "1", "person"))
    ]


async def test_several_listings_in_one_change_are_judged_in_their_order(lists: Lists) -> None:
    enterprises = [await lists.enterprise(number) for number in (1, 2)]
    asked = [
        listing(enterprises[0], "red"),
        listing(enterprises[1]),
        listing(enterprises[0]),
        listing(enterprises[1], "red"),
        listing(enterprises[0], list_type="no-such"),
    ]

    async def procedure(change: Change) -> list[Listed | Refused]:
        return await list_subjects(change, asked)

    answers = await lists.city.run("jinjiang-taxation", procedure)
    red, black, second, beside, unknown = answers
    assert isinstance(red, Listed)
    assert isinstance(black, Listed)
    assert isinstance(second, Listed)
    assert second.exited == (red.entry,)
    assert isinstance(beside, Refused)
    # The follow-on to come stands beside the whole term of the red entry as little as the black one does.
    assert {refusal.code for refusal in beside.refusals} == {"ADVERSE_ENTRY_IN_FORCE"}
    assert isinstance(unknown, Refused)


async def test_the_same_key_answers_the_same_entry_again(lists: Lists) -> None:
    asked = listing(await lists.enterprise())
    first = await lists.put(asked, key="k")
    again = await lists.put(asked, key="k")
    assert again == first
    assert len(await lists.entries()) == 2


async def test_a_listing_of_a_person_names_nobody_else(lists: Lists) -> None:
    person = await lists.person()
    listed = await lists.put(listing(SubjectKey(id_number=id_of(1))))
    assert (await lists.entry(listed.entry)).subject_id == person.id
    assert listed.gaps == ()


async def test_evidence_remembers_its_supplier(lists: Lists) -> None:
    given = EvidenceGiven(EvidenceKind.OTHER_LEGAL, "Report", DepartmentKey(slug="licheng-market"))
    await lists.put(
        listing(await lists.enterprise(), evidence=(given,), supplied_by=DepartmentKey(slug="licheng-market"))
    )
    [evidence] = await lists.city.rows(Evidence)
    assert evidence.supplied_by == lists.city.departments["licheng-market"]
