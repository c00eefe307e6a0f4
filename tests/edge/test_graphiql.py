"""GraphiQL's page and files: from this hub alone, and under a strict policy."""

from __future__ import annotations

import gzip
import re

import httpx
import pytest
from starlette.applications import Starlette

from hub.edge.graphiql import Assets, GraphiQLPage, graphiql_routes
from hub.edge.graphiql.page import policy
from hub.edge.routes import middleware
from tests.edge.door import Door, build_door

ASSETS = Assets.packaged()
BASE = f"/graphiql/{ASSETS.version}"
# A navigable address: scheme and host. Names of namespaces are no addresses.
ADDRESS = re.compile(r"(?:https?|wss?):(?://|\\/\\/)[a-z0-9][^\s\"'`)<>\\]*", re.IGNORECASE)
NAMESPACES = "http://www.w3.org/"
# What the vendored code says in words or as a link that a person may follow; nothing that is loaded.
SPOKEN = {
    "https://codemirror.net/5/doc/manual.html#keymaps",
    "https://commonmark.org/",
    "https://en.wikipedia.org/wiki/IEEE_floating_point",
    "https://github.com/graphql/graphiql",
    "https://react.dev/errors/",
    "https://yarnpkg.com/en/docs/selective-version-resolutions",
}


APP = Starlette(routes=graphiql_routes(ASSETS), middleware=middleware())


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(APP), base_url="http://hub.test")


@pytest.fixture
def door() -> Door:
    return build_door(graphiql=GraphiQLPage(ASSETS))


# ------------------------------------------------------------------ the page


async def test_a_browser_gets_the_page_and_a_program_the_answer(door: Door) -> None:
    async with door.client() as client:
        page = await client.get("/graphql", headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
        answer = await client.get("/graphql", params={"query": "{ __typename }"})

    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["vary"] == "Accept, Host"
    assert "<title>联合奖惩枢纽 · The hub</title>" in page.text
    assert answer.json() == {"data": {"__typename": "Query"}}


async def test_the_page_loads_only_files_of_this_version_and_runs_nothing_inline(door: Door) -> None:
    async with door.client() as client:
        page = (await client.get("/graphql", headers={"accept": "text/html"})).text

    loaded = re.findall(r"(?:src|href)=\"([^\"]*)\"", page)
    assert {f"/{address}" for address in loaded} == {
        f"{BASE}/{name}"
        for name in (
            "page/seal.svg",
            "page/hub.css",
            "page/hub.js",
            "vendor/graphiql.css",
            "vendor/graphiql.js",
        )
    }
    assert all(f"/{address}".removeprefix(f"{BASE}/") in ASSETS.files for address in loaded)
    assert re.findall(r"<script(?![^>]* src=)", page) == []
    assert re.findall(r"<style|\son[a-z]+=|\sstyle=|javascript:", page) == []
    assert "{assets}" not in page
    assert "{callers}" not in page
    assert "hub-callers" not in page


@pytest.mark.parametrize(
    ("host", "sockets"),
    [
        ("127.0.0.1:8000", " ws://127.0.0.1:8000 wss://127.0.0.1:8000"),
        ("hub.jinjiang.gov", " ws://hub.jinjiang.gov wss://hub.jinjiang.gov"),
        ("[::1]:8000", ""),
        ("evil.test; script-src *", ""),
        ("*", ""),
        ("a b", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_the_policy_names_this_host_and_no_other(host: str | None, sockets: str) -> None:
    assert policy(host) == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"connect-src 'self'{sockets}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


async def test_the_pages_own_policy_wins_over_everybodys(door: Door) -> None:
    async with door.client() as client:
        page = await client.get("/graphql", headers={"accept": "text/html"})
        answer = await client.get("/graphql", params={"query": "{ __typename }"})

    assert page.headers.get_list("content-security-policy") == [policy("hub.test")]
    assert "script-src" not in answer.headers["content-security-policy"]
    for header in ("x-content-type-options", "x-frame-options", "referrer-policy"):
        assert page.headers[header] == answer.headers[header]


# ------------------------------------------------------------------ the files


@pytest.mark.parametrize("name", sorted(ASSETS.files))
def test_a_file_names_no_address_that_a_browser_would_load(name: str) -> None:
    text = ASSETS.files[name].content.decode()
    if name == "vendor/licences.txt":
        return  # read by people only
    found = {address for address in ADDRESS.findall(text) if not address.startswith(NAMESPACES)}
    assert found <= (SPOKEN if name == "vendor/graphiql.js" else set())
    if name.endswith(".css"):
        assert "@import" not in text
        assert {target[:5] for target in re.findall(r"url\([\"']?([^)]*)", text)} <= {"data:"}
    if name.endswith(".js"):
        assert re.findall(r"\bnew Function\(|[^\w.$]eval\(|importScripts\(|new Worker\(", text) == []
        assert set(re.findall(r"^import .* from \"([^\"]+)\"", text, re.MULTILINE)) <= {
            "../vendor/graphiql.js",
            "./caller.js",
            "./fetcher.js",
            "./learning.js",
            "./operations.js",
        }


def test_our_own_files_keep_nothing_beyond_the_tab() -> None:
    ours = "\n".join(
        asset.content.decode() for name, asset in ASSETS.files.items() if name.startswith("page/")
    )
    assert "localStorage" not in ours
    assert "document.cookie" not in ours
    assert ours.count("sessionStorage") == 1  # what GraphiQL keeps of its tabs; the token is not among it


@pytest.mark.parametrize(
    ("name", "media"),
    [
        ("page/hub.js", "text/javascript; charset=utf-8"),
        ("page/hub.css", "text/css; charset=utf-8"),
        ("page/seal.svg", "image/svg+xml"),
        ("vendor/graphiql.js", "text/javascript; charset=utf-8"),
        ("vendor/licences.txt", "text/plain; charset=utf-8"),
    ],
)
async def test_a_file_has_its_type_and_is_kept_for_good(name: str, media: str) -> None:
    async with _client() as client:
        answer = await client.get(f"{BASE}/{name}", headers={"accept-encoding": "identity"})
        head = await client.head(f"{BASE}/{name}", headers={"accept-encoding": "identity"})
        again = await client.get(
            f"{BASE}/{name}",
            headers={"accept-encoding": "identity", "if-none-match": f'"other", W/{answer.headers["etag"]}'},
        )

    assert (answer.status_code, answer.content) == (200, ASSETS.files[name].content)
    assert answer.headers["content-type"] == media
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == answer.headers["content-length"]
    assert head.headers["etag"] == answer.headers["etag"]
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == answer.headers["etag"]


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip, deflate, br", True),
        ("br;q=1.0, gzip;q=0.8", True),
        ("GZIP", True),
        ("gzip;q=0", False),
        ("br", False),
        ("identity", False),
        ("", False),
    ],
)
async def test_a_file_is_packed_for_whoever_unpacks(accepted: str, packed: bool) -> None:
    async with _client() as client:
        request = client.build_request(
            "GET", f"{BASE}/vendor/graphiql.js", headers={"accept-encoding": accepted}
        )
        answer = await client.send(request, stream=True)
        raw = b"".join([part async for part in answer.aiter_raw()])

    original = ASSETS.files["vendor/graphiql.js"].content
    assert ("content-encoding" in answer.headers) is packed
    assert (gzip.decompress(raw) if packed else raw) == original
    assert int(answer.headers["content-length"]) == len(raw)
    if packed:
        assert len(raw) < len(original) / 3


@pytest.mark.parametrize(
    "path",
    [
        f"{BASE}/page/index.html",
        f"{BASE}/page/../assets.py",
        f"{BASE}/page/%2e%2e/assets.py",
        f"{BASE}/",
        f"{BASE}",
        "/graphiql/0000000000000000/page/hub.js",
        "/graphiql",
        "/graphiql/callers",
    ],
)
async def test_there_is_nothing_else(path: str) -> None:
    async with _client() as client:
        assert (await client.get(path, headers={"x-hub-page": "graphiql"})).status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_files_are_only_read(method: str) -> None:
    async with _client() as client:
        for path in (f"{BASE}/page/hub.js", "/graphiql/callers"):
            answer = await client.request(method, path)
            assert answer.status_code == 405
            assert {name.strip() for name in answer.headers["allow"].split(",")} == {"GET", "HEAD"}


def test_another_content_has_another_address() -> None:
    changed = Assets({**ASSETS.files, "page/hub.js": ASSETS.files["page/hub.css"]})
    assert changed.version != ASSETS.version
    assert Assets(dict(reversed(ASSETS.files.items()))).version == ASSETS.version


def test_every_vendored_package_has_its_licence() -> None:
    text = ASSETS.files["vendor/licences.txt"].content.decode()
    for package in ("graphiql 4.1.2 (MIT)", "react 19.2.0 (MIT)", "codemirror ", "graphql-ws 6.4.2 (MIT)"):
        assert f"\n{package}" in text
