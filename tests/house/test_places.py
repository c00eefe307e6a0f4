"""Nothing in the tree says where packages come from or where this checkout stands; the locks pin by hash."""

import os
import re
import tomllib
from pathlib import Path

import pytest

from tests.house.tree import ROOT, files, name_of

# Written in pieces, so that this file does not find itself.
INDEX = re.compile(
    r"(--(extra-)?index-" r"url|--find-" r"links[ =]|pypi\." r"org|files\.python" r"hosted|registry\." r"npmjs"
    r"|\"resolved\"\s*:\s*\"http|https?://[^\s\"']*/(simple|packages)/)"
)  # fmt: skip
LOCKS = ("requirements.lock", "requirements-dev.lock")


def _texts() -> list[tuple[str, str]]:
    found = []
    for path in files():
        if path.name == Path(__file__).name:
            continue
        try:
            found.append((name_of(path), path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue  # a picture, a font
    return found


def test_no_file_names_a_package_index() -> None:
    assert [(name, found[0]) for name, text in _texts() if (found := INDEX.search(text))] == []


def test_no_file_names_a_path_of_this_machine() -> None:
    private = [place for place in (str(ROOT), os.path.expanduser("~")) if len(Path(place).parts) > 2]  # noqa: PTH111
    private += [f"{Path(place).parent}/" for place in private if len(Path(place).parent.parts) > 2]
    assert [(name, place) for name, text in _texts() for place in private if place in text] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_is_pinned_by_hash(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    packages = re.findall(
        r"^([a-z0-9][a-z0-9._-]*)(\[[^\]]*\])?==\S+.*(?:\\\n +--hash=sha256:[0-9a-f]{64}.*)+",
        text,
        re.MULTILINE,
    )
    lines = re.findall(r"^[a-z0-9]", text, re.MULTILINE)
    assert len(packages) == len(lines) > 0
    assert "://" not in text


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_keeps_what_pyproject_pins(lock: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = list(project["dependencies"]) + list(project["optional-dependencies"]["build"])
    if "dev" in lock:
        wanted += project["optional-dependencies"]["dev"]
    text = (ROOT / lock).read_text(encoding="utf-8")
    missing = []
    for requirement in wanted:
        name, _, version = re.sub(r"\[[^\]]*\]", "", requirement).partition("==")
        if not re.search(rf"^{re.escape(name)}(\[[^\]]*\])?=={re.escape(version)}( |$)", text, re.MULTILINE):
            missing.append(requirement)
    assert missing == []


def test_what_runs_is_the_same_in_both_locks() -> None:
    runtime, everything = (
        set(
            re.findall(
                r"^([a-z0-9][a-z0-9._-]*==[^\s;]+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE
            )
        )
        for lock in LOCKS
    )
    assert runtime - everything == set()
