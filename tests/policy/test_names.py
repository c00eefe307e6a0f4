"""What can be read of a text: invisible characters are no words (§4.1, C3)."""

from __future__ import annotations

import pytest

from hub.policy.assignments import judge_decline
from hub.policy.names import blank
from hub.policy.vocabulary import DeclineGround, MeasureForce


@pytest.mark.parametrize(
    ("text", "empty"),
    [
        (None, True),
        ("", True),
        (" \u3000", True),
        ("\u200b\u200d\ufeff", True),
        ("\u2800\u3164", True),
        ("。", False),
        ("事由", False),
    ],
)
def test_a_text_of_invisible_signs_says_nothing(text: str | None, *, empty: bool) -> None:
    assert blank(text) is empty


def test_a_reason_of_invisible_signs_is_none() -> None:
    refusal = judge_decline(MeasureForce.MANDATORY, DeclineGround.NO_SUCH_MATTER, "\u200b \u2060")
    assert refusal is not None
    assert refusal.code == "REASON_MISSING"
