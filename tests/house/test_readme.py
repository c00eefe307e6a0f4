"""The README tells every setting and every command there is, and none that is not."""

import re

import pytest
import typer

from hub.cli import app
from hub.settings import PREFIX, Settings
from tests.house.tree import ROOT

SETTINGS = {PREFIX + name.upper() for name in Settings.model_fields}


@pytest.fixture(scope="module")
def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_is_told(readme: str) -> None:
    assert {name for name in SETTINGS if name not in readme} == set()


def test_no_setting_is_told_that_does_not_exist(readme: str) -> None:
    assert set(re.findall(r"\bHUB_[A-Z][A-Z_]*[A-Z]\b", readme)) - SETTINGS == set()


def test_every_command_is_told(readme: str) -> None:
    commands = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    assert {name for name in commands if f"hub {name}" not in readme} == set()


def test_every_target_of_make_is_told_by_make_help() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony is not None
    helped = re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE)
    assert set(phony[1].split()) == set(helped)
    assert {"help", "run", "test", "check", "bench", "soak", "generate", "lock"} <= set(helped)
