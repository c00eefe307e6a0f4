"""The command line: what it answers, and that what cannot be done is said in one line."""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from hub.cli import expiry
from hub.errors import Misconfigured
from tests.support.command_line import hub
from tests.support.databases import FOLDER

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_migrate_says_what_it_does_and_the_second_time_that_there_is_nothing_to_do(
    empty_database: str,
) -> None:
    first = hub("migrate", HUB_DATABASE_URL=empty_database)
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.startswith("applied 0001: ")
    second = hub("migrate", HUB_DATABASE_URL=empty_database)
    assert (second.returncode, second.stdout) == (0, "nothing to do: the database is there already\n")
    back = hub("migrate", "base", HUB_DATABASE_URL=empty_database)
    assert "undid 0001: " in back.stdout


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        (
            {"HUB_PORT": "eighty"},
            "hub: HUB_PORT: input should be a valid integer, unable to parse string as an integer\n",
        ),
        (
            {"HUB_DATABASE_URL": "mysql://hub:secret@host/hub"},
            "hub: HUB_DATABASE_URL: must be the address of a PostgreSQL, as in postgresql://user@host/name\n",
        ),
        (
            {"HUB_PG_BIN": "/nowhere"},
            "hub: HUB_PG_BIN names /nowhere, but initdb and postgres cannot be run from there\n",
        ),
    ],
)
def test_a_wrong_setting_is_one_line_and_exit_code_2(environment: dict[str, str], words: str) -> None:
    done = hub("migrate", HUB_DATA_DIR=_data_dir(), **environment)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines(keepends=True)[-1] == words
    assert "Traceback" not in done.stderr


def test_a_database_that_does_not_answer_is_one_line_and_exit_code_2() -> None:
    done = hub("migrate", HUB_DATABASE_URL="postgresql://nobody:secret@127.0.0.1:1/nothing")
    assert done.returncode == 2
    assert done.stderr.startswith("hub: the database does not answer: ")
    assert len(done.stderr.splitlines()) == 1
    assert "secret" not in done.stderr


def test_a_misspelt_setting_is_pointed_out_and_does_no_harm(empty_database: str) -> None:
    done = hub("migrate", HUB_DATABASE_URL=empty_database, HUB_PROT="1")
    assert (done.returncode, done.stderr) == (
        0,
        "hub: HUB_PROT is not a setting of the hub; did you mean HUB_PORT?\n",
    )


def test_tokens_need_a_migrated_database_and_say_so(empty_database: str) -> None:
    done = hub("token", "list", HUB_DATABASE_URL=empty_database, HUB_DATA_DIR=_data_dir())
    assert done.returncode == 2
    assert done.stderr == "hub: the database is not at this hub's revision: run hub migrate\n"


def test_a_hub_without_tokens_lists_none_and_cannot_revoke_one(database: str) -> None:
    listed = hub("token", "list", HUB_DATABASE_URL=database, HUB_DATA_DIR=_data_dir())
    assert (listed.returncode, listed.stdout, listed.stderr) == (0, "", "")
    revoked = hub("token", "revoke", str(UUID(int=7)), HUB_DATABASE_URL=database, HUB_DATA_DIR=_data_dir())
    assert revoked.returncode == 2
    assert revoked.stderr == f"hub: there is no token {UUID(int=7)}, or it is revoked already\n"


def test_no_token_is_issued_to_a_department_that_does_not_exist(database: str) -> None:
    words = ["--department", "nowhere", "--duties", "READ", "--expires", "90d"]
    done = hub("token", "issue", *words, HUB_DATABASE_URL=database, HUB_DATA_DIR=_data_dir())
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("hub: ")
    assert "nowhere" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_help_names_every_command_and_waits_for_no_graphql() -> None:
    done = hub("--help")
    assert done.returncode == 0
    assert {"run", "serve", "migrate", "demo", "token", "schema"} <= set(done.stdout.split())
    light = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, hub.cli; print({'strawberry', 'sqlalchemy', 'psycopg'} & set(sys.modules))",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert light.stdout == "set()\n"


def test_a_token_lasts_to_the_end_of_the_day_named_in_quanzhou() -> None:
    assert expiry("2026-12-31", NOON).isoformat() == "2027-01-01T00:00:00+08:00"
    assert expiry("90d", NOON).isoformat() == "2026-05-30T12:00:00+08:00"


@pytest.mark.parametrize("text", ["", "soon", "2026-02-30", "d", "99999999999d"])
def test_an_expiry_that_is_none_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Misconfigured, match="give a date such as 2027-12-31, or days such as 90d"):
        expiry(text, NOON)


def _data_dir() -> str:
    return str(Path(os.environ[FOLDER]) / "cli")
