"""Initiating a linked action: who may, which measures, which departments, which days (A1, A2, A5, A6, A10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from hub.errors import Refusal
from hub.errors.actions import BasisNotInForce, MayNotInitiate, MeasureNotTriggered
from hub.policy.duties import CREDIT_OFFICE, Caller
from hub.policy.measures import Measure, Named, Target, measure_end, targets, triggered, well_founded
from hub.policy.vocabulary import BasisLevel, MeasureForce
from hub.policy.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Holder:
    """A department that holds a function and serves regions; `serves` is exact, never down the tree."""

    id: UUID
    functions: frozenset[str]
    serves: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Planned:
    """One assignment to be: a measure, aimed at a target, for a department."""

    measure: Measure
    target: Target
    department_id: UUID


@dataclass(frozen=True, slots=True)
class Unrouted:
    """A measure that nobody with its function takes on in a chosen region; reported, never dropped."""

    measure: Measure
    region_id: UUID


@dataclass(frozen=True, slots=True)
class Chosen:
    """The measures of an action in the catalogue's order, and those left out with the reason."""

    measures: tuple[Measure, ...]
    left_out: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """The frozen days of one assignment (A5, A6); `provisional` when any rests on projected days.

    `end_by_basis`: `measure_ends_on` is the end of the basis, or of the measure's place in the catalogue (A9).
    """

    acknowledge_by: dt.datetime
    implement_by: dt.datetime
    release_by: dt.datetime
    measure_ends_on: dt.date | None
    provisional: bool
    end_by_basis: bool = False


def judge_initiator(caller: Caller, listed_by: UUID, seat_of_listing: UUID) -> Refusal | None:
    """The department that listed (or its successor) initiates, and the credit office of its seat (A1)."""
    if listed_by in caller.acts_for:
        return None
    if CREDIT_OFFICE in caller.functions and caller.region_id == seat_of_listing:
        return None
    return MayNotInitiate(path=("entry",))


def choose(
    edition: Iterable[Measure],
    asked: Sequence[str] | None,
    *,
    list_type: UUID,
    groups: Collection[str],
    mandatory_levels: Collection[BasisLevel],
    today: dt.date,
) -> Chosen | list[Refusal]:
    """The measures of an action: all that are triggered, or the asked ones beside the mandatory ones.

    Refused: an asked measure that the entry does not trigger, or whose basis does not carry it today.
    A measure nobody asked for by name whose basis does not carry it is left out and reported: neither
    is anybody sanctioned without a basis, nor is the rest held up by the catalogue's lag (A9, A10).
    """
    founded: list[Measure] = []
    unfounded: list[Measure] = []
    for measure in edition:
        if triggered(measure, list_type, groups):
            carried = well_founded(measure.force, measure.basis, mandatory_levels, today)
            (founded if carried else unfounded).append(measure)
    if asked is None:
        return Chosen(tuple(founded), tuple(_unfounded(m, "measures", m.code) for m in unfounded))
    known = {measure.code for measure in founded}
    lacking = {measure.code: measure for measure in unfounded}
    refused: list[Refusal] = []
    for index, code in enumerate(asked):
        if code in lacking:
            refused.append(_unfounded(lacking[code], "measures", str(index)))
        elif code not in known:
            refused.append(MeasureNotTriggered(path=("measures", str(index)), measure=code))
    if refused:
        return refused
    return Chosen(
        tuple(m for m in founded if m.force is MeasureForce.MANDATORY or m.code in asked),
        tuple(_unfounded(m, "measures", m.code) for m in unfounded if m.force is MeasureForce.MANDATORY),
    )


def _unfounded(measure: Measure, *path: str) -> Refusal:
    return BasisNotInForce(path=path, measure=measure.code)


def choose_regions(
    subject_region: UUID | None, initiator_region: UUID, prefecture: UUID, added: Iterable[UUID]
) -> tuple[UUID, ...]:
    """The subject's region (the initiator's if it has none), the prefecture level, and the added ones (A2)."""
    return tuple(dict.fromkeys((subject_region or initiator_region, prefecture, *added)))


def route(
    measures: Iterable[Measure],
    regions: Sequence[UUID],
    holders: Sequence[Holder],
    subject: Target,
    named: Collection[Named],
) -> tuple[list[Planned], list[Unrouted]]:
    """One assignment per measure × target × department, however many chosen regions it serves (A2, A3).

    A measure that aims at nobody of this entry (no person named in its roles) is routed nowhere.
    """
    planned: list[Planned] = []
    unrouted: list[Unrouted] = []
    by_function = _holders_of(regions, holders)
    for measure in measures:
        aims = targets(measure, subject, named)
        if not aims:
            continue
        takers = by_function(measure.function)
        planned += [Planned(measure, aim, taker.id) for aim in aims for taker in takers]
        served = frozenset[UUID]().union(*(taker.serves for taker in takers))
        unrouted += [Unrouted(measure, region) for region in regions if region not in served]
    return planned, unrouted


def _holders_of(regions: Sequence[UUID], holders: Sequence[Holder]) -> Callable[[str], list[Holder]]:
    chosen = frozenset(regions)
    found: dict[str, list[Holder]] = {}

    def of(function: str) -> list[Holder]:
        if function not in found:
            found[function] = [h for h in holders if function in h.functions and h.serves & chosen]
        return found[function]

    return of


def terms(
    measure: Measure,
    issued_on: dt.date,
    entry_ends_on: dt.date,
    calendar: Calendar,
    list_type: UUID | None = None,
) -> Terms:
    """The deadlines of an assignment issued on `issued_on` (A5): implementation counts from issue too.

    `release_by` is that of the end the dates announce: the entry's exit day, the measure's longest
    duration, the end of its basis or of its place in the catalogue for entries of `list_type`,
    whichever is first (A6, A9); an earlier end sets it anew.
    """
    acknowledge = calendar.after(issued_on, measure.acknowledge_within)
    implement = calendar.after(issued_on, measure.implement_within)
    ends_on, by_basis = measure_end(measure, issued_on, list_type)
    release = calendar.after(min(entry_ends_on, ends_on or entry_ends_on), measure.release_within)
    return Terms(
        acknowledge.at,
        implement.at,
        release.at,
        ends_on,
        provisional=acknowledge.provisional or implement.provisional or release.provisional,
        end_by_basis=by_basis,
    )
