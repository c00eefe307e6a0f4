"""The examples as texts: they fit the schema, their generated types are current, and each tells how to run it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

from tests.conformance import node
from tests.house.tree import ROOT
from tests.support.languages import EXAMPLES, LANGUAGES, PROGRAMS, Language, done

TYPESCRIPT = EXAMPLES / "typescript"
OPERATIONS = sorted((EXAMPLES / "operations").glob("*.graphql"))


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda path: path.stem)
def test_an_operation_fits_the_schema(operation: Path) -> None:
    schema = build_schema((ROOT / "hub/schema/schema.graphql").read_text(encoding="utf-8"))
    assert validate(schema, parse(operation.read_text(encoding="utf-8"))) == []


def test_every_operation_is_used_in_every_language() -> None:
    names = {path.stem for path in OPERATIONS}
    assert names == {
        "acknowledge",
        "confirm_receipt",
        "follow",
        "inbox",
        "initiate",
        "list_subject",
        "look_up",
    }
    for language in LANGUAGES:
        texts = "".join(
            path.read_text(encoding="utf-8")
            for path in language.folder.iterdir()
            if path.suffix in {".py", ".ts", ".java", ".cs", ".sh"} and path.name != "operations.ts"
        )
        wanted = names if language.live else names - {"follow"}
        spelt = {name: name.title().replace("_", "") + "Document" for name in wanted}
        unused = {
            name
            for name in wanted
            if f'"{name}"' not in texts and f"ask {name}" not in texts and spelt[name] not in texts
        }
        assert (language.name, unused) == (language.name, set())


def test_the_generated_types_are_current(tmp_path: Path) -> None:
    node.install(TYPESCRIPT, print)
    again = tmp_path / "operations.ts"
    done(node.NODE, "generate.ts", ROOT / "hub/schema/schema.graphql", again, cwd=TYPESCRIPT)
    current = (TYPESCRIPT / "operations.ts").read_text(encoding="utf-8")
    assert again.read_text(encoding="utf-8") == current, "run `npm run generate` in examples/typescript"


def test_the_typescript_is_typed() -> None:
    node.install(TYPESCRIPT, print)
    done(node.NODE, "node_modules/typescript/bin/tsc", cwd=TYPESCRIPT)


def test_the_python_example_needs_what_its_tests_install() -> None:
    wanted = (EXAMPLES / "python" / "requirements.txt").read_text(encoding="utf-8").split()
    assert len(wanted) == 1
    assert f'"{wanted[0]}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_a_language_says_in_english_and_chinese_how_to_run_it_in_three_commands(language: Language) -> None:
    english, chinese = re.split(
        r"^## 中文$", (language.folder / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    blocks = [
        re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL) for text in (english, chinese)
    ]
    assert blocks[0] == blocks[1]
    assert len([line for line in blocks[0][0].splitlines() if not line.startswith("#")]) == 3
    for program in PROGRAMS:
        spelt = {program, program.replace("_", "-"), program.title().replace("_", "")}
        assert any(word in "".join(blocks[0]) for word in spelt)
