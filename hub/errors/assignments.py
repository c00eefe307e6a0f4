"""Refused by what an assignment is, whose it is, or what was said about it."""

from __future__ import annotations

from hub.errors import Refusal


class NotYourAssignment(Refusal):
    """The assignment is for another department: only the department it is for, or its successor, can {doing} it."""

    code = "NOT_YOUR_ASSIGNMENT"
    clause = "§5.1"


class GivenTwice(Refusal):
    """The same {noun} is given twice in this call; it counts once, at place {first} (from 0)."""

    code = "GIVEN_TWICE"


class DeclineGroundNotLegal(Refusal):
    """The measure is mandatory, so it cannot be declined as {ground}; the grounds that the law knows are {grounds}."""

    code = "DECLINE_GROUND_NOT_LEGAL"
    clause = "§5.4"


class ReasonMissing(Refusal):
    """A reason in words is missing."""

    code = "REASON_MISSING"
    clause = "§5.1"


class DoneInTheFuture(Refusal):
    """{done_on} lies ahead: only what has been done by today, {today}, can be reported."""

    code = "DONE_IN_THE_FUTURE"
    clause = "§5.1"


class DoneBeforeIssue(Refusal):
    """{done_on} is before the assignment was issued, on {issued_on}."""

    code = "DONE_BEFORE_ISSUE"
    clause = "§5.1"


class NotBegun(Refusal):
    """The assignment begins on {begins}, the day from which your department holds the function there; until then nothing is to be done."""

    code = "NOT_BEGUN"
    clause = "§5.2"
