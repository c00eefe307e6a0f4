"""The embedded PostgreSQL: a whole server for one data folder, started when needed and gone when unused.

Files in `<data_dir>/postgres` keep the peace. `users` carries a shared lock of every process that uses the
cluster, `server` the exclusive lock of the one watcher that runs it; `log` is what PostgreSQL says. Whoever finds
no watcher starts one, everybody else joins; when the last user has gone, killed or not, the watcher stops the
server. A crash of either is recovered by PostgreSQL itself at the next start. There is no TCP port: clients come
through a socket in a folder that only the database's account (and root) may enter.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from hub.store import cluster, watcher
from hub.store.binaries import CannotServe, Tell
from hub.store.postmaster import Postmaster

PATIENCE = 60.0  # seconds for a start, a recovery included, and for a stop
NAME = "hub"


@contextmanager
def serving(
    database_url: str | None, data_dir: Path, binaries: Path | None, tell: Tell = str
) -> Iterator[str]:
    """The address of the database the settings ask for: the server they name, or the embedded one."""
    if database_url is not None:
        yield database_url
        return
    with running(data_dir, binaries, tell=tell) as address:
        yield address


@contextmanager
def running(
    data_dir: Path, binaries: Path | None = None, *, durable: bool = True, tell: Tell = str
) -> Iterator[str]:
    """The address of the data folder's own PostgreSQL, which runs at least until the block ends.

    Joins the server where another process has started it. `binaries` is a folder with PostgreSQL's programs
    (HUB_PG_BIN); `durable=False` gives up crash safety for speed, for tests only; `tell` is called with a
    sentence for every step that takes time or that the operator should know. Leaving the block waits until the
    server has stopped, unless somebody else uses it. Raises CannotServe, in one line.
    """
    home = cluster.home(data_dir, tell)
    try:
        with _used(home):
            yield _served(home, binaries, durable=durable, tell=tell)
    finally:
        _left(home)


@contextmanager
def _used(home: Path) -> Iterator[None]:
    with _opened(home / "users") as users:
        until = time.monotonic() + PATIENCE
        while not _lock(users, fcntl.LOCK_SH):  # a watcher is just stopping the server
            if time.monotonic() > until:
                raise CannotServe(f"the PostgreSQL in {home} is being stopped and does not end")
            time.sleep(watcher.EVERY)
        yield


def _served(home: Path, binaries: Path | None, *, durable: bool, tell: Tell) -> str:
    # Start a server or join one, whichever is possible, until it answers.
    until = time.monotonic() + PATIENCE
    started = False
    while time.monotonic() < until:
        with _opened(home / "server") as server:
            if _lock(server, fcntl.LOCK_EX):
                if started:  # our watcher has given up
                    break
                with _opened(home / "users") as users:
                    cluster.start(home, binaries, (users, server), durable=durable, tell=tell)
                started = True
                # Closing our descriptor leaves the lock with the watcher's copy of it.
        postmaster = Postmaster.of(home / "cluster")
        if postmaster is not None and postmaster.ready:
            with suppress(psycopg.OperationalError):
                return _database(postmaster.sockets)
        time.sleep(watcher.EVERY)
    raise CannotServe(f"the PostgreSQL in {home} does not start: {cluster.last_words(home)}")


def _database(sockets: Path) -> str:
    with (
        suppress(
            psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation
        ),  # another process was first
        psycopg.connect(
            host=str(sockets), port=5432, user=NAME, dbname="postgres", autocommit=True
        ) as connection,
    ):
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
        if found.fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
    return f"postgresql+psycopg://{NAME}@/{NAME}?host={quote(str(sockets), safe='')}&port=5432"


def _left(home: Path) -> None:
    # Wait for the watcher to stop the server, unless others use it: they hold the shared lock, so we get it too,
    # but not the exclusive one; while the server is being stopped we get neither.
    until = time.monotonic() + PATIENCE
    with _opened(home / "users") as users, _opened(home / "server") as server:
        while not _lock(server, fcntl.LOCK_EX) and time.monotonic() < until:
            if _lock(users, fcntl.LOCK_SH):
                others = not _lock(users, fcntl.LOCK_EX)
                fcntl.flock(users, fcntl.LOCK_UN)
                if others:
                    return
            time.sleep(watcher.EVERY / 2)


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise CannotServe(f"{path} cannot be opened: {error.strerror}") from None
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _lock(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
