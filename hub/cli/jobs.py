"""What time does, from the command line: reminders, escalations, tidying up; and the calendar it goes by."""

import asyncio
import datetime as dt
import os
import signal
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.cli.ground import database, inside, settings

if TYPE_CHECKING:
    from hub.store.session import Store

calendar = typer.Typer(help="The official working days.", no_args_is_help=True)


def jobs(
    *,
    once: Annotated[bool, typer.Option("--once", help="catch up with time and end, as for a timer")] = False,
    beside: Annotated[
        bool, typer.Option("--beside", help="end when standard input does, as beside a hub", hidden=True)
    ] = False,
) -> None:
    """Send reminders and escalations, tell of what has expired, tidy up; any number may run at once."""
    chosen = settings()
    from hub.edge.access_log import configure_logging
    from hub.jobs.agenda import catch_up

    configure_logging(level=chosen.log_level)
    with database(chosen) as url:
        if not once:
            work = partial(_until_stopped, rest=chosen.jobs_seconds, beside=beside)
            inside(url, chosen, work)
            return
        done = inside(url, chosen, lambda store: catch_up(store, _now))
    typer.echo(", ".join(f"{name}: {count:,}" for name, count in done.items() if count) or "nothing to do")


async def _until_stopped(store: "Store", *, rest: float, beside: bool) -> None:
    from hub.jobs.rounds import go_round

    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if beside:
        there = sys.stdin.fileno()
        loop.add_reader(there, lambda: None if os.read(there, 1024) else stop.set())
    await go_round(store, _now, stop, rest=rest)


@calendar.command("import")
def import_calendar(
    file: Annotated[Path, typer.Argument(help="one or more years' arrangements of holidays, as TOML")],
) -> None:
    """Confirm the working days of the years in a file; projected deadlines are computed anew and told."""
    chosen = settings()
    from hub.casework.arrangements import Imported, import_arrangements, read_arrangements

    years = read_arrangements(file)

    async def work(store: "Store") -> Imported:
        return await import_arrangements(store, years, _now())

    with database(chosen) as url:
        done = inside(url, chosen, work)
    typer.echo(f"{done.days:,} days changed, {done.deadlines:,} deadlines moved with them and told")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
