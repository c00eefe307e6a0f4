"""What every test may ask for: a database of its own on a real PostgreSQL, and a store over it.

One embedded cluster serves all of pytest-xdist's workers: whoever comes first starts it, whoever leaves last ends
it. A test's database is a copy of a migrated template, so it may break whatever it likes.
"""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from hub.store.keys import Keys
from hub.store.session import Store
from tests.support import databases, languages
from tests.support.secrets import KEYS


def pytest_configure(config: pytest.Config) -> None:
    """The controller names the folder that its workers, which inherit the environment, share."""
    if not hasattr(config, "workerinput"):
        folder = Path(tempfile.mkdtemp(prefix="hub-tests-"))
        folder.chmod(0o711)
        os.environ[databases.FOLDER] = str(folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The controller, which outlives its workers, removes it."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(databases.FOLDER), ignore_errors=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the languages of examples/ that this machine cannot compile or run, after a run that had them."""
    reports = (each for several in terminalreporter.stats.values() for each in several)
    if any("test_examples" in getattr(each, "nodeid", "") for each in reports):
        for sentence in languages.absent():
            terminalreporter.write_line(sentence, yellow=True)


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """The address of the tests' PostgreSQL; its own database `hub` is empty and to be left alone."""
    with databases.cluster(Path(os.environ[databases.FOLDER])) as address:
        yield address


@pytest.fixture
def empty_database(cluster: str) -> Iterator[str]:
    """The address of a database with nothing in it."""
    with databases.database(cluster) as address:
        yield address


@pytest.fixture
def database(cluster: str) -> Iterator[str]:
    """The address of a migrated database of the test's own, with what `prepare_template` put into it."""
    template = databases.template(cluster, Path(os.environ[databases.FOLDER]))
    with databases.database(cluster, template) as address:
        yield address


@pytest.fixture
def keys() -> Keys:
    """The keys the test's store works with."""
    return KEYS


@pytest.fixture
async def store(database: str) -> AsyncIterator[Store]:
    """The store over the test's own database."""
    opened = Store(database, KEYS, pool=4)
    yield opened
    await opened.close()
