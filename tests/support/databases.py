"""The tests' PostgreSQL: one cluster for the whole run, one template, one database per test."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from hub.store import embedded
from hub.store.migrations import migrate

TEMPLATE = "template"
FOLDER = "TESTS_FOLDER"  # the variable by which pytest's workers know the folder they share


def prepare_template(url: str) -> None:
    """What every test's database begins with."""
    migrate(url)


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """The run's PostgreSQL, of HUB_PG_BIN where it is set; it forgets in a crash, and is fast for it."""
    named = os.environ.get("HUB_PG_BIN")
    with embedded.running(folder, Path(named) if named else None, durable=False) as address:
        yield address


def template(
    cluster: str, folder: Path, name: str = TEMPLATE, prepare: Callable[[str], None] = prepare_template
) -> str:
    """The name of a database made by `prepare`; made by the first worker that asks, under a lock.

    A journey that needs more (the demo city, say) names a template of its own and how to prepare it.
    """
    with (folder / f"{name}.lock").open("w") as lock, admin(cluster) as connection:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if found is None:
            fresh = f"{name}-{uuid4().hex}"  # one that fails half way is never taken for a good one
            _run(connection, "CREATE DATABASE {}", fresh)
            prepare(at(cluster, fresh))
            _run(connection, "ALTER DATABASE {} RENAME TO {}", fresh, name)
    return name


@contextmanager
def database(cluster: str, template: str | None = None) -> Iterator[str]:
    """A database of its own, a copy of the template or empty, gone when the block ends."""
    name = f"test-{uuid4().hex}"
    with admin(cluster) as connection:
        _run(connection, "CREATE DATABASE {} TEMPLATE {}", name, template or "template0")
    try:
        yield at(cluster, name)
    finally:
        with admin(cluster) as connection:
            _run(connection, "DROP DATABASE {} WITH (FORCE)", name)


def at(cluster: str, name: str) -> str:
    """The address of the cluster's database of that name."""
    return make_url(cluster).set(database=name).render_as_string(hide_password=False)


def plain(url: str) -> str:
    """The address as psycopg itself takes it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def admin(cluster: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection that commits every statement, to make and drop databases."""
    with psycopg.connect(plain(cluster), autocommit=True) as connection:
        yield connection


def _run(connection: psycopg.Connection[tuple[object, ...]], statement: str, *names: str) -> None:
    connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
