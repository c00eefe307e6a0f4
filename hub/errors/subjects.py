"""Refused when a subject is registered or pointed at."""

from __future__ import annotations

from hub.errors import Refusal


class NameDiffers(Refusal):
    """This id number is registered under another name; nothing was changed. Check number and name against the identity card."""

    code = "NAME_DIFFERS"
    clause = "§3.6"


class NotYourRegistration(Refusal):
    """What is registered is corrected, and an office ended, by the department that registered it, its successor, or the credit office of the region; ask one of them."""

    code = "NOT_YOUR_REGISTRATION"
    clause = "§5.3"


class NothingCorrected(Refusal):
    """The register says so already; give what has to be said instead."""

    code = "NOTHING_CORRECTED"
    clause = "§5.3"
