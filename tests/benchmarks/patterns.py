"""What an entry of a large city may look like: listed, acted on and routed by policy, once for each region, list and day.

A city of hundreds of thousands of entries repeats these; so every entry has a list that its department may keep, a
standard that was in force, and assignments that policy would have issued, to departments that exist (L1, A1–A6).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, groupby
from typing import Any, Final
from uuid import UUID

from hub.demo.setup import region_id
from hub.demo.subjects import WEIGHTS
from hub.demo.world import World
from hub.policy.actions import Chosen, Planned, choose, choose_regions, route, terms
from hub.policy.measures import Target
from hub.policy.standards import ListType
from hub.policy.validity import last_day
from hub.policy.vocabulary import ListKind

DAY: Final = dt.timedelta(days=1)
DAYS: Final = 40
"""On so many different days were the entries decided, a week apart, the last one three weeks ago."""

TASKS: Final = 6
"""An action has at most so many assignments, to departments of different regions first."""

PATTERN: Final = (
    "pattern integer, family text, slot integer, place integer, region_id uuid, list_type_id uuid, standard_id uuid,"
    " criterion text, times integer, kind text, published boolean, listed_by uuid, watch_term_months integer,"
    " decided_on date, valid_until date, edition_id uuid, regions uuid[], tasks integer"
)
TASK: Final = (
    "pattern integer, task integer, measure_id uuid, measure_code text, side text, force text, department_id uuid,"
    " acknowledge_by timestamptz, implement_by timestamptz, release_by timestamptz, measure_ends_on date,"
    " release_within_days integer, provisional boolean"
)
FAMILIES: Final = {"red": (ListKind.RED,), "black": (ListKind.BLACK, ListKind.WATCH)}
"""No subject is on a red list and a black or watch list at once (L3)."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """Rows of both tables, in the order of their columns."""

    patterns: list[tuple[Any, ...]]
    tasks: list[tuple[Any, ...]]


def patterns(world: World) -> Patterns:
    """Every pattern of the city as of its day; subjects have one entry of slot 1 and at most one of slot 2."""
    found = Patterns([], [])
    numbers = count(1)
    for slug in WEIGHTS:
        region = region_id(slug)
        for family, kinds in FAMILIES.items():
            places = {1: count(1), 2: count(1)}
            lists = [known for kind in kinds for known in world.of_kind(kind)]
            for index, list_type in enumerate(lists):
                slot = index % 2 + 1
                for number, made in zip(numbers, _of(world, region, list_type), strict=False):
                    head, tasks = made
                    place = next(places[slot])
                    found.patterns.append((number, family, slot, place, region, *head, len(tasks)))
                    found.tasks.extend((number, task, *row) for task, row in enumerate(tasks, 1))
    return found


def _of(world: World, region: UUID, list_type: ListType) -> Iterator[tuple[tuple[Any, ...], list[Any]]]:
    department = world.holder(list_type.lead_function, region)
    if department is None:
        return
    for number in range(DAYS):
        day = world.today - (21 + 7 * number) * DAY
        standard = world.rulebook.standard(list_type.id, day)
        if standard is None or day < world.city.edition.effective_from:
            continue
        until = last_day(day, standard.max_term_months)
        if until <= world.today + 7 * DAY:
            continue
        code, times = next(iter(standard.criteria.items()))
        regions, planned = _routed(world, region, list_type, department, day, number, code)
        if len(planned) < TASKS:
            continue
        head = (
            list_type.id,
            standard.id,
            code,
            times,
            list_type.kind.value,
            standard.published and list_type.kind is not ListKind.WATCH,
            department,
            standard.watch_term_months if list_type.kind is ListKind.BLACK else None,
            day,
            until,
            world.edition,
            regions,
        )
        yield head, [_task(world, each, day, until) for each in planned[:TASKS]]


def _routed(
    world: World, region: UUID, list_type: ListType, department: UUID, day: dt.date, number: int, code: str
) -> tuple[list[UUID], list[Planned]]:
    group = world.groups[list_type.slug, code]
    chosen = choose(
        world.measures,
        None,
        list_type=list_type.id,
        groups=set() if group is None else {group},
        mandatory_levels=world.mandatory_levels(day),
        today=day,
    )
    if not isinstance(chosen, Chosen):
        return [], []
    taking_part = [key for key, row in world.regions.items() if row.takes_part]
    added = [taking_part[(number * 3 + step) % len(taking_part)] for step in (0, 5)]
    regions = choose_regions(region, world.seats[department], world.prefecture, added)
    planned, _ = route(chosen.measures, regions, world.holders(regions), Target(0, UUID(int=0)), ())
    return list(regions), _in_turn(world, planned)


def _in_turn(world: World, planned: Sequence[Planned]) -> list[Planned]:
    """The assignments region by region in turn, so that the first few already cross the city."""

    def seat(each: Planned) -> str:
        return str(world.seats[each.department_id])

    groups = [list(group) for _, group in groupby(sorted(planned, key=seat), key=seat)]
    longest = max(map(len, groups), default=0)
    return [group[turn] for turn in range(longest) for group in groups if turn < len(group)]


def _task(world: World, planned: Planned, day: dt.date, until: dt.date) -> tuple[Any, ...]:
    measure = planned.measure
    due = terms(measure, day, until + DAY, world.calendar)
    # A measure that has ended would read as to be lifted, which peers that compute no state could not answer.
    ends_on = due.measure_ends_on if due.measure_ends_on and due.measure_ends_on > world.today else None
    return (
        measure.id,
        measure.code,
        measure.side.value,
        measure.force.value,
        planned.department_id,
        due.acknowledge_by,
        due.implement_by,
        due.release_by,
        ends_on,
        measure.release_within,
        due.provisional,
    )
