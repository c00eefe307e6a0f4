"""Recording and ending offices."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from hub.casework.keys import SubjectKey
from hub.casework.officerships import (
    EndOfficership,
    Recorded,
    RecordOfficership,
    end_officership,
    record_officership,
)
from hub.errors import Refused
from hub.errors.changes import Conflict
from hub.policy.vocabulary import OfficerRole
from hub.store.ids import Ref
from hub.store.models import Officership
from hub.store.session import Store
from tests.support.listing import TAXATION, Lists, build, code_of, id_of

D = dt.date


@pytest.fixture
async def lists(store: Store) -> Lists:
    return await build(store)


async def end(lists: Lists, office: Ref | None, until: dt.date) -> Recorded:
    return await lists.city.run(
        TAXATION, lambda change: end_officership(change, EndOfficership(office, until))
    )


async def record(lists: Lists, asked: RecordOfficership) -> Recorded:
    return await lists.city.run(TAXATION, lambda change: record_officership(change, asked))


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, tuple[str, ...]]]:
    return [(refusal.code, refusal.path) for refusal in refused.value.refusals]


async def test_an_office_is_recorded_by_code_and_id_number_and_ended_once(lists: Lists) -> None:
    enterprise, person = await lists.enterprise(), await lists.person()
    asked = RecordOfficership(
        SubjectKey(code=code_of(1)), SubjectKey(id_number=id_of(1)), OfficerRole.PRINCIPAL, D(2024, 1, 1)
    )
    office = (await record(lists, asked)).officership
    [row] = await lists.city.rows(Officership)
    assert (row.bucket, row.enterprise_id, row.person_id) == (enterprise.bucket, enterprise.id, person.id)
    assert (row.role, row.since, row.until) == ("PRINCIPAL", D(2024, 1, 1), None)
    assert await end(lists, office, D(2024, 12, 31)) == Recorded(office)
    [row] = await lists.city.rows(Officership)
    assert row.until == D(2024, 12, 31)
    with pytest.raises(Refused) as again:
        await end(lists, office, D(2025, 1, 31))
    assert codes(again) == [("OFFICE_ENDED", ("until",))]


async def test_the_same_office_overlaps_itself_and_follows_the_day_after(lists: Lists) -> None:
    enterprise, person = await lists.enterprise(), await lists.person()
    await lists.office(enterprise, person, since=D(2024, 1, 1), until=D(2024, 12, 31))
    with pytest.raises(Refused) as refused:
        await lists.office(enterprise, person, since=D(2024, 12, 31))
    assert codes(refused) == [("OFFICE_OVERLAPS", ("since",))]
    await lists.office(enterprise, person, since=D(2025, 1, 1))
    await lists.office(enterprise, person, OfficerRole.PRINCIPAL, since=D(2024, 1, 1))
    assert await lists.city.count(Officership) == 3


async def test_an_enterprise_is_no_person_and_a_person_no_enterprise(lists: Lists) -> None:
    enterprise, person = await lists.enterprise(), await lists.person()
    with pytest.raises(Refused) as refused:
        await lists.office(person, enterprise)
    assert codes(refused) == [("NOT_FOUND", ("enterprise",)), ("NOT_FOUND", ("person",))]


@pytest.mark.parametrize("of", ["nothing", "enterprise", "unknown"])
async def test_ending_what_is_no_office_is_not_found(lists: Lists, of: str) -> None:
    enterprise = await lists.enterprise()
    refs = {
        "nothing": None,
        "enterprise": enterprise,
        "unknown": Ref("Officership", enterprise.bucket, enterprise.id),
    }
    with pytest.raises(Refused) as refused:
        await end(lists, refs[of], D(2025, 1, 1))
    assert codes(refused) == [("NOT_FOUND", ("officership",))]


async def test_an_office_cannot_end_before_it_begins(lists: Lists) -> None:
    enterprise, person = await lists.enterprise(), await lists.person()
    with pytest.raises(Refused) as refused:
        await lists.office(enterprise, person, since=D(2025, 1, 1), until=D(2024, 12, 31))
    assert codes(refused) == [("OFFICE_DATES_WRONG", ("until",))]


async def test_the_same_office_recorded_twice_at_once_is_recorded_once(lists: Lists) -> None:
    enterprise, person = await lists.enterprise(), await lists.person()
    answers = await asyncio.gather(
        *(lists.office(enterprise, person) for _ in range(3)), return_exceptions=True
    )
    assert sum(isinstance(answer, Ref) for answer in answers) == 1
    assert sum(isinstance(answer, Refused | Conflict) for answer in answers) == 2
    assert await lists.city.count(Officership) == 1
