"""Refused when the measures of an entry are to rest for a while (§5.5)."""

from __future__ import annotations

from hub.errors import Refusal


class NothingToPause(Refusal):
    """There is nothing to pause: {why}."""

    code = "NOTHING_TO_PAUSE"
    clause = "§5.5"


class PauseBoundsWrong(Refusal):
    """A pause from {first} until {last} cannot be: {problem}."""

    code = "PAUSE_BOUNDS_WRONG"
    clause = "§5.5"


class OneOffIncomplete(Refusal):
    """A one-off lifting is for one measure, one department and one case; here {missing}."""

    code = "ONE_OFF_INCOMPLETE"
    clause = "§5.5"


class PausedMeasureUnknown(Refusal):
    """No action for the entry assigns the measure {measure}, and the edition in force does not trigger it; leave `measures` out to pause them all."""

    code = "PAUSED_MEASURE_UNKNOWN"
    clause = "§5.5"


class MeasurePaused(Refusal):
    """The measure was not to be applied on {done_on}: the entry is paused from {first} until {last}. Report what was done on another day, or that nothing was."""

    code = "MEASURE_PAUSED"
    clause = "§5.5"
