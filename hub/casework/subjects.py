"""Registers enterprises by their code and persons by their citizen id, each once (§3.6, §5.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hub.casework.audience import overseers
from hub.casework.change import Change
from hub.casework.keys import RegionKey, SubjectKey, find_regions, find_subjects, region_places
from hub.errors import Refusal, Refused
from hub.errors.changes import Conflict, InvalidInput, NotFound
from hub.errors.identifiers import InvalidCode, InvalidIdNumber
from hub.errors.listing import TextMissing
from hub.errors.subjects import NameDiffers, NothingCorrected
from hub.policy.departments import Places
from hub.policy.identifiers import citizen_id, enterprise_code, masked_id
from hub.policy.names import blank
from hub.policy.subjects import judge_corrector
from hub.policy.vocabulary import Duty, EventKind
from hub.store.ids import Ref
from hub.store.names import folded, searched
from hub.store.statements import audience
from hub.store.statements import subjects as statements

_CLAUSE = "§5.3"
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
class CorrectSubject:
    """correctSubject: what the register should have said of a subject, and why it did not."""

    subject: SubjectKey
    reason: str
    name: str | None = None
    region: RegionKey | None = None


@dataclass(frozen=True, slots=True)
class Corrected:
    """The subject as it is now."""

    subject: Ref


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


async def correct_subject(change: Change, asked: CorrectSubject) -> Corrected:
    """Correct the registered name or region; what it was stays in the history, and entries and duties as they are.

    Whoever has an entry in force or an open duty is told. Raises Refused: NOT_FOUND, INVALID_CODE,
    INVALID_ID_NUMBER, NOT_YOUR_REGISTRATION, TEXT_MISSING, INVALID_INPUT, UNKNOWN_REGION, NOTHING_CORRECTED.
    """
    [found] = await find_subjects(change, [asked.subject])
    if isinstance(found, Refusal):
        raise Refused(found.at("subject"))
    await statements.lock(change.session, [found.ref])
    known = (await statements.by_id(change.session, [found.ref]))[found.ref.id]
    places = await region_places(change)
    may_not = judge_corrector(change.caller, known.registered_by, known.region_id, places)
    if may_not is not None:
        # Whoever reads no persons cannot try out citizen ids: one not theirs is as one that is not known (V1).
        tried = asked.subject.id_number is not None and Duty.READ_PERSONS not in change.caller.duties
        raise Refused((NotFound(what="subject") if tried else may_not).at("subject"))
    refusals: list[Refusal] = []
    name, region_id = known.name, known.region_id
    if asked.name is not None or asked.region is not None:
        given = known.name if asked.name is None else asked.name
        name, region = await _name_and_region(change, given, asked.region, refusals)
        region_id = region_id if asked.region is None else region
    if blank(asked.reason):
        refusals.append(TextMissing(path=("reason",), what="reason of the correction"))
    former = _former(known, name, region_id, places)
    if not refusals and not former:
        refusals.append(NothingCorrected())
    if refusals:
        raise Refused(*refusals)
    values = {"name": name, "region_id": region_id, **searched(name, of_person=known.type == "Person")}
    await statements.change(change.session, found.ref, values)
    for words in former:
        change.history(found.ref, EventKind.SUBJECT_CORRECTED.value, _CLAUSE, former=words)
    change.audit(found.ref, {"corrected": former, "reason": asked.reason.strip()})
    await _tell_corrected(change, found.ref, known, region_id)
    return Corrected(found.ref)


def _former(known: Any, name: str, region_id: UUID | None, places: Places) -> list[str]:
    """What the register said until now, of what is corrected."""
    found = [] if name == known.name else [f"name: {known.name}"]
    if region_id != known.region_id:
        found.append(f"region: {'none' if known.region_id is None else places.slugs[known.region_id]}")
    return found


async def _tell_corrected(change: Change, subject: Ref, known: Any, region_id: UUID | None) -> None:
    """Who registered it, who has to do with it, and the credit offices of its regions and the prefecture."""
    people = set(await statements.concerned(change.session, subject, change.today))
    people |= set() if known.registered_by is None else {known.registered_by}
    now = await audience.standing_in(change.session, people, change.today)
    offices = await overseers(change, known.region_id) | await overseers(change, region_id)
    told = [*(now[each] for each in sorted(people)), *sorted(offices)]
    change.tell(EventKind.SUBJECT_CORRECTED, subject, told)


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
        **searched(name, of_person=kind == "Person"),
        "region_id": region_id,
        "registered_at": change.moment,
        "registered_by": change.caller.department_id,
    }


def _new(change: Change, subject: Ref) -> Registered:
    change.history(subject, "subject_registered", _CLAUSE)
    change.audit(subject, {"registered": subject.kind})
    return Registered(subject, created=True)
