"""Whatever a client puts into a body or a query string, it gets words and a 4xx, and nothing runs."""

from __future__ import annotations

import json

import pytest

from hub.edge.limits import Limits
from tests.edge.door import Door, build_door, code, said

NESTED = b"[" * 100_000
BAD_BODIES = {
    "nothing": (b"", "The body is empty; it must be a JSON object with a query."),
    "blanks": (b" \n", "The body is empty; it must be a JSON object with a query."),
    "null": (b"null", "The body must be a JSON object with a query."),
    "a number": (b"5", "The body must be a JSON object with a query."),
    "a string": (b'"x"', "The body must be a JSON object with a query."),
    "true": (b"true", "The body must be a JSON object with a query."),
    "a batch": (
        b'[{"query":"{hello}"}]',
        "The body is a JSON array; send one operation at a time, batches are not served.",
    ),
    "an empty batch": (
        b"[]",
        "The body is a JSON array; send one operation at a time, batches are not served.",
    ),
    "invalid utf-8": (b'{"query":"\xff"}', "The body is not JSON in UTF-8, or is nested too deeply."),
    "utf-16": (
        '{"query":"{hello}"}'.encode("utf-16"),
        "The body is not JSON in UTF-8, or is nested too deeply.",
    ),
    "a lone surrogate": (
        rb'{"query":"{hello}","variables":{"a":"\ud800"}}',
        "The body is not JSON in UTF-8, or is nested too deeply.",
    ),
    "a surrogate in utf-8": (
        b'{"query":"\xed\xa0\x80"}',
        "The body is not JSON in UTF-8, or is nested too deeply.",
    ),
    "a hundred thousand brackets": (NESTED, "The body is not JSON in UTF-8, or is nested too deeply."),
    "the same, closed": (
        NESTED + b"]" * 100_000,
        "The body is not JSON in UTF-8, or is nested too deeply.",
    ),
    "deep variables": (
        b'{"query":"{hello}","variables":' + b'{"a":' * 5000 + b"1" + b"}" * 5001,
        "The body is not JSON in UTF-8, or is nested too deeply.",
    ),
    "an infinite number": (
        b'{"query":"{hello}","variables":{"a":1e999}}',
        "The body is not JSON in UTF-8, or is nested too deeply.",
    ),
    "NaN": (
        b'{"query":"{hello}","variables":{"a":NaN}}',
        "The body is not JSON in UTF-8, or is nested too deeply.",
    ),
    "half an object": (b'{"query":', "The body is not JSON in UTF-8, or is nested too deeply."),
    "no query": (b"{}", "The parameter query is missing."),
    "a null query": (b'{"query":null}', "The parameter query is missing."),
    "a number as query": (b'{"query":1}', "The parameter query must be a string."),
    "a list as name": (
        b'{"query":"{hello}","operationName":[]}',
        "The parameter operationName must be a string or null.",
    ),
    "a list as variables": (
        b'{"query":"{hello}","variables":[]}',
        "The parameter variables must be an object or null.",
    ),
    "zero as variables": (
        b'{"query":"{hello}","variables":0}',
        "The parameter variables must be an object or null.",
    ),
    "text as extensions": (
        b'{"query":"{hello}","extensions":"x"}',
        "The parameter extensions must be an object or null.",
    ),
    "a NUL in a variable": (
        rb'{"query":"{hello}","variables":{"a":[{"b":"x\u0000"}]}}',
        "A text holds the character U+0000, which cannot be kept.",
    ),
    "a NUL in a key": (
        rb'{"query":"{hello}","variables":{"\u0000":1}}',
        "A text holds the character U+0000, which cannot be kept.",
    ),
    "a NUL in the query": (
        rb'{"query":"{hello} #\u0000"}',
        "A text holds the character U+0000, which cannot be kept.",
    ),
}


@pytest.mark.parametrize(("body", "words"), BAD_BODIES.values(), ids=BAD_BODIES.keys())
@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
async def test_a_bad_body_is_told_in_words(door: Door, body: bytes, words: str, accept: str) -> None:
    answer = await door.send(body, accept=accept)

    assert (answer.status_code, code(answer), said(answer)) == (400, "BAD_USER_INPUT", words)
    assert answer.headers["content-type"].startswith(accept)
    assert door.journal.steps == []


@pytest.mark.parametrize("literal", ['"\\u0000"', '"a\\u{0}b"', '"\\u{000000}"'])
async def test_a_nul_escaped_in_the_document_is_refused(door: Door, literal: str) -> None:
    answer = await door.ask(f"mutation {{ note(text: {literal}) }}")

    assert (answer.status_code, code(answer)) == (400, "BAD_USER_INPUT")
    assert said(answer) == "A text holds the character U+0000, which cannot be kept."
    assert door.journal.steps == []


async def test_a_backslash_before_u0000_is_no_nul(door: Door) -> None:
    answer = await door.ask(r'mutation { note(text: "\\u0000") } # \u0000')
    by_variable = await door.ask("mutation($t: String) { note(text: $t) }", {"t": r"\u0000"})

    assert answer.json() == by_variable.json() == {"data": {"note": r"\u0000"}}


async def test_of_a_key_given_twice_the_last_counts(door: Door) -> None:
    answer = await door.send(b'{"query":"{ broken }","query":"{ hello }"}')

    assert answer.json() == {"data": {"hello": "hello world"}}


@pytest.mark.parametrize("number", ["9" * 30, "1e308", "-" + "9" * 400, "2147483648", "1.5", "9" * 5000])
async def test_a_huge_number_is_no_int(door: Door, number: str) -> None:
    body = b'{"query":"query($n: Int!) { number(of: $n) }","variables":{"n":' + number.encode() + b"}}"
    by_variable = await door.send(body, accept="application/graphql-response+json")
    by_literal = await door.ask(f"{{ number(of: {number}) }}")

    assert by_variable.status_code == by_literal.status_code == 400
    assert code(by_literal) == "GRAPHQL_VALIDATION_FAILED"
    assert code(by_variable) == "BAD_USER_INPUT"
    assert number not in by_variable.text + by_literal.text


async def test_variables_nested_deeper_than_their_type_allows_are_refused(door: Door) -> None:
    deep: object = 1
    for _ in range(900):
        deep = {"a": deep}
    answer = await door.ask("query($k: SubjectKey!) { subject(by: $k) { id } }", {"k": deep})

    assert answer.status_code == 400
    assert {error["extensions"]["code"] for error in answer.json()["errors"]} == {"BAD_USER_INPUT"}


async def test_a_body_over_the_limit_is_413_and_the_connection_is_closed() -> None:
    door = build_door(Limits(body_bytes=100))
    fits = json.dumps({"query": "{ hello }"}).encode().ljust(100)
    assert (await door.send(fits)).status_code == 200

    answer = await door.send(fits + b" ")

    assert (answer.status_code, code(answer)) == (413, "COST_LIMIT_EXCEEDED")
    assert said(answer) == "The body is larger than 100 bytes."
    assert answer.headers["connection"] == "close"


BAD_QUERY_STRINGS = {
    "nothing": ("", "The parameter query is missing."),
    "not percent-encoded utf-8": (
        "query=%ff",
        "The query string is not percent-encoded UTF-8 with at most 100 parameters.",
    ),
    "a surrogate": (
        "query=%ED%A0%80",
        "The query string is not percent-encoded UTF-8 with at most 100 parameters.",
    ),
    "too many": (
        "&".join(f"a{n}=" for n in range(200)),
        "The query string is not percent-encoded UTF-8 with at most 100 parameters.",
    ),
    "query twice": ("query={hello}&query={hello}", "The query string gives query twice."),
    "a NUL": ("query={hello}%00", "A text holds the character U+0000, which cannot be kept."),
    "a NUL in variables": (
        "query={hello}&variables={%22a%22:%22\\u0000%22}",
        "A text holds the character U+0000, which cannot be kept.",
    ),
    "variables that are no json": (
        "query={hello}&variables={",
        "variables in the query string must be a JSON object.",
    ),
    "variables that are a list": (
        "query={hello}&variables=[]",
        "The parameter variables must be an object or null.",
    ),
    "extensions that are a number": (
        "query={hello}&extensions=1",
        "The parameter extensions must be an object or null.",
    ),
}


@pytest.mark.parametrize(("query_string", "words"), BAD_QUERY_STRINGS.values(), ids=BAD_QUERY_STRINGS.keys())
async def test_a_bad_query_string_is_told_in_words(door: Door, query_string: str, words: str) -> None:
    async with door.client() as client:
        answer = await client.get(f"/graphql?{query_string}")

    assert (answer.status_code, code(answer), said(answer)) == (400, "BAD_USER_INPUT", words)
    assert door.journal.steps == []


async def test_a_query_string_over_the_limit_is_414() -> None:
    door = build_door(Limits(body_bytes=100))
    async with door.client() as client:
        answer = await client.get("/graphql?query={hello}&x=" + "y" * 100)

    assert (answer.status_code, code(answer)) == (414, "COST_LIMIT_EXCEEDED")


async def test_a_broken_percent_is_taken_as_it_stands(door: Door) -> None:
    async with door.client() as client:
        answer = await client.get("/graphql?query={hello(name:%22%zz%22)}")

    assert answer.json() == {"data": {"hello": "hello %zz"}}
