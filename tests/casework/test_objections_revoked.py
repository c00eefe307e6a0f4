"""A revoked listing is erased, what it caused is undone, and its supplier restores what is left (O3, O4, X4)."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from hub.errors import Refused
from hub.store.ids import Ref
from hub.store.models import History, ResponsiblePerson, metadata
from hub.store.session import Store
from tests.support.actions import due, later
from tests.support.listing import listing
from tests.support.objections import SUPPLIER, Objections, build

SECRET = "Zebra-striped objection"


@pytest.fixture
async def objections(store: Store) -> Objections:
    return await build(store)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, tuple[str, ...]]]:
    return [(refusal.code, refusal.path) for refusal in refused.value.refusals]


async def everything(objections: Objections) -> list[str]:
    """Every row of every table as text."""
    found = []
    async with objections.lists.store.write() as session:
        for table in metadata.sorted_tables:
            rows = await session.execute(text(f'SELECT t::text FROM "{table.name}" t'))
            found += [f"{table.name}: {line}" for line in rows.scalars()]
    return found


async def test_a_revoked_entry_is_erased_and_the_red_one_stands_again(objections: Objections) -> None:
    lists = objections.lists
    enterprise = await lists.enterprise()
    red = (await lists.put(listing(enterprise, "red"), "licheng-taxation")).entry
    entry = (await lists.put(listing(enterprise))).entry
    opened = await objections.open(entry)
    decided = await objections.decide(opened.objection, "REVOKED", by="jinjiang-taxation", moment=later(1))
    assert (decided.entry, decided.resumed, decided.reinstated, decided.erased) == (entry, 0, (red,), True)
    row = await lists.entry(entry)
    assert (row.erased, row.exit_ground, row.subject_id, row.facts) == (True, "ERROR", None, None)
    assert (await lists.entry(red)).exit_ground is None
    for slug in ("jinjiang-taxation", "quanzhou-credit"):
        inbox = await lists.city.inbox(slug)
        assert ("entry_exited", entry.id) in inbox
        assert ("objection_decided", opened.objection.id) in inbox


async def test_the_measures_end_and_the_objections_go_with_the_entry(objections: Objections) -> None:
    entry = await objections.black()
    taken = await objections.taken_on("quanzhou-market")
    opened = await objections.open(entry, grounds=SECRET, ruling=SECRET)
    other = await objections.open(entry, "COMPLAINT", "licheng-finance", grounds=SECRET, key="other")
    third = await objections.open(entry, "DEPARTMENT", "licheng-finance", grounds=SECRET)
    await objections.decide(third.objection, "UPHELD", explanation=SECRET)
    await objections.decide(opened.objection, "REVOKED", explanation=SECRET, ruling=SECRET)
    rows = await objections.city.assignments()
    assert sorted(row.state for row in rows) == ["RELEASE_DUE", "WITHDRAWN", "WITHDRAWN"]
    [owing] = [row for row in rows if row.state == "RELEASE_DUE"]
    assert (owing.id, owing.erased, owing.entry_id, owing.suspended_at) == (taken.id, True, None, None)
    assert owing.release_by == due(2026, 9, 14)
    found = [await objections.row(one.objection) for one in (opened, other, third)]
    assert [(row.state, row.outcome) for row in found] == [
        ("DECIDED", "REVOKED"), ("CLOSED", None), ("DECIDED", "UPHELD"),
    ]  # fmt: skip
    for row in found:
        assert (row.entry_id, row.grounds, row.explanation, row.ruling, row.operator) == (None,) * 5
        assert row.decided_operator is None
    assert ("objection_closed", other.objection.id) in await objections.city.inbox("licheng-finance")
    assert ("objection_closed", other.objection.id) in await objections.city.inbox(SUPPLIER)
    assert ("objection_closed", third.objection.id) not in await objections.city.inbox(SUPPLIER)
    assert [line for line in await everything(objections) if SECRET in line] == []
    assert await objections.open(entry, "COMPLAINT", "licheng-finance", grounds=SECRET, key="other") == other
    with pytest.raises(Refused) as closed:
        await objections.decide(other.objection)
    assert codes(closed) == [("STEP_NOT_ALLOWED", ("objection",))]


async def test_an_error_found_by_the_listing_department_itself_closes_them_as_well(
    objections: Objections,
) -> None:
    entry = await objections.black()
    opened = await objections.open(entry, grounds=SECRET)
    await objections.lists.exit(entry, "ERROR")
    row = await objections.row(opened.objection)
    assert (row.state, row.outcome, row.entry_id, row.grounds) == ("CLOSED", None, None, None)
    assert [line for line in await everything(objections) if SECRET in line] == []


async def test_no_row_connects_the_erased_entry_with_whoever_it_was_about(objections: Objections) -> None:
    entry = await objections.black()
    person = await objections.lists.person()
    enterprise = await objections.lists.enterprise()
    opened = await objections.open(entry, "NAMED_PERSON", concerning=person)
    whole = await objections.open(entry)
    await objections.decide(whole.objection, "REVOKED")
    spellings = [{str(ref.id), str(ref)} for ref in (entry, enterprise, person)]
    for line in await everything(objections):
        named = [any(word in line for word in words) for words in spellings]
        assert not (named[0] and any(named[1:])), line
    assert (await objections.row(opened.objection)).concerning_id is None


async def test_the_supplier_closes_the_restoration_when_all_have_confirmed(objections: Objections) -> None:
    entry = await objections.black()
    taken = await objections.taken_on("quanzhou-market")
    opened = await objections.open(entry)
    with pytest.raises(Refused) as early:
        await objections.close(opened.objection)
    assert codes(early) == [("RESTORATION_NOT_OWED", ("objection",))]
    await objections.decide(opened.objection, "REVOKED")
    row = await objections.row(opened.objection)
    assert (row.restoration_owed, row.restore_by, row.restored_at) == (True, due(2026, 9, 14).date(), None)
    with pytest.raises(Refused, match="1 measures") as waiting:
        await objections.close(opened.objection)
    assert codes(waiting) == [("MEASURES_NOT_LIFTED", ("objection",))]
    with pytest.raises(Refused) as stranger:
        await objections.close(opened.objection, by="quanzhou-market")
    assert codes(stranger) == [("NOT_ADDRESSED", ("objection",))]
    await objections.release("quanzhou-market", taken)
    (released,) = await objections.city.assignments(id=taken.id)
    assert (released.target_id, released.restoration_id) == (None, None)
    closed = await objections.close(opened.objection, note=SECRET, moment=later(1))
    assert closed.objection == opened.objection
    row = await objections.row(opened.objection)
    assert (row.restored_at, row.restored_note) == (later(1), None)
    assert ("restoration_closed", opened.objection.id) in await objections.city.inbox("quanzhou-credit")
    with pytest.raises(Refused) as again:
        await objections.close(opened.objection)
    assert codes(again) == [("RESTORATION_CLOSED", ("objection",))]


async def test_an_upheld_objection_has_nothing_to_restore(objections: Objections) -> None:
    entry = await objections.black()
    opened = await objections.open(entry)
    await objections.decide(opened.objection)
    with pytest.raises(Refused) as refused:
        await objections.close(opened.objection)
    assert codes(refused) == [("RESTORATION_NOT_OWED", ("objection",))]


async def test_a_ruling_stays_the_listing_and_its_annulment_is_executed_by_whoever_listed(
    objections: Objections,
) -> None:
    entry = await objections.black()
    with pytest.raises(Refused) as bare:
        await objections.open(entry, "COURT")
    assert codes(bare) == [("RULING_MISSING", ("ruling",))]
    stayed = await objections.open(entry, "COURT", ruling="Invented stay No. 1")
    assert stayed.suspended == 3
    row = await objections.row(stayed.objection)
    assert (row.ruling, row.due_on, row.due_within_days) == (
        "Invented stay No. 1",
        due(2027, 3, 7).date(),
        None,
    )
    with pytest.raises(Refused) as without:
        await objections.decide(stayed.objection, "REVOKED", by="jinjiang-taxation")
    assert codes(without) == [("NOT_ADDRESSED", ("objection",))]
    with pytest.raises(Refused) as uncited:
        await objections.decide(stayed.objection, "REVOKED")
    assert codes(uncited) == [("RULING_MISSING", ("ruling",))]
    decided = await objections.decide(
        stayed.objection, "REVOKED", by="jinjiang-taxation", ruling="Invented judgment No. 2"
    )
    assert decided.erased


async def test_a_stay_that_is_lifted_lets_the_measures_go_on(objections: Objections) -> None:
    entry = await objections.black()
    stayed = await objections.open(entry, "REVIEW", ruling="Invented stay No. 1")
    assert (await objections.row(stayed.objection)).due_on == due(2026, 11, 6).date()
    asked = await objections.open(entry)
    assert (await objections.decide(asked.objection)).resumed == 0
    decided = await objections.decide(stayed.objection, ruling="Invented ruling No. 2", moment=later(1))
    assert decided.resumed == 3
    assert (await objections.row(stayed.objection)).ruling == "Invented ruling No. 2"


async def test_revoking_for_one_named_person_cuts_that_link_alone(objections: Objections) -> None:
    lists = objections.lists
    enterprise = await lists.enterprise()
    one, other = await lists.person(1), await lists.person(2, "例二")
    await lists.office(enterprise, one)
    await lists.office(enterprise, other)
    entry = (await lists.put(listing(enterprise))).entry
    await lists.city.initiate(entry)
    bans = {row.target_id: row for row in await lists.city.assignments(measure_code="EXIT_BAN")}
    assert set(bans) == {one.id, other.id}
    ban = Ref("Assignment", bans[one.id].bucket, bans[one.id].id)
    await lists.city.acknowledge("quanzhou-police", ban)
    opened = await objections.open(entry, "NAMED_PERSON", concerning=one, grounds=SECRET)
    whole = await objections.open(entry)
    decided = await objections.decide(
        opened.objection, "REVOKED", by="jinjiang-taxation", explanation=SECRET, moment=later(1)
    )
    assert (decided.erased, decided.reinstated, decided.resumed) == (False, (), 0)
    named = [row.person_id for row in await objections.city.rows(ResponsiblePerson)]
    assert named == [other.id]
    (cut,) = await lists.city.assignments(id=ban.id)
    assert (cut.state, cut.erased, cut.entry_id, cut.action_id, cut.target_id) == (
        "RELEASE_DUE", True, None, None, one.id,
    )  # fmt: skip
    rest = await lists.city.assignments(entry_id=entry.id)
    assert {row.state for row in rest} == {"SUSPENDED"}
    assert [row.target_id for row in rest if row.measure_code == "EXIT_BAN"] == [other.id]
    row = await objections.row(opened.objection)
    assert (row.state, row.outcome, row.entry_id, row.concerning_id) == ("DECIDED", "REVOKED", entry.id, None)
    assert [line for line in await everything(objections) if SECRET in line] == []
    assert ("entry_corrected", entry.id) in await lists.city.inbox("quanzhou-market")
    # The other objection still holds everything; its decision resumes what is left.
    assert (await objections.decide(whole.objection, by="jinjiang-taxation", moment=later(2))).resumed == len(
        rest
    )
    await objections.release("quanzhou-police", ban)
    await objections.close(opened.objection, by="jinjiang-taxation")


async def test_a_named_person_who_objects_is_named_by_the_entry(objections: Objections) -> None:
    entry = await objections.black(initiated=False)
    stranger = await objections.lists.person(9, "例九")
    for concerning, code in ((None, "CONCERNING_MISSING"), (stranger, "PERSON_NOT_NAMED")):
        with pytest.raises(Refused) as refused:
            await objections.open(entry, "NAMED_PERSON", concerning=concerning)
        assert codes(refused) == [(code, ("concerning",))]
    enterprise = await objections.lists.enterprise()
    with pytest.raises(Refused) as of_another_kind:
        await objections.open(entry, "DEPARTMENT", concerning=enterprise)
    assert codes(of_another_kind) == [("PERSON_NOT_NAMED", ("concerning",))]


async def test_what_a_reinstated_watch_entry_owes_is_suspended_while_it_is_verified(
    objections: Objections,
) -> None:
    lists = objections.lists
    enterprise = await lists.enterprise()
    watch = (await lists.put(listing(enterprise, "watch"))).entry
    await lists.city.initiate(watch)
    taken = await lists.city.assignments(entry_id=watch.id)
    department = next(slug for slug, key in lists.city.departments.items() if key == taken[0].department_id)
    ref = Ref("Assignment", taken[0].bucket, taken[0].id)
    await lists.city.acknowledge(department, ref)
    opened = await objections.open(watch)
    black = (await lists.put(listing(enterprise))).entry
    (due_now,) = await lists.city.assignments(id=ref.id)
    assert due_now.state == "RELEASE_DUE"
    assert (await lists.exit(black, "ERROR")).reinstated == (watch,)
    (again,) = await lists.city.assignments(id=ref.id)
    assert (again.state, again.suspended_from) == ("SUSPENDED", "ACKNOWLEDGED")
    assert (await objections.decide(opened.objection, by="jinjiang-taxation", moment=later(1))).resumed == 1


async def test_what_the_black_entry_continues_is_suspended_while_it_is_verified(
    objections: Objections,
) -> None:
    lists = objections.lists
    enterprise = await lists.enterprise()
    watch = (await lists.put(listing(enterprise, "watch"))).entry
    await lists.city.initiate(watch)
    [row, *_] = await lists.city.assignments(entry_id=watch.id)
    department = next(slug for slug, key in lists.city.departments.items() if key == row.department_id)
    ref = Ref("Assignment", row.bucket, row.id)
    await lists.city.acknowledge(department, ref)
    black = (await lists.put(listing(enterprise))).entry
    opened = await objections.open(black)
    assert opened.suspended == 0
    await lists.city.initiate(black)
    (continued,) = await lists.city.assignments(id=ref.id)
    assert (continued.state, continued.suspended_from, continued.entry_id) == (
        "SUSPENDED", "ACKNOWLEDGED", black.id,
    )  # fmt: skip
    assert set((await objections.states(black)).values()) == {"SUSPENDED"}
    steps = [row.step for row in await lists.city.rows(History) if row.assignment_id == ref.id]
    assert steps[-2:] == ["assignment_continued", "assignment_suspended"]
