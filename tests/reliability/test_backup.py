"""A backup brings everything back but what was erased or revoked after it, and no old cursor fits any more."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import re
import shutil
import stat
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from hub.casework import tokens
from hub.casework.assignments import ConfirmRelease, confirm_release
from hub.casework.restore import Restored, Wanted, demand_gone, restore, settle
from hub.errors import Misconfigured, Unauthenticated, Unavailable
from hub.policy.duties import Caller
from hub.resolvers import feed
from hub.resolvers.reads import Reads
from hub.store import backup, migrations
from hub.store.archive import Manifest
from hub.store.cursors import FeedCursor
from hub.store.ids import Ref
from hub.store.journal import FILE, Journal, read
from hub.store.models import metadata
from hub.store.session import Store
from tests.support.actions import NOW, TODAY, later
from tests.support.databases import plain
from tests.support.listing import Lists, build, listing
from tests.support.secrets import KEYS

SECRET = "Zebra-striped invention"
TAKEN = later(1)
RESTORED = later(9)


@pytest.fixture
async def lists(database: str, tmp_path: Path) -> AsyncIterator[Lists]:
    """The small city in a hub that keeps a journal."""
    opened = Store(database, KEYS, pool=4, journal=Journal(tmp_path / "first" / FILE))
    yield await build(opened)
    await opened.close()


@asynccontextmanager
async def another(url: str, folder: Path) -> AsyncIterator[Store]:
    """The store of a hub on another machine."""
    opened = Store(url, KEYS, pool=2, journal=Journal(folder / FILE))
    try:
        yield opened
    finally:
        await opened.close()


def own(store: Store) -> Journal:
    assert store.journal is not None
    return store.journal


async def back_up(store: Store, path: Path) -> Manifest:
    return await backup.write_backup(store, path, own(store).mark(), TAKEN, str)


async def bring_back(store: Store, path: Path, **wanted: Any) -> Restored:
    return await restore(store, Wanted(path, **wanted), RESTORED, str)


async def everything(store: Store) -> dict[str, list[str]]:
    """Every row of every table as text."""
    found = {}
    async with store.write() as session:
        for table in metadata.sorted_tables:
            rows = await session.execute(text(f'SELECT t::text FROM "{table.name}" t ORDER BY 1'))
            found[table.name] = list(rows.scalars())
    return found


async def token_of(store: Store, label: str) -> tokens.Issued:
    wanted = tokens.Wanted("jinjiang-taxation", ["READ"], NOW + dt.timedelta(days=90), label)
    return await tokens.issue(store, wanted, NOW)


@dataclass
class Case:
    """What stood when the backup was taken, and the backup."""

    lists: Lists
    path: Path
    red: Ref
    black: Ref
    kept: Ref
    revoked: tokens.Issued
    valid: tokens.Issued
    before: dict[str, list[str]]


@pytest.fixture
async def case(lists: Lists, tmp_path: Path) -> Case:
    enterprise, other = await lists.enterprise(), await lists.enterprise(2)
    red = (await lists.put(listing(enterprise, "red"), "licheng-taxation")).entry
    black = (await lists.put(listing(enterprise, facts=SECRET, document_number=SECRET))).entry
    kept = (await lists.put(listing(other))).entry
    await lists.city.initiate(black, note=SECRET)
    taken = await lists.city.of("quanzhou-market")
    await lists.city.acknowledge("quanzhou-market", Ref("Assignment", taken.bucket, taken.id))
    revoked, valid = await token_of(lists.store, "leaked"), await token_of(lists.store, "good")
    path = tmp_path / "hub.backup"
    await back_up(lists.store, path)
    return Case(lists, path, red, black, kept, revoked, valid, await everything(lists.store))


async def test_what_was_erased_or_revoked_after_the_backup_does_not_come_back(
    case: Case, empty_database: str, tmp_path: Path
) -> None:
    lists = case.lists
    await lists.exit(case.black, "ERROR", facts=SECRET, moment=later(2))
    assert await tokens.revoke(lists.store, case.revoked.id, later(3))
    await lists.put(listing(await lists.enterprise(3)), moment=later(4))
    folder = tmp_path / "second"
    async with another(empty_database, folder) as store:
        done = await bring_back(store, case.path, journals=[tmp_path / "first" / FILE])
        assert (done.erased, done.unsettled) == (1, ())
        after = await everything(store)
        with pytest.raises(Unauthenticated, match="has been revoked"):
            await tokens.authenticate(store, case.revoked.token, RESTORED)
        assert (await tokens.authenticate(store, case.valid.token, RESTORED)).slug == "jinjiang-taxation"
        restored = Lists(lists.city, store)
        gone, red, kept = [await restored.entry(ref) for ref in (case.black, case.red, case.kept)]
    assert SECRET not in str(after)
    # As the erasure was, with its day and its consequences, not as of the day of the restore.
    assert (gone.erased, gone.exited_at, gone.subject_id) == (True, later(2), None)
    assert (red.exit_ground, kept.exit_ground) == (None, None)
    states = re.findall("RELEASE_DUE|WITHDRAWN", "".join(after["assignment"]))
    assert sorted(set(states)) == ["RELEASE_DUE", "WITHDRAWN"]
    untouched = {
        "subject",
        "department",
        "region",
        "measure",
        "calendar_day",
        "officership",
        "listing_standard",
    }
    assert {name: after[name] for name in untouched} == {name: case.before[name] for name in untouched}
    assert migrations.is_current(empty_database)
    assert not await asyncio.to_thread(_grep, folder, SECRET)
    assert not await asyncio.to_thread(_grep, tmp_path / "first", SECRET)


def _grep(folder: Path, words: str) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and words.encode() in path.read_bytes()]


async def test_nothing_else_is_lost_or_changed(case: Case, empty_database: str, tmp_path: Path) -> None:
    async with another(empty_database, tmp_path / "second") as store:
        done = await bring_back(store, case.path, journals=[tmp_path / "first" / FILE])
        after = await everything(store)
    assert done.erased == 0
    assert done.manifest.rows == sum(map(len, case.before.values()))
    assert {name: rows for name, rows in after.items() if name != "inbox"} == {
        name: rows for name, rows in case.before.items() if name != "inbox"
    }
    with (
        psycopg.connect(plain(empty_database)) as left,
        psycopg.connect(plain(case.lists.store.url)) as right,
    ):
        assert _built(left) == _built(right)


def _built(connection: psycopg.Connection[Any]) -> list[Any]:
    """Every constraint and every index."""
    constraints = connection.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"
    ).fetchall()
    indexes = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
    ).fetchall()
    assert constraints
    return [*constraints, *indexes]


async def test_every_inbox_has_a_new_epoch_and_no_old_cursor_is_taken(
    case: Case, empty_database: str, tmp_path: Path
) -> None:
    city = case.lists.city
    journal = tmp_path / "first" / FILE
    epochs: list[int] = []
    inboxes: dict[Any, Any] = {}
    async with another(empty_database, tmp_path / "second") as store:
        for hours in (9, 10):
            wanted = Wanted(case.path, [journal], replace=True)
            await restore(store, wanted, later(hours), str)
            async with store.write() as session:
                found = await session.execute(text("SELECT department_id, epoch, head FROM inbox"))
                inboxes = {row.department_id: row for row in found}
            assert set(inboxes) == set(city.departments.values())
            [epoch] = {row.epoch for row in inboxes.values()}
            epochs.append(epoch)
        assert 1 < epochs[0] < epochs[1]
        for slug in ("quanzhou-market", "licheng-finance"):
            department = city.departments[slug]
            for old in (1, epochs[0]):
                reads = Reads(store, Caller(department_id=department), RESTORED, TODAY)
                after = str(FeedCursor(department, old, inboxes[department].head))
                answer = await feed.read(reads, department, after, None, 10)
                await reads.close()
                assert isinstance(answer, feed.Expired)
                assert answer.oldest == FeedCursor(department, epochs[1], 0)


async def test_a_link_cut_by_the_last_release_stays_cut(
    case: Case, empty_database: str, tmp_path: Path
) -> None:
    lists = case.lists
    await lists.exit(case.black, "ERROR", moment=later(2))
    second = tmp_path / "second.backup"
    await back_up(lists.store, second)
    [owing] = [row for row in await lists.city.assignments() if row.state == "RELEASE_DUE"]
    ref = Ref("Assignment", owing.bucket, owing.id)
    await lists.city.run(
        "quanzhou-market",
        lambda change: confirm_release(change, ConfirmRelease((ref,), TODAY)),
        moment=later(3),
    )
    async with another(empty_database, tmp_path / "second") as store:
        done = await bring_back(store, second, journals=[tmp_path / "first" / FILE])
        async with store.write() as session:
            found = await session.execute(
                text("SELECT state, target_id, released_at FROM assignment WHERE id = :id"), {"id": ref.id}
            )
            assert tuple(found.one()) == ("RELEASED", None, later(3))
    assert done.erased == 1


async def test_a_journal_that_was_taken_over_serves_the_next_restore(
    case: Case, empty_database: str, tmp_path: Path
) -> None:
    await case.lists.exit(case.black, "ERROR", facts=SECRET)
    async with another(empty_database, tmp_path / "second") as store:
        await bring_back(store, case.path, journals=[tmp_path / "first" / FILE])
        shutil.rmtree(tmp_path / "first")
        again = await bring_back(store, case.path, replace=True)
        assert again.erased == 1
        assert SECRET not in str(await everything(store))


async def test_an_erasure_that_never_committed_erases_nothing(
    case: Case, empty_database: str, tmp_path: Path
) -> None:
    journal = tmp_path / "first" / FILE
    Journal(journal).begin([case.kept], later(2))
    async with another(empty_database, tmp_path / "second") as store:
        done = await bring_back(store, case.path, journals=[journal])
        assert (done.erased, done.unsettled) == (0, (case.kept,))
        assert not (await Lists(case.lists.city, store).entry(case.kept)).erased


async def test_the_next_start_settles_what_was_begun_from_the_database(case: Case, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "first" / FILE)
    await case.lists.exit(case.black, "ERROR")
    follow_on = [ref for ref in journal.kept().done if ref != case.black]
    text_of = journal.path.read_text(encoding="utf-8")
    # Killed between the commit and the note of it, and once between the note and the commit.
    torn = re.sub(r"(?m)^done .*\n", "", text_of) + "done 2026-09"
    journal.path.write_text(torn, encoding="utf-8")
    journal.begin([case.kept], NOW)
    assert set(journal.kept().begun) == {case.black, *follow_on, case.kept}
    await settle(case.lists.store, NOW + dt.timedelta(minutes=1))
    assert set(journal.kept().begun) == {case.kept}
    await settle(case.lists.store, NOW + dt.timedelta(hours=2))
    assert journal.kept().begun == {}
    assert set(journal.kept().done) == {case.black, *follow_on}


async def test_a_database_brought_back_by_other_means_is_not_served(
    case: Case, empty_database: str, tmp_path: Path
) -> None:
    store, journal = case.lists.store, tmp_path / "first" / FILE
    await demand_gone(store)
    Journal(journal).done([Ref("Token", 0, case.revoked.id)], later(2))
    with pytest.raises(Misconfigured, match=f"1 things that were erased .* Token {case.revoked.id} first"):
        await demand_gone(store)
    await tokens.revoke(store, case.revoked.id, later(3))
    await demand_gone(store)
    Journal(journal).done([case.black], later(2))
    with pytest.raises(Misconfigured, match=f"ListEntry {case.black.id} first"):
        await demand_gone(store)
    later_backup = tmp_path / "found.backup"
    await back_up(store, later_backup)
    async with another(empty_database, tmp_path / "first") as restored:
        assert (await bring_back(restored, later_backup)).erased == 1
        await demand_gone(restored)


async def test_without_a_journal_nothing_is_erased(case: Case, tmp_path: Path) -> None:
    journal = tmp_path / "first" / FILE
    journal.unlink()
    journal.mkdir()
    with pytest.raises(Unavailable, match="journal of erasures"):
        await case.lists.exit(case.black, "ERROR")
    assert not (await case.lists.entry(case.black)).erased
    await case.lists.exit(case.black)


async def test_the_journal_holds_ids_alone(case: Case, tmp_path: Path) -> None:
    await case.lists.exit(case.black, "ERROR", facts=SECRET)
    path = tmp_path / "first" / FILE
    kept = read(path)
    assert case.black in kept.done
    assert kept.begun == {}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    line = r"(begun|done) [0-9T:.+-]+ (ListEntry|Assignment|Token) \d+ [0-9a-f-]{36}"
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(r"hub-erasures [0-9a-f-]{36}", head)
    assert [each for each in lines if not re.fullmatch(line, each)] == []


async def test_a_restore_without_the_journal_is_refused_or_revokes_every_token(
    case: Case, empty_database: str, tmp_path: Path
) -> None:
    async with another(empty_database, tmp_path / "second") as store:
        with pytest.raises(
            Misconfigured, match="journal of erasures of the hub that wrote the backup is missing"
        ):
            await bring_back(store, case.path)
        assert not await backup.holds_rows(store)
        await bring_back(store, case.path, without_journal=True)
        for issued in (case.valid, case.revoked):
            with pytest.raises(Unauthenticated, match="has been revoked"):
                await tokens.authenticate(store, issued.token, RESTORED)


async def test_a_journal_older_than_the_backup_is_refused(
    lists: Lists, empty_database: str, tmp_path: Path
) -> None:
    old = tmp_path / "old.log"
    own(lists.store).mark()
    shutil.copy(own(lists.store).path, old)
    black = (await lists.put(listing(await lists.enterprise()))).entry
    await lists.exit(black, "ERROR")
    await back_up(lists.store, tmp_path / "hub.backup")
    async with another(empty_database, tmp_path / "second") as store:
        with pytest.raises(Misconfigured, match="missing, or older"):
            await bring_back(store, tmp_path / "hub.backup", journals=[old])


async def test_a_backup_taken_while_changes_go_on_is_one_moment(lists: Lists, tmp_path: Path) -> None:
    async def work() -> None:
        for number in range(1, 25):
            await lists.put(listing(await lists.enterprise(number)))

    working = asyncio.create_task(work())
    manifests = []
    for number in range(4):
        manifests.append(await back_up(lists.store, tmp_path / f"{number}.backup"))
        await asyncio.sleep(0.05)
    await working
    for manifest in manifests:
        rows = {table.name: table.rows for table in manifest.tables}
        # Each listing writes its entry and the follow-on, two evidence-free criteria rows less: one of the first.
        assert rows["list_entry"] == 2 * rows["entry_criterion"] - rows["entry_criterion"] * 0
        assert rows["evidence"] == rows["entry_criterion"]
    assert manifests[-1].rows >= manifests[0].rows


async def test_a_database_with_something_in_it_is_replaced_only_if_asked(case: Case, tmp_path: Path) -> None:
    store = case.lists.store
    await case.lists.exit(case.black, "ERROR", facts=SECRET)
    own(store).path.unlink()  # lost, but the database that is replaced still knows
    with pytest.raises(Misconfigured, match="is not empty"):
        await bring_back(store, case.path, without_journal=True)
    await store.reads.dispose()
    await store.changes.dispose()
    done = await bring_back(store, case.path, without_journal=True, replace=True)
    assert done.erased == 1
    assert SECRET not in str(await everything(store))


async def test_a_database_in_use_is_left_alone(case: Case, empty_database: str, tmp_path: Path) -> None:
    async with another(empty_database, tmp_path / "second") as store:
        with (
            psycopg.connect(plain(empty_database)),
            pytest.raises(Misconfigured, match="in use by 1 connections: stop the hub first"),
        ):
            await bring_back(store, case.path, journals=[tmp_path / "first" / FILE])


def _rewritten(path: Path, **said: Any) -> Path:
    changed = path.with_name("changed.backup")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "manifest.json":
                content = json.dumps(json.loads(content) | said).encode()
            new.writestr(name, content)
    return changed


def _half(path: Path) -> Path:
    half = path.with_name("half.backup")
    half.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return half


def _flipped(path: Path) -> Path:
    flipped, raw = path.with_name("flipped.backup"), bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("list_entry.copy")
    raw[info.header_offset + 60 + info.compress_size // 2] ^= 0xFF
    flipped.write_bytes(raw)
    return flipped


def _other(path: Path) -> Path:
    other = path.with_name("other.backup")
    other.write_text("begin", encoding="utf-8")
    return other


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (_other, "other.backup is no backup of a hub"),
        (_half, "half.backup is not whole: it was cut off"),
        (_flipped, "flipped.backup is damaged at list_entry: nothing was restored"),
        (lambda path: path.with_name("none"), "none cannot be read: No such file or directory"),
        (
            lambda path: _rewritten(path, format=2, hub="9.9"),
            "changed.backup was written by hub 9.9 in format 2, and this hub reads 1: restore it with that hub",
        ),
        (
            lambda path: _rewritten(path, revision="9999", hub="9.9"),
            "changed.backup is of revision 9999, which this hub does not know: restore it with hub 9.9 or a later one",
        ),
    ],
)
async def test_a_file_that_will_not_do_is_refused_in_one_line_and_touches_nothing(
    lists: Lists, empty_database: str, tmp_path: Path, make: Any, complaint: str
) -> None:
    await lists.put(listing(await lists.enterprise()))
    path = tmp_path / "hub.backup"
    await back_up(lists.store, path)
    async with another(empty_database, tmp_path / "second") as store:
        with pytest.raises(Misconfigured) as refused:
            await bring_back(store, make(path))
        assert str(refused.value) == f"{tmp_path}/{complaint}"
        assert "\n" not in complaint
        assert await store.revision() is None


async def test_a_restore_that_is_interrupted_leaves_a_database_that_no_hub_serves(
    case: Case, empty_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def die(*_: object) -> int:
        raise KeyboardInterrupt

    async with another(empty_database, tmp_path / "second") as store:
        with monkeypatch.context() as patch:
            patch.setattr("hub.casework.restore.erase_again", die)
            with pytest.raises(KeyboardInterrupt):
                await bring_back(store, case.path, journals=[tmp_path / "first" / FILE])
        assert await store.revision() == "restore-unfinished"
        assert not migrations.is_current(empty_database)
        with pytest.raises(Misconfigured, match="restore-unfinished"):
            migrations.migrate(empty_database)
        await store.reads.dispose()
        await bring_back(store, case.path, replace=True)
        assert migrations.is_current(empty_database)


def _backups(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if "backup" in path.name]


async def test_a_backup_is_written_once_for_its_owner_alone_and_whole_or_not_at_all(
    case: Case, tmp_path: Path
) -> None:
    assert stat.S_IMODE(case.path.stat().st_mode) == 0o600
    with pytest.raises(Misconfigured, match="is there already"):
        await back_up(case.lists.store, case.path)
    with pytest.raises(Misconfigured, match="cannot be written"):
        await back_up(case.lists.store, tmp_path / "nowhere" / "hub.backup")
    assert _backups(tmp_path) == ["hub.backup"]
    assert case.valid.token.encode() not in case.path.read_bytes()
