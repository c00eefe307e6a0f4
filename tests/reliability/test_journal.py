"""The journal of erasures beside the backups: ids alone, settled after a crash, and none erases without it (X4)."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import stat
from pathlib import Path

import pytest

from hub.casework import tokens
from hub.casework.restore import demand_gone, settle
from hub.errors import Misconfigured, Unauthenticated, Unavailable
from hub.store import backup
from hub.store.ids import Ref
from hub.store.journal import FILE, Journal, read
from tests.reliability.backups import RESTORED, SECRET, Case, another, back_up, bring_back, everything, own
from tests.support.actions import NOW, later
from tests.support.listing import Lists, listing


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
