"""Refused when a listed subject corrects itself, or its credit is to be repaired (§5.5, §6.1)."""

from __future__ import annotations

from hub.errors import Refusal


class NotRepairable(Refusal):
    """The entry cannot be repaired: {why}."""

    code = "NOT_REPAIRABLE"
    clause = "§5.5"


class RepairTooEarly(Refusal):
    """The standard of the list allows an application after {months} months on it: from {earliest} on, not on {today}."""

    code = "REPAIR_TOO_EARLY"
    clause = "§5.5"


class RepairEvidenceMissing(Refusal):
    """Evidence is missing for: {requirement}. The standard asks for one document each: {requirements}; a commitment counts as one."""

    code = "REPAIR_EVIDENCE_MISSING"
    clause = "§5.5"


class RepairOpen(Refusal):
    """An application for the repair of this entry is open since {submitted_on}; it is decided before another one is submitted."""

    code = "REPAIR_OPEN"
    clause = "§5.5"


class NotCorrectable(Refusal):
    """The listing cannot be ended by a correction: {why}."""

    code = "NOT_CORRECTABLE"
    clause = "§6.1"


class CorrectionLate(Refusal):
    """The subject could correct itself until {correct_by}, and did on {corrected_on}; what is left is an application for repair."""

    code = "CORRECTION_LATE"
    clause = "§6.1"


class CorrectedInTheFuture(Refusal):
    """{corrected_on} lies ahead: only a correction made by today, {today}, can be confirmed."""

    code = "CORRECTED_IN_THE_FUTURE"
    clause = "§6.1"


class CorrectionEvidenceMissing(Refusal):
    """Say in `evidence` what shows that the subject has corrected itself."""

    code = "CORRECTION_EVIDENCE_MISSING"
    clause = "§6.1"
