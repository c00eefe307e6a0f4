"""The servers that are measured: each one process on a port of its own, started, waited for, and ended by its own id."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.error import URLError
from urllib.request import Request, urlopen

from tests.conformance import node
from tests.support.databases import plain
from tests.support.running_hub import free_port
from tests.support.secrets import KEYS

PATIENCE: Final = 60.0
POSTGRAPHILE: Final = Path(__file__).parent / "postgraphile"


@dataclass(frozen=True)
class Server:
    """One server that answers; `pid` is the process that does."""

    name: str
    port: int
    pid: int

    @property
    def memory_mib(self) -> float:
        """Its resident memory."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)

    @property
    def cpu_seconds(self) -> float:
        """What it has computed so far."""
        return _cpu(self.pid)


def database_cpu(postmaster: int | None) -> float:
    """Seconds that the processes of a PostgreSQL have computed so far, those that have ended left out."""
    if postmaster is None:
        return 0.0
    found = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(_stat(stat)[1]) == postmaster:
                found += _cpu(int(stat.parent.name))
    return found


def _cpu(pid: int) -> float:
    fields = _stat(Path(f"/proc/{pid}/stat"))
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _stat(path: Path) -> list[str]:
    """From the state on: the name before it may hold anything."""
    return path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()


@contextmanager
def hub(url: str, folder: Path) -> Iterator[Server]:
    """`hub serve`, with the settings it has by default."""
    secrets = {
        "HUB_CITIZEN_KEYS": ",".join(f"{key}:{_text(value)}" for key, value in KEYS.citizen_ids.items()),
        "HUB_LOOKUP_PEPPER": _text(KEYS.lookup),
        "HUB_TOKEN_PEPPER": _text(KEYS.token),
        "HUB_BUCKET_KEY": _text(KEYS.bucket),
        "HUB_AUDIT_KEY": _text(KEYS.audit),
    }
    port = free_port()
    own = {"HUB_DATABASE_URL": url, "HUB_PORT": str(port), "HUB_DATA_DIR": str(folder / "hub")}
    words = [sys.executable, "-m", "hub.cli", "serve"]
    with _started("hub", words, secrets | own, folder, port, "/readyz") as server:
        yield server


@contextmanager
def floor(url: str, folder: Path) -> Iterator[Server]:
    """The hand-written endpoint."""
    port = free_port()
    words = [sys.executable, "-m", "tests.benchmarks.floor", str(port)]
    with _started("floor", words, {"DATABASE_URL": plain(url)}, folder, port, "/constant") as server:
        yield server


@contextmanager
def naive(url: str, folder: Path) -> Iterator[Server]:
    """What everyone writes first."""
    port = free_port()
    words = [sys.executable, "-m", "tests.benchmarks.naive", str(port)]
    with _started("naive", words, {"DATABASE_URL": url}, folder, port, _ASKED) as server:
        yield server


@contextmanager
def postgraphile(url: str, folder: Path) -> Iterator[Server]:
    """PostGraphile as package-lock.json pins it, installed when it is not there."""
    node.install(POSTGRAPHILE, lambda sentence: print(sentence, flush=True))  # noqa: T201
    port = free_port()
    program = POSTGRAPHILE / "node_modules" / "postgraphile" / "dist" / "cli-run.js"
    words = [str(node.NODE), str(program), "-C", "graphile.config.mjs", "-n", "127.0.0.1", "-p", str(port)]
    own = {"NODE_ENV": "production", "GRAPHILE_ENV": "production", "DATABASE_URL": plain(url)}
    with _started("postgraphile", words, own, folder, port, _ASKED, POSTGRAPHILE) as server:
        yield server


_ASKED: Final = "/graphql"


@contextmanager
def _started(
    name: str,
    words: list[str],
    own: Mapping[str, str],
    folder: Path,
    port: int,
    ready: str,
    place: Path | None = None,
) -> Iterator[Server]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("HUB_")}
    said = folder / f"{name}.log"
    with said.open("wb") as log:
        process = subprocess.Popen(
            words, env={**kept, **own}, cwd=place, stdout=log, stderr=log, start_new_session=True
        )
    try:
        _wait(process, f"http://127.0.0.1:{port}{ready}", said)
        yield Server(name, port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], address: str, said: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, said.read_text(encoding="utf-8")
        asked = b'{"query": "{__typename}"}' if address.endswith(_ASKED) else None
        request = Request(address, asked, {"Content-Type": "application/json"})  # noqa: S310 - this machine's own
        try:
            with urlopen(request, timeout=5) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"not ready within {PATIENCE:g} s: {said.read_text(encoding='utf-8')}")


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")
