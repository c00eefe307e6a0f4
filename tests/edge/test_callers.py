"""A good token names a caller, none is the public, and anything else is an error: never public."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from tests.edge.door import TOKEN, Door, code, said


async def test_without_a_header_the_caller_is_the_public(door: Door) -> None:
    await door.ask("{ hello }")

    assert door.journal.steps[0] == "opened for None"
    assert door.journal.tokens == []


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
async def test_a_good_token_names_the_caller(door: Door, scheme: str) -> None:
    answer = await door.ask("{ hello }", headers={"authorization": f"{scheme} {TOKEN}"})

    assert answer.json() == {"data": {"hello": "hello world"}}
    assert door.journal.steps[0] == "opened for jinjiang-tax"
    assert door.journal.tokens == [TOKEN]


@pytest.mark.parametrize("token", ["unknown", "revoked"])
@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
async def test_a_token_that_is_not_good_is_401_with_a_challenge(door: Door, token: str, accept: str) -> None:
    answer = await door.ask("{ hello }", headers={"authorization": f"Bearer {token}"}, accept=accept)

    assert (answer.status_code, code(answer)) == (401, "UNAUTHENTICATED")
    assert said(answer) == "The token is wrong, expired or revoked."
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert door.journal.steps == []


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer a b",
        "Basic eDp5",
        "Token x",
        "Bearer \u00e9",
        "Bearer " + "x" * 5000,
        TOKEN,
    ],
)
async def test_a_malformed_header_is_401_and_nobody_is_asked(door: Door, header: str) -> None:
    async with door.client() as client:
        answer = await client.post(
            "/graphql", json={"query": "{ hello }"}, headers={b"authorization": header.encode("latin-1")}
        )

    assert (answer.status_code, code(answer)) == (401, "UNAUTHENTICATED")
    assert said(answer) == "The Authorization header is not of the form «Bearer TOKEN»."
    assert (door.journal.steps, door.journal.tokens) == ([], [])


async def test_two_authorization_headers_are_refused(door: Door) -> None:
    async with door.client() as client:
        answer = await client.post(
            "/graphql",
            json={"query": "{ hello }"},
            headers=[("authorization", f"Bearer {TOKEN}"), ("authorization", f"Bearer {TOKEN}")],
        )

    assert (answer.status_code, code(answer)) == (401, "UNAUTHENTICATED")
    assert (door.journal.steps, door.journal.tokens) == ([], [])


async def test_a_bad_token_is_refused_before_its_document_is_read(door: Door) -> None:
    answer = await door.ask("{", headers={"authorization": "Bearer unknown"})

    assert (answer.status_code, code(answer)) == (401, "UNAUTHENTICATED")
    assert door.documents.misses == 0


async def test_when_tokens_cannot_be_looked_up_the_answer_is_503(door: Door) -> None:
    answer = await door.ask("{ hello }", headers={"authorization": "Bearer outage"})

    assert (answer.status_code, code(answer)) == (503, "UPSTREAM_UNAVAILABLE")
    assert door.journal.steps == []


async def test_a_token_is_in_no_answer_and_no_log(door: Door) -> None:
    with capture_logs() as logs:
        good = await door.ask("{ broken }", headers={"authorization": f"Bearer {TOKEN}"})
        crash = await door.ask("{ hello }", headers={"authorization": "Bearer crash"})

    assert (crash.status_code, code(crash)) == (500, "INTERNAL_ERROR")
    assert [line["event"] for line in logs] == ["internal_error", "request"] * 2
    assert TOKEN not in str(logs) + good.text
    assert "crash" not in crash.text
