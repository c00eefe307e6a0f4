"""The hub's front door for operators: run it, serve it, migrate it, fill it, let callers in.

Every room is imported by the command that needs it, so that `hub token list` does not wait for GraphQL.
"""

import asyncio
import datetime as dt
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import typer

from hub.errors import HubError, Misconfigured
from hub.settings import Settings, WrongSetting, read, unknown

if TYPE_CHECKING:
    from hub.store.keys import Keys
    from hub.store.session import Store

T = TypeVar("T")
SHANGHAI = ZoneInfo("Asia/Shanghai")
WRONG = 2  # the exit code of a command that cannot start: settings, arguments, no database

app = typer.Typer(
    name="hub",
    help="Quanzhou's joint incentive and joint discipline hub.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
token = typer.Typer(help="Let callers in, and put them out.", no_args_is_help=True)
app.add_typer(token, name="token")


def main() -> None:
    """The script `hub`: what cannot be done is said in one line on standard error, with exit code 2."""
    try:
        app()
    except (WrongSetting, HubError) as error:
        say(f"hub: {' '.join(str(error).split())}")
        sys.exit(WRONG)
    except KeyboardInterrupt:
        sys.exit(130)


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


@app.command()
def run() -> None:
    """Migrate, load the demo city if it is missing, and serve: everything at once, for trying the hub."""
    chosen = settings()
    from hub import app as hub

    hub.run(chosen)


@app.command()
def serve() -> None:
    """Serve a database that is already migrated."""
    chosen = settings()
    from hub import app as hub

    hub.serve(chosen)


@app.command()
def migrate(
    to: Annotated[str, typer.Argument(help="head, base, a revision, or a step such as -1")] = "head",
) -> None:
    """Bring the database's tables to a revision, saying what is done."""
    from hub.store.migrations import migrate as bring

    with database(settings()) as url:
        ran = bring(url, to, tell=typer.echo)
    typer.echo("done" if ran else "nothing to do: the database is there already")


@app.command()
def demo(
    enterprises: Annotated[
        int | None, typer.Option(min=0, help="how many enterprises; HUB_DEMO_ENTERPRISES without it")
    ] = None,
) -> None:
    """Load the demo city; loading it again changes nothing."""
    chosen = settings()
    from hub.demo.load import load
    from hub.store.migrations import migrate as bring

    with database(chosen) as url:
        bring(url, tell=say)
        wanted = chosen.demo_enterprises if enterprises is None else enterprises
        today = dt.datetime.now(SHANGHAI).date()
        load(url, keys(chosen), enterprises=wanted, today=today, tell=say)


@app.command()
def schema(
    *,
    write: Annotated[bool, typer.Option("--write", help="write the snapshot in hub/schema instead")] = False,
) -> None:
    """Print the GraphQL schema as SDL."""
    import hub.schema
    from hub.schema.build import sdl

    text = sdl()
    if not write:
        typer.echo(text, nl=False)
        return
    snapshot = Path(hub.schema.__file__).with_name("schema.graphql")
    snapshot.write_text(text, encoding="utf-8")
    say(f"wrote {snapshot}")


@token.command("issue")
def issue_token(
    department: Annotated[str, typer.Option(help="the department's slug")],
    duties: Annotated[str, typer.Option(help="the duties the token holds, comma between")],
    expires: Annotated[str, typer.Option(help="a date, whose end it is, or a number of days as in 90d")],
    label: Annotated[str | None, typer.Option(help="which system it is for")] = None,
) -> None:
    """Print a new token for a department's system; it is shown this once."""
    chosen = settings()
    now = dt.datetime.now(SHANGHAI)
    words = [word.strip() for word in duties.split(",") if word.strip()]
    until = expiry(expires, now)
    from hub.casework import tokens

    wanted = tokens.Wanted(department, words, until, label)
    with database(chosen) as url:
        made = inside(url, keys(chosen), lambda store: tokens.issue(store, wanted, now))
    typer.echo(made.token)


@token.command("list")
def list_tokens() -> None:
    """Print every token's id, department, duties, label and dates, tabs between; never the token itself."""
    chosen = settings()
    from hub.casework import tokens

    with database(chosen) as url:
        found = inside(url, keys(chosen), tokens.listed)
    for row in found:
        state = f"revoked {row.revoked_at:%Y-%m-%d}" if row.revoked_at else f"until {row.expires_at:%Y-%m-%d}"
        typer.echo("\t".join((str(row.id), row.department, ",".join(row.duties), row.label or "", state)))


@token.command("revoke")
def revoke_token(
    token_id: Annotated[UUID, typer.Argument(help="the id that `hub token list` prints")],
) -> None:
    """Put a token out of force at once."""
    chosen = settings()
    now = dt.datetime.now(SHANGHAI)
    from hub.casework import tokens

    with database(chosen) as url:
        known = inside(url, keys(chosen), lambda store: tokens.revoke(store, token_id, now))
    if not known:
        raise Misconfigured(f"there is no token {token_id}, or it is revoked already")
    say(f"hub: revoked {token_id}")


def expiry(text: str, now: dt.datetime) -> dt.datetime:
    """The moment meant by a date (its end, in Quanzhou) or a number of days from now. Raises Misconfigured."""
    try:
        if text.endswith("d"):
            return now + dt.timedelta(days=int(text[:-1]))
        day = dt.date.fromisoformat(text)
    except (ValueError, OverflowError):
        raise Misconfigured(
            f"--expires {text}: give a date such as 2027-12-31, or days such as 90d"
        ) from None
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=SHANGHAI)


def keys(chosen: Settings) -> "Keys":
    """The hub's keys as the store uses them."""
    from hub.store.keys import Keys

    return Keys(**asdict(chosen.keys()))


def inside(url: str, keys: "Keys", work: Callable[["Store"], Awaitable[T]]) -> T:
    """Do one piece of asynchronous work with a store that lives as long as it. Raises Misconfigured."""
    from hub.store.migrations import is_current
    from hub.store.session import Store

    if not is_current(url):
        raise Misconfigured("the database is not at this hub's revision: run hub migrate")

    async def done() -> T:
        store = Store(url, keys, pool=1)
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(done())


if __name__ == "__main__":
    main()
