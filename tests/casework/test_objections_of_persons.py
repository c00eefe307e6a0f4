"""Objections about one named person: closed with the naming, never about the whole entry, telling nobody who it is (O3, V1, X4)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from hub.casework.corrections import Correction
from hub.casework.keys import SubjectKey
from hub.casework.objections import OpenObjection, open_objection
from hub.casework.restore import erase_again
from hub.errors import Forbidden, Refused
from hub.policy.duties import Caller
from hub.policy.vocabulary import Duty, ObjectionOrigin
from hub.store.ids import Ref
from hub.store.journal import NAMING
from hub.store.models import History, Objection, ResponsiblePerson
from hub.store.session import Store
from tests.support.actions import later
from tests.support.listing import id_of
from tests.support.objections import SUPPLIER, Objections, build


@pytest.fixture
async def objections(store: Store) -> Objections:
    return await build(store)


async def is_closed(objections: Objections, objection: Ref, entry: Ref) -> None:
    """It is closed without an outcome, and neither its person nor a word of it is left."""
    row = await objections.row(objection)
    assert (row.state, row.outcome, row.entry_id) == ("CLOSED", None, entry.id)
    assert (row.concerns_one, row.concerning_id, row.grounds, row.operator) == (True, None, None, None)
    for slug in ("licheng-finance", SUPPLIER):
        assert ("objection_closed", objection.id) in await objections.city.inbox(slug)
    with pytest.raises(Refused, match="CLOSED") as refused:
        await objections.decide(objection, "REVOKED", moment=later(2))
    assert [refusal.code for refusal in refused.value.refusals] == ["STEP_NOT_ALLOWED"]
    assert not (await objections.lists.entry(entry)).erased


async def test_revoking_a_naming_closes_what_else_is_open_about_that_person(objections: Objections) -> None:
    entry = await objections.black()
    person = await objections.lists.person()
    first = await objections.open(entry, "NAMED_PERSON", concerning=person)
    second = await objections.open(entry, "DEPARTMENT", "licheng-finance", concerning=person)
    whole = await objections.open(entry)
    assert (await objections.decide(first.objection, "REVOKED", moment=later(1))).resumed == 0
    await is_closed(objections, second.objection, entry)
    assert (await objections.row(first.objection)).outcome == "REVOKED"
    assert (await objections.row(whole.objection)).state == "OPEN"
    rest = await objections.city.assignments(entry_id=entry.id)
    assert [row.state for row in rest] == ["SUSPENDED", "SUSPENDED"]
    steps = [row.step for row in await objections.city.rows(History) if row.entry_id == entry.id]
    assert steps.count("objection_closed") == 1
    assert (await objections.decide(whole.objection, moment=later(2))).resumed == 2


async def test_what_only_the_closed_one_suspended_goes_on(objections: Objections) -> None:
    entry = await objections.black()
    person = await objections.lists.person()
    first = await objections.open(entry, "NAMED_PERSON", concerning=person)
    second = await objections.open(entry, "COMPLAINT", "licheng-finance", concerning=person)
    assert (await objections.decide(first.objection, "REVOKED", moment=later(1))).resumed == 2
    await is_closed(objections, second.objection, entry)
    assert set((await objections.states(entry)).values()) == {"ISSUED"}


async def test_a_correction_that_removes_a_person_closes_what_is_open_about_them(
    objections: Objections,
) -> None:
    entry = await objections.black()
    person = await objections.lists.person()
    theirs = await objections.open(entry, "NAMED_PERSON", "licheng-finance", concerning=person)
    whole = await objections.open(entry)
    removing = Correction(remove_persons=(SubjectKey(id=person),))
    decided = await objections.decide(whole.objection, "CORRECTED", correction=removing, moment=later(1))
    assert (decided.resumed, decided.erased) == (2, False)
    await is_closed(objections, theirs.objection, entry)


async def test_a_naming_that_a_backup_brings_back_goes_with_the_objection_about_it(
    objections: Objections,
) -> None:
    entry = await objections.black()
    person = await objections.lists.person()
    theirs = await objections.open(entry, "NAMED_PERSON", "licheng-finance", concerning=person)
    [named] = await objections.city.rows(ResponsiblePerson)
    gone = {Ref(NAMING, named.bucket, named.id): later(1)}
    assert await erase_again(objections.lists.store, gone) == 1
    await is_closed(objections, theirs.objection, entry)
    assert set((await objections.states(entry)).values()) == {"ISSUED"}


async def test_no_open_objection_about_a_person_can_lose_that_person(objections: Objections) -> None:
    entry = await objections.black(initiated=False)
    await objections.open(entry, "NAMED_PERSON", concerning=await objections.lists.person())
    with pytest.raises(IntegrityError, match="open_about_whom"):
        await objections.city.write(update(Objection).values(concerning_bucket=None, concerning_id=None))


def blind(objections: Objections, slug: str) -> Caller:
    """A department's token that does not read natural persons."""
    return replace(objections.city.caller(slug), duties=frozenset(Duty) - {Duty.READ_PERSONS})


async def test_whether_a_citizen_is_the_one_an_entry_names_is_not_told_without_reading_persons(
    objections: Objections,
) -> None:
    entry = await objections.black(initiated=False)
    await objections.lists.person(9, "例九")

    async def asked(key: SubjectKey, caller: Caller | None = None) -> object:
        given = OpenObjection(entry, ObjectionOrigin.NAMED_PERSON, "Invented grounds.", key)
        return await objections.city.run(
            "licheng-finance", lambda change: open_objection(change, given), caller=caller
        )

    seeing_less = blind(objections, "licheng-finance")
    said = set()
    for number in (1, 9, 10):  # named, registered, unknown
        with pytest.raises(Forbidden, match="READ_PERSONS") as refused:
            await asked(SubjectKey(id_number=id_of(number)), seeing_less)
        said.add(str(refused.value))
    assert len(said) == 1
    assert await objections.city.rows(Objection) == []
    assert await asked(SubjectKey(id=await objections.lists.person()), seeing_less)
    assert await asked(SubjectKey(id_number=id_of(1)))


async def test_nor_is_it_told_by_a_correction(objections: Objections) -> None:
    entry = await objections.black(initiated=False)
    opened = await objections.open(entry)
    for number in (1, 9):
        removing = Correction(remove_persons=(SubjectKey(id_number=id_of(number)),))
        with pytest.raises(Forbidden, match="READ_PERSONS"):
            await objections.decide(
                opened.objection, "CORRECTED", caller=blind(objections, SUPPLIER), correction=removing
            )
    assert len(await objections.city.rows(ResponsiblePerson)) == 1
