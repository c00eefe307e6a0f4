"""Refused when a linked action is initiated or withdrawn."""

from __future__ import annotations

from hub.errors import Refusal


class MayNotInitiate(Refusal):
    """Only the department that listed the subject, its successor, or the credit office of its seat initiates a linked action for the entry."""

    code = "MAY_NOT_INITIATE"
    clause = "§5.1"


class EntryNotInForce(Refusal):
    """A linked action needs an entry in force; this one is in force from {valid_from} and until the day before {exit_day}."""

    code = "ENTRY_NOT_IN_FORCE"
    clause = "§5.1"


class EntryErased(Refusal):
    """The entry was listed in error and has been erased; nothing can follow from it any more."""

    code = "ENTRY_ERASED"
    clause = "§6.3"


class NoEditionInForce(Refusal):
    """No edition of the catalogue of measures is in force on {today}, so no measure is triggered."""

    code = "NO_EDITION_IN_FORCE"
    clause = "§5.4"


class MeasureNotTriggered(Refusal):
    """The edition in force does not trigger the measure {measure} for this entry; leave it out, or leave `measures` out to take all that are triggered."""

    code = "MEASURE_NOT_TRIGGERED"
    clause = "§5.4"


class BasisNotInForce(Refusal):
    """The measure {measure} was left out: its legal basis is not in force today, or its level does not make a measure mandatory."""

    code = "BASIS_NOT_IN_FORCE"
    clause = "§5.4"


class UnknownRegion(Refusal):
    """There is no region {region}."""

    code = "UNKNOWN_REGION"
    clause = "§5.2"


class NothingToInitiate(Refusal):
    """Nothing is left to assign: {why}."""

    code = "NOTHING_TO_INITIATE"
    clause = "§5.1"


class NotYourAction(Refusal):
    """Only the department that initiated the linked action, or its successor, withdraws it."""

    code = "NOT_YOUR_ACTION"
    clause = "§5.1"


class AlreadyWithdrawn(Refusal):
    """The linked action was withdrawn before, on {withdrawn_on}; it is not withdrawn twice."""

    code = "ALREADY_WITHDRAWN"
    clause = "§5.1"
