"""The server that the suites are run against: override `url` to point them at another one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from hub.app import application
from hub.store.session import Store
from tests.edge.door import build_door
from tests.edge.running import running
from tests.support.city import city
from tests.support.secrets import KEYS


@pytest.fixture
def say(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Tell the person who waits; pytest keeps ordinary output to itself."""
    capture = request.config.pluginmanager.getplugin("capturemanager")

    def tell(line: str) -> None:
        if capture is None:
            print(line, flush=True)  # noqa: T201 - this is the telling
            return
        with capture.global_and_fixture_disabled():
            print(f"\n{line}", flush=True)  # noqa: T201 - this is the telling

    return tell


@pytest.fixture(params=["door", "hub"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A GraphQL endpoint on a real uvicorn: the door over a small graph, and the hub with its own."""
    if request.param == "door":
        with running(build_door().app) as server:
            yield f"{server.url}/graphql"
        return
    with city(request.getfixturevalue("cluster")) as address:
        store = Store(address, KEYS, pool=4)
        with running(application(store)) as server:
            yield f"{server.url}/graphql"
