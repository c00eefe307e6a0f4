"""Registers enterprises by their code and persons by their citizen id, each once (§3.6, §5.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hub.casework.change import Change
from hub.casework.keys import RegionKey, find_regions
from hub.errors import Refusal, Refused
from hub.errors.changes import Conflict, InvalidInput
from hub.errors.identifiers import InvalidCode, InvalidIdNumber
from hub.errors.listing import TextMissing
from hub.errors.subjects import NameDiffers
from hub.policy.identifiers import citizen_id, enterprise_code, masked_id
from hub.policy.names import folded, grams
from hub.store.ids import Ref
from hub.store.statements import subjects as statements

LONGEST_NAME = 200
"""Characters of a name; it is shown in every list and searched by each pair of them."""


@dataclass(frozen=True, slots=True)
class RegisterEnterprise:
    """An enterprise to register: its unified social credit code, name, and region if known."""

    code: str
    name: str
    region: RegionKey | None = None


@dataclass(frozen=True, slots=True, repr=False)
class RegisterPerson:
    """A person to register: citizen id (never printed), name, and region if known."""

    id_number: str
    name: str
    region: RegionKey | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """The registered subject, and whether it was new."""

    subject: Ref
    created: bool


async def register_enterprise(change: Change, asked: RegisterEnterprise) -> Registered:
    """Register an enterprise; a code that is registered answers the enterprise as it is.

    Raises Refused: INVALID_CODE, TEXT_MISSING, UNKNOWN_REGION.
    """
    refusals: list[Refusal] = []
    code = ""
    try:
        code = enterprise_code(asked.code)
    except InvalidCode as refusal:
        refusals.append(refusal.at("code"))
    name, region_id = await _name_and_region(change, asked.name, asked.region, refusals)
    if refusals:
        raise Refused(*refusals)
    bucket = change.keys.bucket_of(code)
    row = _row(change, bucket, "Enterprise", name, region_id) | {"code": code}
    if await statements.register(change.session, row):
        return _new(change, Ref("Enterprise", bucket, row["id"]))
    known = (await statements.by_code(change.session, [(bucket, code)])).get(code)
    if known is None:
        raise Conflict
    return Registered(Ref("Enterprise", known.bucket, known.id), created=False)


async def register_person(change: Change, asked: RegisterPerson) -> Registered:
    """Register a person; a citizen id registered under the same name answers the person as it is.

    Raises Refused: INVALID_ID_NUMBER, TEXT_MISSING, UNKNOWN_REGION, NAME_DIFFERS.
    """
    refusals: list[Refusal] = []
    number = ""
    try:
        number = citizen_id(asked.id_number, change.today)
    except InvalidIdNumber as refusal:
        refusals.append(refusal.at("idNumber"))
    name, region_id = await _name_and_region(change, asked.name, asked.region, refusals)
    if refusals:
        raise Refused(*refusals)
    bucket, id_hash = change.keys.bucket_of(number), change.keys.lookup_hash(number)
    sealed, key_id = change.keys.seal(number)
    row = _row(change, bucket, "Person", name, region_id)
    row |= {"id_hash": id_hash, "id_cipher": sealed, "id_key": key_id, "id_masked": masked_id(number)}
    if await statements.register(change.session, row):
        return _new(change, Ref("Person", bucket, row["id"]))
    known = (await statements.by_hash(change.session, [(bucket, id_hash)])).get(id_hash)
    if known is None:
        raise Conflict
    if folded(known.name) != folded(name):
        raise Refused(NameDiffers(path=("name",)))
    return Registered(Ref("Person", known.bucket, known.id), created=False)


async def _name_and_region(
    change: Change, name: str, region: RegionKey | None, refusals: list[Refusal]
) -> tuple[str, UUID | None]:
    name = name.strip()
    if not folded(name):
        refusals.append(TextMissing(path=("name",), what="name"))
    if len(name) > LONGEST_NAME:
        problem = f"it has at most {LONGEST_NAME} characters."
        refusals.append(InvalidInput(path=("name",), field="name", problem=problem))
    region_id = None
    if region is not None:
        [found] = await find_regions(change, [region])
        if isinstance(found, Refusal):
            refusals.append(found.at("region"))
        else:
            region_id = found
    return name, region_id


def _row(change: Change, bucket: int, kind: str, name: str, region_id: UUID | None) -> dict[str, Any]:
    return {
        "bucket": bucket,
        "id": change.new_id(),
        "type": kind,
        "name": name,
        "name_grams": grams(name),
        "region_id": region_id,
        "registered_at": change.moment,
        "registered_by": change.caller.department_id,
    }


def _new(change: Change, subject: Ref) -> Registered:
    change.audit(subject, {"registered": subject.kind})
    return Registered(subject, created=True)
