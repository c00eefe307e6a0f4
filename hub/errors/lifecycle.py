"""Refused because the thing's state does not allow the step."""

from __future__ import annotations

from hub.errors import Refusal


class StepNotAllowed(Refusal):
    """The {noun} is {state} now, so {asked} is not possible. Possible now: {possible}."""

    code = "STEP_NOT_ALLOWED"
    clause = "§5.1"
