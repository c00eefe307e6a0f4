"""Brings a backup back without bringing back what was erased since, nor tokens revoked since (X4, §6.3).

A restored hub has forgotten what happened after its backup, but others have not: followers of the feed keep
cursors, systems keep tokens, and subjects were promised that a listing in error is gone. So every inbox gets a new
epoch, and what the journal outside the database knows to be gone goes again, before anybody may read a row.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hub.casework.assignments import ConfirmRelease, confirm_release
from hub.casework.change import Asked, Change, run
from hub.casework.corrections import cut_naming
from hub.casework.exits import Exited, ExitEntry, exit_entry
from hub.casework.links import cut_again
from hub.errors import Misconfigured, Refused
from hub.policy.duties import Caller
from hub.policy.vocabulary import Duty, ExitGround
from hub.policy.workdays import day_of
from hub.store import backup, migrations
from hub.store.archive import Manifest, reading
from hub.store.binaries import Tell
from hub.store.ids import Ref
from hub.store.journal import NAMING, TOKEN, Journal, Kept, read
from hub.store.session import Store
from hub.store.statements import restore as statements

Gone = Mapping[Ref, dt.datetime]

FORGOTTEN = dt.timedelta(hours=1)
"""A change that began so long ago and is not in the database has never committed."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A restore: from which file, with which other hubs' journals, over other data, or without a journal."""

    path: Path
    journals: Sequence[Path] = ()
    replace: bool = False
    without_journal: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    """The backup that was restored, what of it was erased again, and what was begun and nobody saw the end of."""

    manifest: Manifest
    erased: int
    unsettled: tuple[Ref, ...]


async def demand_gone(store: Store) -> None:
    """Raise Misconfigured where something is there again that the store's journal knows to be gone.

    So it is after the database was brought back by other means than `restore`, which nobody told the hub.
    """
    if store.journal is None:
        return
    gone = await backup.gone(store)
    back = [
        ref for ref in store.journal.kept().done if ref not in gone and await _there(store, ref) is not None
    ]
    if back:
        raise Misconfigured(
            f"{len(back)} things that were erased or revoked are there again, {back[0].kind} {back[0].id} first: the"
            " database is older than its journal; run hub backup, and hub restore --replace with what it wrote"
        )


async def settle(store: Store, moment: dt.datetime) -> None:
    """Note in the store's journal what the database knows to be gone, and what was begun and never happened."""
    if store.journal is None:
        return
    kept, gone = store.journal.kept(), await backup.gone(store)
    # Of a naming that is revoked nothing stays: that it is not there is all the database knows of it.
    revoked = {
        ref: at for ref, at in kept.begun.items() if ref.kind == NAMING and await _there(store, ref) is None
    }
    gone |= revoked
    _note(store.journal, {ref: at for ref, at in gone.items() if ref not in kept.done})
    over = [ref for ref, at in kept.begun.items() if ref not in gone and at <= moment - FORGOTTEN]
    store.journal.dropped(over, moment)


def _note(journal: Journal, gone: Gone) -> None:
    for at in sorted(set(gone.values())):
        journal.done([ref for ref, when in gone.items() if when == at], at)


async def restore(store: Store, wanted: Wanted, moment: dt.datetime, tell: Tell) -> Restored:
    """Load a backup into an empty database, or over what is there with `replace`; the hub is stopped meanwhile.

    Until the end no hub serves the database, whatever interrupts. Raises Misconfigured, in one line: before
    anything was touched for a file, a journal or a database that will not do. The store has a journal.
    """
    own = store.journal
    if own is None:
        message = "a restore notes what is gone in the journal of the hub it restores"
        raise ValueError(message)
    with reading(wanted.path) as (archive, manifest):
        _demand_known(wanted.path, manifest)
        kept = _journals(own, wanted, manifest)
        if await backup.holds_rows(store) and not wanted.replace:
            raise Misconfigured(
                "the database is not empty: name an empty one, or lose what it holds with --replace"
            )
        await backup.demand_unused(store)
        there = await backup.gone(store)
        gone = dict(there)
        for each in kept:
            gone |= each.done
        for other in kept[1:]:
            own.take_over(other)
        _note(own, {ref: at for ref, at in there.items() if ref not in kept[0].done})
        tell(f"restoring {manifest.rows:,} rows as of {manifest.taken_at:%Y-%m-%d %H:%M} UTC")
        tokens = {ref.id: at for ref, at in gone.items() if ref.kind == TOKEN}
        invalid = backup.Invalid(tokens, everyone=wanted.without_journal)
        await _load(store, archive, manifest, invalid, moment, tell)
    erased = await erase_again(store, gone)
    await backup.set_revision(store, str(migrations.head()))
    unsettled = {ref for each in kept for ref in each.begun if ref not in gone}
    return Restored(manifest, erased, tuple(sorted(unsettled)))


def _demand_known(path: Path, manifest: Manifest) -> None:
    if not migrations.knows(manifest.revision):
        raise Misconfigured(
            f"{path} is of revision {manifest.revision}, which this hub does not know: "
            f"restore it with hub {manifest.hub} or a later one"
        )


def _journals(own: Journal, wanted: Wanted, manifest: Manifest) -> list[Kept]:
    """The hub's own journal and those given; one of them has to go on where the backup's journal was."""
    kept = [own.kept(), *(read(path) for path in wanted.journals)]
    if not wanted.without_journal and not any(each.covers(manifest.journal) for each in kept):
        raise Misconfigured(
            "the journal of erasures of the hub that wrote the backup is missing, or older than it: name it by"
            " --journal, or give --without-journal: every token is then revoked, and erasures since"
            f" {manifest.taken_at:%Y-%m-%d %H:%M} UTC have to be made again by hand"
        )
    return kept


async def _load(
    store: Store,
    archive: zipfile.ZipFile,
    manifest: Manifest,
    invalid: backup.Invalid,
    moment: dt.datetime,
    tell: Tell,
) -> None:
    await backup.drop_everything(store)
    await asyncio.to_thread(migrations.migrate, store.url, manifest.revision)
    await backup.load(store, archive, manifest, invalid, moment, tell)
    head = str(migrations.head())
    if manifest.revision != head:
        await backup.set_revision(store, manifest.revision)
        await asyncio.to_thread(migrations.migrate, store.url, tell=tell)
        await backup.set_revision(store, backup.UNFINISHED)


async def erase_again(store: Store, gone: Gone) -> int:
    """Erase, in the order in which they went, what is gone and yet there; how many entries and links it was.

    Each goes by the same casework as the first time, at that time's moment, so that red entries it had removed
    stand again and measures are to be lifted as they were. Raises Misconfigured for what does not go.
    """
    count = 0
    for ref, at in sorted(gone.items(), key=lambda item: (item[1], item[0])):
        acting = await _acting(store, ref)
        if acting is None:
            continue
        try:
            await _again(store, ref, Asked(acting, "restore", at))
        except Refused as refused:
            raise Misconfigured(f"{ref.kind} {ref.id} was erased and comes back: {refused}") from refused
        count += 1
    return count


async def _acting(store: Store, ref: Ref) -> Caller | None:
    """In whose name something goes again: the department's that listed or was assigned; None where it is not there."""
    row = None if ref.kind == TOKEN else await _there(store, ref)
    if row is None:
        return None
    return Caller(department_id=row.id, slug=row.slug, region_id=row.region_id, duties=frozenset(Duty))


async def _there(store: Store, ref: Ref) -> Any:
    async with store.write() as session:
        return await statements.still_there(session, ref)


async def _again(store: Store, ref: Ref, asked: Asked) -> None:
    async def erase(change: Change) -> Exited:
        return await exit_entry(change, ExitEntry(ref, ExitGround.ERROR))

    async def unname(change: Change) -> None:
        await cut_naming(change, ref)

    async def cut(change: Change) -> None:
        if await cut_again(change, ref):
            return
        answers = await confirm_release(change, ConfirmRelease((ref,), day_of(asked.moment)))
        for answer in answers:
            if not isinstance(answer, Ref):
                raise Refused(answer)

    if ref.kind == "ListEntry":
        await run(store, asked, erase, Exited)
    elif ref.kind == NAMING:
        await run(store, asked, unname, object)
    else:
        await run(store, asked, cut, object)
