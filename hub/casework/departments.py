"""Registers departments, changes what they hold from a day on, and ends them with a successor (§5.1, §5.2, A7)."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from hub.casework.audience import overseers
from hub.casework.change import Change
from hub.casework.keys import DepartmentKey, RegionKey, find_departments, find_regions, region_places
from hub.casework.routing import route_unrouted
from hub.errors import Refusal, Refused
from hub.errors.changes import InvalidInput
from hub.errors.departments import (
    DayHasPassed,
    NothingChanges,
    SlugTaken,
    StillToSucceed,
    UnknownFunction,
)
from hub.errors.listing import TextMissing
from hub.policy.departments import (
    Held,
    Known,
    Rewritten,
    V,
    judge_change,
    judge_end,
    judge_keeper,
    rewrite,
)
from hub.policy.names import blank
from hub.policy.validity import DAY
from hub.policy.vocabulary import EventKind
from hub.store.ids import Ref
from hub.store.session import Session
from hub.store.statements import catalogue
from hub.store.statements import departments as statements

_SLUG: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST: Final = 200
_LookUp = Callable[[Session, Collection[UUID]], Awaitable[dict[UUID, Known]]]


@dataclass(frozen=True, slots=True)
class RegisterDepartment:
    """registerDepartment: who it is, where it is seated, and what it holds where from its first day on."""

    slug: str
    name: str
    region: RegionKey
    serves: tuple[RegionKey, ...]
    functions: tuple[str, ...]
    valid_from: date


@dataclass(frozen=True, slots=True)
class ChangeDepartment:
    """changeDepartment: exactly these functions and regions from a day on (None: as they are); a name at once."""

    department: DepartmentKey
    from_: date
    functions: tuple[str, ...] | None = None
    serves: tuple[RegionKey, ...] | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class EndDepartment:
    """endDepartment: the last whole day, and who takes over the day after."""

    department: DepartmentKey
    valid_to: date
    successor: DepartmentKey | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """The department as it is now; how many assignments it was issued of what nobody had taken on (A7)."""

    department: Ref
    issued: int = 0


async def register_department(change: Change, asked: RegisterDepartment) -> Kept:
    """Register a department; what was unrouted in its regions is routed to it from its first day (A7).

    Raises Refused: NOT_CREDIT_OFFICE, OUTSIDE_YOUR_AREA, CREDIT_OFFICE_BY_PREFECTURE, UNKNOWN_REGION,
    UNKNOWN_FUNCTION, SLUG_TAKEN, TEXT_MISSING, INVALID_INPUT, DAY_HAS_PASSED.
    """
    places = await region_places(change)
    [seat] = await _regions(change, [asked.region], "region", single=True)
    serves = await _regions(change, asked.serves, "serves")
    refusals = judge_keeper(change.caller, places, seat, serves, asked.functions)
    if refusals:
        raise Refused(*refusals)
    refusals = [*await _unknown(change, asked.functions), *_misnamed(asked.name)]
    if _SLUG.fullmatch(asked.slug) is None or len(asked.slug) > _LONGEST:
        problem = "it is of small letters and digits, with hyphens between, as in jinjiang-taxation."
        refusals.append(InvalidInput(path=("slug",), field="slug", problem=problem))
    elif await statements.by_key(change.session, (), {asked.slug}):
        refusals.append(SlugTaken(path=("slug",), slug=asked.slug))
    if not asked.functions:
        refusals.append(_none_left("functions"))
    if asked.valid_from < change.today:
        refusals.append(DayHasPassed(path=("validFrom",), day=asked.valid_from, earliest=change.today))
    if refusals:
        raise Refused(*refusals)
    await catalogue.publishing(change.session)
    department = Ref("Department", 0, change.new_id())
    row = {
        "id": department.id,
        "slug": asked.slug,
        "name": asked.name.strip(),
        "region_id": seat,
        "valid_from": asked.valid_from,
    }
    await statements.register(change.session, row, dict.fromkeys(asked.functions), dict.fromkeys(serves))
    routed = await route_unrouted(change, functions=set(asked.functions))
    content = {"slug": asked.slug, "name": asked.name, "functions": sorted(asked.functions)}
    change.audit(department, content | {"valid_from": asked.valid_from.isoformat()})
    await _tell(change, EventKind.DEPARTMENT_REGISTERED, department, seat, [department.id])
    return Kept(department, routed.assignments)


async def change_department(change: Change, asked: ChangeDepartment) -> Kept:
    """Change what a department holds or serves from a day on; its open assignments stay with it (A9).

    Raises Refused: UNKNOWN_DEPARTMENT, NOT_CREDIT_OFFICE, OUTSIDE_YOUR_AREA, CREDIT_OFFICE_BY_PREFECTURE,
    UNKNOWN_REGION, UNKNOWN_FUNCTION, DAY_HAS_PASSED, DEPARTMENT_NOT_STANDING_THEN, NOTHING_CHANGES.
    """
    keys = {"department": asked.department}
    [known] = await _departments(change, keys, statements.known)
    serves = None if asked.serves is None else await _regions(change, asked.serves, "serves")
    await _moved(change, asked, known, serves)
    await catalogue.publishing(change.session)  # nobody who may not do it stops everybody else's listings
    [known] = await _departments(change, keys)
    held, functions, regions = await _moved(change, asked, known, serves)
    refusals = [*await _unknown(change, asked.functions or ()), *_misnamed(asked.name)]
    wrong_day = judge_change(known, asked.from_, change.today)
    refusals += [] if wrong_day is None else [wrong_day]
    if asked.functions is None and asked.serves is None and asked.name is None:
        refusals.append(NothingChanges())
    if asked.functions is not None and not asked.functions:
        refusals.append(_none_left("functions"))
    if refusals:
        raise Refused(*refusals)
    await statements.rewrite_functions(change.session, known.id, functions, asked.from_)
    await statements.rewrite_serves(change.session, known.id, regions, asked.from_)
    if asked.name is not None:
        await statements.change(change.session, known.id, {"name": asked.name.strip()})
    routed = await route_unrouted(change, functions=_values(functions) | {each.value for each in held})
    department = Ref("Department", 0, known.id)
    content = {"from": asked.from_.isoformat(), "name": asked.name, "functions": asked.functions}
    change.audit(department, content | {"serves": None if serves is None else sorted(map(str, serves))})
    await _tell(change, EventKind.DEPARTMENT_CHANGED, department, known.region, [known.id])
    return Kept(department, routed.assignments)


async def _moved(
    change: Change, asked: ChangeDepartment, known: Known, serves: Collection[UUID] | None
) -> tuple[Sequence[Held[str]], Rewritten[str], Rewritten[UUID]]:
    """The functions it holds, and what becomes of them and of its regions; raises Refused who may not do that."""
    held = await statements.held(change.session, known.id)
    functions = _rewritten(held, asked.functions, asked.from_)
    regions = _rewritten(await statements.served(change.session, known.id), serves, asked.from_)
    places = await region_places(change)
    refusals = judge_keeper(change.caller, places, known.region, _values(regions), _values(functions))
    if refusals:
        raise Refused(*refusals)
    return held, functions, regions


async def end_department(change: Change, asked: EndDepartment) -> Kept:
    """End a department with a last whole day; the day after, its successor takes over all that it has (A7).

    Raises Refused: UNKNOWN_DEPARTMENT, NOT_CREDIT_OFFICE, OUTSIDE_YOUR_AREA, CREDIT_OFFICE_BY_PREFECTURE,
    DEPARTMENT_HAS_ENDED, DAY_HAS_PASSED, DEPARTMENT_NOT_STANDING_THEN, SUCCESSOR_MISSING, SUCCESSOR_UNFIT.
    """
    keys = {"department": asked.department}
    if asked.successor is not None:
        keys["successor"] = asked.successor
    known, *after = await _departments(change, keys, statements.known)
    await _given_up(change, known)
    await catalogue.publishing(change.session)
    known, *after = await _departments(change, keys)
    successor = after[0] if after else None
    functions = await _given_up(change, known)
    chain: Collection[UUID] = ()
    if successor is not None:
        chain = await statements.successors(change.session, successor.id)
    own = " and ".join(await statements.own(change.session, known.id))
    refusals = judge_end(known, asked.valid_to, successor, own=own, chain=chain, today=change.today)
    refusals += await _heirless(change, known, asked.valid_to)
    if refusals:
        raise Refused(*refusals)
    values = {"valid_to": asked.valid_to, "successor_id": None if successor is None else successor.id}
    await statements.change(change.session, known.id, values)
    routed = await route_unrouted(change, functions=functions)
    department = Ref("Department", 0, known.id)
    next_one = None if successor is None else successor.slug
    change.audit(department, {"valid_to": asked.valid_to.isoformat(), "successor": next_one})
    heirs = [known.id] if successor is None else [known.id, successor.id]
    await _tell(change, EventKind.DEPARTMENT_ENDED, department, known.region, heirs)
    return Kept(department, routed.assignments)


async def _given_up(change: Change, known: Known) -> set[str]:
    """The functions that a department gives up with its end; raises Refused who may not end it."""
    held = await statements.held(change.session, known.id)
    functions = {each.value for each in held if each.valid_to is None or each.valid_to >= change.today}
    refusals = judge_keeper(change.caller, await region_places(change), known.region, (), functions)
    if refusals:
        raise Refused(*refusals)
    return functions


async def _heirless(change: Change, known: Known, last: date) -> list[Refusal]:
    """A department that is to take over from another stands on the day it does."""
    for other in await statements.succeeded_by(change.session, known.id):
        if other.valid_to is not None and other.valid_to + DAY > last and other.valid_to >= change.today:
            day = other.valid_to + DAY
            return [StillToSucceed(path=("validTo",), department=known.slug, other=other.slug, day=day)]
    return []


def _rewritten(held: Sequence[Held[V]], wanted: Collection[V] | None, day: date) -> Rewritten[V]:
    return Rewritten((), (), ()) if wanted is None else rewrite(held, wanted, day)


def _values(rewritten: Rewritten[V]) -> set[V]:
    """The functions or regions that a department gains or loses."""
    lost = {row.value for row, last in rewritten.ended if last is not None}
    return lost | {row.value for row in rewritten.gone} | set(rewritten.begun)


async def _departments(
    change: Change, keys: dict[str, DepartmentKey], look_up: _LookUp = statements.lock
) -> list[Known]:
    """The departments of these keys, locked if not otherwise asked; raises Refused with the keys that name none."""
    found = await find_departments(change, list(keys.values()))
    refusals = [each.at(path) for path, each in zip(keys, found, strict=True) if isinstance(each, Refusal)]
    if refusals:
        raise Refused(*refusals)
    ids = [each for each in found if isinstance(each, UUID)]
    there = await look_up(change.session, ids)
    return [there[each] for each in ids]


async def _regions(
    change: Change, keys: Sequence[RegionKey], path: str, *, single: bool = False
) -> list[UUID]:
    found = await find_regions(change, keys)
    refusals = [
        each.at(path) if single else each.at(path, str(place))
        for place, each in enumerate(found)
        if isinstance(each, Refusal)
    ]
    if not keys:
        refusals.append(_none_left(path))
    if refusals:
        raise Refused(*refusals)
    return [each for each in found if isinstance(each, UUID)]


def _none_left(field: str) -> Refusal:
    problem = "a department has at least one; end it, if nothing is left to it."
    return InvalidInput(path=(field,), field=field, problem=problem)


async def _unknown(change: Change, functions: Sequence[str]) -> list[Refusal]:
    known = await statements.functions(change.session)
    return [
        UnknownFunction(path=("functions", str(place)), function=function[:40])
        for place, function in enumerate(functions)
        if function not in known
    ]


def _misnamed(name: str | None) -> list[Refusal]:
    if name is None:
        return []
    if blank(name):
        return [TextMissing(path=("name",), what="name")]
    if len(name) > _LONGEST:
        problem = f"it has at most {_LONGEST} characters."
        return [InvalidInput(path=("name",), field="name", problem=problem)]
    return []


async def _tell(
    change: Change, kind: EventKind, department: Ref, seat: UUID, concerned: Sequence[UUID]
) -> None:
    """The department, who succeeds it, and the credit offices of its seat and the prefecture."""
    change.tell(kind, department, [*concerned, *sorted(await overseers(change, seat))])
