"""Documents that are too long, too deep or too wide are refused before anything runs, in linear work."""

from __future__ import annotations

import pytest
from graphql import parse

from hub.edge.errors import Stopped
from hub.edge.limits import Limits, outline
from hub.edge.merging import check_merging
from tests.edge.door import Door, build_door, code, said


def doubling(levels: int) -> str:
    """A document whose fragments double at every level: 2 ** levels fields, written in `levels` lines."""
    lines = [
        f"fragment F{n} on Subject {{ twin {{ ...F{n + 1} }} again: twin {{ ...F{n + 1} }} }}"
        for n in range(levels)
    ]
    return "\n".join(
        ["{ subject(by: {id: 1}) { ...F0 } }", *lines, f"fragment F{levels} on Subject {{ id }}"]
    )


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (
            "{ subject(by: {id: 1}) " + "{ twin " * 12 + "{ id }" + " }" * 13,
            "The document asks for 14 levels deep; the limit is 12.",
        ),
        (
            "{ " + " ".join(f"a{n}: hello" for n in range(31)) + " }",
            "The document asks for 31 aliases; the limit is 30.",
        ),
        ("{ " + "hello " * 21 + "}", "The document asks for 21 root fields; the limit is 20."),
        (
            "{ hello " + "@skip(if: false) " * 51 + "}",
            "The document asks for 51 directives; the limit is 50.",
        ),
        (
            "{ hello" + " ... { hello" * 20 + " }" * 21,
            "The document asks for 21 root fields; the limit is 20.",
        ),
        ("{ " + "hello " * 5000 + "}", "The document has more than 5000 tokens; the limit is 5000."),
        ("#\n" * 501 + "{ hello }", "The document has more than 500 comments; the limit is 500."),
        (
            " " * 262_144 + "{ hello }",
            "The document has more than 262144 code points; the limit is 262144.",
        ),
    ],
)
async def test_a_document_over_a_limit_hears_the_limit_and_what_it_asked(
    door: Door, query: str, words: str
) -> None:
    answer = await door.ask(query)

    assert (answer.status_code, code(answer), said(answer)) == (400, "COST_LIMIT_EXCEEDED", words)
    assert door.journal.steps == []
    assert len(door.documents) == 0


@pytest.mark.parametrize(
    "query",
    [
        "{ subject(by: {id: 1}) " + "{ twin " * 10 + "{ id }" + " }" * 11,
        "{ " + " ".join(f"a{n}: hello" for n in range(20)) + " }",
        "{ hello " + "@skip(if: false) @include(if: true) " * 1 + "}",
    ],
)
async def test_a_document_at_the_limit_is_served(door: Door, query: str) -> None:
    answer = await door.ask(query)

    assert answer.status_code == 200
    assert "errors" not in answer.json()


REPEATED = {
    "the same field": "{ subject(by: {id: 1}) { " + "id " * 70 + "} }",
    "different arguments": "{ subject(by: {id: 1}) { "
    + " ".join(f"entries(first: {n}) {{ totalCount }}" for n in range(70))
    + " } }",
    "through fragments": "{ subject(by: {id: 1}) { "
    + " ".join(f"...F{n}" for n in range(70))
    + " } } "
    + " ".join(f"fragment F{n} on Subject {{ id }}" for n in range(70)),
    "in fragments that nobody spreads": "{ hello } fragment F on Subject { " + "id " * 70 + "}",
}


@pytest.mark.parametrize("query", REPEATED.values(), ids=REPEATED.keys())
async def test_fields_that_repeat_are_refused_before_every_two_are_compared(door: Door, query: str) -> None:
    answer = await door.ask(query)

    assert (answer.status_code, code(answer)) == (400, "COST_LIMIT_EXCEEDED")
    assert said(answer) == (
        "The document has more than 2000 pairs of fields of the same name in the same place; the limit is 2000."
    )


def tree(levels: int) -> str:
    """Two fields of one name at each level: 2 ** levels of them meet in the deepest place."""
    return "id" if levels == 0 else f"twin {{ {tree(levels - 1)} }} twin {{ {tree(levels - 1)} }}"


def test_fields_that_meet_through_their_parents_are_counted_in_their_common_place() -> None:
    limits = Limits(pairs=10**9)
    pairs = check_merging(parse(f"{{ subject(by: {{id: 1}}) {{ {tree(3)} }} }}"), limits)

    # twin 2, twin.twin 4, twin.twin.twin 8, id 8 in one place each
    assert pairs == 1 + 6 + 28 + 28


def test_laying_out_fragments_ends_after_so_many_steps() -> None:
    with pytest.raises(Stopped, match="more than 20000 fields when its fragments are laid out"):
        check_merging(parse(doubling(40)), Limits())


def test_thirty_fragments_that_each_ask_for_the_id_fit() -> None:
    spreads = " ".join(f"...F{n}" for n in range(30))
    fragments = " ".join(f"fragment F{n} on Subject {{ id a{n}: name }}" for n in range(30))

    assert check_merging(parse(f"{{ subject(by: {{id: 1}}) {{ {spreads} }} }} {fragments}"), Limits()) == 435


async def test_fragments_count_where_they_are_spread(door: Door) -> None:
    deep = "fragment D on Subject { twin { twin { twin { twin { twin { twin { id } } } } } } }"
    query = f"{{ subject(by: {{id: 1}}) {{ twin {{ twin {{ twin {{ twin {{ twin {{ ...D }} }} }} }} }} }} }} {deep}"
    wide = "{ ...W ...W } fragment W on Query { " + "hello " * 11 + "}"

    assert said(await door.ask(query)) == "The document asks for 13 levels deep; the limit is 12."
    assert said(await door.ask(wide)) == "The document asks for 22 root fields; the limit is 20."


async def test_introspection_as_tools_send_it_is_served(door: Door) -> None:
    from graphql import get_introspection_query  # noqa: PLC0415 - only here

    answer = await door.ask(get_introspection_query(), extensions={"cost": True})

    assert answer.status_code == 200
    assert "errors" not in answer.json()
    assert answer.json()["extensions"]["cost"]["asked"]["depth"] == 1


async def test_introspection_that_loops_is_refused(door: Door) -> None:
    loop = "{ __schema { types " + "{ fields { type " * 4 + "{ name }" + " } }" * 4 + " } }"
    answer = await door.ask(loop)

    assert (answer.status_code, code(answer)) == (400, "GRAPHQL_VALIDATION_FAILED")
    assert said(answer) == "Maximum introspection depth exceeded"


async def test_introspection_that_is_asked_again_and_again_is_refused() -> None:
    door = build_door(Limits(introspection=20_000))
    whole = "__schema { types { fields { args { type { ofType { name } } } } } }"
    once = await door.ask(f"{{ {whole} }}")
    often = await door.ask("{ " + " ".join(f"a{n}: {whole}" for n in range(4)) + " }")

    assert once.status_code == 200
    assert (often.status_code, code(often)) == (400, "COST_LIMIT_EXCEEDED")
    assert "objects of the schema; the limit is 20000" in said(often)


@pytest.mark.parametrize("levels", [10, 20, 200])
def test_each_selection_is_visited_once_however_fragments_double(levels: int) -> None:
    document = parse(doubling(levels))

    found = outline(document)

    assert found.visits == 3 + 4 * levels
    assert found.aliases == levels
    assert found.depth == levels + 2


def test_a_chain_of_a_thousand_fragments_needs_no_recursion() -> None:
    chain = "{ ...F0 } " + " ".join(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(1000))
    found = outline(parse(chain + " fragment F1000 on Query { hello }"))

    assert (found.depth, found.root_fields, found.visits) == (1, 1, 1002)


@pytest.mark.parametrize(
    "query",
    [
        "{ ...A } fragment A on Query { ...A }",
        "{ ...A } fragment A on Query { ...B } fragment B on Query { hello ...A }",
        "{ subject(by: {id: 1}) { ...A } } fragment A on Subject { twin { ...A } }",
        "{ ...Absent }",
    ],
)
async def test_fragments_in_a_circle_are_refused_and_hang_nothing(door: Door, query: str) -> None:
    answer = await door.ask(query)

    assert answer.status_code == 400
    codes = {error["extensions"]["code"] for error in answer.json()["errors"]}
    assert codes == {"GRAPHQL_VALIDATION_FAILED"}
