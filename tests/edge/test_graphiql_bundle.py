"""The vendored bundle is what `tools/graphiql` makes of the packages that its lock pins: nobody has edited it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conformance import node
from tests.house.tree import ROOT

TOOLS = ROOT / "tools" / "graphiql"
VENDOR = ROOT / "hub" / "edge" / "graphiql" / "vendor"


@pytest.fixture
def say(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Tell the person who waits while npm installs."""
    capture = request.config.pluginmanager.getplugin("capturemanager")

    def tell(line: str) -> None:
        with capture.global_and_fixture_disabled():
            print(f"\n{line}", flush=True)  # noqa: T201 - this is the telling

    return tell


def test_the_bundle_is_made_from_its_lock_to_the_byte(tmp_path: Path, say: Callable[[str], None]) -> None:
    node.install(TOOLS, say)
    node.run(TOOLS, "build.mjs", f"{tmp_path}")

    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    kept = {path.name: path.read_bytes() for path in VENDOR.iterdir()}
    assert made.keys() == kept.keys()
    assert [name for name in made if made[name] != kept[name]] == []
