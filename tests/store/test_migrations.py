"""The revisions: up, down, up; each said; nothing missing; two hubs take turns."""

import io
import threading

import psycopg
import pytest
from alembic import command
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from hub.errors import Misconfigured
from hub.store import migrations
from hub.store.migrations import config, is_current, migrate
from tests.support.databases import plain

TABLES = """
    SELECT coalesce(array_agg(tablename::text ORDER BY tablename), '{}') FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND tablename <> 'alembic_version'
"""


def test_up_down_and_up_again_leave_the_same_tables_and_then_none(empty_database: str) -> None:
    up = migrate(empty_database)
    first = _tables(empty_database)
    assert first
    assert migrate(empty_database, "base") == up[::-1]
    assert _tables(empty_database) == []
    assert migrate(empty_database) == up
    assert _tables(empty_database) == first


def test_every_revision_can_be_undone_by_itself(empty_database: str) -> None:
    for revision in migrate(empty_database):
        migrate(empty_database, revision)
        below = migrate(empty_database, "-1")
        assert below == [revision]
        assert migrate(empty_database, revision) == [revision]
        migrate(empty_database)


def test_the_models_and_the_migrated_database_agree(database: str) -> None:
    engine = create_engine(database, poolclass=NullPool)
    with engine.connect() as connection:
        command.check(config(connection))  # raises with the differences it finds


def test_the_revisions_can_be_written_out_as_sql_for_an_operator_who_runs_them_by_hand() -> None:
    settings = config()
    settings.output_buffer = io.StringIO()
    command.upgrade(settings, "head", sql=True)
    written = settings.output_buffer.getvalue()
    assert "SET lock_timeout = '10s'" in written
    assert "CREATE TABLE list_entry (" in written


def test_each_revision_is_said_with_its_first_line(empty_database: str) -> None:
    told: list[str] = []
    ran = migrate(empty_database, tell=told.append)
    assert (
        told[0]
        == "applied 0001: The vocabulary of the notice as far as listing, linked actions and the inbox need it."
    )
    assert len(told) == len(ran)
    migrate(empty_database, "base", tell=told.append)
    assert told[-1].startswith("undid 0001: ")


def test_a_migrated_database_is_left_alone(database: str) -> None:
    told: list[str] = []
    assert migrate(database, tell=told.append) == []
    assert told == []


def test_whether_a_database_is_current_can_be_asked(empty_database: str) -> None:
    assert not is_current(empty_database)
    migrate(empty_database)
    assert is_current(empty_database)


def test_two_hubs_that_migrate_at_once_take_turns(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "TURN", 0.01)
    ran: list[list[str]] = []
    hubs = [threading.Thread(target=lambda: ran.append(migrate(empty_database))) for _ in range(2)]
    for hub in hubs:
        hub.start()
    for hub in hubs:
        hub.join(60)
    done = sorted(ran, key=len)
    assert done[0] == []
    assert done[1][0] == "0001"


def test_a_revision_that_does_not_exist_is_refused_and_nothing_is_done(empty_database: str) -> None:
    with pytest.raises(Misconfigured, match="cannot be migrated to 9999"):
        migrate(empty_database, "9999")
    assert _tables(empty_database) == []


def test_a_database_that_does_not_answer_is_told_in_one_line(empty_database: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        migrate("postgresql://nobody@127.0.0.1:1/nothing")
    assert str(refused.value).startswith("the database does not answer: ")
    assert "\n" not in str(refused.value)


def _tables(url: str) -> list[str]:
    with psycopg.connect(plain(url)) as connection:
        row = connection.execute(TABLES).fetchone()
    assert row is not None
    return list(row[0])
