"""Refused when an entry is questioned, or when what was found is recorded (§5.6)."""

from __future__ import annotations

from hub.errors import Refusal


class GroundsMissing(Refusal):
    """Say in `grounds` what is held to be wrong with the entry."""

    code = "GROUNDS_MISSING"
    clause = "§5.6"


class ConcerningMissing(Refusal):
    """An objection of a named person says in `concerning` which of the persons named by the entry objects."""

    code = "CONCERNING_MISSING"
    clause = "§5.6"


class PersonNotNamed(Refusal):
    """The entry names no such person; leave the person out, or give one whom the entry names."""

    code = "PERSON_NOT_NAMED"
    clause = "§3.6"


class RulingMissing(Refusal):
    """Cite the ruling in `ruling`: what a review or a court stays or annuls rests on its document."""

    code = "RULING_MISSING"
    clause = "§5.6"


class FollowOnNotBegun(Refusal):
    """This watch entry follows a black entry and begins on {begins} only; until then object to the black entry."""

    code = "FOLLOW_ON_NOT_BEGUN"
    clause = "§5.6"


class NotAddressed(Refusal):
    """Only {department}, which supplied the information, or its successor {doing}; where a ruling is cited, the department that listed may execute it, too."""

    code = "NOT_ADDRESSED"
    clause = "§5.6"


class ExplanationMissing(Refusal):
    """Say in `explanation` what the verification found: the person concerned is told it."""

    code = "EXPLANATION_MISSING"
    clause = "§5.6"


class ToldDayWrong(Refusal):
    """The person concerned cannot have been told of the decision on {told_on}: {problem}."""

    code = "TOLD_DAY_WRONG"
    clause = "§5.6"


class CorrectionMissing(Refusal):
    """The outcome CORRECTED says in `correction` what the entry should have said."""

    code = "CORRECTION_MISSING"
    clause = "§5.6"


class CorrectionNotAsked(Refusal):
    """The outcome {outcome} corrects nothing; leave `correction` out, or decide CORRECTED."""

    code = "CORRECTION_NOT_ASKED"
    clause = "§5.6"


class CorrectionWrong(Refusal):
    """The entry cannot be corrected so: {problem}."""

    code = "CORRECTION_WRONG"
    clause = "§5.6"


class RestorationNotOwed(Refusal):
    """The decision on this objection brought about nothing that has to be restored."""

    code = "RESTORATION_NOT_OWED"
    clause = "§5.6"


class RestorationClosed(Refusal):
    """The restoration was closed on {closed_on} already."""

    code = "RESTORATION_CLOSED"
    clause = "§5.6"


class MeasuresNotLifted(Refusal):
    """{owing} measures have not been confirmed as lifted yet; the restoration is closed when all have."""

    code = "MEASURES_NOT_LIFTED"
    clause = "§5.6"


class NumberMissing(Refusal):
    """The rules of this city have no number {code} on {today}; the credit office adds it with its source."""

    code = "NUMBER_MISSING"
    clause = "§5.6"
