"""Registering subjects: each once, however often and however many at once."""

from __future__ import annotations

import asyncio

import pytest

from hub.casework.keys import RegionKey
from hub.casework.subjects import (
    Registered,
    RegisterEnterprise,
    RegisterPerson,
    register_enterprise,
    register_person,
)
from hub.errors import Refused
from hub.store.models import Subject
from hub.store.session import Store
from tests.support.listing import TAXATION, Lists, build, code_of, id_of


@pytest.fixture
async def lists(store: Store) -> Lists:
    return await build(store)


async def person(lists: Lists, asked: RegisterPerson) -> Registered:
    return await lists.city.run(TAXATION, lambda change: register_person(change, asked))


async def test_an_enterprise_is_registered_under_its_normalised_code(lists: Lists) -> None:
    asked = RegisterEnterprise(
        f" {code_of(1).lower()} ", "  Fictitious Kiln Works ", RegionKey(slug="jinjiang")
    )
    registered = await lists.register(asked)
    [row] = await lists.city.rows(Subject)
    assert registered.created is True
    assert (row.id, row.code, row.name) == (registered.subject.id, code_of(1), "Fictitious Kiln Works")
    assert row.region_id == lists.city.regions["jinjiang"]
    assert "ki" in row.name_grams


async def test_an_existing_code_answers_the_enterprise_as_it_is(lists: Lists) -> None:
    first = await lists.register(RegisterEnterprise(code_of(1), "Fictitious Kiln Works"))
    again = await lists.register(RegisterEnterprise(code_of(1), "Another Name"))
    assert (again.subject, again.created) == (first.subject, False)
    [row] = await lists.city.rows(Subject)
    assert row.name == "Fictitious Kiln Works"


async def test_a_person_is_kept_sealed_hashed_and_masked(lists: Lists) -> None:
    registered = await person(lists, RegisterPerson(id_of(1), "例一"))
    [row] = await lists.city.rows(Subject)
    keys = lists.store.keys
    assert row.id == registered.subject.id
    assert keys.open(row.id_cipher, row.id_key) == id_of(1)
    assert row.id_hash == keys.lookup_hash(id_of(1))
    assert row.id_masked == id_of(1)[:4] + "*" * 12 + id_of(1)[-2:]
    assert row.code is None
    assert id_of(1) not in repr(RegisterPerson(id_of(1), "例一"))


async def test_the_same_id_and_name_answer_the_existing_person_and_another_name_is_refused(
    lists: Lists,
) -> None:
    first = await person(lists, RegisterPerson(id_of(1), "例一"))
    assert (await person(lists, RegisterPerson(id_of(1), " 例一 "))).subject == first.subject
    with pytest.raises(Refused) as refused:
        await person(lists, RegisterPerson(id_of(1), "例二"))
    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.path) == ("NAME_DIFFERS", ("name",))
    assert id_of(1) not in refusal.message
    assert "例一" not in refusal.message
    assert await lists.city.count(Subject) == 1


async def test_everything_wrong_with_a_registration_is_said_at_once(lists: Lists) -> None:
    with pytest.raises(Refused) as refused:
        await lists.register(RegisterEnterprise("91350100M000100Y44", " ", RegionKey(slug="no-such")))
    assert [(refusal.code, refusal.path) for refusal in refused.value.refusals] == [
        ("INVALID_CODE", ("code",)),
        ("TEXT_MISSING", ("name",)),
        ("UNKNOWN_REGION", ("region",)),
    ]
    with pytest.raises(Refused) as wrong:
        await person(lists, RegisterPerson("123", "例一"))
    assert [refusal.code for refusal in wrong.value.refusals] == ["INVALID_ID_NUMBER"]
    assert await lists.city.count(Subject) == 0


@pytest.mark.parametrize(("name", "code"), [("\u200b\u202e", "TEXT_MISSING"), ("窑" * 201, "INVALID_INPUT")])
async def test_a_name_can_be_seen_and_has_an_end(lists: Lists, name: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        await lists.register(RegisterEnterprise(code_of(1), name))
    assert [(refusal.code, refusal.path) for refusal in refused.value.refusals] == [(code, ("name",))]
    assert await lists.city.rows(Subject) == []


async def test_registering_the_same_code_twice_at_once_makes_one_enterprise(lists: Lists) -> None:
    asked = RegisterEnterprise(code_of(1), "Fictitious Kiln Works")
    answers = await asyncio.gather(*(lists.register(asked) for _ in range(4)))
    assert len({answer.subject for answer in answers}) == 1
    assert sorted(answer.created for answer in answers) == [False, False, False, True]
    assert await lists.city.count(Subject) == 1


async def test_registering_a_citizen_id_under_two_names_at_once_makes_one_person(lists: Lists) -> None:
    procedures = [RegisterPerson(id_of(1), name) for name in ("例一", "例二")]
    answers = await asyncio.gather(*(person(lists, asked) for asked in procedures), return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["Refused", "Registered"]
    assert await lists.city.count(Subject) == 1


async def test_an_enterprise_s_procedure_leaves_persons_alone(lists: Lists) -> None:
    await lists.city.run(
        TAXATION, lambda change: register_enterprise(change, RegisterEnterprise(code_of(3), "Third"))
    )
    [row] = await lists.city.rows(Subject)
    assert (row.type, row.id_hash) == ("Enterprise", None)
