"""Publishing a version of a list type's rules (§4.1, X5): who may, and every reason against it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from hub.errors import Refusal
from hub.errors.listing import LevelNotPermitted, TextMissing
from hub.errors.standards import (
    CriterionWrong,
    EffectiveInThePast,
    FollowsTooEarly,
    MayNotPublish,
    NameTaken,
    RepairRulesWrong,
    StandardWithoutCriteria,
    TermBoundsWrong,
    WatchListUnpublished,
    WatchTermWrong,
)
from hub.policy.bases import BasisGiven, judge_basis
from hub.policy.duties import CREDIT_OFFICE, Caller
from hub.policy.names import blank
from hub.policy.standards import ListType
from hub.policy.vocabulary import BasisLevel, ListKind, Severity

LONGEST_TERM: Final = 1200
"""Months; a hundred years, beyond which no day of an entry could be written."""


@dataclass(frozen=True, slots=True)
class CriterionGiven:
    """A conduct that a new version names, and how many of it make a listing."""

    code: str
    description: str
    group: str | None = None
    severity: Severity | None = None
    occurrences: int = 1


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version of a list type's rules that a department wants to publish; terms in months, `decision_days` working days."""

    version: str
    basis: BasisGiven
    effective_from: date
    criteria: Sequence[CriterionGiven]
    min_term_months: int
    max_term_months: int
    watch_term_months: int | None
    published: bool
    correctable: bool
    repairable: bool
    repair_earliest_months: int | None
    repair_decision_days: int | None
    repair_requirements: Sequence[str]


@dataclass(frozen=True, slots=True)
class Known:
    """A version that the list type has already, by name and days."""

    version: str
    effective_from: date
    effective_to: date | None


def judge_publisher(caller: Caller, list_type: ListType, prefecture: UUID) -> Refusal | None:
    """Who publishes a list type's standards: its lead department for the whole of its area, or that area's credit office.

    The prefecture's credit office publishes for every list, and a list without a region is for all of it.
    """
    area = list_type.region or prefecture
    if CREDIT_OFFICE in caller.functions and caller.region_id in {area, prefecture}:
        return None
    if list_type.lead_function in caller.functions and area in caller.serves:
        return None
    publisher = (
        f"a credit office of its area, or the department of {list_type.lead_function} that serves all of it"
    )
    return MayNotPublish(
        path=("listType",), what=f"A standard of the list {list_type.name}", publisher=publisher
    )


def judge_version(
    new: NewVersion,
    list_type: ListType,
    known: Sequence[Known],
    *,
    permitted: Collection[BasisLevel],
    today: date,
) -> tuple[Refusal, ...]:
    """Every reason why the version is not published; none when it may be (§4.1, §4.4, §5.5, §6.1).

    `permitted`: the basis levels that carry this kind of list at this scope on its first day (dated data).
    """
    return (
        *_days(new, list_type, known, today),
        *_carried(new, list_type, permitted),
        *_named_criteria(new.criteria),
        *_terms(new, list_type.kind),
        *_repair(new, list_type.kind),
    )


def _days(new: NewVersion, list_type: ListType, known: Sequence[Known], today: date) -> Iterator[Refusal]:
    if blank(new.version):
        yield TextMissing(path=("version",), what="version of the standard")
    elif any(other.version == new.version.strip() for other in known):
        taken = f"a version {new.version.strip()} of the list {list_type.name}"
        yield NameTaken(path=("version",), name=taken)
    if new.effective_from < today:
        yield EffectiveInThePast(path=("effectiveFrom",), effective_from=new.effective_from, today=today)
    latest = max(known, key=lambda other: other.effective_from, default=None)
    if latest is not None and new.effective_from <= latest.effective_from:
        yield FollowsTooEarly(
            path=("effectiveFrom",),
            before=f"The version {latest.version} of the list {list_type.name}",
            begins=latest.effective_from,
            effective_from=new.effective_from,
        )


def _carried(new: NewVersion, list_type: ListType, permitted: Collection[BasisLevel]) -> Iterator[Refusal]:
    yield from judge_basis(new.basis, new.effective_from)
    if new.basis.level not in permitted:
        yield LevelNotPermitted(
            path=("basis", "level"),
            kind=list_type.kind,
            scope=list_type.scope,
            level=new.basis.level,
            decided_on=new.effective_from,
            permitted=", ".join(level for level in BasisLevel if level in permitted) or "none",
        )


def _named_criteria(criteria: Sequence[CriterionGiven]) -> Iterator[Refusal]:
    if not criteria:
        yield StandardWithoutCriteria(path=("criteria",))
    seen: set[str] = set()
    for place, criterion in enumerate(criteria):
        code = criterion.code.strip()
        if not code:
            problem, key = "its code is empty", "code"
        elif code in seen:
            problem, key = "its code is given twice", "code"
        elif blank(criterion.description):
            problem, key = "the conduct is not described", "description"
        elif not 1 <= criterion.occurrences <= LONGEST_TERM:
            problem, key = f"{criterion.occurrences} of it cannot make a listing", "occurrences"
        else:
            seen.add(code)
            continue
        seen.add(code)
        yield CriterionWrong(
            path=("criteria", str(place), key), criterion=code or f"number {place + 1}", problem=problem
        )


def _terms(new: NewVersion, kind: ListKind) -> Iterator[Refusal]:
    least, most = new.min_term_months, new.max_term_months
    if not 1 <= least <= most <= LONGEST_TERM:
        yield TermBoundsWrong(path=("maxTermMonths",), least_given=least, most_given=most, most=LONGEST_TERM)
    months = new.watch_term_months
    if kind is ListKind.BLACK and months is None:
        problem = "after a black entry its subject is watched, so the longest watch term is given"
        yield WatchTermWrong(path=("watchTermMonths",), problem=problem)
    elif kind is not ListKind.BLACK and months is not None:
        yield WatchTermWrong(
            path=("watchTermMonths",), problem="only a black entry is followed by a watch entry"
        )
    elif months is not None and not 1 <= months <= LONGEST_TERM:
        yield WatchTermWrong(
            path=("watchTermMonths",), problem=f"{months} months are not between 1 and {LONGEST_TERM}"
        )
    if kind is ListKind.WATCH and new.published:
        yield WatchListUnpublished(path=("published",))


def _repair(new: NewVersion, kind: ListKind) -> Iterator[Refusal]:
    """P0 and P1 are for those who broke faith, and every application is decided within days that are set."""
    earliest, days = new.repair_earliest_months, new.repair_decision_days
    if kind is ListKind.RED and (new.correctable or new.repairable):
        key = "correctable" if new.correctable else "repairable"
        yield RepairRulesWrong(path=(key,), problem="a red entry has nothing to correct or repair")
    if kind is ListKind.WATCH and new.correctable:
        yield RepairRulesWrong(path=("correctable",), problem="only a black listing sets a day to correct by")
    if new.repairable and days is None:
        problem = "a repairable listing says within how many working days an application is decided"
        yield RepairRulesWrong(path=("repairDecisionDays",), problem=problem)
    for key, number, least in (("repairEarliestMonths", earliest, 0), ("repairDecisionDays", days, 1)):
        if number is None:
            continue
        if not new.repairable:
            yield RepairRulesWrong(
                path=(key,), problem="it is given where a listing is repairable, and only there"
            )
        elif not least <= number <= LONGEST_TERM:
            yield RepairRulesWrong(path=(key,), problem=f"{number} is not between {least} and {LONGEST_TERM}")
    for place, requirement in enumerate(new.repair_requirements):
        if blank(requirement):
            yield TextMissing(path=("repairRequirements", str(place)), what="requirement of repair")
