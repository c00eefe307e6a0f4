"""recordOfficership, endOfficership and correctOfficership."""

from __future__ import annotations

import datetime as dt

import strawberry

from hub.casework import officerships as casework
from hub.policy.vocabulary import Duty
from hub.schema.declare import Asked
from hub.schema.enums import OfficerRole
from hub.schema.keys import SubjectKey
from hub.schema.mutations.asking import KEY, OPERATOR, Payload, ask, left_out, mutation, needed, shown, taken
from hub.schema.types.subjects import Officership


@strawberry.input(description="An office to record. 任职登记")
class RecordOfficershipInput:
    """`until` is its last day."""

    enterprise: SubjectKey = needed("The enterprise. 任职单位")
    person: SubjectKey = needed("The person. 任职人员")
    role: OfficerRole = needed("The office. 职务")
    since: dt.date = needed("Its first day. 任职起始日期")
    until: dt.date | None = left_out("Its last day. 任职终止日期")
    operator: str | None = left_out(OPERATOR)
    idempotency_key: str | None = left_out(KEY)


@strawberry.type(description="The recorded office. 任职登记结果")
class RecordOfficershipPayload(Payload):
    """Null when refused."""

    officership: Officership | None = shown("officership", "The office. 任职")


@strawberry.input(description="The end of an office. 任职终止")
class EndOfficershipInput:
    """`until` is its last day."""

    officership: strawberry.ID = needed("The office. 任职")
    until: dt.date = needed("Its last day. 任职终止日期")
    operator: str | None = left_out(OPERATOR)


@strawberry.type(description="The ended office. 任职终止结果")
class EndOfficershipPayload(Payload):
    """Null when refused."""

    officership: Officership | None = shown("officership", "The office. 任职")


@strawberry.input(description="What the register should have said of an office. 任职更正")
class CorrectOfficershipInput:
    """What is left out is right."""

    officership: strawberry.ID = needed("The office. 任职")
    reason: str = needed("Why the register was wrong. 更正原因")
    role: OfficerRole | None = left_out("The office it was. 职务")
    since: dt.date | None = left_out("Its first day. 任职起始日期")
    until: dt.date | None = left_out("Its last day. 任职终止日期")
    ongoing: bool | None = strawberry.field(default=False, description="It has no last day: it lasts. 仍在任")
    recorded_in_error: bool | None = strawberry.field(
        default=False, description="It never was: annul it. 误登"
    )
    operator: str | None = left_out(OPERATOR)


@strawberry.type(description="The corrected office. 任职更正结果")
class CorrectOfficershipPayload(Payload):
    """Null when refused."""

    officership: Officership | None = shown("officership", "The office. 任职")


@mutation(Duty.REGISTER, "Records the office of a person in an enterprise. 登记任职")
async def record_officership(info: Asked, input: RecordOfficershipInput) -> RecordOfficershipPayload:  # noqa: A002
    """One office, not overlapping the same one."""
    given = taken(casework.RecordOfficership, input)
    outcome, refusals = await ask(
        info, input, casework.Recorded, lambda change: casework.record_officership(change, given)
    )
    return RecordOfficershipPayload(outcome=outcome, refusals=refusals)


@mutation(Duty.REGISTER, "Ends an office. 终止任职")
async def end_officership(info: Asked, input: EndOfficershipInput) -> EndOfficershipPayload:  # noqa: A002
    """The office keeps its record."""
    given = taken(casework.EndOfficership, input)
    outcome, refusals = await ask(
        info, input, casework.Recorded, lambda change: casework.end_officership(change, given)
    )
    return EndOfficershipPayload(outcome=outcome, refusals=refusals)


@mutation(Duty.REGISTER, "Corrects a registered office, or annuls one recorded in error. 更正任职")
async def correct_officership(info: Asked, input: CorrectOfficershipInput) -> CorrectOfficershipPayload:  # noqa: A002
    """What it was stays in its history."""
    given = taken(casework.CorrectOfficership, input)
    outcome, refusals = await ask(
        info, input, casework.Recorded, lambda change: casework.correct_officership(change, given)
    )
    return CorrectOfficershipPayload(outcome=outcome, refusals=refusals)
