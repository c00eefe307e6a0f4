"""A caller from memory is only supposed: what its token says now is asked with its question, and heard at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import psycopg
import pytest
from sqlalchemy import make_url

from hub.casework.callers import Callers
from hub.casework.tokens import Issued, Wanted, issue, revoke
from tests.support.city import DUTIES, NOW, Hub, city, hub_over, lively
from tests.support.databases import admin

TAX, OFFICE = "jinjiang-taxation", "jinjiang-credit-office"
WHO = "{ viewer { department { slug } duties } }"
BAD = (
    "{ nothing }",
    "{",
    "{ regions { slug ",
    "query { a } query { b }",
    "mutation { x }",
    "subscription { y }",
)


@pytest.fixture
def database(cluster: str) -> Iterator[str]:
    with city(cluster, lively) as address:
        yield address


@pytest.fixture
async def hub(database: str) -> AsyncIterator[Hub]:
    async with hub_over(database) as opened:
        yield opened


async def given(hub: Hub, slug: str = TAX, duties: tuple[str, ...] = DUTIES, days: int = 30) -> Issued:
    return await issue(hub.store, Wanted(slug, duties, NOW + dt.timedelta(days=days), "supposed"), NOW)


async def ask(hub: Hub, token: str, document: str = WHO, how: str = "POST") -> httpx.Response:
    client = await hub.client(None)
    headers = {"authorization": f"Bearer {token}", "accept": "application/graphql-response+json"}
    if how == "GET":
        return await client.get("/graphql", params={"query": document}, headers=headers)
    return await client.post("/graphql", json={"query": document}, headers=headers)


async def known(hub: Hub, token: str) -> None:
    """Two requests: the second caller is supposed."""
    for _ in range(2):
        assert (await ask(hub, token)).status_code == 200


def refused(answer: httpx.Response) -> bool:
    body = answer.json()
    codes = [error["extensions"]["code"] for error in body["errors"]]
    return answer.status_code == 401 and codes == ["UNAUTHENTICATED"] and set(body) == {"errors"}


@pytest.mark.parametrize("how", ["GET", "POST"])
async def test_a_token_that_was_revoked_is_refused_at_once(hub: Hub, how: str) -> None:
    issued = await given(hub)
    await known(hub, issued.token)
    await revoke(hub.store, issued.id, NOW)
    for _ in range(2):
        assert refused(await ask(hub, issued.token, how=how))


@pytest.mark.parametrize("document", BAD)
async def test_a_revoked_token_is_told_nothing_about_its_document(hub: Hub, document: str) -> None:
    issued = await given(hub)
    await known(hub, issued.token)
    assert not refused(await ask(hub, issued.token, document))
    await revoke(hub.store, issued.id, NOW)
    assert refused(await ask(hub, issued.token, document))


async def test_a_revoked_token_is_told_nothing_by_what_no_plan_answers(hub: Hub) -> None:
    issued = await given(hub)
    documents = (
        "{ __typename }",
        "{ __schema { queryType { name } } }",
        "{ departments(first: 101) { totalCount } }",
        "{ notifications { hasMore } }",
        "{ regions @skip(if: true) { slug } }",
    )
    await known(hub, issued.token)
    await revoke(hub.store, issued.id, NOW)
    for document in documents:
        assert refused(await ask(hub, issued.token, document)), document


async def test_a_token_ends_by_the_clock(hub: Hub) -> None:
    issued = await given(hub, days=1)
    await known(hub, issued.token)
    hub.clock.move(hours=23, minutes=59, seconds=59)
    assert (await ask(hub, issued.token)).status_code == 200
    hub.clock.move(seconds=1)
    assert refused(await ask(hub, issued.token))


async def test_duties_that_changed_are_those_of_the_next_answer(hub: Hub) -> None:
    issued = await given(hub)
    await known(hub, issued.token)
    await hub.change("UPDATE token SET duties = ARRAY['READ'] WHERE id = :id", id=issued.id)
    for _ in range(2):
        assert (await ask(hub, issued.token)).json()["data"]["viewer"]["duties"] == ["READ"]
    searched = await ask(hub, issued.token, '{ searchSubjects(name: "林示甲") { totalCount } }')
    assert searched.json()["data"] == {"searchSubjects": {"totalCount": 0}}


async def test_a_department_that_ended_is_no_caller(hub: Hub) -> None:
    issued = await given(hub)
    await known(hub, issued.token)
    await hub.change("UPDATE department SET valid_to = '2026-11-23' WHERE slug = :slug", slug=TAX)
    assert (await ask(hub, issued.token)).status_code == 200
    hub.clock.move(days=1)
    assert refused(await ask(hub, issued.token))
    hub.clock.move(days=-1)
    await known(hub, issued.token)
    await hub.change("UPDATE department SET valid_to = '2026-11-22' WHERE slug = :slug", slug=TAX)
    assert refused(await ask(hub, issued.token))


async def test_an_office_that_lost_its_function_reads_as_a_department(hub: Hub) -> None:
    issued = await given(hub, OFFICE)
    node = (
        await ask(hub, issued.token, "{ assignments(first: 1) { nodes { id assignedTo { slug } } } }")
    ).json()
    [duty] = node["data"]["assignments"]["nodes"]
    assert duty["assignedTo"]["slug"] != OFFICE
    await hub.change(
        """UPDATE assignment SET erased = true, action_id = NULL, entry_id = NULL
           WHERE id = (SELECT id FROM assignment ORDER BY id LIMIT 1)"""
    )
    asked = f'{{ node(id: "{duty["id"]}") {{ id }} }}'
    for _ in range(2):
        assert (await ask(hub, issued.token, asked)).json()["data"] == {"node": {"id": duty["id"]}}
    await hub.change("DELETE FROM department_function WHERE function = 'CREDIT_OFFICE'")
    assert (await ask(hub, issued.token, asked)).json()["data"] == {"node": None}


async def test_a_question_asked_again_takes_one_statement_and_its_proof(hub: Hub) -> None:
    issued = await given(hub)
    await known(hub, issued.token)
    before = hub.store.wire.statements
    assert (await ask(hub, issued.token)).status_code == 200
    assert hub.store.wire.statements - before == 1


async def test_a_token_that_is_unknown_is_not_remembered(hub: Hub) -> None:
    callers = Callers(hub.store, kept=2)
    for _ in range(3):
        await callers.authenticate((await given(hub)).token, NOW)
    assert len(callers) == 2
    assert callers.suppose("hub_" + "A" * 43, NOW) is None
    assert callers.suppose("nonsense", NOW) is None


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every attempt to reach the database anew."""
    seen: list[str] = []
    connect = psycopg.AsyncConnection.connect

    async def counted(*given: Any, **how: Any) -> Any:
        seen.append("connect")
        return await connect(*given, **how)

    monkeypatch.setattr(psycopg.AsyncConnection, "connect", counted)
    return seen


async def test_an_outage_is_said_once_and_the_database_not_asked_twice(
    hub: Hub, cluster: str, database: str, asked: list[str]
) -> None:
    issued = await given(hub)
    await known(hub, issued.token)
    name = make_url(database).database
    with admin(cluster) as connection:
        connection.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false'.encode())
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
    asked.clear()
    answer = await ask(hub, issued.token)
    assert answer.status_code == 503
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["UPSTREAM_UNAVAILABLE"]
    assert len(asked) <= 1
    with admin(cluster) as connection:
        connection.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true'.encode())
    assert (await ask(hub, issued.token)).status_code == 200


async def test_a_statement_over_its_time_is_504(hub: Hub, database: str) -> None:
    issued = await given(hub)
    hub.store.wire._settings["lock_timeout"] = "200"  # noqa: SLF001 - sooner than in earnest
    await known(hub, issued.token)
    plain = make_url(database).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as other:
        other.execute("LOCK TABLE region IN ACCESS EXCLUSIVE MODE")
        answer = await ask(hub, issued.token, "{ regions { slug } }")
    assert answer.status_code == 504
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["TIMEOUT"]
    assert (await ask(hub, issued.token, "{ regions { slug } }")).status_code == 200
