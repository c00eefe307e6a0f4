"""Generated nonsense: whatever arrives, the answer is an answer, never 500, and quotes no secret."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import urlencode

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.types import Message

from tests.edge.door import build_door

# One door and one loop for all examples: hypothesis's functions are not coroutines.
DOOR = build_door()
FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
WORDS = """
{ } ( ) [ ] : $ @ ! | & = ... # , query mutation subscription fragment on null true 1 -1 1.5 1e9 hello note
subject subjects nodes by id code first name kind of BLACK Query Subject F x __typename __schema types @skip if
"""
PIECES = st.sampled_from(
    [*WORDS.split(), '"', '"""', r'"\u0000"', r'"\ud800"', "350582199001011234", "\n", "\ufeff", "\0", "泉州"]
)
DOCUMENTS = st.lists(PIECES, max_size=30).map(" ".join) | st.text()


def post(body: bytes, headers: dict[bytes, bytes] | None = None) -> httpx.Response:
    async def one() -> httpx.Response:
        async with DOOR.client() as client:
            given = {b"content-type": b"application/json", **(headers or {})}
            return await client.post("/graphql", content=body, headers=given)

    return asyncio.run(one())


def assert_an_answer(answer: httpx.Response) -> None:
    assert answer.status_code < 500, answer.text
    if not answer.headers["content-type"].startswith("text/html"):
        body = answer.json()
        assert "data" in body or body["errors"]
        for error in body.get("errors", ()):
            assert error["extensions"]["code"] != "INTERNAL_ERROR"


@FUZZ
@given(body=st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_as_a_body(body: bytes) -> None:
    assert post(body).status_code == 400


@FUZZ
@given(query=DOCUMENTS, variables=JSON, name=st.none() | st.text(), extensions=JSON)
def test_any_parameters(query: str, variables: object, name: str | None, extensions: object) -> None:
    body = {"query": query, "variables": variables, "operationName": name, "extensions": extensions}

    assert_an_answer(post(json.dumps(body).encode()))


@FUZZ
@given(key=JSON, numbers=JSON, batch=JSON)
def test_any_values_of_variables(key: object, numbers: object, batch: object) -> None:
    query = (
        "query($k: SubjectKey!, $n: Int!, $i: [ID!]!)"
        " { subject(by: $k) { id } number(of: $n) nodes(ids: $i) { id } }"
    )
    body = {"query": query, "variables": {"k": key, "n": numbers, "i": batch}}

    assert_an_answer(post(json.dumps(body).encode()))


@FUZZ
@given(
    query_string=st.binary(max_size=200)
    | st.dictionaries(st.sampled_from(["query", "variables", "extensions", "operationName"]), DOCUMENTS).map(
        lambda given: urlencode(given, errors="surrogatepass").encode()
    )
)
def test_any_query_string(query_string: bytes) -> None:
    # Past httpx, which would not send most of these.
    messages: list[Message] = []

    async def receive() -> Message:
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def keep(message: Message) -> None:
        messages.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/graphql",
        "query_string": query_string,
        "headers": [],
    }
    asyncio.run(DOOR.app(scope, receive, keep))

    assert messages[0]["status"] in {200, 400, 405}


HEADER = st.text(st.characters(codec="latin-1", exclude_characters="\r\n\0"), max_size=60).map(
    lambda text: text.encode("latin-1")
)


@FUZZ
@given(accept=HEADER, authorization=st.none() | HEADER, content_type=HEADER)
def test_any_headers(accept: bytes, authorization: bytes | None, content_type: bytes) -> None:
    headers = {b"accept": accept, b"content-type": content_type}
    if authorization is not None:
        headers[b"authorization"] = authorization

    assert_an_answer(post(b'{"query":"{hello}"}', headers))
