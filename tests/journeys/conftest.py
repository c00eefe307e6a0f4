"""Every journey has a hub and a demo city of its own, with nobody on any list yet."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.support.city import Hub, city, hub_over
from tests.support.departments import Departments
from tests.support.languages import LANGUAGES, Language, parameters
from tests.support.programs import Programs
from tests.support.running_hub import running_hub


@pytest.fixture
def database(cluster: str) -> Iterator[str]:
    """The address of the journey's own database."""
    with city(cluster) as address:
        yield address


@pytest.fixture
async def hub(database: str) -> AsyncIterator[Hub]:
    """The hub over it, its clock at ten in the morning of Monday 23 November 2026."""
    async with hub_over(database) as opened:
        yield opened


@pytest.fixture(scope="module")
def untouched_database(cluster: str) -> Iterator[str]:
    """One database for all tests of a module in which nothing may come to be."""
    with city(cluster) as address:
        yield address


@pytest.fixture
async def untouched(untouched_database: str) -> AsyncIterator[Hub]:
    """The hub over it."""
    async with hub_over(untouched_database) as opened:
        yield opened


@pytest.fixture(scope="session")
def departments() -> Iterator[Departments]:
    """The departments of a hub that runs as a process of its own, for all tests of examples/."""
    with running_hub(enterprises=60) as hub:
        yield Departments(hub)


@pytest.fixture(scope="session", params=parameters(LANGUAGES))
def programs(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, departments: Departments
) -> Programs:
    """The programs of examples/ in one language, built, for the departments of that hub."""
    language: Language = request.param
    return Programs(language, language.build(tmp_path_factory.mktemp(language.name)), departments)
