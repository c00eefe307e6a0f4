"""What a fresh initiation of entries that are alike would assign under an edition (A9): judged once for all of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from hub.policy.actions import Chosen, Holder, choose, choose_regions, route
from hub.policy.measures import Measure, Named, Target
from hub.policy.vocabulary import BasisLevel, OfficerRole

Shape = str
"""A target as far as a measure asks: SUBJECT, or a person by the offices an entry names: `DIRECTOR:t,:t`."""
SUBJECT: Final = "SUBJECT"

_SUBJECT = Target(0, UUID(int=0))


@dataclass(frozen=True, slots=True)
class Alike:
    """Entries that an initiation treats alike: of one list and region, for criteria of the same groups, naming the same offices."""

    list_type: UUID
    region: UUID
    groups: frozenset[str]
    persons: tuple[Shape, ...]


Duties = Mapping[tuple[UUID, str, Shape], int]
"""Department, measure code, shape of the target -> how many targets of that shape one entry has."""


def duties(
    alike: Alike,
    measures: Sequence[Measure],
    holders: Sequence[Holder],
    *,
    prefecture: UUID,
    mandatory_levels: Collection[BasisLevel],
    on: dt.date,
) -> Duties:
    """What initiating for one such entry on the day `on` assigns, all measures taken and no region added (A1–A3, A10)."""
    chosen = choose(
        measures,
        None,
        list_type=alike.list_type,
        groups=alike.groups,
        mandatory_levels=mandatory_levels,
        today=on,
    )
    if not isinstance(chosen, Chosen):
        return {}
    regions = choose_regions(alike.region, alike.region, prefecture, ())
    shapes = {_SUBJECT: SUBJECT} | {
        Target(0, UUID(int=place)): shape for place, shape in enumerate(alike.persons, start=1)
    }
    named = [
        Named(target.bucket, target.id, role, directly)
        for target, shape in shapes.items()
        if target != _SUBJECT
        for role, directly in _offices(shape)
    ]
    planned, _ = route(chosen.measures, regions, holders, _SUBJECT, named)
    return Counter((item.department_id, item.measure.code, shapes[item.target]) for item in planned)


def _offices(shape: Shape) -> list[tuple[OfficerRole | None, bool]]:
    named = [word.partition(":") for word in shape.split(",")]
    return [(OfficerRole(role) if role else None, directly == "t") for role, _, directly in named]
