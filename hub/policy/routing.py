"""What was unrouted is routed when somebody holds the function in the region, by the first who does (A2, A7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Taker:
    """A department that holds `function` in `region` from the day `since` on: today or later."""

    department: UUID
    function: str
    region: UUID
    since: dt.date


@dataclass(frozen=True, slots=True)
class Found:
    """Who takes a function's measures on in a region, and from which day."""

    since: dt.date
    departments: tuple[UUID, ...]


def first_takers(takers: Iterable[Taker]) -> Mapping[tuple[str, UUID], Found]:
    """(function, region) -> the departments that are the first to hold it there.

    Whoever comes later joins a region in which nothing is unrouted any more, and receives nothing of before.
    """
    found: dict[tuple[str, UUID], Found] = {}
    for taker in takers:
        place = (taker.function, taker.region)
        known = found.get(place)
        if known is None or taker.since < known.since:
            found[place] = Found(taker.since, (taker.department,))
        elif taker.since == known.since:
            found[place] = Found(taker.since, (*known.departments, taker.department))
    return found
