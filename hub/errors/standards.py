"""Refused when a standard is published: who may, from which day, on which basis, with which rules (§4.1, X5)."""

from __future__ import annotations

from hub.errors import Refusal


class MayNotPublish(Refusal):
    """{what} is published by {publisher}; your department is not that."""

    code = "MAY_NOT_PUBLISH"
    clause = "§4.1"


class EffectiveInThePast(Refusal):
    """Rules are published for today, {today}, or a later day: they cannot take effect on {effective_from}."""

    code = "EFFECTIVE_IN_THE_PAST"
    clause = "§4.1"


class FollowsTooEarly(Refusal):
    """{before} begins on {begins}; what follows it begins later than that, not on {effective_from}."""

    code = "FOLLOWS_TOO_EARLY"
    clause = "§4.1"


class NameTaken(Refusal):
    """There is {name} already; what changes is published under a name of its own."""

    code = "NAME_TAKEN"
    clause = "§4.1"


class BasisDaysWrong(Refusal):
    """The basis cannot be in force from {since} to {until}: the last day comes before the first."""

    code = "BASIS_DAYS_WRONG"
    clause = "§4.1"


class BasisHasEnded(Refusal):
    """The basis {basis} ended on {ended}, and what has ended stays so; an act that is in force again is cited anew."""

    code = "BASIS_HAS_ENDED"
    clause = "§5.4"


class BasisOutOfForce(Refusal):
    """The basis {basis} is not in force on {effective_from}, the day from which the rules apply; it is from {since} to {until}."""

    code = "BASIS_OUT_OF_FORCE"
    clause = "§4.1"


class StandardWithoutCriteria(Refusal):
    """A standard names at least one criterion: without one nobody could be listed under it."""

    code = "STANDARD_WITHOUT_CRITERIA"
    clause = "§4.1"


class CriterionWrong(Refusal):
    """The criterion {criterion} cannot stand in the standard: {problem}."""

    code = "CRITERION_WRONG"
    clause = "§4.1"


class TermBoundsWrong(Refusal):
    """Terms run from 1 month to {most} months, the shortest first; {least_given} to {most_given} months are none."""

    code = "TERM_BOUNDS_WRONG"
    clause = "§6.1"


class WatchTermWrong(Refusal):
    """The standard's watch term cannot stand: {problem}."""

    code = "WATCH_TERM_WRONG"
    clause = "§6.1"


class WatchListUnpublished(Refusal):
    """A watch list is never published, whatever its standard; give `published: false`."""

    code = "WATCH_LIST_UNPUBLISHED"
    clause = "§4.4"


class RepairRulesWrong(Refusal):
    """The standard's rules of correction and repair cannot stand: {problem}."""

    code = "REPAIR_RULES_WRONG"
    clause = "§5.5"
