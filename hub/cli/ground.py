"""What every command of the operator stands on: the settings, the database, a store of its own, a voice."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, TypeVar

import typer

from hub.errors import Misconfigured
from hub.settings import Settings, read, unknown

if TYPE_CHECKING:
    from hub.store.journal import Journal
    from hub.store.keys import Keys
    from hub.store.session import Store

T = TypeVar("T")


def say(sentence: str) -> None:
    """Tell the operator something; results go to standard output, everything else here."""
    typer.echo(sentence, err=True)


def settings() -> Settings:
    """The settings, with a word about HUB_ variables that are none."""
    for sentence in unknown(os.environ):
        say(f"hub: {sentence}")
    return read()


@contextmanager
def database(chosen: Settings) -> Iterator[str]:
    """The address of the hub's database, which is started for the command's duration if it has to be."""
    from hub.store.embedded import serving

    named = chosen.database_url.get_secret_value() if chosen.database_url else None
    with serving(named, chosen.data_dir, chosen.pg_bin, tell=say) as url:
        yield url


def journal(chosen: Settings) -> "Journal":
    """The journal of erasures in the data folder."""
    from hub.store.journal import FILE, Journal

    return Journal(chosen.data_dir / FILE)


def keys(chosen: Settings) -> "Keys":
    """The hub's keys as the store uses them."""
    from hub.store.keys import Keys

    return Keys(**asdict(chosen.keys()))


def inside(url: str, chosen: Settings, work: Callable[["Store"], Awaitable[T]]) -> T:
    """Do one piece of work with the store of a database that is at this hub's revision. Raises Misconfigured."""
    from hub.store.migrations import is_current

    if not is_current(url):
        raise Misconfigured("the database is not at this hub's revision: run hub migrate")
    return alone(url, chosen, work)


def alone(url: str, chosen: Settings, work: Callable[["Store"], Awaitable[T]]) -> T:
    """Do one piece of asynchronous work with a store that lives as long as it."""
    from hub.store.session import Store

    async def done() -> T:
        bouncer = chosen.database_pgbouncer
        store = Store(url, keys(chosen), pool=1, pgbouncer=bouncer, journal=journal(chosen))
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(done())
