"""Takes in a year's official arrangement of holidays, and computes the deadlines anew that had waited for it (A5, O1)."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from hub.casework.change import Asked, Change, run
from hub.casework.links import bound_links
from hub.casework.publications import redate, withdraw_anew
from hub.errors import Misconfigured
from hub.policy.arrangements import Arrangement
from hub.policy.duties import PUBLIC
from hub.policy.terms import Term, term
from hub.policy.vocabulary import AssignmentState, EventKind
from hub.policy.workdays import DAY, Calendar, day_of, start_of
from hub.store.ids import Ref
from hub.store.session import Store
from hub.store.statements import assignments, audience
from hub.store.statements import calendar as calendars
from hub.store.statements import provisional as statements
from hub.store.statements.assignments import Held

FIRST = dt.date(2018, 1, 1)
"""No deadline of the hub counts from an earlier day."""

CHUNK = 1000
"""How many assignments one change computes anew: their inboxes are locked no longer than that takes."""

_OWED = {
    AssignmentState.ISSUED: lambda held: min(held.acknowledge_by, held.implement_by),
    AssignmentState.ACKNOWLEDGED: lambda held: held.implement_by,
    AssignmentState.RELEASE_DUE: lambda held: held.standing.release_by,
}


@dataclass(frozen=True, slots=True)
class Imported:
    """How many days of the calendar changed, and how many deadlines with them."""

    days: int
    deadlines: int


def read_arrangements(path: Path) -> list[Arrangement]:
    """The years of a file: tables `[[year]]` with year, source, off, worked. Raises Misconfigured, in one line.

    A day is a date, or a span `{from = 2027-02-05, to = 2027-02-13}` of which each day counts.
    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        years = [_arrangement(table) for table in found["year"]]
    except OSError as error:
        raise Misconfigured(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Misconfigured(f"{path} is not UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(f"{path}: {error}") from None
    except (KeyError, TypeError, ValueError):
        raise Misconfigured(
            f"{path}: give tables [[year]] with year, source, off and worked, as docs/operations.md shows"
        ) from None
    if not years:
        raise Misconfigured(f"{path} has no year")
    return years


def _arrangement(table: dict[str, Any]) -> Arrangement:
    if not isinstance(table["year"], int) or not isinstance(table["source"], str):
        raise TypeError
    return Arrangement.of(
        table["year"], table["source"], set(_days(table["off"])), set(_days(table.get("worked", ())))
    )


def _days(given: Iterable[Any]) -> Iterable[dt.date]:
    for each in given:
        first, last = (each["from"], each["to"]) if isinstance(each, dict) else (each, each)
        if type(first) is not dt.date or type(last) is not dt.date or last < first:
            raise TypeError
        yield from (first + n * DAY for n in range((last - first).days + 1))


async def import_arrangements(
    store: Store, years: Sequence[Arrangement], moment: dt.datetime, *, chunk: int = CHUNK
) -> Imported:
    """Confirm these years in the calendar, then compute the deadlines anew that rest on projected days.

    Safe to repeat: interrupted, the next time does what is left. Raises Misconfigured, with nothing done,
    where a notice has confirmed a day as the contrary.
    """
    asked = Asked(PUBLIC, "importCalendar", moment)

    async def fill(change: Change) -> int:
        return await _fill(change, years)

    days: int = await run(store, asked, fill, object)  # type: ignore[arg-type]
    deadlines: int = await run(store, asked, _cases_anew, object)  # type: ignore[arg-type]
    deadlines += await run(store, asked, withdraw_anew, object)  # type: ignore[arg-type]
    for anew in (_publications_anew, _assignments_anew):
        last: Ref | None = None
        while True:
            last, moved = await _chunk(store, asked, partial(anew, last=last, limit=chunk))
            deadlines += moved
            if last is None:
                break
    return Imported(days, deadlines)


Chunk = tuple[Ref | None, int]
"""The last one computed anew (None: there was none left), and how many moved."""


async def _chunk(store: Store, asked: Asked, anew: Callable[[Change], Awaitable[Chunk]]) -> Chunk:
    found: Chunk = await run(store, asked, anew, object)  # type: ignore[arg-type]
    return found


async def _fill(change: Change, years: Sequence[Arrangement]) -> int:
    days = [(day, working) for year in years for day, working in year.days().items()]
    contrary = await statements.confirmed_otherwise(change.session, days)
    if contrary:
        raise Misconfigured(
            f"a notice has confirmed {contrary[0]} as the contrary, and {len(contrary) - 1} more days: a confirmed"
            " day is never overwritten"
        )
    rows = [
        {"day": day, "working": working, "provisional": False, "source": year.source}
        for year in years
        for day, working in year.days().items()
    ]
    return await calendars.fill(change.session, rows)


async def _publications_anew(change: Change, *, last: Ref | None, limit: int) -> Chunk:
    """Compute anew by when the next entries are to be withdrawn from their channels; theirs are told when they exit."""
    found = await statements.published_after(change.session, last, limit, change.today)
    if found:
        await redate(change, {entry: exit_day for _, entry, exit_day in found})
    return (found[-1][0] if found else None, 0)


async def _assignments_anew(change: Change, *, last: Ref | None, limit: int) -> Chunk:
    """Compute the deadlines of the next assignments anew; counted are those whose next step is due at another moment."""
    refs = await statements.assignments_after(change.session, last, limit)
    calendar = await calendars.load(change.session, FIRST)
    locked = list((await assignments.lock(change.session, refs)).values())
    terms = await statements.terms_of(change.session, {held.measure_id for held in locked})
    written: list[Held] = []
    told: list[Held] = []
    bounds: list[tuple[Ref, dt.datetime]] = []
    for held in locked:
        new = _anew(held, terms[held.measure_id], calendar, change.today)
        if new == held:
            continue
        written.append(new)
        owed = _OWED.get(new.standing.effective(change.today))
        if owed is not None and owed(new) != owed(held):
            told.append(new)
        if held.erased and new.standing.release_by != held.standing.release_by:
            bounds.append((held.ref, new.standing.release_by))
    await assignments.write(change.session, written)
    await bound_links(change, bounds)
    now = await audience.standing_in(change.session, {held.department_id for held in told}, change.today)
    for held in told:
        change.tell(EventKind.DEADLINE_MOVED, held.ref, [now[held.department_id]])
    return (refs[-1] if refs else None, len(told))


def _anew(held: Held, days: tuple[int, int], calendar: Calendar, today: dt.date) -> Held:
    issued = day_of(held.issued_at)
    acknowledge = term(issued, days[0] + held.extended_days, held.acknowledge_by).anew(calendar, today)
    implement = term(issued, days[1] + held.extended_days, held.implement_by).anew(calendar, today)
    standing = held.standing
    since = standing.release_due_since or start_of(standing.ends_on)
    release = term(day_of(since), held.release_within_days, standing.release_by).anew(calendar, today)
    provisional = acknowledge.provisional or implement.provisional or release.provisional
    return replace(
        held,
        acknowledge_by=acknowledge.at,
        implement_by=implement.at,
        standing=replace(standing, release_by=release.at, provisional=provisional),
    )


async def _cases_anew(change: Change) -> int:
    """Compute the deadlines of objections and repairs anew, and tell who decides them; how many moved."""
    calendar = await calendars.load(change.session, FIRST)
    cases = await statements.open_cases(change.session)
    new = {
        case.ref: Term(day_of(case.since), case.days, case.due_on).anew(calendar, change.today)
        for case in cases
    }
    await statements.write_cases(
        change.session, [(ref, deadline.day, deadline.provisional) for ref, deadline in new.items()]
    )
    moved = [case for case in cases if new[case.ref].day != case.due_on]
    now = await audience.standing_in(change.session, {case.department_id for case in moved}, change.today)
    for case in moved:
        change.tell(EventKind.DEADLINE_MOVED, case.ref, [now[case.department_id]])
    return len(moved)
