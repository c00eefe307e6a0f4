"""Refused when an edition of the catalogue is published: by whom, and what a measure lacks (§5.4, A10)."""

from __future__ import annotations

from hub.errors import Refusal


class EditionWithoutMeasures(Refusal):
    """An edition names at least one measure; all that it leaves out is released on the actions that run."""

    code = "EDITION_WITHOUT_MEASURES"
    clause = "§5.4"


class MeasureWrong(Refusal):
    """The measure {measure} cannot stand in the edition: {problem}."""

    code = "MEASURE_WRONG"
    clause = "§5.4"


class ForceNotCarried(Refusal):
    """The measure {measure} cannot be mandatory on {effective_from}: it rests on a {level}; that day only these make a measure mandatory: {levels}."""

    code = "FORCE_NOT_CARRIED"
    clause = "§5.4"
