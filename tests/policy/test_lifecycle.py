"""The engine of state tables: a row answers, everything else is refused with what would be allowed."""

from __future__ import annotations

from enum import StrEnum

import pytest

from hub.errors import Refusal
from hub.policy.lifecycle import Lifecycle, Row


class Lamp(StrEnum):
    DARK = "DARK"
    LIT = "LIT"
    COVERED = "COVERED"
    BROKEN = "BROKEN"


class Hand(StrEnum):
    MAKE = "make"
    LIGHT = "light"
    COVER = "cover"
    UNCOVER = "uncover"
    DROP = "drop"


LAMP: Lifecycle[Lamp, Hand] = Lifecycle(
    noun="lamp",
    rows=(
        Row(None, Hand.MAKE, Lamp.DARK, "smith", "§5.1"),
        Row(Lamp.DARK, Hand.LIGHT, Lamp.LIT, "guard", "§5.1"),
        Row(Lamp.LIT, Hand.COVER, Lamp.COVERED, "guard", "§5.1"),
        Row(Lamp.DARK, Hand.COVER, Lamp.COVERED, "guard", "§5.1"),
        Row(Lamp.COVERED, Hand.UNCOVER, Lamp.LIT, "guard", "§5.1", Lamp.LIT),
        Row(Lamp.COVERED, Hand.UNCOVER, Lamp.DARK, "guard", "§5.1", Lamp.DARK),
        Row(Lamp.LIT, Hand.DROP, Lamp.BROKEN, "anybody", "§5.1"),
    ),
    mutations={Hand.LIGHT: "lightLamp", Hand.COVER: "coverLamp"},
)


def test_a_step_that_is_a_row_leads_to_its_state() -> None:
    assert LAMP.judge(Lamp.DARK, Hand.LIGHT) is Lamp.LIT


def test_a_step_that_is_no_row_is_refused_with_the_mutations_that_are() -> None:
    refusal = LAMP.judge(Lamp.LIT, Hand.LIGHT)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "STEP_NOT_ALLOWED"
    assert refusal.allowed == ("coverLamp",)
    assert refusal.message == "The lamp is LIT now, so lightLamp is not possible. Possible now: coverLamp."


def test_a_final_state_allows_nothing_and_says_so() -> None:
    refusal = LAMP.judge(Lamp.BROKEN, Hand.LIGHT)
    assert isinstance(refusal, Refusal)
    assert refusal.allowed == ()
    assert refusal.message.endswith("Possible now: nothing.")
    assert LAMP.steps(Lamp.BROKEN) == ()


@pytest.mark.parametrize("remembered", [Lamp.LIT, Lamp.DARK])
def test_a_state_that_remembers_goes_back_to_what_it_remembers(remembered: Lamp) -> None:
    assert LAMP.next_state(Lamp.COVERED, Hand.UNCOVER, remembered) is remembered
    assert LAMP.next_state(Lamp.COVERED, Hand.UNCOVER) is None


def test_a_table_that_answers_one_step_twice_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="answers one step twice"):
        Lifecycle(noun="lamp", rows=(*LAMP.rows, LAMP.rows[1]))


def test_the_diagram_draws_births_memories_and_ends() -> None:
    assert LAMP.diagram() == (
        "stateDiagram-v2\n"
        "    [*] --> DARK: make\n"
        "    DARK --> LIT: light\n"
        "    LIT --> COVERED: cover\n"
        "    DARK --> COVERED: cover\n"
        "    COVERED --> LIT: uncover (LIT)\n"
        "    COVERED --> DARK: uncover (DARK)\n"
        "    LIT --> BROKEN: drop\n"
        "    BROKEN --> [*]\n"
    )
