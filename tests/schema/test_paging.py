"""Connections: keyset pages that neither skip nor repeat, bounded counts, and ids that are looked up safely."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from hub.demo.known import KNOWN
from hub.store.ids import KINDS
from tests.support.city import Hub
from tests.support.steps import TAX, black, listed

PAGE = "totalCount totalCountCapped pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
ROOTS = ("departments", "listTypes", "legalBases", "listEntries", "linkedActions", "assignments")


def paged(root: str) -> str:
    return f"query ($n: Int, $a: String) {{ {root}(first: $n, after: $a) {{ {PAGE} edges {{ cursor node {{ id }} }} nodes {{ id }} }} }}"


async def page(hub: Hub, root: str, first: int | None, after: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = (await hub.ask(TAX, paged(root), n=first, a=after))[root]
    return found


async def walked(hub: Hub, root: str, first: int) -> list[str]:
    ids: list[str] = []
    after = None
    while True:
        found = await page(hub, root, first, after)
        assert [edge["node"] for edge in found["edges"]] == found["nodes"]
        assert len(found["nodes"]) <= first
        ids += [node["id"] for node in found["nodes"]]
        info = found["pageInfo"]
        assert info["hasPreviousPage"] is (after is not None)
        if not info["hasNextPage"]:
            return ids
        assert info["endCursor"] == found["edges"][-1]["cursor"]
        assert info["startCursor"] == found["edges"][0]["cursor"]
        after = info["endCursor"]


@pytest.mark.parametrize("root", ROOTS)
async def test_pages_of_any_size_hold_the_same_objects_in_the_same_order(reader: Hub, root: str) -> None:
    everything = await walked(reader, root, 100)
    assert len(set(everything)) == len(everything) > 20
    if len(everything) < 200:
        assert await walked(reader, root, 7) == everything
    assert (await page(reader, root, 20))["nodes"] == [{"id": one} for one in everything[:20]]
    assert (await page(reader, root, None))["nodes"] == [{"id": one} for one in everything[:20]]
    count = await page(reader, root, 1)
    assert (count["totalCount"], count["totalCountCapped"]) == (
        min(len(everything), 1000),
        len(everything) > 1000,
    )


@pytest.mark.parametrize("root", ROOTS)
async def test_a_page_of_none_only_counts(reader: Hub, root: str) -> None:
    found = await page(reader, root, 0)
    assert (found["edges"], found["nodes"]) == ([], [])
    assert found["totalCount"] > 20
    assert (found["pageInfo"]["startCursor"], found["pageInfo"]["endCursor"]) == (None, None)
    assert found["pageInfo"]["hasNextPage"] is True


@pytest.mark.parametrize("first", [-1, 101])
async def test_a_page_is_of_0_to_100(reader: Hub, first: int) -> None:
    answer = await reader.send(TAX, paged("departments"), {"n": first})
    assert answer.codes == ["BAD_USER_INPUT"]
    assert answer.body["errors"][0]["message"] == "first must be between 0 and 100."
    nested = f"{{ regions {{ departments(first: {first}) {{ totalCount }} }} }}"
    assert set((await reader.send(TAX, nested)).codes) == {"BAD_USER_INPUT"}


async def test_a_cursor_is_of_its_own_list(reader: Hub) -> None:
    by_slug = (await page(reader, "departments", 1))["pageInfo"]["endCursor"]
    by_id = (await page(reader, "listEntries", 1))["pageInfo"]["endCursor"]
    odd = ["x", "é", "=", by_slug + "A", by_slug[:-3], base64.urlsafe_b64encode(b'["a","b"]').decode()]
    for root, cursors in (("listEntries", [by_slug, *odd]), ("departments", odd[:4])):
        for cursor in cursors:
            answer = await reader.send(TAX, paged(root), {"n": 1, "a": cursor})
            if answer.codes:
                assert answer.codes == ["BAD_USER_INPUT"]
                assert answer.body["errors"][0]["message"] == "after is not a cursor of this list."
            else:  # a text of the right shape is a place in the list, wherever it came from
                assert root == "departments"
    assert (await page(reader, "listEntries", 1, by_id))["pageInfo"]["hasPreviousPage"] is True
    everything = await page(reader, "departments", 5, "")
    assert everything["pageInfo"]["hasPreviousPage"] is False


async def test_entries_made_between_two_pages_shift_nothing(hub: Hub) -> None:
    before = await walked(hub, "listEntries", 100)
    first = await page(hub, "listEntries", 5)
    hub.clock.move(days=1)
    for place in range(3):
        await listed(hub, black(place))
    second = await page(hub, "listEntries", 5, first["pageInfo"]["endCursor"])
    assert [node["id"] for node in [*first["nodes"], *second["nodes"]]] == before[:10]
    after = await walked(hub, "listEntries", 100)
    assert after[3:] == before


async def test_a_count_stops_at_a_thousand(hub: Hub) -> None:
    more = """INSERT INTO legal_basis (id, act, level, in_force_from)
        SELECT gen_random_uuid(), 'act ' || gen_random_uuid(), 'LAW', '2020-01-01' FROM generate_series(1, :n) n"""
    there = (await page(hub, "legalBases", 0))["totalCount"]
    await hub.change(more, n=1000 - there)
    found = await page(hub, "legalBases", 0)
    assert (found["totalCount"], found["totalCountCapped"]) == (1000, False)
    await hub.change(more, n=1)
    found = await page(hub, "legalBases", 0)
    assert (found["totalCount"], found["totalCountCapped"]) == (1000, True)
    assert len(await walked(hub, "legalBases", 100)) == 1001


async def test_a_connection_under_each_of_many_parents_pages_by_itself(reader: Hub) -> None:
    document = f"query ($a: String) {{ regions {{ slug departments(first: 3, after: $a) {{ {PAGE} nodes {{ slug }} }} }} }}"
    first = {r["slug"]: r["departments"] for r in (await reader.ask(TAX, document))["regions"]}
    assert [node["slug"] for node in first["jinjiang"]["nodes"]] == [
        "jinjiang-civilization-office", "jinjiang-commerce", "jinjiang-court",
    ]  # fmt: skip
    cursor = first["jinjiang"]["pageInfo"]["endCursor"]
    then = {r["slug"]: r["departments"] for r in (await reader.ask(TAX, document, a=cursor))["regions"]}
    assert then["jinjiang"]["nodes"][0] == {"slug": "jinjiang-credit-office"}
    assert then["anxi"] == {**first["anxi"], "nodes": [], "pageInfo": {
        "hasNextPage": False, "hasPreviousPage": True, "startCursor": None, "endCursor": None,
    }}  # fmt: skip
    assert {r: d["totalCount"] for r, d in first.items()} == {r: d["totalCount"] for r, d in then.items()}


NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"


async def test_nodes_answers_in_order_with_null_for_whatever_is_not_there(reader: Hub) -> None:
    code = "query ($c: UnifiedSocialCreditCode!) { subject(by: {code: $c}) { id } }"
    firm = (await reader.ask(TAX, code, c=KNOWN[0].code))["subject"]["id"]
    department = (await page(reader, "departments", 1))["nodes"][0]["id"]
    raw = base64.urlsafe_b64decode(firm)
    wrong = {
        "another type": bytes((KINDS["Person"],)) + raw[1:],
        "another type with other keys": bytes((KINDS["Department"],)) + raw[1:],
        "an unknown type": b"\xff" + raw[1:],
        "another bucket": raw[:1] + bytes((raw[1] ^ 1,)) + raw[2:],
        "another object": raw[:-1] + bytes((raw[-1] ^ 1,)),
        "too short": raw[:-3],
        "too long": raw + b"abc",
    }
    asked = [
        department,
        *(base64.urlsafe_b64encode(each).decode() for each in wrong.values()),
        "",
        "é",
        firm,
        firm,
    ]
    found = (await reader.ask(TAX, NODES, ids=asked))["nodes"]
    assert found == [
        {"__typename": "Department", "id": department},
        *[None] * (len(wrong) + 2),
        {"__typename": "Enterprise", "id": firm},
        {"__typename": "Enterprise", "id": firm},
    ]
    for one in asked[1:-2]:
        assert await reader.ask(TAX, "query ($id: ID!) { node(id: $id) { id } }", id=one) == {"node": None}
        assert await reader.ask(TAX, "query ($id: ID!) { subject(by: {id: $id}) { id } }", id=one) == {
            "subject": None
        }
        assert await reader.ask(TAX, "query ($id: ID!) { region(by: {id: $id}) { id } }", id=one) == {
            "region": None
        }


async def test_nodes_takes_a_hundred_ids(reader: Hub) -> None:
    assert (await reader.ask(TAX, NODES, ids=["x"] * 100))["nodes"] == [None] * 100
    assert (await reader.ask(TAX, NODES, ids=[]))["nodes"] == []
    answer = await reader.send(TAX, NODES, {"ids": ["x"] * 101})
    assert answer.codes == ["BAD_USER_INPUT"]


@pytest.mark.parametrize(
    ("by", "code"),
    [
        ("{}", "BAD_USER_INPUT"),
        ('{slug: "anxi", gbCode: "350524"}', "BAD_USER_INPUT"),
        ('{slug: "anxi", id: null}', "BAD_USER_INPUT"),
        ("{slug: null}", "BAD_USER_INPUT"),
    ],
)
async def test_a_look_up_takes_exactly_one_key(reader: Hub, by: str, code: str) -> None:
    answer = await reader.send(TAX, f"{{ region(by: {by}) {{ id }} }}")
    assert set(answer.codes) <= {code, "GRAPHQL_VALIDATION_FAILED"}
    assert answer.status == 400
