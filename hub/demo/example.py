"""A small city to start a real one from: commented files, and those that every city shares as they are."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Final

from hub.errors import Misconfigured

SHARED: Final = ("functions.toml", "levels.toml", "parameters.toml", "statutory.toml")
"""Functions, levels of basis, the numbers of the notice and the festival days: the demo city's own."""


def write_example(folder: Path) -> list[str]:
    """Write the example into a folder that is new or empty; the names of its files. Raises Misconfigured."""
    here = files("hub.demo")
    found = {each.name: each for each in (here / "example_city").iterdir() if each.name.endswith(".toml")}
    found |= {name: here / "city" / name for name in SHARED}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise Misconfigured(f"{folder} is not empty: the example needs a folder of its own")
        for name, file in found.items():
            (folder / name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    except OSError as error:
        raise Misconfigured(f"{folder} cannot be written: {error.strerror}") from None
    return sorted(found)
