"""Listing on a real database: what is written, what follows, what is refused, and who is told (L1–L5, X2)."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from hub.casework.change import Change
from hub.casework.keys import DepartmentKey, SubjectKey
from hub.casework.listing import EvidenceGiven, Listed, ListSubject, ResponsibleGiven, list_subjects
from hub.errors import Refused
from hub.errors.changes import Conflict
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
        await lists.list(asked, by)
    assert len(await lists.entries()) == before
    assert await lists.city.count(Notification) == 0
    return [(refusal.code, refusal.path) for refusal in found.value.refusals]


async def test_a_black_listing_is_written_with_all_it_rests_on_and_its_follow_on(lists: Lists) -> None:
    enterprise, person = await lists.enterprise(), await lists.person()
    office = await lists.office(enterprise, person)
    listed = await lists.list(listing(enterprise, criteria=("C1", "C1")))
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
    listed = await lists.list(listing(await lists.enterprise()))
    for slug in ("jinjiang-taxation", "jinjiang-credit", "quanzhou-credit"):
        assert await lists.city.inbox(slug) == [("entry_listed", listed.entry.id)]
    assert await lists.city.inbox("licheng-credit") == []
    assert len(await lists.city.rows(History)) == 2
    [audit] = [row for row in await lists.city.rows(Audit) if row.objects == [str(listed.entry)]]
    assert len(audit.digest) == 32


async def test_a_field_without_a_watch_list_is_reported_instead_of_blocking(lists: Lists) -> None:
    listed = await lists.list(listing(await lists.enterprise(), list_type="labour-black"))
    assert len(await lists.entries()) == 1
    for slug in ("jinjiang-taxation", "jinjiang-credit", "quanzhou-credit"):
        assert ("watch_list_missing", listed.entry.id) in await lists.city.inbox(slug)


async def test_a_watch_term_given_at_the_listing_shortens_the_follow_on(lists: Lists) -> None:
    listed = await lists.list(listing(await lists.enterprise(), watch_term_months=3))
    assert (await lists.follow_on(listed.entry)).valid_until == D(2027, 12, 6)


async def test_red_and_watch_listings_name_nobody_and_have_no_follow_on(lists: Lists) -> None:
    enterprise, person = await lists.enterprise(), await lists.person()
    await lists.office(enterprise, person)
    red = await lists.list(listing(enterprise, "red"))
    watch = await lists.list(listing(await lists.enterprise(2), "watch"))
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
    await lists.list(listing(enterprise, responsible=(given,)))
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


async def test_an_adverse_listing_takes_every_red_entry_and_names_the_cause(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    own = await lists.list(listing(enterprise, "red"))
    other = await lists.list(listing(enterprise, "red"), "licheng-taxation")
    black = await lists.list(listing(enterprise))
    assert set(black.exited) == {own.entry, other.entry}
    for red in (own.entry, other.entry):
        row = await lists.entry(red)
        assert (row.exit_ground, row.exited_on, row.caused_by_id) == (
            "ADVERSE_LISTING",
            TODAY,
            black.entry.id,
        )
    assert ("entry_exited", other.entry.id) in await lists.city.inbox("licheng-taxation")
    assert ("entry_exited", own.entry.id) not in await lists.city.inbox("licheng-taxation")


async def test_a_red_entry_is_lost_on_the_day_a_later_black_one_takes_effect(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    red = await lists.list(listing(enterprise, "red"))
    await lists.list(listing(enterprise, valid_from=D(2026, 10, 1), valid_until=D(2027, 9, 30)))
    assert (await lists.entry(red.entry)).exited_on == D(2026, 10, 1)


async def test_a_watch_listing_takes_red_entries_too(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    red = await lists.list(listing(enterprise, "red"))
    watch = await lists.list(listing(enterprise, "watch"), "licheng-taxation")
    assert watch.exited == (red.entry,)


@pytest.mark.parametrize("kind", ["black", "watch"])
async def test_a_red_listing_beside_an_adverse_entry_of_any_department_is_refused(
    lists: Lists, kind: str
) -> None:
    enterprise = await lists.enterprise()
    await lists.list(listing(enterprise, kind), "licheng-taxation")
    with pytest.raises(Refused) as found:
        await lists.list(listing(enterprise, "red"))
    [refusal] = found.value.refusals
    assert (refusal.code, refusal.path) == ("ADVERSE_ENTRY_IN_FORCE", ("subject",))
    assert "licheng-taxation" in refusal.message


async def test_a_red_listing_after_the_black_entry_s_expiry_meets_its_follow_on(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    first = D(2025, 8, 1)
    over = {"decided_on": first, "valid_from": first, "valid_until": D(2026, 7, 31), "notice_given_on": first}
    black = await lists.list(listing(enterprise, **over))
    assert (await lists.follow_on(black.entry)).valid_from == D(2026, 8, 1)
    with pytest.raises(Refused, match="its WATCH entry"):
        await lists.list(listing(enterprise, "red"))


async def test_the_same_department_lists_once_and_another_beside_it(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    await lists.list(listing(enterprise))
    with pytest.raises(Refused) as found:
        await lists.list(listing(enterprise))
    assert [refusal.code for refusal in found.value.refusals] == ["ALREADY_LISTED"]
    await lists.list(listing(enterprise), "licheng-taxation")
    assert sorted(row.kind for row in await lists.entries()) == ["BLACK", "BLACK", "WATCH", "WATCH"]


async def test_a_watch_listing_beside_the_department_s_own_black_entry_is_refused(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    await lists.list(listing(enterprise))
    with pytest.raises(Refused) as found:
        await lists.list(listing(enterprise, "watch"))
    assert [refusal.code for refusal in found.value.refusals] == ["BLACK_ENTRY_IN_FORCE"]
    await lists.list(listing(enterprise, "watch"), "licheng-taxation")


async def test_a_black_listing_escalates_the_department_s_own_watch_entry_alone(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    own = await lists.list(listing(enterprise, "watch"))
    other = await lists.list(listing(enterprise, "watch"), "licheng-taxation")
    black = await lists.list(listing(enterprise))
    assert black.exited == (own.entry,)
    row = await lists.entry(own.entry)
    assert (row.exit_ground, row.exited_on, row.caused_by_id) == ("ESCALATED", TODAY, black.entry.id)
    assert (await lists.entry(other.entry)).exit_ground is None


async def test_a_second_black_list_of_the_field_prolongs_the_follow_on_of_the_first(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    first = await lists.list(listing(enterprise))
    second = await lists.list(listing(enterprise, list_type="tax2-black", valid_until=D(2027, 12, 31)))
    [watch] = [row for row in await lists.entries() if row.kind == "WATCH"]
    assert (watch.valid_from, watch.valid_until) == (D(2027, 9, 7), D(2028, 12, 31))
    assert watch.follows_id == second.entry.id
    assert await lists.follow_on(first.entry) is None


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
    first = await lists.list(asked, key="k")
    again = await lists.list(asked, key="k")
    assert again == first
    assert len(await lists.entries()) == 2


async def test_a_listing_of_a_person_names_nobody_else(lists: Lists) -> None:
    person = await lists.person()
    listed = await lists.list(listing(SubjectKey(id_number=id_of(1))))
    assert (await lists.entry(listed.entry)).subject_id == person.id
    assert listed.gaps == ()


async def test_evidence_remembers_its_supplier(lists: Lists) -> None:
    given = EvidenceGiven(EvidenceKind.OTHER_LEGAL, "Report", DepartmentKey(slug="licheng-market"))
    await lists.list(
        listing(await lists.enterprise(), evidence=(given,), supplied_by=DepartmentKey(slug="licheng-market"))
    )
    [evidence] = await lists.city.rows(Evidence)
    assert evidence.supplied_by == lists.city.departments["licheng-market"]


# Races: one wins, the other is told.


async def both(*asked: Any) -> list[Any]:
    return await asyncio.gather(*asked, return_exceptions=True)


async def test_of_two_listings_at_once_one_wins_and_the_other_is_told(lists: Lists) -> None:
    asked = listing(await lists.enterprise())
    answers = await both(*(lists.list(asked) for _ in range(4)))
    won = [answer for answer in answers if isinstance(answer, Listed)]
    assert len(won) == 1
    told = [answer for answer in answers if answer is not won[0]]
    assert all(isinstance(answer, Refused | Conflict) for answer in told)
    assert [row.kind for row in await lists.entries()] == ["BLACK", "WATCH"]
    assert len(await lists.city.rows(EntryCriterion)) == 1
    assert await lists.city.inbox("jinjiang-taxation") == [("entry_listed", won[0].entry.id)]


async def test_red_beside_black_at_once_never_leaves_both_in_force(lists: Lists) -> None:
    for number in range(1, 6):
        enterprise = await lists.enterprise(number)
        red, black = await both(
            lists.list(listing(enterprise, "red")), lists.list(listing(enterprise), "licheng-taxation")
        )
        assert isinstance(black, Listed)
        rows = [row for row in await lists.entries() if row.subject_id == enterprise.id and row.kind == "RED"]
        if isinstance(red, Listed):
            assert black.exited == (red.entry,)
            assert [row.exit_ground for row in rows] == ["ADVERSE_LISTING"]
        else:
            assert isinstance(red, Refused)
            assert [refusal.code for refusal in red.refusals] == ["ADVERSE_ENTRY_IN_FORCE"]
            assert rows == []
