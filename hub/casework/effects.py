"""What an edition would do, by department and measure: which duties it ends, which a fresh initiation would create (A9)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from hub.casework.change import Change
from hub.policy.effects import Alike, Duties, duties
from hub.policy.measures import Measure
from hub.policy.workdays import Calendar
from hub.store.statements import actions, audience, catalogue, editions
from hub.store.statements import calendar as calendars
from hub.store.statements import effects as statements
from hub.store.statements.measures import Moved


@dataclass(frozen=True, slots=True)
class Effect:
    """One department and one measure: how many duties end (of them `issued`, never taken on), how many would be created.

    The days are the last on which to lift, to acknowledge and to carry out.
    """

    department_id: UUID
    code: str
    title: str
    ended: int = 0
    issued: int = 0
    created: int = 0
    release_by: dt.date | None = None
    acknowledge_by: dt.date | None = None
    implement_by: dt.date | None = None


async def effects_of(
    change: Change, edition: UUID | None, on: dt.date, ending: Sequence[Moved]
) -> list[Effect]:
    """What an edition, written in this change, does from its first day `on`; by department's slug and measure.

    Without an edition, what ends alone.

    Created is what initiateAction would plan, on that day and for each entry then in force, by the
    department that listed it: all measures taken, no region added, and what it has already left out.
    """
    calendar = await calendars.load(change.session, change.today)
    now = await audience.standing_in(change.session, {each.department_id for each in ending}, change.today)
    ended, titles = Counter[tuple[UUID, str]](), dict[str, str]()
    issued, lift_by = Counter[tuple[UUID, str]](), dict[tuple[UUID, str], dt.date]()
    for moved in ending:
        key = now[moved.department_id], moved.code
        ended[key] += moved.number
        issued[key] += moved.issued
        titles[moved.code] = moved.title
        day = calendar.after(moved.ends_on, moved.release_within_days).day
        if moved.issued < moved.number:
            lift_by[key] = max(day, lift_by.get(key, day))
    measures: dict[str, Measure] = {}
    created = Counter[tuple[UUID, str]]()
    if edition is not None:
        measures = {each.code: each for each in await catalogue.measures_of(change.session, edition)}
        titles |= await editions.titles(change.session, edition)
        created = await _created(change, edition, on, list(measures.values()))
    slugs = await editions.slugs(change.session)
    return [
        Effect(
            department_id=department,
            code=code,
            title=titles[code],
            ended=ended[department, code],
            issued=issued[department, code],
            created=created[department, code],
            release_by=lift_by.get((department, code)),
            **_deadlines(measures.get(code) if created[department, code] else None, on, calendar),
        )
        for department, code in sorted(ended.keys() | created.keys(), key=lambda key: (slugs[key[0]], key[1]))
    ]


def _deadlines(measure: Measure | None, on: dt.date, calendar: Calendar) -> Mapping[str, dt.date]:
    if measure is None:
        return {}
    return {
        "acknowledge_by": calendar.after(on, measure.acknowledge_within).day,
        "implement_by": calendar.after(on, measure.implement_within).day,
    }


async def _created(
    change: Change, edition: UUID, on: dt.date, measures: Sequence[Measure]
) -> Counter[tuple[UUID, str]]:
    session = change.session
    regions = await statements.departments(session)
    now = await audience.standing_in(session, regions, on)
    seats = {department: regions[successor] for department, successor in now.items()}
    entries = await statements.entries_alike(session, edition, on, seats)
    holders = await actions.holders(
        session, {measure.function for measure in measures}, set(regions.values()), on
    )
    prefecture = await audience.prefecture(session)
    levels = await catalogue.mandatory_levels(session, on)
    owed: dict[Alike, Duties] = {}
    found = Counter[tuple[UUID, str]]()
    for alike, number in entries.items():
        owed[alike] = duties(alike, measures, holders, prefecture=prefecture, mandatory_levels=levels, on=on)
        for (department, code, _), targets in owed[alike].items():
            found[department, code] += targets * number
    for has in await statements.carried(session, edition, on, seats, now):
        if (has.department_id, has.code, has.target) in owed[has.alike]:
            found[has.department_id, has.code] -= has.number
    return +found
