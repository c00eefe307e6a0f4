"""Objects of payloads and events are read whole, many by one statement, and are what fields one by one would show."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from hub.app import application
from hub.demo.known import KNOWN
from hub.resolvers.following import Following
from hub.schema.objects import Objects
from hub.schema.whole import UNREAD
from hub.store.bell import Bell
from tests.support.city import Hub
from tests.support.sockets import Listening, Socket, listening, socket_of
from tests.support.steps import LIST, NANAN, TAX, black

WAITING = """{ assignments(states: [ISSUED], first: 100) { nodes { id assignedTo { slug } } } }"""
ACKNOWLEDGE = """mutation ($input: AcknowledgeAssignmentsInput!) { acknowledgeAssignments(input: $input) {
    assignments { id state measure { code } assignedTo { slug region { slug } }
        action { id entry { id kind subject { name } listedBy { name } } } feedback { note }
        history(first: 3) { totalCount nodes { step by { slug } } } }
    refusals { code } } }"""
REGISTER = """mutation ($input: RegisterEnterpriseInput!, $short: Boolean = false) { registerEnterprise(input: $input) {
    again: enterprise { ...Shown } enterprise { __typename code name region { slug parent { name } } ...Shown
        officerships(first: 2) { nodes { role person { name maskedIdNumber } } } }
    refusals { code } query { regions { slug } } } }
    fragment Shown on Subject { id name @skip(if: $short) ... on Enterprise { code }
        listEntries(first: 2) { totalCount pageInfo { hasNextPage endCursor } edges { cursor node {
            kind inForce subject { id } history(first: 1) { nodes { at step } } } } } }"""


async def waiting(hub: Hub, number: int) -> tuple[str, list[str]]:
    """A department with so many assignments to acknowledge, and their ids."""
    nodes = (await hub.ask("jinjiang-credit-office", WAITING))["assignments"]["nodes"]
    for slug in sorted({node["assignedTo"]["slug"] for node in nodes}):
        ids = [node["id"] for node in nodes if node["assignedTo"]["slug"] == slug]
        if len(ids) >= number:
            return slug, ids[:number]
    pytest.fail(f"no department of the lively city waits for {number}")


@pytest.mark.parametrize("number", [1, 3])
async def test_the_objects_of_a_payload_are_read_together(hub: Hub, number: int) -> None:
    slug, ids = await waiting(hub, number)
    await hub.token(slug)
    before = hub.store.wire.statements
    payload = await hub.done(slug, ACKNOWLEDGE, assignments=ids)
    # Two look up the token; then what is acknowledged with its history, how long that is, and the feedback.
    assert hub.store.wire.statements - before == 2 + 3
    assert [(each["id"], each["state"]) for each in payload["assignments"]] == [
        (each, "ACKNOWLEDGED") for each in ids
    ]
    assert {each["assignedTo"]["slug"] for each in payload["assignments"]} == {slug}


@pytest.mark.parametrize("short", [False, True])
async def test_a_whole_payload_is_what_fields_one_by_one_show(
    reader: Hub, monkeypatch: pytest.MonkeyPatch, short: bool
) -> None:
    given = {"input": {"code": KNOWN[3].code, "name": KNOWN[3].name}, "short": short}
    whole = await reader.send(TAX, REGISTER, given)

    async def unread(*_: object) -> object:
        return UNREAD

    monkeypatch.setattr(Objects, "read", unread)
    before = reader.store.wire.statements
    slow = await reader.send(TAX, REGISTER, given)
    assert reader.store.wire.statements - before <= 2  # only the token was looked up on that way
    assert whole.raw == slow.raw
    enterprise = whole.body["data"]["registerEnterprise"]["enterprise"]
    assert (enterprise["code"], enterprise["id"]) == (KNOWN[3].code, enterprise["id"])
    assert whole.body["data"]["registerEnterprise"]["again"]["id"] == enterprise["id"]


async def test_the_objects_of_a_polled_inbox_are_read_together(hub: Hub) -> None:
    asked = "{ notifications(first: 5) { items { ... on Notification { nodeId node { __typename id } } } } }"
    for place in range(3):
        await hub.done(TAX, LIST, **black(place))
    before = hub.store.wire.statements
    items = (await hub.ask(TAX, asked))["notifications"]["items"]
    assert [item["node"]["id"] for item in items] == [item["nodeId"] for item in items]
    assert len(items) >= 3
    # The token, which was known; then all objects at once.
    assert hub.store.wire.statements - before <= 2 + 2


@pytest.fixture
async def at(hub: Hub) -> AsyncIterator[Listening]:
    following = Following(hub.store, Bell(hub.store.url), poll=60.0)
    async with listening(application(hub.store, clock=hub.clock, following=following)) as server:
        yield server
        await server.quiet()


async def follow(stack: AsyncExitStack, at: Listening, tokens: list[str], query: str) -> list[Socket]:
    """A socket for each token, following its inbox."""
    clients = []
    for token in tokens:
        client = await stack.enter_async_context(socket_of(at.address, token))
        await client.subscribe("f", query)
        await client.say({"type": "ping"})
        assert (await client.heard())["type"] == "pong"
        clients.append(client)
    return clients


async def test_one_event_is_read_once_for_all_who_ask_the_same(hub: Hub, at: Listening) -> None:
    followed = """subscription { notifications { ... on Notification { kind nodeId node {
        ... on ListEntry { kind documentNumber subject { name } listedBy { slug } } } } } }"""
    tokens = [await hub.token("jinjiang-credit-office")] * 20
    async with AsyncExitStack() as stack:
        clients = await follow(stack, at, tokens, followed)
        before = hub.store.wire.statements
        listed = await hub.done(TAX, LIST, **black())
        items = [(await client.heard())["payload"]["data"]["notifications"] for client in clients]
    assert {item["nodeId"] for item in items} == {listed["entry"]["id"]}
    assert all(item["node"] == items[0]["node"] for item in items)
    assert items[0]["node"]["listedBy"] == {"slug": TAX}
    # Twenty reads would be twenty statements; beside the mutation's own there are some for the waves of wake-ups.
    assert hub.store.wire.statements - before <= 12


async def test_an_event_is_never_read_with_the_rights_of_another(hub: Hub, at: Listening) -> None:
    followed = """subscription { notifications { ... on Notification { kind node {
        ... on LinkedAction { progress { total } } ... on Assignment { assignedTo { slug } target { name } } } } } }"""
    entry = (await hub.done(TAX, LIST, **black()))["entry"]["id"]
    initiate = """mutation ($input: InitiateActionInput!) { initiateAction(input: $input) { planned refusals { code } } }"""
    slugs = ("licheng-market-regulation", NANAN)
    tokens = [await hub.token(slugs[0]), await hub.token(slugs[1], ("READ",))]
    async with AsyncExitStack() as stack, asyncio.timeout(20):
        clients = await follow(stack, at, tokens, followed)
        regions = [{"slug": "licheng"}, {"slug": "nanan"}]
        assert (await hub.done(TAX, initiate, entry=entry, regions=regions))["planned"] > 0
        for client, slug in zip(clients, slugs, strict=True):
            item = (await client.heard())["payload"]["data"]["notifications"]
            while item["kind"] != "assignment_issued":
                item = (await client.heard())["payload"]["data"]["notifications"]
            assert item["node"]["assignedTo"] == {"slug": slug}
