"""Stairs go down: the import contracts hold, and each of them catches what it is there to catch."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from tests.house.tree import ROOT

LINT = "from importlinter.cli import lint_imports_command as lint; lint()"


def test_the_contracts_hold(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    code = lint_imports(config_filename="pyproject.toml", no_cache=True, no_logo=True)
    assert code == 0, capfd.readouterr().out


@pytest.fixture(scope="module")
def skeleton(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house of empty rooms under our contracts, in which a module may misbehave."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", folder)
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    stairs = next(found for found in contracts["contracts"] if found["id"] == "stairs")
    for room in " ".join(stairs["layers"]).replace("|", " ").split():
        (folder / "hub" / room.strip("()")).mkdir(parents=True)
        (folder / "hub" / room.strip("()") / "__init__.py").touch()
    (folder / "hub" / "__init__.py").touch()
    (folder / "hub" / "store" / "statements.py").write_text("import alembic, psycopg, sqlalchemy\n")
    (folder / "hub" / "schema" / "types.py").write_text("import graphql, strawberry, hub.casework\n")
    (folder / "hub" / "casework" / "exits.py").write_text("import hub.store.statements\n")
    (folder / "hub" / "policy" / "exits.py").write_text("import datetime, enum, uuid, hub.errors\n")
    return folder


def test_a_house_in_order_breaks_nothing(skeleton: Path) -> None:
    code, said = _lint(skeleton)
    assert code == 0, said
    assert "BROKEN" not in said


@pytest.mark.parametrize(
    ("room", "line", "contract"),
    [
        ("policy", "import hub.store", "Stairs go down"),
        ("store", "import hub.casework", "Stairs go down"),
        ("casework", "import hub.resolvers", "Stairs go down"),
        ("", "X = 1", "Stairs go down"),  # a room that nobody declared
        ("policy", "import sqlalchemy", "Policy knows no library"),
        ("policy", "import orjson", "Policy knows no library"),
        ("policy", "import time", "Policy knows no library"),
        ("casework", "import graphql", "Only schema and edge speak GraphQL"),
        ("store", "import strawberry", "Only schema and edge speak GraphQL"),
        ("casework", "import sqlalchemy", "Only store speaks SQL"),
        ("resolvers", "import psycopg", "Only store speaks SQL"),
        ("schema", "import hub.store.statements", "Schema never writes a statement"),
        ("edge", "import hub.settings", "Settings are handed down"),
    ],
)
def test_a_module_in_the_wrong_room_is_caught(skeleton: Path, room: str, line: str, contract: str) -> None:
    module = skeleton / "hub" / room / "misplaced.py"
    module.write_text(f"{line}\n")
    try:
        code, said = _lint(skeleton)
    finally:
        module.unlink()
    assert code == 1, said
    assert f"{contract} BROKEN" in said.splitlines()


def _lint(folder: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache", "--no-logo"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": os.pathsep.join((str(folder), str(ROOT))), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr
