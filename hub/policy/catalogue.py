"""Publishing an edition of the catalogue of joint measures (§5.4, A9, A10): who may, and every reason against it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from hub.errors import Refusal
from hub.errors.catalogue import EditionWithoutMeasures, ForceNotCarried, MeasureWrong
from hub.errors.listing import TextMissing
from hub.errors.standards import EffectiveInThePast, FollowsTooEarly, MayNotPublish, NameTaken
from hub.policy.bases import BasisGiven, judge_basis
from hub.policy.duties import CREDIT_OFFICE, Caller
from hub.policy.names import blank
from hub.policy.vocabulary import BasisLevel, MeasureCategory, MeasureForce, MeasureSide, MeasureTarget

LONGEST: Final = 1200
"""Working days or months of a measure; beyond it no deadline could be written."""


@dataclass(frozen=True, slots=True)
class NewMeasure:
    """A measure that an edition is to hold; days are working days, `triggered_by` slugs of list types."""

    code: str
    title: str
    side: MeasureSide
    force: MeasureForce
    category: MeasureCategory
    implementing_function: str
    targets: Sequence[MeasureTarget]
    triggered_by: Sequence[str]
    criteria_groups: Sequence[str]
    acknowledge_within_days: int
    implement_within_days: int
    release_within_days: int
    max_months: int | None
    basis: BasisGiven


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition that there is already, by its days, the last included."""

    id: UUID
    name: str
    effective_from: date
    effective_to: date | None


@dataclass(frozen=True, slots=True)
class Names:
    """What a measure may name: functions, list types by slug, groups of criteria."""

    functions: Collection[str]
    list_types: Collection[str]
    groups: Collection[str]


def judge_edition_publisher(
    caller: Caller,
    prefecture: UUID,
    path: tuple[str, ...] = ("name",),
    what: str = "The catalogue of measures",
) -> Refusal | None:
    """The prefecture's credit office publishes the catalogue, and says when an act it rests on ends (§5.4)."""
    if CREDIT_OFFICE in caller.functions and caller.region_id == prefecture:
        return None
    return MayNotPublish(path=path, what=what, publisher="the prefecture's credit office")


def judge_edition(
    name: str,
    effective_from: date,
    measures: Sequence[NewMeasure],
    known: Sequence[Edition],
    *,
    names: Names,
    mandatory_levels: Collection[BasisLevel],
    today: date,
) -> tuple[Refusal, ...]:
    """Every reason why the edition is not published, by measure; `mandatory_levels` are those of its first day (A10)."""
    found = list(_days(name.strip(), effective_from, known, today))
    if not measures:
        found.append(EditionWithoutMeasures(path=("measures",)))
    codes: set[str] = set()
    for place, measure in enumerate(measures):
        path = ("measures", str(place))
        code = measure.code.strip()
        shown = code or f"number {place + 1}"
        found += (
            MeasureWrong(path=(*path, key), measure=shown, problem=problem)
            for key, problem in _problems(measure, codes, names)
        )
        found += judge_basis(measure.basis, effective_from, (*path, "basis"))
        if measure.force is MeasureForce.MANDATORY and measure.basis.level not in mandatory_levels:
            found.append(
                ForceNotCarried(
                    path=(*path, "force"),
                    measure=shown,
                    effective_from=effective_from,
                    level=measure.basis.level,
                    levels=", ".join(level for level in BasisLevel if level in mandatory_levels) or "none",
                )
            )
        codes.add(code)
    return tuple(found)


def _days(name: str, effective_from: date, known: Sequence[Edition], today: date) -> Iterator[Refusal]:
    if not name:
        yield TextMissing(path=("name",), what="name of the edition")
    elif any(other.name == name for other in known):
        yield NameTaken(path=("name",), name=f"an edition {name}")
    if effective_from < today:
        yield EffectiveInThePast(path=("effectiveFrom",), effective_from=effective_from, today=today)
    latest = max(known, key=lambda other: other.effective_from, default=None)
    if latest is not None and effective_from <= latest.effective_from:
        yield FollowsTooEarly(
            path=("effectiveFrom",),
            before=f"The edition {latest.name}",
            begins=latest.effective_from,
            effective_from=effective_from,
        )


def _problems(measure: NewMeasure, codes: Collection[str], names: Names) -> Iterator[tuple[str, str]]:
    """What a measure lacks by itself, each with the field of the input."""
    code = measure.code.strip()
    if not code:
        yield "code", "its code is empty"
    elif code in codes:
        yield "code", "its code is given twice"
    if blank(measure.title):
        yield "title", "its title is empty"
    if not measure.targets:
        yield "targets", "it aims at nobody"
    if not measure.triggered_by:
        yield "triggeredBy", "no list triggers it"
    yield from _unknown(measure, names)
    days = {
        "acknowledgeWithinDays": measure.acknowledge_within_days,
        "implementWithinDays": measure.implement_within_days,
        "releaseWithinDays": measure.release_within_days,
        "maxMonths": 1 if measure.max_months is None else measure.max_months,
    }
    for key, number in days.items():
        if not 1 <= number <= LONGEST:
            yield key, f"{number} is not between 1 and {LONGEST}"


def _unknown(measure: NewMeasure, names: Names) -> Iterator[tuple[str, str]]:
    """What a measure names and nobody knows."""
    if measure.implementing_function not in names.functions:
        yield "implementingFunction", f"there is no function {measure.implementing_function}"
    for slug in measure.triggered_by:
        if slug not in names.list_types:
            yield "triggeredBy", f"there is no list type {slug}"
    for group in measure.criteria_groups:
        if group not in names.groups:
            yield "criteriaGroups", f"no standard has a criterion of the group {group}"
