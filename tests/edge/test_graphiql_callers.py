"""The demo's callers and their tokens: for the hub's own page on the hub's own machine, and for nobody else."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from hub.edge.graphiql import Assets, DemoCallers, GraphiQLPage, graphiql_routes, is_loopback
from hub.edge.routes import middleware

ASSETS = Assets.packaged()
OURS = {"x-hub-page": "graphiql"}
CALLERS = [
    {
        "slug": "jinjiang-taxation",
        "name": "晋江市税务局",
        "region": "jinjiang",
        "functions": ["TAXATION"],
        "duties": ["READ"],
        "token": "hub_secret",
    }
]


def _client(callers: list[dict[str, Any]] | None, peer: str = "127.0.0.1") -> httpx.AsyncClient:
    offered = None if callers is None else DemoCallers(callers)
    app = Starlette(routes=graphiql_routes(ASSETS, offered), middleware=middleware())
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app, client=(peer, 50000)), base_url="http://127.0.0.1:8000"
    )


async def test_the_page_on_this_machine_is_told_the_demo_callers() -> None:
    async with _client(CALLERS) as client:
        answer = await client.get("/graphiql/callers", headers={**OURS, "sec-fetch-site": "same-origin"})

    assert answer.json() == [
        {
            "slug": "jinjiang-taxation",
            "name": "晋江市税务局",
            "region": "jinjiang",
            "token": "hub_secret",
        }
    ]
    assert answer.headers["cache-control"] == "no-store"
    assert not [name for name in answer.headers if name.startswith("access-control-")]
    assert (
        '<meta name="hub-callers" content="graphiql/callers">'
        in bytes(GraphiQLPage(ASSETS, callers=True).body).decode()
    )


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "LOCALHOST", "127.0.0.1", "[::1]:8000"])
async def test_every_name_of_this_machine_will_do(host: str) -> None:
    async with _client(CALLERS, peer="::1") as client:
        answer = await client.get("/graphiql/callers", headers={**OURS, "host": host})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("why", "peer", "headers"),
    [
        ("another machine asks", "10.1.2.3", OURS),
        ("another machine asks", "203.0.113.9", {**OURS, "host": "localhost"}),
        ("a name pointed at this machine", "127.0.0.1", {**OURS, "host": "evil.test:8000"}),
        ("a name that begins as ours", "127.0.0.1", {**OURS, "host": "127.0.0.1.evil.test"}),
        ("a name that begins as ours", "127.0.0.1", {**OURS, "host": "localhost.evil.test"}),
        ("an address of the network", "127.0.0.1", {**OURS, "host": "192.168.1.5:8000"}),
        ("no host", "127.0.0.1", {**OURS, "host": ""}),
        ("nonsense for a host", "127.0.0.1", {**OURS, "host": "[::1"}),
        ("a link, an image, a script", "127.0.0.1", {}),
        ("another page's header", "127.0.0.1", {"x-hub-page": "other"}),
        ("another site", "127.0.0.1", {**OURS, "sec-fetch-site": "cross-site"}),
        ("another port of this machine", "127.0.0.1", {**OURS, "sec-fetch-site": "same-site"}),
        ("typed into the address bar", "127.0.0.1", {**OURS, "sec-fetch-site": "none"}),
        ("another origin", "127.0.0.1", {**OURS, "origin": "http://evil.test"}),
        ("another port's origin", "127.0.0.1", {**OURS, "origin": "http://127.0.0.1:9000"}),
        ("a sandboxed origin", "127.0.0.1", {**OURS, "origin": "null"}),
        ("passed on for somebody", "127.0.0.1", {**OURS, "x-forwarded-for": "10.1.2.3"}),
        ("passed on for somebody", "127.0.0.1", {**OURS, "forwarded": "for=10.1.2.3"}),
        ("passed on for somebody", "127.0.0.1", {**OURS, "via": "1.1 gateway"}),
    ],
)
async def test_nobody_else_is_told_and_nothing_shows_that_there_is_something(
    why: str, peer: str, headers: dict[str, str]
) -> None:
    async with _client(CALLERS, peer=peer) as client:
        refused = await client.get("/graphiql/callers", headers=headers)
        nothing = await client.get("/graphiql/0000000000000000/nothing")

    assert refused.status_code == 404, why
    assert (refused.content, refused.headers["content-type"]) == (
        nothing.content,
        nothing.headers["content-type"],
    )
    assert "hub_secret" not in refused.text


@pytest.mark.parametrize("callers", [None, []])
async def test_without_the_demo_there_is_nobody_to_tell(callers: list[dict[str, Any]] | None) -> None:
    async with _client(callers) as client:
        assert (await client.get("/graphiql/callers", headers=OURS)).status_code == 404


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104 - to be told from loopback
        ("::", False),
        ("10.0.0.1", False),
        ("hub.intranet", False),
        ("", False),
    ],
)
def test_only_loopback_is_this_machine_alone(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected
