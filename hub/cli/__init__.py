"""The hub's front door for operators: run it, serve it, migrate it, fill it, let callers in.

Every room is imported by the command that needs it, so that `hub token list` does not wait for GraphQL.
"""

import datetime as dt
import sys
from pathlib import Path
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

import typer

from hub.cli import jobs, upkeep
from hub.cli.ground import database, inside, keys, say, settings
from hub.errors import HubError, Misconfigured
from hub.settings import WrongSetting

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
app.add_typer(jobs.calendar, name="calendar")
for command in (upkeep.setup, upkeep.backup, upkeep.restore, jobs.jobs):
    app.command()(command)


def main() -> None:
    """The script `hub`: what cannot be done is said in one line on standard error, with exit code 2."""
    try:
        app()
    except (WrongSetting, HubError) as error:
        say(f"hub: {' '.join(str(error).split())}")
        sys.exit(WRONG)
    except KeyboardInterrupt:
        sys.exit(130)


@app.command()
def run() -> None:
    """Migrate, load the demo city if it is missing, and serve: everything at once, for trying the hub."""
    chosen = settings()
    from hub import app as hub

    hub.run(chosen)


@app.command()
def serve(
    *,
    with_jobs: Annotated[
        bool, typer.Option("--jobs", help="run `hub jobs` beside it, and stop it with it")
    ] = False,
) -> None:
    """Serve a database that is already migrated."""
    chosen = settings()
    from hub import app as hub

    hub.serve(chosen, jobs=with_jobs)


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
        made = inside(url, chosen, lambda store: tokens.issue(store, wanted, now))
    typer.echo(made.token)


@token.command("list")
def list_tokens() -> None:
    """Print every token's id, department, duties, label and dates, tabs between; never the token itself."""
    chosen = settings()
    from hub.casework import tokens

    with database(chosen) as url:
        found = inside(url, chosen, tokens.listed)
    for row in found:
        # The last day on which it counts; a token given a date expires at the midnight after it.
        last = row.expires_at - dt.timedelta(microseconds=1)
        state = f"revoked {day(row.revoked_at)}" if row.revoked_at else f"until {day(last)}"
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
        known = inside(url, chosen, lambda store: tokens.revoke(store, token_id, now))
    if not known:
        raise Misconfigured(f"there is no token {token_id}, or it is revoked already")
    say(f"hub: revoked {token_id}")


def day(moment: dt.datetime) -> dt.date:
    """The day of a moment in Quanzhou."""
    return moment.astimezone(SHANGHAI).date()


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
