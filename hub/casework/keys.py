"""How a caller points at subjects, departments and regions: exactly one of the keys people use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from hub.casework.change import Change
from hub.errors import Refusal
from hub.errors.actions import UnknownRegion
from hub.errors.changes import NotFound
from hub.errors.identifiers import InvalidCode, InvalidIdNumber
from hub.errors.listing import UnknownDepartment
from hub.policy.departments import Places
from hub.policy.identifiers import citizen_id, enterprise_code
from hub.store.ids import Ref
from hub.store.statements import departments as department_statements
from hub.store.statements import subjects as statements

_Place = Ref | tuple[int, str] | tuple[int, bytes]

SUBJECT_KINDS: Final = frozenset({"Enterprise", "Person"})


@dataclass(frozen=True, slots=True, repr=False)
class SubjectKey:
    """A subject by id, unified social credit code or citizen id; never printed, it may hold the last."""

    id: Ref | None = None
    code: str | None = None
    id_number: str | None = None


@dataclass(frozen=True, slots=True)
class DepartmentKey:
    """A department by id or slug."""

    id: Ref | None = None
    slug: str | None = None


@dataclass(frozen=True, slots=True)
class RegionKey:
    """A region by id, slug or GB/T 2260 code."""

    id: Ref | None = None
    slug: str | None = None
    gb_code: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A registered subject: its Ref (Enterprise or Person), name and region."""

    ref: Ref
    name: str
    region_id: UUID | None


async def find_subjects(
    change: Change, keys: Sequence[SubjectKey], kinds: frozenset[str] = SUBJECT_KINDS
) -> list[Found | Refusal]:
    """The subject of each key, in order, or why not: a key that is none, or NOT_FOUND (also of another kind)."""
    places = [_place(change, key, kinds) for key in keys]
    refs = [place for place in places if isinstance(place, Ref)]
    codes = [
        (place[0], place[1]) for place in places if isinstance(place, tuple) and isinstance(place[1], str)
    ]
    hashes = [
        (place[0], place[1]) for place in places if isinstance(place, tuple) and isinstance(place[1], bytes)
    ]
    known: dict[Any, Any] = {}
    if refs:
        known.update(await statements.by_id(change.session, refs))
    if codes:
        known.update(await statements.by_code(change.session, codes))
    if hashes:
        known.update(await statements.by_hash(change.session, hashes))
    found: list[Found | Refusal] = []
    for place in places:
        if isinstance(place, Refusal):
            found.append(place)
            continue
        row = known.get(place.id if isinstance(place, Ref) else place[1])
        if row is None or row.type not in kinds:
            found.append(NotFound(what=_what(kinds)))
        else:
            found.append(Found(Ref(row.type, row.bucket, row.id), row.name, row.region_id))
    return found


async def find_departments(change: Change, keys: Sequence[DepartmentKey]) -> list[UUID | Refusal]:
    """The department of each key, in order, or UNKNOWN_DEPARTMENT."""
    ids = {key.id.id for key in keys if key.id is not None and key.id.kind == "Department"}
    slugs = {key.slug for key in keys if key.slug is not None}
    if not ids and not slugs:
        return [UnknownDepartment(department="of this id") for _ in keys]
    rows = await department_statements.by_key(change.session, ids, slugs)
    known: dict[UUID | str | None, UUID] = {row.id: row.id for row in rows} | {
        row.slug: row.id for row in rows
    }
    asked = [key.slug if key.id is None else key.id.id for key in keys]
    return [
        known.get(key) or UnknownDepartment(department=key if isinstance(key, str) else "of this id")
        for key in asked
    ]


async def find_regions(change: Change, keys: Sequence[RegionKey]) -> list[UUID | Refusal]:
    """The region of each key, in order, or UNKNOWN_REGION."""
    if not keys:
        return []
    rows = await department_statements.regions(change.session)
    known: dict[tuple[str, object], UUID] = {}
    for row in rows:
        known |= {("id", row.id): row.id, ("slug", row.slug): row.id}
        if row.gb_code is not None:
            known["gb", row.gb_code] = row.id
    found: list[UUID | Refusal] = []
    for key in keys:
        if key.id is not None:
            asked: tuple[str, object] = ("id", key.id.id if key.id.kind == "Region" else None)
        else:
            asked = ("slug", key.slug) if key.slug is not None else ("gb", key.gb_code)
        found.append(known.get(asked) or UnknownRegion(region=asked[1] if asked[0] != "id" else "of this id"))
    return found


async def region_places(change: Change) -> Places:
    """The tree of regions with their slugs."""
    rows = await department_statements.regions(change.session)
    return Places({row.id: row.parent_id for row in rows}, {row.id: row.slug for row in rows})


def _place(change: Change, key: SubjectKey, kinds: frozenset[str]) -> _Place | Refusal:
    """Where a subject would be: its Ref, or bucket and key."""
    try:
        if key.id is not None:
            return key.id if key.id.kind in kinds else NotFound(what=_what(kinds))
        if key.code is not None:
            code = enterprise_code(key.code)
            return change.keys.bucket_of(code), code
        if key.id_number is not None:
            number = citizen_id(key.id_number, change.today)
            return change.keys.bucket_of(number), change.keys.lookup_hash(number)
    except InvalidCode as refusal:
        return refusal.at("code")
    except InvalidIdNumber as refusal:
        return refusal.at("idNumber")
    return NotFound(what=_what(kinds))


def _what(kinds: frozenset[str]) -> str:
    return (
        "subject" if len(kinds) > 1 else {"Enterprise": "enterprise", "Person": "person"}[next(iter(kinds))]
    )
