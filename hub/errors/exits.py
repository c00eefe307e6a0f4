"""Refused when an entry is to leave its list (§6.1, §6.2, §6.3)."""

from __future__ import annotations

from hub.errors import Refusal


class NotListingDepartment(Refusal):
    """Only {department}, which decided the listing, or its successor {doing}."""

    code = "NOT_LISTING_DEPARTMENT"
    clause = "§6.1"


class AlreadyExited(Refusal):
    """The entry left its list on {exited_on} ({ground}); {still}."""

    code = "ALREADY_EXITED"
    clause = "§6.3"


class GroundNotPossible(Refusal):
    """A {kind} entry never leaves its list on the ground {ground}; by hand it does on {possible}."""

    code = "GROUND_NOT_POSSIBLE"
    clause = "§6.1"


class GroundNotByHand(Refusal):
    """An exit on the ground {ground} is not made by hand: it comes about by {way}. By hand a {kind} entry leaves on {possible}."""

    code = "GROUND_NOT_BY_HAND"
    clause = "§6.1"


class ExitFactsMissing(Refusal):
    """Say in `facts` what was found: an exit on the ground {ground} rests on it."""

    code = "EXIT_FACTS_MISSING"
    clause = "§6.2"


class EntryNotBegun(Refusal):
    """This watch entry follows a black entry and begins on {begins} only; until then end the black entry, not this one."""

    code = "ENTRY_NOT_BEGUN"
    clause = "§6.1"


class NewStandardMissing(Refusal):
    """Cite the new standard, or name its document in `facts`."""

    code = "NEW_STANDARD_MISSING"
    clause = "§6.1"


class NewStandardWrong(Refusal):
    """The standard cited cannot have changed this listing: {problem}."""

    code = "NEW_STANDARD_WRONG"
    clause = "§6.1"
