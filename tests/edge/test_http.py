"""Methods, media types and statuses at /graphql (GraphQL over HTTP §4–6)."""

from __future__ import annotations

import pytest
from starlette.responses import HTMLResponse

from tests.edge.door import Door, build_door, code, said

RESPONSE = "application/graphql-response+json; charset=utf-8"
JSON = "application/json; charset=utf-8"


async def test_a_query_by_post_is_answered(door: Door) -> None:
    answer = await door.ask("query Greet($n: String) { hello(name: $n) }", {"n": "晋江"})

    assert answer.status_code == 200
    assert answer.json() == {"data": {"hello": "hello 晋江"}}
    assert answer.headers["content-type"] == RESPONSE
    assert door.journal.steps == ["opened for None", "hello", "closed"]


async def test_a_query_by_get_is_answered(door: Door) -> None:
    async with door.client() as client:
        answer = await client.get(
            "/graphql",
            params={
                "query": "query G($n: String) { hello(name: $n) }",
                "variables": '{"n": "x"}',
                "operationName": "",
            },
        )

    assert answer.status_code == 200
    assert answer.json() == {"data": {"hello": "hello x"}}
    assert answer.headers["content-type"] == JSON


async def test_a_mutation_by_get_is_refused_and_not_done(door: Door) -> None:
    async with door.client() as client:
        answer = await client.get("/graphql", params={"query": "mutation { note(text: 1) }"})
        answer = await client.get("/graphql", params={"query": 'mutation { note(text: "x") }'})

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert said(answer) == "A mutation must be sent by POST."
    assert door.journal.steps == []


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
async def test_a_subscription_over_plain_http_is_refused_in_words(door: Door, accept: str) -> None:
    answer = await door.ask("subscription { ticks }", accept=accept)

    assert answer.status_code == (400 if "response" in accept else 200)
    assert code(answer) == "BAD_USER_INPUT"
    assert said(answer).startswith("Subscriptions are not served over plain HTTP")
    assert "data" not in answer.json()


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "BREW"])
async def test_other_methods_are_refused_with_those_that_are_allowed(door: Door, method: str) -> None:
    async with door.client() as client:
        answer = await client.request(method, "/graphql")

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("application/json", JSON),
        ("application/graphql-response+json", RESPONSE),
        ("application/json, application/graphql-response+json", RESPONSE),
        ("application/graphql-response+json;q=0.5, application/json", JSON),
        ("application/json;q=0, */*", RESPONSE),
        ("APPLICATION/JSON; charset=utf-8", JSON),
        ("text/html, */*;q=0.1", JSON),
    ],
)
async def test_the_answer_has_the_media_type_that_accept_likes_best(
    door: Door, accept: str | None, content_type: str
) -> None:
    headers = {} if accept is None else {"accept": accept}
    async with door.client() as client:
        del client.headers["accept"]
        answer = await client.post("/graphql", json={"query": "{ hello }"}, headers=headers)

    assert (answer.status_code, answer.headers["content-type"]) == (200, content_type)


@pytest.mark.parametrize(
    "accept", ["application/xml", "text/html", "application/json;q=0", "application/json;q=x", ";", "*/*;q=0"]
)
async def test_what_cannot_be_answered_acceptably_is_406_and_not_executed(door: Door, accept: str) -> None:
    answer = await door.ask("{ hello }", accept=accept)

    assert (answer.status_code, code(answer)) == (406, "BAD_USER_INPUT")
    assert door.journal.steps == []


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "text/plain",
        "application/graphql",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=gb18030",
        "application/json, application/json",
    ],
)
async def test_a_body_that_is_not_json_in_utf8_by_its_header_is_415(
    door: Door, content_type: str | None
) -> None:
    headers = {} if content_type is None else {"content-type": content_type}
    async with door.client() as client:
        answer = await client.post("/graphql", content=b'{"query":"{hello}"}', headers=headers)

    assert (answer.status_code, code(answer)) == (415, "BAD_USER_INPUT")
    assert door.journal.steps == []


async def test_two_content_types_and_a_compressed_body_are_415(door: Door) -> None:
    async with door.client() as client:
        two = await client.post(
            "/graphql",
            content=b'{"query":"{hello}"}',
            headers=[("content-type", "application/json"), ("content-type", "application/json")],
        )
    compressed = await door.send(b'{"query":"{hello}"}', content_encoding="gzip")

    assert (two.status_code, compressed.status_code) == (415, 415)
    assert door.journal.steps == []


@pytest.mark.parametrize(
    ("query", "variables", "expected"),
    [
        ("{", None, "GRAPHQL_PARSE_FAILED"),
        ("{ absent }", None, "GRAPHQL_VALIDATION_FAILED"),
        ("fragment F on Query { hello }", None, "GRAPHQL_VALIDATION_FAILED"),
        ("query($n: Int!) { number(of: $n) }", {"n": "many"}, "BAD_USER_INPUT"),
        ("query($n: Int!) { number(of: $n) }", {}, "BAD_USER_INPUT"),
        ("query A { hello } query B { hello }", None, "BAD_USER_INPUT"),
    ],
)
async def test_a_request_error_is_400_under_the_newer_type_and_200_under_the_older(
    door: Door, query: str, variables: dict[str, object] | None, expected: str
) -> None:
    newer = await door.ask(query, variables)
    older = await door.ask(query, variables, accept="application/json")

    assert (newer.status_code, older.status_code) == (400, 200)
    assert newer.json()["errors"][0]["extensions"]["code"] == expected
    assert older.json() == newer.json()
    assert "data" not in newer.json()
    assert "hello" not in door.journal.steps


async def test_operation_name_chooses_and_an_unknown_one_is_not_repeated(door: Door) -> None:
    document = 'query A { hello(name: "a") } query B { hello(name: "b") }'
    chosen = await door.ask(document, operationName="B")
    unknown = await door.ask(document, operationName="350582199001011234")

    assert chosen.json() == {"data": {"hello": "hello b"}}
    assert (unknown.status_code, code(unknown)) == (400, "BAD_USER_INPUT")
    assert "350582199001011234" not in unknown.text


async def test_a_browser_gets_a_plain_page_that_names_the_endpoint(door: Door) -> None:
    async with door.client() as client:
        answer = await client.get("/graphql", headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "POST /graphql" in answer.text
    assert "<script" not in answer.text


async def test_graphiql_takes_the_place_of_the_page_when_it_is_given() -> None:
    page = HTMLResponse("graphiql", headers={"content-security-policy": "default-src 'self'"})
    door = build_door(graphiql=page)
    async with door.client() as client:
        answer = await client.get("/graphql", headers={"accept": "text/html"})

    assert answer.text == "graphiql"
    assert answer.headers["content-security-policy"] == "default-src 'self'"


@pytest.mark.parametrize("path", ["/graphql", "/healthz", "/nowhere"])
async def test_every_answer_is_kept_out_of_caches_and_frames_and_has_a_reference(
    door: Door, path: str
) -> None:
    async with door.client() as client:
        answer = await client.get(path)

    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert len(answer.headers["x-reference-id"]) == 32
