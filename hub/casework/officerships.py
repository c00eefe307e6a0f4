"""Records who holds which office in an enterprise, and from when to when (§3.2, §3.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from hub.casework.audience import overseers
from hub.casework.change import Change
from hub.casework.keys import Found, SubjectKey, find_subjects, region_places
from hub.errors import Refusal, Refused
from hub.errors.changes import InvalidInput, NotFound
from hub.errors.listing import TextMissing
from hub.errors.officerships import OfficeAnnulled
from hub.errors.subjects import NothingCorrected, NotYourRegistration
from hub.policy.names import blank
from hub.policy.officers import Office, judge_end, judge_office
from hub.policy.subjects import judge_corrector
from hub.policy.vocabulary import EventKind, OfficerRole
from hub.store.ids import Ref
from hub.store.statements import audience
from hub.store.statements import officerships as statements
from hub.store.statements import subjects as subject_statements

_CLAUSE = "§3.6"
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
class CorrectOfficership:
    """correctOfficership: what the register should have said of an office (None: it is right), and why it did not.

    `recorded_in_error` annuls it: it never was. `ongoing` takes its last day away.
    """

    officership: Ref | None
    reason: str
    role: OfficerRole | None = None
    since: date | None = None
    until: date | None = None
    ongoing: bool = False
    recorded_in_error: bool = False


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
            "recorded_by": change.caller.department_id,
        },
    )
    change.history(office, "officership_recorded", _CLAUSE)
    _audit(change, office, {"recorded": asked.role.value, "since": asked.since, "until": asked.until})
    return Recorded(office)


async def end_officership(change: Change, asked: EndOfficership) -> Recorded:
    """Give an office its last whole day; judged like a correction: the office names who answers for a conduct (L2).

    Raises Refused: NOT_FOUND, NOT_YOUR_REGISTRATION, OFFICE_ANNULLED, OFFICE_ENDED, OFFICE_DATES_WRONG.
    """
    ref, enterprise = await _lock(change, asked.officership)
    row = await statements.of(change.session, ref)
    await _judge_registrar(change, row, enterprise)
    if row.annulled_at is not None:
        raise Refused(OfficeAnnulled(path=("officership",)))
    [office] = [office for office in await _offices(change, enterprise) if office.id == ref.id]
    refusal = judge_end(office, asked.until)
    if refusal is not None:
        raise Refused(refusal)
    await statements.change(change.session, ref, {"until": asked.until})
    change.history(ref, "officership_ended", _CLAUSE)
    _audit(change, ref, {"ended": office.role.value, "until": asked.until})
    return Recorded(ref)


async def correct_officership(change: Change, asked: CorrectOfficership) -> Recorded:
    """Correct an office, or annul one that was recorded in error; what it was stays in the history.

    Entries that name somebody through it stay as they were decided: whoever listed is told, and corrects them.
    Raises Refused: NOT_FOUND, NOT_YOUR_REGISTRATION, OFFICE_ANNULLED, TEXT_MISSING, INVALID_INPUT,
    NOTHING_CORRECTED, OFFICE_DATES_WRONG, OFFICE_OVERLAPS.
    """
    ref, enterprise = await _lock(change, asked.officership)
    row = await statements.of(change.session, ref)
    known = await _judge_registrar(change, row, enterprise)
    if row.annulled_at is not None:
        raise Refused(OfficeAnnulled(path=("officership",)))
    values = await _corrected(change, asked, row, enterprise)
    await statements.change(change.session, ref, values)
    until = "" if row.until is None else row.until
    step = EventKind.OFFICERSHIP_CORRECTED.value
    change.history(ref, step, _CLAUSE, former=f"{row.role} {row.since}/{until}")
    said: dict[str, str | date | None] = {"reason": asked.reason.strip()}
    _audit(change, ref, said | {name: str(value) for name, value in values.items()})
    registrars = [each for each in (row.recorded_by, known.registered_by) if each is not None]
    await _tell_corrected(change, ref, known, registrars)
    return Recorded(ref)


async def _judge_registrar(change: Change, office: Any, enterprise: Ref) -> Any:
    """The enterprise as it is registered; raises Refused for whoever recorded neither it nor the office."""
    known = (await subject_statements.by_id(change.session, [enterprise]))[enterprise.id]
    places = await region_places(change)
    registrars = (office.recorded_by, known.registered_by)
    judged = [judge_corrector(change.caller, each, known.region_id, places) for each in registrars]
    if all(refusal is not None for refusal in judged):
        raise Refused(NotYourRegistration(path=("officership",)))
    return known


async def _corrected(change: Change, asked: CorrectOfficership, row: Any, enterprise: Ref) -> dict[str, Any]:
    """The columns that change; raises Refused with every reason found."""
    refusals: list[Refusal] = []
    if blank(asked.reason):
        refusals.append(TextMissing(path=("reason",), what="reason of the correction"))
    given = asked.role is not None or asked.since is not None or asked.until is not None or asked.ongoing
    values: dict[str, Any] = {"annulled_at": change.moment}
    if asked.recorded_in_error and given:
        problem = "an office that never was has neither role nor days; give the one or the other."
        refusals.append(InvalidInput(path=("recordedInError",), field="recordedInError", problem=problem))
    elif asked.ongoing and asked.until is not None:
        problem = "an office that lasts has no last day; give the one or the other."
        refusals.append(InvalidInput(path=("ongoing",), field="ongoing", problem=problem))
    elif not asked.recorded_in_error:
        role = OfficerRole(row.role) if asked.role is None else asked.role
        since = row.since if asked.since is None else asked.since
        until = None if asked.ongoing else row.until if asked.until is None else asked.until
        values = {"role": role.value, "since": since, "until": until}
        if values == {"role": row.role, "since": row.since, "until": row.until}:
            refusals.append(NothingCorrected())
        others = [
            office
            for office in await _offices(change, enterprise)
            if office.id != row.id and office.person == row.person_id and office.role is role
        ]
        refusal = judge_office(since, until, others)
        refusals += [] if refusal is None else [refusal]
    if refusals:
        raise Refused(*refusals)
    return values


async def _tell_corrected(change: Change, office: Ref, enterprise: Any, registrars: list[UUID]) -> None:
    """Who registered, whoever named somebody through it, and the credit offices of the region and the prefecture."""
    people = {*registrars, *await statements.naming(change.session, office, change.today)}
    now = await audience.standing_in(change.session, people, change.today)
    offices = await overseers(change, enterprise.region_id)
    told = [*(now[each] for each in sorted(people)), *sorted(offices)]
    change.tell(EventKind.OFFICERSHIP_CORRECTED, office, told)


async def _lock(change: Change, ref: Ref | None) -> tuple[Ref, Ref]:
    """The office and its enterprise, which is locked; NOT_FOUND for anything that is no office."""
    enterprise = None
    if ref is not None and ref.kind == "Officership":
        enterprise = await statements.enterprise_of(change.session, ref)
    if ref is None or enterprise is None:
        raise Refused(NotFound(what="office", path=("officership",)))
    await subject_statements.lock(change.session, [enterprise])
    return ref, enterprise


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
