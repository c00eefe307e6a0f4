"""Refused when a subject is put on a list: what the listing lacks, or what stands against it (§3.1, §4, §6)."""

from __future__ import annotations

from hub.errors import Refusal


class UnknownListType(Refusal):
    """There is no list type {slug}; `listTypes` shows those there are."""

    code = "UNKNOWN_LIST_TYPE"
    clause = "§4.2"


class UnknownDepartment(Refusal):
    """There is no department {department}."""

    code = "UNKNOWN_DEPARTMENT"


class TextMissing(Refusal):
    """The {what} must be given in words; it is empty."""

    code = "TEXT_MISSING"
    clause = "§4.1"


class DecidedInTheFuture(Refusal):
    """The decision is dated {decided_on}, after today, {today}; a listing is recorded once it is decided."""

    code = "DECIDED_IN_THE_FUTURE"
    clause = "§4.1"


class NoStandardInForce(Refusal):
    """The list {list_type} has no standard in force on {decided_on}, the day of the decision; nobody can be put on it until one is published."""

    code = "NO_STANDARD_IN_FORCE"
    clause = "§4.1"


class BasisEnded(Refusal):
    """The legal basis of the standard is not in force on {decided_on}, the day of the decision: {basis}."""

    code = "BASIS_ENDED"
    clause = "§4.1"


class LevelNotPermitted(Refusal):
    """A {kind} list of scope {scope} cannot rest on a basis of the level {level} on {decided_on}; permitted that day: {permitted}."""

    code = "LEVEL_NOT_PERMITTED"
    clause = "§4.1"


class FunctionMissing(Refusal):
    """The list {list_type} is led by the function {function}, which your department does not have."""

    code = "FUNCTION_MISSING"
    clause = "§3.1"


class OutsideScope(Refusal):
    """The list {list_type} is kept for one area only, and your department serves no region inside it."""

    code = "OUTSIDE_SCOPE"
    clause = "§3.1"


class ConductDatesMissing(Refusal):
    """Say from which day to which day the conduct lasted; for a single day give the same day twice."""

    code = "CONDUCT_DATES_MISSING"
    clause = "§4.1"


class ConductDatesWrong(Refusal):
    """The conduct cannot have lasted from {conduct_from} to {conduct_to}: {problem}."""

    code = "CONDUCT_DATES_WRONG"
    clause = "§4.1"


class CriteriaMissing(Refusal):
    """Name at least one criterion of the standard that the conduct meets."""

    code = "CRITERIA_MISSING"
    clause = "§4.1"


class UnknownCriterion(Refusal):
    """The standard in force on the day of the decision has no criterion {criterion}; it has {known}."""

    code = "UNKNOWN_CRITERION"
    clause = "§4.1"


class CriteriaInsufficient(Refusal):
    """The criteria given do not make a listing: {missing}. One criterion has to reach its own number."""

    code = "CRITERIA_INSUFFICIENT"
    clause = "§4.1"


class EvidenceMissing(Refusal):
    """Give at least one piece of evidence, each with its document."""

    code = "EVIDENCE_MISSING"
    clause = "§4.1"


class ValidityWrong(Refusal):
    """The entry cannot be valid from {valid_from}: a listing takes effect on the day of its decision, {decided_on}, or later."""

    code = "VALIDITY_WRONG"
    clause = "§6.1"


class TermOutOfBounds(Refusal):
    """From {valid_from} to {valid_until} is outside the standard's {least} to {most} months; valid until must lie between {earliest} and {latest}."""

    code = "TERM_OUT_OF_BOUNDS"
    clause = "§6.1"


class WatchTermOutOfBounds(Refusal):
    """A watch term of {months} months is not possible: {why}."""

    code = "WATCH_TERM_OUT_OF_BOUNDS"
    clause = "§6.1"


class NoticeMissing(Refusal):
    """A {kind} listing says when and by which means the subject was told {told}."""

    code = "NOTICE_MISSING"
    clause = "§4.4"


class NoticeLate(Refusal):
    """The subject is told before the listing takes effect: the notice of {given_on} is later than {limit}."""

    code = "NOTICE_LATE"
    clause = "§4.4"


class CorrectionDayMissing(Refusal):
    """The standard lets the subject correct its conduct, so the notice names the day until which it may: give `correctBy`."""

    code = "CORRECTION_DAY_MISSING"
    clause = "§5.5"


class CorrectionDayWrong(Refusal):
    """The subject can correct its conduct only after it was told, on {given_on}; {correct_by} is earlier."""

    code = "CORRECTION_DAY_WRONG"
    clause = "§5.5"


class AlreadyListed(Refusal):
    """Your department has an entry of the list {list_type} for this subject, valid from {valid_from} and until the day before {exit_day}; the new one would overlap it."""

    code = "ALREADY_LISTED"
    clause = "§4.2"


class AdverseEntryInForce(Refusal):
    """The subject cannot be put on a red list beside {entry}."""

    code = "ADVERSE_ENTRY_IN_FORCE"
    clause = "§6.2"


class BlackEntryInForce(Refusal):
    """The subject cannot be put on a watch list beside your department's black entry of the same field, on the list {list_type}, in force until the day before {exit_day}."""

    code = "BLACK_ENTRY_IN_FORCE"
    clause = "§4.4"
