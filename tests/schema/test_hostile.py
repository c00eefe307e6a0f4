"""What a hostile document may cost, and odd ones that must be answered as graphql-core answers them."""

from __future__ import annotations

from time import process_time
from typing import Any

import pytest
from graphql import parse

from hub.casework.tokens import authenticate
from hub.edge.limits import Limits
from hub.errors import TooLarge
from hub.policy.duties import PUBLIC
from hub.resolvers.context import Context
from hub.schema.build import strawberry_schema
from hub.schema.plans import Plans
from hub.store.graph.levels import Level
from tests.support.answering import told
from tests.support.city import NOW, Hub
from tests.support.steps import TAX

ODD: dict[str, tuple[str, dict[str, Any]]] = {
    "a flag that is null although it has a default": (
        "query ($v: Boolean = true) { regions { slug name @include(if: $v) } }", {"v": None},
    ),
    "a skip that is null": ("query ($v: Boolean = true) { regions { slug name @skip(if: $v) } }", {"v": None}),
    "a flag left out, with a default": ("query ($v: Boolean = false) { regions { slug name @include(if: $v) } }", {}),
    "everything skipped": ("{ regions @skip(if: true) { slug } listTypes @include(if: false) { totalCount } }", {}),
    "everything below skipped": ("{ regions { slug @skip(if: true) } listTypes(first: 2) { nodes { slug @skip(if: true) } } }", {}),
    "nothing but names": (
        ("{ __typename regions { __typename } listTypes(first: 1) { __typename nodes { __typename standards {"
        " __typename } } edges { __typename node { __typename } } pageInfo { __typename } } viewer { __typename } }"), {},
    ),
    "introspection beside data": ('{ __type(name: "Region") { name } __schema { queryType { name } } regions { slug } }', {}),
    "pages of nothing": (
        ("{ listEntries(first: 0) { totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage endCursor } }"
        " regions { departments(first: 0) { totalCount edges { cursor } pageInfo { hasNextPage startCursor } } } }"), {},
    ),
    "empty lists": ("{ listEntries(kinds: []) { totalCount nodes { id } } nodes(ids: []) { id } assignments(states: []) { totalCount } }", {}),
    "one word for a list": ("{ listEntries(kinds: BLACK, first: 3) { nodes { kind } } }", {}),
    "one word for a list by variable": ("query ($k: [ListKind!]) { listEntries(kinds: $k, first: 3) { nodes { kind } } }", {"k": "BLACK"}),
    "an id that is a number": ("{ node(id: 5) { id } }", {}),
    "an id that is a number by variable": ("query ($i: ID!) { node(id: $i) { id } }", {"i": 5}),
    "a number that is a float": ("query ($n: Int) { legalBases(first: $n) { nodes { act } } }", {"n": 2.0}),
    "a number too large": ("query ($n: Int) { legalBases(first: $n) { nodes { act } } }", {"n": 2**31}),
    "null for every argument": (
        ("{ listEntries(kinds: null, inForce: null, region: null, listType: null, first: null, after: null) { totalCount }"
        " catalogue(on: null) { name } }"), {},
    ),
    "variables left out": (
        ("query ($k: [ListKind!], $i: Boolean, $r: RegionKey, $n: Int, $a: String, $d: Date) { listEntries(kinds: $k,"
        " inForce: $i, region: $r, first: $n, after: $a) { totalCount } catalogue(on: $d) { name } }"), {},
    ),
    "a key inside a variable": ("query ($s: String!) { region(by: {slug: $s}) { name } }", {"s": "jinjiang"}),
    "a key that is null inside a variable": ("query ($s: String) { departments(region: {slug: $s}) { totalCount } }", {"s": None}),
    "two keys": ("query ($r: RegionKey!) { region(by: $r) { name } }", {"r": {"slug": "anxi", "gbCode": "350524"}}),
    "a day that is none": ("query ($d: Date) { listEntries { nodes { inForce(on: $d) } } }", {"d": "2026-02-30"}),
    "a name with a letter beyond": ("query ($n: String!) { searchSubjects(name: $n) { totalCount } }", {"n": "\ud800"}),
    "a name with nothing in it": ("query ($n: String!) { searchSubjects(name: $n) { totalCount } }", {"n": "a\x00b"}),
    "a slug with nothing in it": ("query ($n: String!) { listType(slug: $n) { name } }", {"n": "\x00"}),
    "one alias on two types": (
        ('{ searchSubjects(name: "示例", first: 3) { nodes { ... on Enterprise { x: code y: officerships(first: 1) {'
        " totalCount } } ... on Person { x: maskedIdNumber y: officerships(first: 2) { totalCount } } } } }"), {},
    ),
    "interfaces in each other": (
        ('{ searchSubjects(name: "示例", first: 3) { nodes { ... on Node { ... on Subject { ... on Enterprise { ... on Node {'
        " id ... on Person { name } } code } } } ... on Subject { name ... on Node { id } } } } }"), {},
    ),
    "a fragment spread twice": (
        "{ regions { ...A ...A parent { ...A } } } fragment A on Region { slug departments(first: 1) { nodes { slug } } }", {},
    ),
    "fields merged from several places": (
        "{ regions { parent { slug } } regions { parent { name } } ... { regions { parent { id } } } }", {},
    ),
    "a variable that is not declared for the other operation": ("query A { regions { slug } } ", {"left": "over"}),
    "as deep as it goes": (
        "{ regions { parent { parent { parent { parent { parent { parent { parent { parent { parent { slug } } } } } } } } } } }", {},
    ),
    "a cursor of another list": ('{ departments(after: "WzFd") { nodes { slug } } regions { slug } }', {}),
    "a cursor that is a number": ('{ legalBases(after: "WyIxIl0") { nodes { act } } regions { slug } }', {}),
    "a cursor with nothing in it": ('{ departments(after: "WyJcdTAwMDAiXQ") { nodes { slug } } regions { slug } }', {}),
}  # fmt: skip


@pytest.mark.parametrize("what", ODD)
async def test_an_odd_document_is_answered_as_field_by_field(reader: Hub, what: str) -> None:
    document, variables = ODD[what]
    plans = Plans(strawberry_schema())
    slow = await told(reader, PUBLIC, document, variables)
    for _ in range(2):
        assert await told(reader, PUBLIC, document, variables, plans) == slow


def levels(plans: Plans) -> list[Level]:
    found: list[Level] = []
    for kept in plans._kept.values():  # noqa: SLF001 - what is kept is the point
        for plan in kept.plans.values():
            todo = [] if isinstance(plan, str) else list(plan.steps)
            while todo:
                step = todo.pop()
                found.append(step.level)
                todo += step.children
    return found


async def test_statements_are_bounded_however_arguments_come_and_go(reader: Hub) -> None:
    """A statement for every subset of thirty arguments would be a thousand million statements."""
    names = [f"d{n}" for n in range(10)]
    declared = ", ".join(f"${name}: Date" for name in names)
    asked = " ".join(f"{name}: inForce(on: ${name})" for name in names)
    document = parse(f"query ({declared}) {{ listEntries(first: 1) {{ nodes {{ {asked} }} }} }}")
    plans = Plans(strawberry_schema())
    for chosen_ones in range(300):
        given = {name: "2026-01-01" for n, name in enumerate(names) if chosen_ones >> n & 1}
        async with Context(reader.store, PUBLIC, NOW) as context:
            found = await plans.answer(document, document.definitions[0], given, context)  # type: ignore[arg-type]
        assert found.reason is None
    assert max(len(level.statements) for level in levels(plans)) <= 64


async def test_plans_keep_no_more_text_than_documents_do(reader: Hub) -> None:
    """A parsed document takes a hundred times its text, a plan twice as much: a thousand of them are gigabytes."""
    plans, limits = Plans(strawberry_schema()), Limits()
    padding = "#" + "x" * 19_000
    for number in range(60):
        document = parse(f"{{ a{number}: regions {{ slug }} }} {padding}")
        async with Context(reader.store, PUBLIC, NOW) as context:
            found = await plans.answer(document, document.definitions[0], {}, context)  # type: ignore[arg-type]
        assert found.reason is None
    texts = [kept.document.loc.source.body for kept in plans._kept.values() if kept.document.loc]  # noqa: SLF001
    assert sum(map(len, texts)) <= limits.kept_characters


async def test_a_document_of_many_lists_does_not_hold_everybody_up(reader: Hub) -> None:
    """Twenty roots with twenty-five lists each make five hundred statements; compiling one takes milliseconds."""
    below = """listedBy { serves { slug } successor { serves { slug } } region { departments(first: 1) { totalCount nodes {
        serves { name } assignments(first: 1) { totalCount nodes { overdue } } } } } } criteria { code }
        responsiblePersons { role } linkedActions(first: 1) { totalCount nodes { regions { slug } unrouted { function }
        progress { total } assignments(first: 1) { totalCount nodes { feedback { note } measure { triggeredBy { slug } }
        history(first: 1) { totalCount nodes { step } } } } } } history(first: 1) { totalCount nodes { step } }"""
    roots = " ".join(
        f"a{n}: listEntries(first: 1) {{ totalCount nodes {{ kind {below} }} }}" for n in range(20)
    )
    caller = await authenticate(reader.store, await reader.token(TAX), NOW)
    plans, started = Plans(strawberry_schema()), process_time()
    with pytest.raises(TooLarge, match="more than 100 lists"):
        await told(reader, caller, f"{{ {roots} }}", {}, plans)
    assert process_time() - started < 1.0
