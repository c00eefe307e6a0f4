"""A real browser for tests: Debian's Chromium where it is installed, else the one that an npm package carries."""

from __future__ import annotations

import fcntl
import os
import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Playwright

from tests.conformance import node

DEBIANS = Path("/usr/bin/chromium")
CARRIED = Path(__file__).parent / "chromium"
# A machine of ours has no way out: what a browser would ask for by itself is turned off.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="relative">cache</cachedir>
</fontconfig>
"""


@dataclass(frozen=True)
class Program:
    """A browser's program, and the environment that it needs beyond ours."""

    path: Path
    environment: dict[str, str]


def program(say: Callable[[str], None], *, debians: Path = DEBIANS) -> Program:
    """The browser of this machine; without one, a browser is installed beside `chromium/package.json`."""
    if debians.exists():
        return Program(debians, {})
    node.install(CARRIED, say)
    place = CARRIED / "node_modules" / ".browser"
    with (CARRIED / "unpack.mjs").open() as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not (place / "chromium").exists():
            say("chromium: unpacking …")
            _unpack(place)
    # The package brings the libraries and a font that a bare machine lacks.
    return Program(place / "chromium", {"LD_LIBRARY_PATH": f"{place / 'lib'}", "FONTCONFIG_PATH": f"{place}"})


@contextmanager
def browser(
    playwright: Playwright, say: Callable[[str], None], *, debians: Path = DEBIANS
) -> Iterator[Browser]:
    """A headless browser, closed at the end."""
    found = program(say, debians=debians)
    opened = playwright.chromium.launch(
        executable_path=found.path,
        args=list(FLAGS),
        env={**os.environ, **found.environment},
    )
    try:
        yield opened
    finally:
        opened.close()


def _unpack(place: Path) -> None:
    made = place.with_name(".browser-unpacking")
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    node.run(CARRIED, "unpack.mjs", f"{made}")
    for archive in made.glob("*.tar"):
        with tarfile.open(archive) as opened:
            opened.extraction_filter = getattr(tarfile, "data_filter", None)  # none before Python 3.11.4
            opened.extractall(made)  # noqa: S202 - the package's lock names its hash
        archive.unlink()
    (made / "fonts.conf").write_text(FONTS, encoding="utf-8")
    (made / "chromium").chmod(0o755)
    made.rename(place)
