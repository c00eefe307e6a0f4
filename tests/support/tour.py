"""The README's tour as a test reads it: its commands, the answers it shows, and whether an answer is as shown."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_TOUR = re.compile(r"<!-- tour: begin -->\n(.*)<!-- tour: end -->", re.DOTALL)
_BLOCK = re.compile(r"^```(sh|json)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
ANYTHING = "…"


@dataclass(frozen=True)
class Step:
    """A block of commands, and the answer that the README shows below it, None where it shows none."""

    commands: str
    shown: Any


def blocks(document: Path) -> list[tuple[str, str]]:
    """The tour's code blocks in their order: (language, text)."""
    found = _TOUR.search(document.read_text(encoding="utf-8"))
    assert found is not None, f"{document.name} has no tour between its two marks"
    return [(match[1], match[2]) for match in _BLOCK.finditer(found[1])]


def steps(document: Path) -> list[Step]:
    """The tour as commands, each with what is shown of its answer."""
    made: list[Step] = []
    for language, text in blocks(document):
        if language == "sh":
            made.append(Step(text, None))
        else:
            assert made, "an answer is shown before any command"
            assert made[-1].shown is None, "two answers are shown for one command"
            made[-1] = Step(made[-1].commands, json.loads(text))
    return made


def script(tour: list[Step], mark: str) -> str:
    """All commands for one shell, `mark` on a line of its own after each."""
    return "".join(f"{step.commands}echo '{mark}'\n" for step in tour)


def differences(shown: Any, got: Any, at: str = "") -> list[str]:
    """Where an answer is not as shown; `…` in a text stands for any text, alone for anything.

    A list that ends with `…` goes on.
    """
    if shown == ANYTHING:
        return []
    if isinstance(shown, dict) and isinstance(got, dict):
        missing = [f"{at}.{name} is there on one side only" for name in sorted(shown.keys() ^ got.keys())]
        below = [differences(shown[name], got[name], f"{at}.{name}") for name in shown if name in got]
        return missing + [line for lines in below for line in lines]
    if isinstance(shown, list) and isinstance(got, list):
        given = shown[:-1] if shown and shown[-1] == ANYTHING else shown
        if len(given) > len(got) or (given is shown and len(given) != len(got)):
            return [f"{at} has {len(got)} items"]
        pairs = enumerate(zip(given, got, strict=False))
        return [line for place, (a, b) in pairs for line in differences(a, b, f"{at}.{place}")]
    if isinstance(shown, str) and isinstance(got, str):
        pattern = ".+".join(re.escape(part) for part in shown.split(ANYTHING))
        return [] if re.fullmatch(pattern, got) else [f"{at} is {got!r}"]
    same = type(shown) is type(got) and shown == got
    return [] if same else [f"{at} is {got!r}"]
