"""Restores that are refused or interrupted: damaged files, databases in use or not empty, a hub that dies."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import psycopg
import pytest

from hub.errors import Misconfigured
from hub.store import migrations
from hub.store.journal import FILE
from tests.reliability.backups import SECRET, Case, another, back_up, bring_back, everything, own
from tests.support.databases import plain
from tests.support.listing import Lists, listing


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
