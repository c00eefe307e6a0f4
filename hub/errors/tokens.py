"""Refused when a token is issued."""

from __future__ import annotations

from hub.errors import Refusal


class UnknownDuty(Refusal):
    """There is no duty {duty}; known: {known}."""

    code = "UNKNOWN_DUTY"
    clause = "§5.3"


class DutyMissing(Refusal):
    """A token holds at least one duty; known: {known}."""

    code = "DUTY_MISSING"
    clause = "§5.3"


class DepartmentNotStanding(Refusal):
    """{department} does not exist on {today}, only from {valid_from} until {valid_to}: a token is issued to a department that stands."""

    code = "DEPARTMENT_NOT_STANDING"
    clause = "§5.3"


class ExpiresTooEarly(Refusal):
    """A token expires later than it is issued; {expires_at} has passed."""

    code = "EXPIRES_TOO_EARLY"
    clause = "§5.3"
