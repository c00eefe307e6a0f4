"""A backup brings everything back but what was erased or revoked after it, and no old cursor fits any more."""

from __future__ import annotations

import asyncio
import re
import stat
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from hub.casework import tokens
from hub.casework.assignments import ConfirmRelease, confirm_release
from hub.casework.restore import Wanted, restore
from hub.errors import Misconfigured, Unauthenticated
from hub.policy.duties import Caller
from hub.resolvers import feed
from hub.resolvers.reads import Reads
from hub.store import migrations
from hub.store.cursors import FeedCursor
from hub.store.ids import Ref
from hub.store.journal import FILE
from tests.reliability.backups import RESTORED, SECRET, Case, another, back_up, bring_back, everything
from tests.support.actions import TODAY, later
from tests.support.databases import plain
from tests.support.listing import Lists, listing


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
