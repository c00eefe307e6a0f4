"""The commands that keep a real hub going: set up, back up, restore, on the command line."""

import os
import re
import stat
from pathlib import Path

import pytest

from tests.support.command_line import hub


@pytest.fixture
def town(tmp_path: Path) -> Path:
    done = hub("setup", "--example", str(tmp_path / "town"))
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("hub: wrote bases.toml, catalogue.toml, departments.toml, ")
    return tmp_path / "town"


def test_a_city_is_shown_set_up_and_then_there_is_nothing_to_do(
    database: str, town: Path, tmp_path: Path
) -> None:
    there = {"HUB_DATABASE_URL": database, "HUB_DATA_DIR": str(tmp_path / "var")}
    shown = hub("setup", str(town), **there)
    assert (shown.returncode, shown.stderr) == (0, "")
    lines = shown.stdout.splitlines()
    assert "+ department west-market: 西城区市场监督管理局, MARKET_REGULATION for west" in lines
    assert re.fullmatch(r"\d+ added; to put it in force: --apply", lines[-1])
    done = hub("setup", str(town), "--apply", "--operator", "Clerk Lin", **there)
    assert done.stdout.splitlines()[:-1] == lines[:-1]
    assert re.fullmatch(r"\d+ added and put in force", done.stdout.splitlines()[-1])
    again = hub("setup", str(town), "--apply", **there)
    assert (again.returncode, again.stdout, again.stderr) == (0, "nothing to do\n", "")
    issued = hub(
        "token", "issue", "--department", "west-market", "--duties", "READ", "--expires", "90d", **there
    )
    assert issued.returncode == 0


def test_what_is_refused_is_shown_and_exit_code_2(database: str, town: Path, tmp_path: Path) -> None:
    there = {"HUB_DATABASE_URL": database, "HUB_DATA_DIR": str(tmp_path / "var")}
    assert hub("setup", str(town), "--apply", **there).returncode == 0
    standards = town / "standards.toml"
    text = standards.read_text(encoding="utf-8")
    standards.write_text(text.replace("max_term_months = 36", "max_term_months = 24", 1), encoding="utf-8")
    refused = hub("setup", str(town), "--apply", **there)
    assert refused.returncode == 2
    assert refused.stdout == (
        "! standard taxation-black 2022, max_term_months: it is in force since 2022-02-01:"
        " what changes is a new version\n"
    )
    assert refused.stderr == "hub: 1 refused: nothing was done, for what is refused no file can do\n"


def test_a_wrong_file_is_one_line_and_exit_code_2(database: str, town: Path, tmp_path: Path) -> None:
    (town / "levels.toml").write_text("[[permitted]\n", encoding="utf-8")
    for words, complaint in (
        ((str(town),), "hub: levels.toml: "),
        ((str(tmp_path / "nowhere"),), "hub: nowhere: no such file or folder"),
        ((), "hub: hub setup takes a city's file or folder, or --example"),
        (("--example", str(town)), f"hub: {town} is not empty"),
    ):
        done = hub("setup", *words, HUB_DATABASE_URL=database, HUB_DATA_DIR=str(tmp_path / "var"))
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(complaint)
        assert len(done.stderr.splitlines()) == 1


def test_a_hub_is_backed_up_and_brought_back_in_another_place(
    database: str, empty_database: str, town: Path, tmp_path: Path
) -> None:
    first = {"HUB_DATABASE_URL": database, "HUB_DATA_DIR": str(tmp_path / "first")}
    second = {"HUB_DATABASE_URL": empty_database, "HUB_DATA_DIR": str(tmp_path / "second")}
    assert hub("setup", str(town), "--apply", **first).returncode == 0
    words = ["--department", "west-market", "--duties", "READ", "--expires", "90d"]
    assert hub("token", "issue", *words, **first).returncode == 0
    file = tmp_path / "hub.backup"
    made = hub("backup", str(file), **first)
    assert (made.returncode, made.stderr) == (0, "")
    assert re.fullmatch(rf"{file}: [\d,]+ rows in \d+ tables, [\d,]+ bytes\n", made.stdout)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    issued = hub("token", "list", **first).stdout.split("\t")[0]
    assert hub("token", "revoke", issued, **first).returncode == 0
    refused = hub("restore", str(file), **second)
    assert refused.returncode == 2
    assert refused.stderr.startswith(
        "hub: the journal of erasures of the hub that wrote the backup is missing"
    )
    journal = ["--journal", str(tmp_path / "first" / "erasures.log")]
    done = hub("restore", str(file), *journal, **second)
    assert done.returncode == 0, done.stderr
    assert "erased again what was erased since: 0" in done.stdout
    assert "every inbox has a new epoch" in done.stdout
    [line] = hub("token", "list", **second).stdout.splitlines()
    assert line.startswith(issued)
    assert "revoked" in line


def test_the_embedded_database_is_backed_up_and_replaced(tmp_path: Path, town: Path) -> None:
    tmp_path.chmod(0o711)
    folder = tmp_path / "var"
    there = {"HUB_DATA_DIR": str(folder)}
    if named := os.environ.get("HUB_PG_BIN"):
        there["HUB_PG_BIN"] = named
    assert hub("migrate", **there).returncode == 0
    assert hub("setup", str(town), "--apply", **there).returncode == 0
    file = tmp_path / "hub.backup"
    assert hub("backup", str(file), **there).returncode == 0
    refused = hub("restore", str(file), **there)
    assert refused.returncode == 2
    assert "is not empty" in refused.stderr
    done = hub("restore", str(file), "--replace", **there)
    assert done.returncode == 0, done.stderr
    assert hub("setup", str(town), **there).stdout == "nothing to do\n"
