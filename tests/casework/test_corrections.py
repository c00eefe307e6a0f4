"""What a CORRECTED decision changes of an entry, and of the measures that rested on it (O3, §3.3, X2)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import insert, update

from hub.casework.corrections import Correction
from hub.casework.keys import SubjectKey
from hub.casework.restore import erase_again
from hub.errors import Refused
from hub.store.ids import Ref
from hub.store.journal import NAMING
from hub.store.models import (
    Assignment,
    AuditContent,
    Criterion,
    EntryCriterion,
    History,
    Measure,
    ResponsiblePerson,
)
from hub.store.session import Store
from tests.support.actions import TODAY, later
from tests.support.listing import listing
from tests.support.objections import Objections, build
from tests.support.small_city import add_measure

D = dt.date


@pytest.fixture
async def objections(store: Store) -> Objections:
    return await build(store)


async def corrected(objections: Objections, entry: Ref, **said: Any) -> Any:
    """An objection to the entry, decided CORRECTED with these words by its supplier."""
    opened = await objections.open(entry)
    supplier = "jinjiang-market"
    row = await objections.lists.entry(entry)
    if row.supplied_by == row.listed_by:
        supplier = "jinjiang-taxation"
    decided = await objections.decide(
        opened.objection, "CORRECTED", by=supplier, moment=later(1), correction=Correction(**said)
    )
    return opened.objection, decided


async def test_facts_and_conduct_are_corrected_and_what_stood_there_is_kept(objections: Objections) -> None:
    entry = await objections.black()
    _, decided = await corrected(
        objections, entry, facts=" What really was. ", conduct_from=D(2025, 3, 15), conduct_to=D(2025, 4, 1)
    )
    assert (decided.resumed, decided.erased, decided.reinstated) == (3, False, ())
    row = await objections.lists.entry(entry)
    assert (row.facts, row.conduct_from, row.conduct_to) == (
        "What really was.",
        D(2025, 3, 15),
        D(2025, 4, 1),
    )
    assert (row.exited_on, row.valid_until) == (None, D(2027, 9, 6))
    kept = [row.content for row in await objections.city.rows(AuditContent) if row.object_id == entry.id]
    [before] = [content["corrected"] for content in kept if "corrected" in content]
    assert before == {"facts": "Invented facts.", "conduct_from": "2025-03-01", "conduct_to": "2025-04-30"}
    steps = [row.step for row in await objections.city.rows(History) if row.entry_id == entry.id]
    assert steps[-2:] == ["objection_decided", "entry_corrected"]
    for slug in ("jinjiang-taxation", "quanzhou-police", "quanzhou-credit"):
        assert ("entry_corrected", entry.id) in await objections.city.inbox(slug)


async def test_a_shorter_term_re_dates_the_measures_and_the_watch_entry_that_follows(
    objections: Objections,
) -> None:
    entry = await objections.black()
    watch = await objections.lists.follow_on(entry)
    assert (watch.valid_from, watch.valid_until) == (D(2027, 9, 7), D(2028, 9, 6))
    await corrected(objections, entry, valid_until=D(2026, 12, 31))
    assert (await objections.lists.entry(entry)).valid_until == D(2026, 12, 31)
    watch = await objections.lists.follow_on(entry)
    assert (watch.valid_from, watch.valid_until) == (D(2027, 1, 1), D(2027, 12, 31))
    rows = await objections.city.assignments(entry_id=entry.id)
    assert {row.entry_ends_on for row in rows} == {D(2027, 1, 1)}
    assert {row.state for row in rows} == {"ISSUED"}
    assert len(await objections.lists.entries()) == 2


async def test_criteria_that_no_longer_trigger_a_measure_end_it(objections: Objections) -> None:
    city = objections.city
    key = {"standard_id": city.standards["tax-black"], "description": "Invented.", "occurrences": 1}
    refusing = key | {"code": "C7", "position": 7, "group": "ABLE_BUT_REFUSING"}
    await city.write(insert(Criterion), [refusing])
    await add_measure(city, "NO_FLIGHTS", function="PUBLIC_SECURITY")
    groups = update(Measure).where(Measure.id == city.measures["NO_FLIGHTS"])
    await city.write(groups.values(criteria_groups=["ABLE_BUT_REFUSING"]))
    entry = await objections.black(criteria=("C1", "C7"))
    [flights] = await city.assignments(measure_code="NO_FLIGHTS")
    await city.acknowledge("quanzhou-police", Ref("Assignment", flights.bucket, flights.id))
    objection, decided = await corrected(objections, entry, criteria=("C1",))
    [flights] = await city.assignments(measure_code="NO_FLIGHTS")
    assert (flights.state, flights.release_reason, flights.erased) == ("RELEASE_DUE", "BASIS_ENDED", False)
    assert decided.resumed == 3
    met = [(row.code, row.times) for row in await city.rows(EntryCriterion) if row.entry_id == entry.id]
    assert met == [("C1", 1)]
    assert (await objections.row(objection)).restoration_owed
    with pytest.raises(Refused) as waiting:
        await objections.close(objection)
    assert [refusal.code for refusal in waiting.value.refusals] == ["MEASURES_NOT_LIFTED"]
    await objections.release(
        "quanzhou-police", Ref("Assignment", flights.bucket, flights.id), moment=later(1)
    )
    await objections.close(objection, note="Told the carriers.")
    assert (await objections.row(objection)).restored_note == "Told the carriers."


async def test_a_correction_that_ends_nothing_owes_no_restoration(objections: Objections) -> None:
    entry = await objections.black()
    objection, _ = await corrected(objections, entry, facts="What really was.")
    row = await objections.row(objection)
    assert (row.restoration_owed, row.restore_by, row.outcome) == (False, None, "CORRECTED")


async def test_a_person_named_wrongly_is_removed_with_every_link(objections: Objections) -> None:
    lists = objections.lists
    entry = await objections.black()
    person = await lists.person()
    before = await objections.states(entry)
    objection, decided = await corrected(objections, entry, remove_persons=(SubjectKey(id=person),))
    assert await objections.city.rows(ResponsiblePerson) == []
    assert set(await objections.states(entry)) == {key for key in before if "EXIT_BAN" not in key}
    [ban] = await objections.city.assignments(measure_code="EXIT_BAN")
    assert (ban.state, ban.erased, ban.target_id, ban.entry_id) == ("WITHDRAWN", True, None, None)
    assert (decided.resumed, (await objections.row(objection)).restoration_owed) == (2, False)
    content = [row.content for row in await objections.city.rows(AuditContent) if row.object_id == entry.id]
    assert {"persons_removed": 1} in [each.get("corrected") for each in content]
    assert str(person.id) not in str(content)


async def test_a_person_whose_measure_was_to_be_lifted_already_is_restored_as_well(
    objections: Objections,
) -> None:
    entry = await objections.black()
    ban = await objections.taken_on("quanzhou-police")
    await objections.lists.exit(entry)
    objection, _ = await corrected(
        objections, entry, remove_persons=(SubjectKey(id=await objections.lists.person()),)
    )
    assert (await objections.row(objection)).restoration_owed
    with pytest.raises(Refused, match="1 measures"):
        await objections.close(objection)
    await objections.release("quanzhou-police", ban, moment=later(1))
    await objections.close(objection)


async def test_every_reason_against_a_correction_is_told_and_nothing_changes(objections: Objections) -> None:
    entry = await objections.black()
    opened = await objections.open(entry)
    wrong = Correction(
        facts=" ", criteria=("C9",), valid_until=D(2030, 1, 1), remove_persons=(SubjectKey(code="nobody"),)
    )
    with pytest.raises(Refused) as refused:
        await objections.decide(opened.objection, "CORRECTED", correction=wrong)
    assert [(refusal.code, refusal.path[1:]) for refusal in refused.value.refusals] == [
        ("CORRECTION_WRONG", ("facts",)),
        ("UNKNOWN_CRITERION", ("criteria", "0")),
        ("CORRECTION_WRONG", ("validUntil",)),
        ("PERSON_NOT_NAMED", ("removePersons", "0")),
    ]
    assert (await objections.row(opened.objection)).state == "OPEN"
    assert (await objections.lists.entry(entry)).facts == "Invented facts."
    assert set((await objections.states(entry)).values()) == {"SUSPENDED"}


async def test_what_an_exited_entry_says_is_corrected_and_its_days_are_not(objections: Objections) -> None:
    entry = await objections.black()
    await objections.lists.exit(entry)
    opened = await objections.open(entry)
    late = Correction(valid_until=D(2026, 12, 31))
    with pytest.raises(Refused) as refused:
        await objections.decide(opened.objection, "CORRECTED", correction=late)
    assert [refusal.code for refusal in refused.value.refusals] == ["CORRECTION_WRONG"]
    said = Correction(facts="What really was.")
    await objections.decide(opened.objection, "CORRECTED", correction=said)
    row = await objections.lists.entry(entry)
    assert (row.facts, row.exited_on, row.exit_ground) == ("What really was.", TODAY, "STANDARD_CHANGED")


async def test_a_red_entry_is_corrected_as_well(objections: Objections) -> None:
    lists = objections.lists
    red = (await lists.put(listing(await lists.enterprise(), "red"))).entry
    _, decided = await corrected(objections, red, valid_until=D(2026, 12, 31))
    assert decided.resumed == 0
    assert (await lists.entry(red)).valid_until == D(2026, 12, 31)
    assert len(await lists.entries()) == 1


async def test_a_naming_that_was_revoked_goes_again_where_a_backup_brings_it_back(
    objections: Objections,
) -> None:
    entry = await objections.black()
    [named] = await objections.city.rows(ResponsiblePerson)
    naming = Ref(NAMING, named.bucket, named.id)
    before = await objections.city.assignments(measure_code="EXIT_BAN")
    await corrected(objections, entry, remove_persons=(SubjectKey(id=await objections.lists.person()),))
    [ban] = before
    back = update(Assignment).where(Assignment.id == ban.id)
    await objections.city.write(insert(ResponsiblePerson), [dict(named._mapping)])  # noqa: SLF001
    await objections.city.write(back.values(**dict(ban._mapping)))  # noqa: SLF001
    assert await erase_again(objections.lists.store, {naming: later(1)}) == 1
    assert await objections.city.rows(ResponsiblePerson) == []
    [ban] = await objections.city.assignments(measure_code="EXIT_BAN")
    assert (ban.entry_id, ban.target_id) == (None, None)
    assert await erase_again(objections.lists.store, {naming: later(1)}) == 0
