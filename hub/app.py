"""The composition root: settings, store, schema and edge made into one Starlette application."""

from __future__ import annotations

import asyncio
import datetime as dt
import socket
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer
import uvloop
from starlette.applications import Starlette

from hub.casework import tokens
from hub.casework.callers import Callers
from hub.casework.restore import demand_gone, settle
from hub.demo import callers
from hub.demo.load import load
from hub.edge.access_log import configure_logging
from hub.edge.graphiql import Assets, DemoCallers, GraphiQLPage, graphiql_routes, is_loopback
from hub.edge.health import Drain
from hub.edge.routes import middleware, routes
from hub.edge.serving import server
from hub.errors import Misconfigured, Unavailable
from hub.jobs.agenda import catch_up
from hub.jobs.beside import beside
from hub.policy.duties import PUBLIC
from hub.policy.workdays import day_of
from hub.resolvers.context import Context
from hub.resolvers.following import Following
from hub.schema.build import graphql_schema, strawberry_schema
from hub.schema.objects import Objects
from hub.schema.plans import Plans
from hub.store import embedded, migrations
from hub.store.bell import Bell
from hub.store.journal import FILE, Journal
from hub.store.keys import Keys
from hub.store.session import Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping, Sequence

    from hub.casework.callers import Supposed
    from hub.demo.callers import DemoCaller
    from hub.policy.duties import Caller
    from hub.settings import Settings

Clock = "Callable[[], dt.datetime]"


def utc_now() -> dt.datetime:
    """The moment, as an aware UTC datetime."""
    return dt.datetime.now(dt.UTC)


def application(
    store: Store,
    *,
    clock: Callable[[], dt.datetime] = utc_now,
    drain: Drain | None = None,
    demo_callers: Sequence[DemoCaller] = (),
    following: Following | None = None,
) -> Starlette:
    """The hub over one store. `clock` is the only clock there is; a test may move it.

    GraphiQL offers `demo_callers`, tokens and all, to whoever opens it on this machine. `following`, by default
    woken by a bell of its own, begins with the first subscription and ends with the application's lifespan.
    """
    following = following or Following(store, Bell(store.url))
    newest = migrations.head()
    assets = Assets.packaged()
    offered = DemoCallers(demo_callers) if demo_callers else None

    known = Callers(store)
    objects = Objects(strawberry_schema())

    async def authenticate(token: str) -> Caller:
        return await known.authenticate(token, clock())

    def suppose(token: str) -> Supposed | None:
        return known.suppose(token, clock())

    async def authenticate_all(many: Sequence[str]) -> Mapping[str, Any]:
        return await tokens.authenticate_all(store, many, clock())

    def context(caller: Caller, _operation: Any) -> Context:
        return Context(store, caller, clock(), following, objects)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await following.close()

    async def missing() -> list[str]:
        try:
            revision = await store.revision()
        except Unavailable as error:
            return [str(error)]
        return (
            []
            if revision == newest
            else [f"The database is at revision {revision}, not {newest}: run hub migrate."]
        )

    return Starlette(
        routes=[
            *routes(
                schema=graphql_schema(),
                plans=Plans(strawberry_schema()),
                authenticate=authenticate,
                suppose=suppose,
                authenticate_all=authenticate_all,
                open_context=context,
                ready=missing,
                public=PUBLIC,
                drain=drain,
                graphiql=GraphiQLPage(assets, callers=offered is not None),
            ),
            *graphiql_routes(assets, offered),
        ],
        middleware=middleware(),
        lifespan=lifespan,
    )


def keys_of(settings: Settings) -> Keys:
    """The hub's keys as the store uses them."""
    return Keys(**asdict(settings.keys()))


def run(settings: Settings) -> None:
    """Migrate, load the demo city where it is missing, give its departments their tokens, and serve; jobs beside."""
    with _bound(settings) as listener, _database(settings) as url:
        migrations.migrate(url, tell=_say)
        keys = keys_of(settings)
        today = day_of(utc_now())
        load(url, keys, enterprises=settings.demo_enterprises, today=today, tell=_say)
        _run(_served(settings, listener, url, keys, callers.ensure_callers, jobs=True))


def serve(settings: Settings, *, jobs: bool = False) -> None:
    """Serve a database that is already migrated, with the jobs beside it if wished; Misconfigured where it is not."""
    with _bound(settings) as listener, _database(settings) as url:
        if not migrations.is_current(url):
            message = "the database is not at this hub's revision: run hub migrate"
            raise Misconfigured(message)
        _run(_served(settings, listener, url, keys_of(settings), None, jobs=jobs))


def _run(serving: Coroutine[Any, Any, None]) -> None:
    """On uvloop: the same interface, made for servers."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serving)


async def _served(
    settings: Settings, listener: socket.socket, url: str, keys: Keys, ensure: Any, *, jobs: bool
) -> None:
    configure_logging(level=settings.log_level)
    store = Store(
        url,
        keys,
        pool=settings.database_pool,
        pgbouncer=settings.database_pgbouncer,
        journal=Journal(settings.data_dir / FILE),
    )
    try:
        await demand_gone(store)
        await settle(store, utc_now())
        offered: Sequence[DemoCaller] = ()
        if ensure is not None:
            made = await ensure(store, settings.data_dir, utc_now())
            # What time has brought about since the last run is told before anybody reads his inbox.
            await catch_up(store, utc_now)
            _introduce(settings, made)
            # Whom other machines can ask must not give tokens away.
            offered = made if is_loopback(settings.host) else ()
        drain = Drain()
        # PgBouncer hands the connection to somebody else after each transaction: nobody can listen through it.
        following = Following(store, None, poll=1.0) if settings.database_pgbouncer else None
        app = application(store, drain=drain, demo_callers=offered, following=following)
        async with beside() if jobs else nullcontext():
            await server(app, host=settings.host, port=settings.port, drain=drain).serve([listener])
    finally:
        await store.close()


def _introduce(settings: Settings, callers: list[dict[str, Any]]) -> None:
    """Print five callers and where the others are, and the addresses."""
    wanted = (
        "jinjiang-taxation",
        "licheng-market-regulation",
        "nanan-market-regulation",
        "jinjiang-credit-office",
    )
    first = [caller for slug in wanted for caller in callers if caller["slug"] == slug]
    shown = first + [caller for caller in callers if caller not in first][: 5 - len(first)]
    _say(f"hub: {len(callers)} demo callers are in {settings.data_dir / 'demo-callers.json'}; five of them:")
    for caller in shown:
        typer.echo(f"  {caller['slug']:<34} {caller['token']}")
    _say(
        f"hub: GraphQL, and GraphiQL in a browser, at http://{settings.host}:{settings.port}/graphql, ready when /readyz answers 200"
    )


@contextmanager
def _bound(settings: Settings) -> Iterator[socket.socket]:
    """The address to serve at, taken before anything is made; Misconfigured where somebody else has it.

    Nobody listens yet: until the hub is ready to serve, a connection is refused rather than left waiting.
    """
    listener = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)
    with listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host, settings.port))
        except OSError as error:
            message = f"{settings.host}:{settings.port} cannot be served at ({error.strerror}); set another HUB_PORT"
            raise Misconfigured(message) from None
        yield listener


@contextmanager
def _database(settings: Settings) -> Iterator[str]:
    named = settings.database_url.get_secret_value() if settings.database_url else None
    with embedded.serving(named, settings.data_dir, settings.pg_bin, tell=_say) as url:
        yield url


def _say(sentence: str) -> None:
    typer.echo(sentence, err=True)
