"""Processes that use an embedded PostgreSQL, to be killed by the tests, and what is left of it afterwards."""

import fcntl
import json
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from hub.store.postmaster import Postmaster
from tests.support import using_postgres
from tests.support.databases import plain

ROOT = Path(using_postgres.__file__).parents[2]
SOMEBODY = pwd.getpwnam("daemon").pw_uid  # an ordinary account that every system has


@dataclass
class User:
    """A process that uses a cluster: `url` of its database, `told` what the operator was told."""

    process: subprocess.Popen[str]
    url: str
    told: list[str]
    refused: str | None

    def query(self, statement: str) -> object:
        """The first value the statement answers."""
        return query(self.url, statement)

    def leave(self) -> None:
        """End in good order, which takes the server down unless others use it."""
        self.process.communicate("\n", timeout=90)

    def kill(self) -> None:
        """End without a word, as by the kernel out of memory."""
        self.process.kill()
        self.process.communicate(timeout=10)


@contextmanager
def user(data_dir: Path, binaries: Path | None = None, uid: int | None = None) -> Iterator[User]:
    """A process that uses the data folder's PostgreSQL, of another account where `uid` says so."""
    named = os.environ.get("HUB_PG_BIN")
    wanted = binaries or (Path(named) if named else None)
    process = subprocess.Popen(
        [
            *(() if uid is None else _as(uid)),
            *(sys.executable, using_postgres.__file__, str(data_dir)),
            *([str(wanted)] if wanted else []),
        ],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        cwd="/",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, f"it ended with {process.wait(10)} and no word"
        said = json.loads(line)
        yield User(process, said.get("url", ""), said["told"], said.get("refused"))
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=10)


def _as(uid: int) -> list[str]:
    # An ordinary account in all but this: it may read the environment, wherever root has put that.
    reading = ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
    return ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups", *reading]


def query(url: str, statement: str) -> object:
    """The first value the statement answers; None where it answers nothing."""
    with psycopg.connect(plain(url), autocommit=True) as connection:
        answer = connection.execute(statement.encode())
        row = answer.fetchone() if answer.description else None
        return row[0] if row else None


def server(data_dir: Path) -> Postmaster:
    """The server that is or was running over the data folder."""
    found = Postmaster.of(data_dir.resolve() / "postgres" / "cluster")
    assert found is not None
    return found


def kill_watcher(data_dir: Path) -> None:
    """Kill the watcher of the data folder's server, as found by the program it runs and the folder it names."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if any(word.endswith(b"watcher.py") for word in words) and any(
            word.startswith(bytes(data_dir)) for word in words
        ):
            os.kill(int(entry.name), signal.SIGKILL)
            return
    raise AssertionError("there is no watcher")


def is_unused(data_dir: Path) -> bool:
    """Whether no watcher runs a server over the data folder."""
    with (data_dir / "postgres" / "server").open("r+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        left = Postmaster.of(data_dir.resolve() / "postgres" / "cluster")
        return left is None or not left.lives


def soon(what: Callable[[], bool], seconds: float = 30.0) -> bool:
    """Whether it becomes true before the time is over."""
    until = time.monotonic() + seconds
    while not what():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True
