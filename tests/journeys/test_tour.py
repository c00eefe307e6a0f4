"""The README's tour, run as it stands there: every command, against a real hub, with the answers it shows."""

import json
import subprocess

import pytest

from tests.house.tree import ROOT
from tests.support.running_hub import running_hub
from tests.support.tour import Step, blocks, differences, script, steps

ENGLISH, CHINESE = ROOT / "README.md", ROOT / "README.zh-CN.md"
MARK = "=== the next block of the tour ==="
ENTERPRISES = 60


@pytest.fixture(scope="module")
def tour() -> list[Step]:
    return steps(ENGLISH)


def test_the_tour_does_what_the_readme_shows(tour: list[Step]) -> None:
    with running_hub(ENTERPRISES) as hub:
        done = subprocess.run(
            ["bash", "-e"],
            input=script(tour, MARK),
            env=hub.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    answers = done.stdout.split(f"{MARK}\n")
    assert done.returncode == 0, f"{answers[-1]}\n{done.stderr}"
    assert done.stderr == ""
    assert len(answers) == len(tour) + 1
    wrong = {
        step.commands: differences(step.shown, json.loads(answer)) or None
        for step, answer in zip(tour, answers, strict=False)
        if step.shown is not None
    }
    assert {commands: lines for commands, lines in wrong.items() if lines} == {}


def test_the_tour_shows_an_answer_wherever_it_asks(tour: list[Step]) -> None:
    silent = [step.commands for step in tour if step.shown is None]
    assert len(silent) == 2  # the three functions, and the loop that reads an inbox to its end
    assert silent[0].count("() {") == 3
    assert "while " in silent[1]


def test_the_chinese_tour_is_the_same_tour() -> None:
    assert blocks(CHINESE) == blocks(ENGLISH)


@pytest.mark.parametrize(
    ("shown", "got", "wrong"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2}, [".a is 2"]),
        ({"a": 0}, {"a": False}, [".a is False"]),
        ({"a": 1}, {"a": 1, "b": 2}, [".b is there on one side only"]),
        ({"a": "…"}, {"a": [1, 2]}, []),
        ({"a": "…-06-30"}, {"a": "2028-06-30"}, []),
        ({"a": "…-06-30"}, {"a": "2028-07-01"}, [".a is '2028-07-01'"]),
        ([1, "…"], [1, 2, 3], []),
        ([1], [1, 2], [" has 2 items"]),
        ([{"a": None}], [{"a": "x"}], [".0.a is 'x'"]),
    ],
)
def test_an_answer_is_compared_with_what_is_shown(shown: object, got: object, wrong: list[str]) -> None:
    assert differences(shown, got) == wrong
