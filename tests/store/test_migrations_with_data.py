"""The revisions over a database in which a hub of 0001 has worked: up, down, and a part that fails and is repeated."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import psycopg
import pytest
from alembic import command
from psycopg.errors import RaiseException
from sqlalchemy.exc import OperationalError

from hub.policy.vocabulary import EventKind
from hub.store import migrations
from hub.store.migrations import config, migrate
from tests.support.city_before import load
from tests.support.databases import plain

LAST = "0010"
BEFORE_LAST = "0009"


@pytest.fixture
def before(empty_database: str) -> str:
    """A database at 0001 with one of each thing."""
    migrate(empty_database, "0001")
    load(empty_database)
    return empty_database


def test_a_hub_with_data_comes_to_the_head_and_back_with_its_rows(before: str) -> None:
    tables = ("subject", "list_entry", "assignment", "officership", "notification", "responsible_person")
    counted = {table: _rows(before, f"SELECT count(*) FROM {table}") for table in tables}
    migrate(before)
    assert {table: _rows(before, f"SELECT count(*) FROM {table}") for table in tables} == counted
    assert _rows(before, "SELECT conname FROM pg_constraint WHERE NOT convalidated") == []
    assert _rows(before, "SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid") == []
    migrate(before, "0001")
    assert {table: _rows(before, f"SELECT count(*) FROM {table}") for table in tables} == counted
    migrate(before)


def test_names_registered_before_are_found_and_each_chunk_is_told(before: str) -> None:
    told: list[str] = []
    migrate(before, tell=told.append)
    assert "names folded so far: 2" in told
    assert _rows(before, "SELECT name_folded, name_order, name_grams FROM subject ORDER BY type") == [
        ("示范窑业", "~shi4示~fan4范~yao2窑~ye4业", sorted(["示", "范", "窑", "业", "示范", "范窑", "窑业"])),
        ("曾示", "~zeng1曾~shi4示", sorted(["曾", "示", "曾示"])),
    ]


def test_no_more_is_locked_while_names_are_folded_than_the_rows_of_a_chunk(
    before: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(before, "0007")
    seen: list[Any] = []

    def look(sentence: str) -> None:
        if sentence.startswith("names folded"):  # from elsewhere: committed, and nobody waits for the table
            with psycopg.connect(plain(before), options="-c lock_timeout=1s") as other:
                other.execute("LOCK TABLE subject IN SHARE ROW EXCLUSIVE MODE")
                found = other.execute("SELECT count(*) FROM subject WHERE name_folded <> ''").fetchone()
                seen.append(found)

    migrate(before, "0008", tell=look)
    assert seen == [(2,)]


def test_folding_that_is_interrupted_keeps_what_is_done_and_is_finished_the_next_time(before: str) -> None:
    def stop(sentence: str) -> None:
        if sentence.startswith("names folded"):
            raise KeyboardInterrupt

    migrate(before, "0007")
    with pytest.raises(KeyboardInterrupt):
        migrate(before, "0008", tell=stop)
    assert _rows(before, "SELECT version_num FROM alembic_version") == [("0007",)]
    assert _rows(before, "SELECT count(*) FROM subject WHERE name_folded <> ''") == [(2,)]
    assert migrate(before, "0008") == ["0008"]


def test_links_of_entries_erased_before_are_bounded_by_the_deadline_of_the_release(before: str) -> None:
    migrate(before)
    assert _bounds(before) == [("RELEASE_DUE", True, dt.datetime(2026, 9, 11, 15, 59, 59, tzinfo=dt.UTC))]


def test_where_a_number_says_how_long_the_escalation_has_those_working_days(before: str) -> None:
    _do(
        before,
        "INSERT INTO parameter VALUES ('ERASED_LINK_WORKING_DAYS', '2018-04-25', 2, 'WORKING_DAYS', 'test');"
        "INSERT INTO calendar_day VALUES ('2026-09-14', false, false, 'test')",
    )
    migrate(before)  # due on Friday the 11th; Monday is off: Tuesday, Wednesday
    assert _bounds(before) == [("RELEASE_DUE", True, dt.datetime(2026, 9, 16, 15, 59, 59, tzinfo=dt.UTC))]


def test_a_concurrent_part_that_fails_is_repeated_and_leaves_no_unusable_index(
    before: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(before, BEFORE_LAST)
    monkeypatch.setattr(migrations, "LOCK_TIMEOUT", "200ms")
    with psycopg.connect(plain(before)) as writer:
        writer.execute("LOCK TABLE list_entry IN ROW EXCLUSIVE MODE")  # the last index waits for it
        with pytest.raises(OperationalError, match="lock timeout"):
            migrate(before)
    assert _rows(before, "SELECT version_num FROM alembic_version") == [(BEFORE_LAST,)]
    unusable = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"
    assert _rows(before, unusable) == [("ix_list_entry_valid_until",)]
    assert migrate(before) == [LAST]
    assert _rows(before, unusable) == []


def test_downgrades_keep_what_is_confidential_and_who_was_named(before: str) -> None:
    migrate(before)
    _do(
        before,
        "UPDATE officership SET annulled_at = now();"
        "INSERT INTO legal_basis (id, act, level, in_force_from, confidential)"
        " VALUES (gen_random_uuid(), 'Invented ruling that names somebody', 'LAW', '2026-01-01', true)",
    )
    _do(
        before,
        "UPDATE assignment SET state = 'SUSPENDED', suspended_from = 'ISSUED', suspended_at = now()"
        " WHERE state = 'ISSUED'",
    )
    _do(before, "UPDATE notification SET kind = 'link_cut'")
    migrate(before, "0001")
    assert _rows(before, "SELECT count(*) FROM officership") == [(0,)]
    assert _rows(before, "SELECT role, officership_id FROM responsible_person") == [
        ("LEGAL_REPRESENTATIVE", None)
    ]
    assert _rows(before, "SELECT act FROM legal_basis WHERE act LIKE 'Invented ruling%'") == []
    assert _rows(before, "SELECT state FROM assignment ORDER BY state") == [("ISSUED",), ("RELEASE_DUE",)]
    migrate(before)  # the messages of later kinds that stayed are known again


def test_the_database_knows_every_word_of_an_inbox(database: str) -> None:
    [(check,)] = _rows(
        database,
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'ck_notification_kind_known'",
    )
    assert set(re.findall(r"'(\w+)'", check)) == {kind.value for kind in EventKind}


def test_written_out_as_sql_the_revisions_refuse_to_leave_names_unfolded(before: str) -> None:
    migrate(before, "0007")
    written = _sql("0007:0008")
    with pytest.raises(RaiseException, match='run "hub migrate" from here on'):
        _do(before, written)
    assert _rows(before, "SELECT version_num FROM alembic_version") == [("0007",)]


def test_written_out_as_sql_the_revisions_make_an_empty_database(empty_database: str) -> None:
    with psycopg.connect(plain(empty_database), autocommit=True) as connection:
        for statement in re.split(r";\n\n", _sql("head")):
            connection.execute(statement.encode())
    assert migrate(empty_database) == []


def _sql(to: str) -> str:
    settings = config()
    settings.output_buffer = io.StringIO()
    command.upgrade(settings, to, sql=True)
    return settings.output_buffer.getvalue()


def _bounds(url: str) -> list[Any]:
    return _rows(url, "SELECT state, erased, cut_by FROM assignment WHERE cut_by IS NOT NULL")


def _rows(url: str, statement: str) -> list[Any]:
    with psycopg.connect(plain(url)) as connection:
        return connection.execute(statement.encode()).fetchall()


def _do(url: str, statements: str) -> None:
    with psycopg.connect(plain(url), autocommit=True) as connection:
        connection.execute(statements.encode())
