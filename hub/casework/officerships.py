"""Records who holds which office in an enterprise, and from when to when (§3.2, §3.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hub.casework.change import Change
from hub.casework.keys import Found, SubjectKey, find_subjects
from hub.errors import Refusal, Refused
from hub.errors.changes import NotFound
from hub.policy.officers import Office, judge_end, judge_office
from hub.policy.vocabulary import OfficerRole
from hub.store.ids import Ref
from hub.store.statements import officerships as statements
from hub.store.statements import subjects as subject_statements

ENTERPRISE = frozenset({"Enterprise"})
PERSON = frozenset({"Person"})


@dataclass(frozen=True, slots=True)
class RecordOfficership:
    """An office to record; `until` is its last whole day, None while it lasts."""

    enterprise: SubjectKey
    person: SubjectKey
    role: OfficerRole
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class EndOfficership:
    """The last whole day of an office; `officership` None is an id of nothing."""

    officership: Ref | None
    until: date


@dataclass(frozen=True, slots=True)
class Recorded:
    """The office as it is now."""

    officership: Ref


async def record_officership(change: Change, asked: RecordOfficership) -> Recorded:
    """Record an office that overlaps no other of the same person and role in the enterprise.

    Raises Refused: NOT_FOUND, INVALID_CODE, INVALID_ID_NUMBER, OFFICE_DATES_WRONG, OFFICE_OVERLAPS.
    """
    enterprise, person = await _both(change, asked)
    await subject_statements.lock(change.session, [enterprise.ref])
    others = [
        office
        for office in await _offices(change, enterprise.ref)
        if office.person == person.ref.id and office.role is asked.role
    ]
    refusal = judge_office(asked.since, asked.until, others)
    if refusal is not None:
        raise Refused(refusal)
    office = Ref("Officership", enterprise.ref.bucket, change.new_id())
    await statements.record(
        change.session,
        {
            "bucket": office.bucket,
            "id": office.id,
            "enterprise_id": enterprise.ref.id,
            "person_bucket": person.ref.bucket,
            "person_id": person.ref.id,
            "role": asked.role.value,
            "since": asked.since,
            "until": asked.until,
        },
    )
    _audit(change, office, {"recorded": asked.role.value, "since": asked.since, "until": asked.until})
    return Recorded(office)


async def end_officership(change: Change, asked: EndOfficership) -> Recorded:
    """Give an office its last whole day.

    Raises Refused: NOT_FOUND, OFFICE_ENDED, OFFICE_DATES_WRONG.
    """
    ref = asked.officership
    enterprise = None
    if ref is not None and ref.kind == "Officership":
        enterprise = await statements.enterprise_of(change.session, ref)
    if ref is None or enterprise is None:
        raise Refused(NotFound(what="office", path=("officership",)))
    await subject_statements.lock(change.session, [enterprise])
    [office] = [office for office in await _offices(change, enterprise) if office.id == ref.id]
    refusal = judge_end(office, asked.until)
    if refusal is not None:
        raise Refused(refusal)
    await statements.end(change.session, ref, asked.until)
    _audit(change, ref, {"ended": office.role.value, "until": asked.until})
    return Recorded(ref)


async def _both(change: Change, asked: RecordOfficership) -> tuple[Found, Found]:
    [enterprise] = await find_subjects(change, [asked.enterprise], ENTERPRISE)
    [person] = await find_subjects(change, [asked.person], PERSON)
    if isinstance(enterprise, Refusal) or isinstance(person, Refusal):
        refusals = []
        if isinstance(enterprise, Refusal):
            refusals.append(enterprise.at("enterprise"))
        if isinstance(person, Refusal):
            refusals.append(person.at("person"))
        raise Refused(*refusals)
    return enterprise, person


async def _offices(change: Change, enterprise: Ref) -> list[Office]:
    rows = await statements.of_enterprises(change.session, [enterprise])
    return [Office(row.id, row.person_id, OfficerRole(row.role), row.since, row.until) for row in rows]


def _audit(change: Change, office: Ref, content: dict[str, str | date | None]) -> None:
    change.audit(office, {word: str(value) for word, value in content.items() if value is not None})
