"""Every error has a code of the closed list; the unexpected is masked, and values are in no answer and no log."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import pytest
import structlog

from hub.edge.access_log import configure_logging
from hub.edge.redaction import redact
from tests.edge.door import TOKEN, Door, code, said


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the hub logs, as it is written."""
    before = structlog.get_config()
    stream = io.StringIO()
    configure_logging(stream)
    yield stream
    structlog.configure(**before)


async def test_an_unexpected_exception_is_masked_and_its_reference_is_in_the_log(
    door: Door, lines: io.StringIO
) -> None:
    answer = await door.ask("{ hello broken }")

    assert answer.status_code == 200
    assert answer.json()["data"] == {"hello": "hello world", "broken": None}
    (error,) = answer.json()["errors"]
    reference = answer.headers["x-reference-id"]
    assert error == {
        "message": "The hub could not answer this. Quote the reference when you report it.",
        "locations": [{"line": 1, "column": 9}],
        "path": ["broken"],
        "extensions": {"code": "INTERNAL_ERROR", "errorId": reference},
    }
    failure, request = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert (failure["event"], failure["reference"], failure["error"]) == (
        "internal_error",
        reference,
        "builtins.RuntimeError",
    )
    assert failure["because"] == ["ValueError"]
    assert failure["path"] == ["broken"]
    assert failure["traceback"][-1].startswith("tests/edge/graph.py:")
    assert failure["traceback"][-1].endswith(" broken")
    assert (request["reference"], request["codes"]) == (reference, ["INTERNAL_ERROR"])
    for secret in ("hunter2", "350582199001011234", "王小明", "password"):
        assert secret not in answer.text
        assert secret not in lines.getvalue()


async def test_a_non_null_field_that_fails_takes_data_with_it_but_stays_an_answer(door: Door) -> None:
    answer = await door.ask("{ brokenNonNull }")

    assert (answer.status_code, code(answer)) == (200, "INTERNAL_ERROR")
    assert answer.json()["data"] is None


async def test_a_graphql_error_of_ours_without_a_code_is_masked(door: Door) -> None:
    answer = await door.ask("{ graphqlError }")

    assert code(answer) == "INTERNAL_ERROR"
    assert "350582199001011234" not in answer.text


@pytest.mark.parametrize(
    ("field", "expected", "words"),
    [
        ("denied", "FORBIDDEN", "The token of jinjiang-tax does not hold the duty LIST."),
        ("notAuthenticated", "UNAUTHENTICATED", "This needs a token."),
    ],
)
async def test_a_denial_of_an_inner_room_keeps_its_code_and_its_words(
    door: Door, field: str, expected: str, words: str
) -> None:
    answer = await door.ask(f"{{ hello {field} }}")

    assert (answer.status_code, code(answer), said(answer)) == (200, expected, words)
    assert answer.json()["data"] == {"hello": "hello world", field: None}


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
async def test_an_outage_that_leaves_nothing_is_503(door: Door, accept: str) -> None:
    answer = await door.ask("{ outage }", accept=accept)

    assert (answer.status_code, code(answer)) == (503, "UPSTREAM_UNAVAILABLE")
    assert "data" not in answer.json()


async def test_an_outage_beside_an_answer_leaves_the_answer(door: Door) -> None:
    answer = await door.ask("{ hello outage }")

    assert (answer.status_code, code(answer)) == (200, "UPSTREAM_UNAVAILABLE")
    assert answer.json()["data"] == {"hello": "hello world", "outage": None}


async def test_a_value_that_json_cannot_say_is_our_fault_and_masked(door: Door) -> None:
    answer = await door.ask("{ enormous }")

    assert (answer.status_code, code(answer)) == (500, "INTERNAL_ERROR")


async def test_a_null_in_a_one_of_input_is_bad_input_where_it_was_given(door: Door) -> None:
    query = "query($c: String) { subject(by: {code: $c}) { id } }"
    answer = await door.ask(query, {"c": None})

    assert (answer.status_code, code(answer)) == (200, "BAD_USER_INPUT")
    assert said(answer) == (
        "Argument 'by' has invalid value: Expected variable '$c' provided to field 'code'"
        " for OneOf Input Object type 'SubjectKey' not to be None."
    )
    assert answer.json()["errors"][0]["path"] == ["subject"]


SECRET = "350582199001011234"


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        (f"{{ hello(name: {SECRET}) }}", None),
        (f'{{ number(of: "{SECRET}") }}', None),
        (f'{{ kind(of: "{SECRET}") }}', None),
        (f"{{ kind(of: A{SECRET}) }}", None),
        (f'{{ subject(by: "{SECRET}") {{ id }} }}', None),
        (f'{{ subject(by: {{idNumber: "{SECRET}"}}) {{ id }} }}', None),
        (f'{{ subject(by: {{id: "{SECRET}", code: "{SECRET}"}}) {{ id }} }}', None),
        (f'{{ hello(name: "{SECRET}" }} }}', None),
        (f'"{SECRET}"', None),
        (f"{{ hello(name: {SECRET}X) }}", None),
        (f'{{ hello(name: """{SECRET}""" """{SECRET}""") }}', None),
        (f'query($a: Int = "{SECRET}") {{ number(of: $a) }}', None),
        (f"{{ a{SECRET} }}", None),
        ("query($n: Int!) { number(of: $n) }", {"n": SECRET}),
        ("query($n: ListKind!) { kind(of: $n) }", {"n": SECRET}),
        ("query($n: ListKind!) { kind(of: $n) }", {"n": {"x": SECRET}}),
        ("query($k: SubjectKey!) { subject(by: $k) { id } }", {"k": SECRET}),
        ("query($k: SubjectKey!) { subject(by: $k) { id } }", {"k": {"idNumber": SECRET}}),
        ("query($k: SubjectKey!) { subject(by: $k) { id } }", {"k": {SECRET: 1}}),
        ("query($k: SubjectKey!) { subject(by: $k) { id } }", {"k": {f"a' 王 {SECRET}": 1}}),
        ("query($k: SubjectKey!) { subject(by: $k) { id } }", {"k": {"code": [SECRET]}}),
    ],
)
async def test_a_rejected_value_is_quoted_in_neither_answer_nor_log(
    door: Door, lines: io.StringIO, query: str, variables: dict[str, object] | None
) -> None:
    answer = await door.ask(query, variables)

    assert answer.status_code == 400
    assert SECRET not in answer.text
    assert SECRET[:6] not in answer.text
    assert "王" not in answer.text
    assert SECRET not in lines.getvalue()


@pytest.mark.parametrize(
    ("message", "left"),
    [
        (
            "Variable '$n' has invalid value: Int cannot represent non-integer value: 'x'",
            "Variable '$n' has invalid value: Int cannot represent non-integer value.",
        ),
        (
            "Variable '$i' has invalid value at 'i.subjects[2].code': String cannot represent a non string value: {'a': 1}",
            "Variable '$i' has invalid value at 'i.subjects[2].code': String cannot represent a non string value.",
        ),
        (
            "Expected value of type 'SubjectKey' not to include unknown field 'idNumber', found: {idNumber: 1}.",
            "Expected value of type 'SubjectKey' not to include unknown field 'idNumber'.",
        ),
        (
            "Expected value of type 'Date', but encountered error 'Invalid isoformat string: 'x''; found: 'x'.",
            "Expected value of type 'Date'.",
        ),
        ("Value 'GREY' does not exist in 'ListKind' enum.", "Value does not exist in 'ListKind' enum."),
        (
            "Enum 'ListKind' cannot represent non-enum value: \"RED\".",
            "Enum 'ListKind' cannot represent non-enum value.",
        ),
        ("Syntax Error: Expected ':', found String 'secret'.", "Syntax Error: Expected ':', found String."),
        ("Syntax Error: Expected Name, found '}'.", "Syntax Error: Expected Name, found '}'."),
        ("Cannot query field 'absent' on type 'Query'.", "Cannot query field 'absent' on type 'Query'."),
        (
            "Variable '$n' of required type '[SubjectKey!]!' was not provided.",
            "Variable '$n' of required type '[SubjectKey!]!' was not provided.",
        ),
    ],
)
def test_a_redacted_message_keeps_names_and_types(message: str, left: str) -> None:
    assert redact(message) == left


@pytest.mark.parametrize(
    "query",
    [
        "{ helo }",
        "{ hello(nam: 1) }",
        "{ kind(of: BLAK) }",
        "{ ... on Subjekt { id } }",
        '{ subject(by: {cod: "x"}) { id } }',
    ],
)
async def test_nothing_is_suggested(door: Door, query: str) -> None:
    answer = await door.ask(query)

    assert answer.status_code == 400
    assert "Did you mean" not in answer.text
    assert "did you mean" not in answer.text
    assert "BLACK" not in answer.text


async def test_the_log_has_one_line_per_request_without_text_variables_or_token(
    door: Door, lines: io.StringIO
) -> None:
    answer = await door.ask(
        "query Greet($n: String) { hello(name: $n) }",
        {"n": "秘密"},
        headers={"authorization": f"Bearer {TOKEN}"},
    )

    (line,) = lines.getvalue().splitlines()
    logged = json.loads(line)
    assert logged.pop("ms") >= 0
    assert logged.pop("timestamp")
    assert logged == {
        "event": "request",
        "level": "info",
        "method": "POST",
        "path": "/graphql",
        "status": 200,
        "kind": "query",
        "operation": "Greet",
        "caller": "jinjiang-tax",
        "cost": 1,
        "reference": answer.headers["x-reference-id"],
    }


async def test_an_operation_named_like_a_number_and_an_unknown_path_are_not_logged(
    door: Door, lines: io.StringIO
) -> None:
    await door.ask(f"query Of{SECRET} {{ hello }}")
    async with door.client() as client:
        await client.get(f"/{SECRET}")

    named, elsewhere = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert "operation" not in named
    assert "path" not in elsewhere
    assert elsewhere["status"] == 404
    assert SECRET not in lines.getvalue()
