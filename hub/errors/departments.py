"""Refused when a department is registered, changed or ended (§5.1, §5.2, A7)."""

from __future__ import annotations

from hub.errors import Refusal


class NotCreditOffice(Refusal):
    """The register of departments is kept by the credit offices: ask that of your region, or the prefecture's."""

    code = "NOT_CREDIT_OFFICE"
    clause = "§5.2"


class OutsideYourArea(Refusal):
    """Your credit office keeps the departments seated in its own region and below, and the regions they serve; {region} lies outside. Ask the prefecture's credit office."""

    code = "OUTSIDE_YOUR_AREA"
    clause = "§5.2"


class CreditOfficeByPrefecture(Refusal):
    """Who is a credit office is decided by the prefecture's credit office alone; leave the function {function} as it is, or ask there."""

    code = "CREDIT_OFFICE_BY_PREFECTURE"
    clause = "§5.2"


class UnknownFunction(Refusal):
    """There is no function {function}; the catalogue's functions are set up with the city."""

    code = "UNKNOWN_FUNCTION"
    clause = "§5.2"


class SlugTaken(Refusal):
    """There is a department {slug} already; a department is registered once, and one that follows another has a slug of its own."""

    code = "SLUG_TAKEN"
    clause = "§5.2"


class DayHasPassed(Refusal):
    """{day} has passed; what a department holds, serves or ends changes from {earliest} at the earliest."""

    code = "DAY_HAS_PASSED"
    clause = "§5.2"


class DepartmentNotStandingThen(Refusal):
    """{department} is no department on {day}; it stands from {valid_from} to {valid_to}."""

    code = "DEPARTMENT_NOT_STANDING_THEN"
    clause = "§5.2"


class DepartmentHasEnded(Refusal):
    """{department} has ended, on {valid_to}; what has ended stays so."""

    code = "DEPARTMENT_HAS_ENDED"
    clause = "§5.2"


class SuccessorMissing(Refusal):
    """{department} has {own} that would be nobody's: name the department that takes over from it."""

    code = "SUCCESSOR_MISSING"
    clause = "§5.2"


class SuccessorUnfit(Refusal):
    """{successor} cannot take over: {why}."""

    code = "SUCCESSOR_UNFIT"
    clause = "§5.2"


class StillToSucceed(Refusal):
    """{department} is to take over from {other} on {day}, and stands at least until then; name another successor there first."""

    code = "STILL_TO_SUCCEED"
    clause = "§5.2"


class NothingChanges(Refusal):
    """Say what changes of the department: its functions, the regions it serves, or its name."""

    code = "NOTHING_CHANGES"
    clause = "§5.2"
