"""Brings a database's tables to a revision, saying which, one hub at a time.

The revisions are in the folder `alembic/`: beside the package in a checkout, inside it when installed.
"""

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext, MigrationInfo
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from hub.errors import Misconfigured
from hub.store.binaries import Tell
from hub.store.session import normalised

LOCK = 0x6875625F  # "hub_": any number, as long as every hub takes the same
# A migration that cannot have a table soon gives up, rather than queue everybody behind it.
LOCK_TIMEOUT = "10s"
TURN = 0.2  # seconds between two tries for our turn


def migrate(url: str, to: str = "head", *, tell: Tell = str) -> list[str]:
    """Take the database to the revision, up or down, and return the revisions that were done or undone, in order.

    `to` is `head`, `base`, a revision, or a step as in `-1`. `tell` gets a sentence for each, as it is done, and for each
    part of a long one. Two
    hubs that migrate at once take turns, and the second finds nothing left to do. Each revision is a transaction
    of its own. Raises Misconfigured where the database does not answer or there is no such revision.
    """
    ran: list[str] = []
    with _connected(url) as connection, _turn(url):
        settings = config(connection)
        scripts = ScriptDirectory.from_config(settings)

        def done(*, step: MigrationInfo, **_: object) -> None:
            revision = step.up_revision_id or ""
            ran.append(revision)
            what = scripts.get_revision(revision).doc
            tell(f"{'applied' if step.is_upgrade else 'undid'} {revision}: {what}")

        settings.attributes["done"] = done
        settings.attributes["tell"] = tell
        try:
            if _lies_behind(scripts, revision_of(connection), to):
                command.downgrade(settings, to)
            else:
                command.upgrade(settings, to)
        except CommandError as error:
            raise Misconfigured(f"the database cannot be migrated to {to}: {error}") from None
    return ran


def is_current(url: str) -> bool:
    """Whether the database is at the newest revision this hub knows. Raises Misconfigured as `migrate` does."""
    with _connected(url) as connection:
        return revision_of(connection) == head()


def head() -> str | None:
    """The newest revision that this hub knows."""
    return ScriptDirectory.from_config(config()).get_current_head()


def knows(revision: str) -> bool:
    """Whether it is a revision of this hub's."""
    return revision in {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration for the hub's revisions, over the connection."""
    found = Config(stdout=io.StringIO())
    found.set_main_option("script_location", str(_folder()))
    found.set_main_option("path_separator", "os")
    if connection is not None:
        found.attributes["connection"] = connection
    return found


def revision_of(connection: Connection) -> str | None:
    """The revision the database is at; None before the first."""
    revision = MigrationContext.configure(connection).get_current_revision()
    connection.rollback()
    return revision


def _folder() -> Path:
    package = Path(__file__).parent.parent
    installed = package / "alembic"
    return installed if installed.is_dir() else package.parent / "alembic"


def _lies_behind(scripts: ScriptDirectory, now: str | None, to: str) -> bool:
    if to.startswith("-") or to == "base":
        return True
    if now is None or to.startswith("+") or to in ("head", "heads"):
        return False
    wanted = scripts.get_revision(to).revision
    return wanted != now and wanted in {script.revision for script in scripts.iterate_revisions(now, "base")}


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    arguments: dict[str, object] = {
        "application_name": "hub migrate",
        "connect_timeout": 10,
        "prepare_threshold": None,
    }
    engine = create_engine(normalised(url), poolclass=NullPool, connect_args=arguments, hide_parameters=True)
    try:
        connection = engine.connect()
    except OperationalError as error:
        said = " ".join(str(error.orig).split())
        raise Misconfigured(f"the database does not answer: {said}") from None
    with connection:
        yield connection


@contextmanager
def _turn(url: str) -> Iterator[None]:
    # On a connection of its own, asking again and again in a transaction each: a hub that waited inside one statement,
    # or inside one transaction, would keep CREATE INDEX CONCURRENTLY waiting for it, and so for ever.
    # Nor may the transaction that holds the lock keep the snapshot of its question: it is followed by a statement
    # that needs none.
    with _connected(url) as guard:
        while not guard.scalar(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": LOCK}):
            guard.rollback()
            time.sleep(TURN)
        guard.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        yield
