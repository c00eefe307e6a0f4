"""Refused about an office in an enterprise, or about whom a listing names as responsible (§3.2, §3.6)."""

from __future__ import annotations

from hub.errors import Refusal


class OfficeNotHeld(Refusal):
    """The register knows no office {role} of this person in the enterprise at the time of the conduct, {conduct_from} to {conduct_to}. Record the office first, or correct the role."""

    code = "OFFICE_NOT_HELD"
    clause = "§3.6"


class NotDirectlyResponsible(Refusal):
    """{who} is named only when directly responsible for the conduct; say so with `directlyResponsible`."""

    code = "NOT_DIRECTLY_RESPONSIBLE"
    clause = "§3.2"


class NamesNobody(Refusal):
    """{what} names no responsible persons; leave `responsible` out."""

    code = "NAMES_NOBODY"
    clause = "§3.6"


class OfficeDatesWrong(Refusal):
    """An office cannot end on {until}, before it begins on {since}."""

    code = "OFFICE_DATES_WRONG"
    clause = "§3.6"


class OfficeOverlaps(Refusal):
    """The register already has this person as {role} of the enterprise from {since} to {until}; end that office first, or record other days."""

    code = "OFFICE_OVERLAPS"
    clause = "§3.6"


class OfficeEnded(Refusal):
    """The office has already ended, on {until}."""

    code = "OFFICE_ENDED"
    clause = "§3.6"


class OfficeAnnulled(Refusal):
    """The office was annulled before, as recorded in error; record it anew if it was held after all."""

    code = "OFFICE_ANNULLED"
    clause = "§3.6"
