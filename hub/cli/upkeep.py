"""What keeps a real hub going: its city set up and brought up to date, its backups, their restore."""

import datetime as dt
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from hub.cli.ground import alone, database, inside, journal, say, settings
from hub.errors import Misconfigured

if TYPE_CHECKING:
    from hub.store.session import Store


def setup(
    file: Annotated[Path | None, typer.Argument(help="a city's file, or folder of files")] = None,
    *,
    apply: Annotated[bool, typer.Option("--apply", help="put in force what differs")] = False,
    example: Annotated[
        Path | None,
        typer.Option("--example", help="write a small city to start from into this folder instead"),
    ] = None,
    operator: Annotated[str | None, typer.Option(help="who does it, for the audit trail")] = None,
) -> None:
    """Show how a city's regions, departments, lists and catalogue differ from its files, and set them up."""
    if (file is None) == (example is None):
        raise Misconfigured(
            "hub setup takes a city's file or folder, or --example and a folder to write one to"
        )
    if example is not None:
        from hub.demo.example import write_example

        say(f"hub: wrote {', '.join(write_example(example))}")
        return
    chosen = settings()
    now = dt.datetime.now(dt.UTC)
    from hub.casework.setup.city import set_up
    from hub.casework.setup.reference import read_city

    city = read_city(cast("Path", file))
    with database(chosen) as url:
        work = partial(set_up, city=city, moment=now, apply=apply, operator=operator)
        found = inside(url, chosen, work)
    for line in found.lines:
        typer.echo(line)
    if found.refused:
        raise Misconfigured(f"{found.counted()}: nothing was done, for what is refused no file can do")
    ended = "" if found.empty else " and put in force" if found.applied else "; to put it in force: --apply"
    typer.echo(f"{found.counted()}{ended}")


def backup(
    file: Annotated[Path, typer.Argument(help="a file that does not exist yet")],
) -> None:
    """Write everything the database holds to a file, while the hub serves; its keys are kept apart from it."""
    chosen = settings()
    now = dt.datetime.now(dt.UTC)
    from hub.casework.restore import settle
    from hub.store.archive import Manifest
    from hub.store.backup import write_backup

    async def work(store: "Store") -> Manifest:
        await settle(store, now)
        return await write_backup(store, file, journal(chosen).mark(), now, say)

    with database(chosen) as url:
        made = alone(url, chosen, work)
    typer.echo(f"{file}: {made.rows:,} rows in {len(made.tables)} tables, {file.stat().st_size:,} bytes")


def restore(
    file: Annotated[Path, typer.Argument(help="what hub backup wrote")],
    *,
    replace: Annotated[bool, typer.Option("--replace", help="lose what the database holds now")] = False,
    journals: Annotated[
        list[Path] | None, typer.Option("--journal", help="another hub's erasures.log; may be given again")
    ] = None,
    without_journal: Annotated[
        bool, typer.Option("--without-journal", help="revoke every token, as nobody knows which were revoked")
    ] = False,
) -> None:
    """Load a backup into an empty database; what was erased or revoked after it does not come back."""
    chosen = settings()
    now = dt.datetime.now(dt.UTC)
    from hub.casework import restore as casework

    wanted = casework.Wanted(file, journals or (), replace=replace, without_journal=without_journal)
    with database(chosen) as url:
        done = alone(url, chosen, lambda store: casework.restore(store, wanted, now, say))
    for ref in done.unsettled:
        say(
            f"hub: nobody saw whether {ref.kind} {ref.id} was erased: it is not; ask the department that meant to"
        )
    typer.echo(f"restored {done.manifest.rows:,} rows; erased again what was erased since: {done.erased}")
    typer.echo("every inbox has a new epoch: followers are told CURSOR_EXPIRED and begin anew")
