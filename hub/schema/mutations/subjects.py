"""registerEnterprise, registerPerson and correctSubject."""

from __future__ import annotations

import strawberry

from hub.casework import subjects as casework
from hub.policy.vocabulary import Duty
from hub.schema.declare import Asked
from hub.schema.keys import RegionKey, SubjectKey
from hub.schema.mutations.asking import KEY, OPERATOR, Payload, ask, left_out, mutation, needed, shown, taken
from hub.schema.scalars import CitizenIdNumber, UnifiedSocialCreditCode
from hub.schema.types.subjects import Enterprise, Person, Subject


@strawberry.input(description="An enterprise to register. 企业登记")
class RegisterEnterpriseInput:
    """A code that is registered answers the enterprise as it is."""

    code: UnifiedSocialCreditCode = needed("Its code. 统一社会信用代码")
    name: str = needed("Its name. 名称")
    region: RegionKey | None = left_out("Where it is seated. 所在区域")
    operator: str | None = left_out(OPERATOR)
    idempotency_key: str | None = left_out(KEY)


@strawberry.type(description="The registered enterprise. 企业登记结果")
class RegisterEnterprisePayload(Payload):
    """Null when refused."""

    enterprise: Enterprise | None = shown("subject", "The enterprise. 企业")


@strawberry.input(description="A person to register. 自然人登记")
class RegisterPersonInput:
    """The citizen id is stored encrypted and never returned."""

    id_number: CitizenIdNumber = needed("The citizen id. 公民身份号码")
    name: str = needed("The name. 姓名")
    region: RegionKey | None = left_out("Where the person lives. 所在区域")
    operator: str | None = left_out(OPERATOR)
    idempotency_key: str | None = left_out(KEY)


@strawberry.type(description="The registered person. 自然人登记结果")
class RegisterPersonPayload(Payload):
    """Null when refused."""

    person: Person | None = shown("subject", "The person. 自然人")


@strawberry.input(description="What the register should have said of a subject. 主体登记更正")
class CorrectSubjectInput:
    """Code and citizen id identify it, and stay; what is left out is right."""

    subject: SubjectKey = needed("The subject. 信用主体")
    reason: str = needed("Why the register was wrong. 更正原因")
    name: str | None = left_out("Its name. 名称")
    region: RegionKey | None = left_out("Where it is seated. 所在区域")
    operator: str | None = left_out(OPERATOR)


@strawberry.type(description="The corrected subject. 主体登记更正结果")
class CorrectSubjectPayload(Payload):
    """Null when refused."""

    subject: Subject | None = shown("subject", "The subject. 信用主体")


@mutation(
    Duty.REGISTER, "Registers an enterprise; an existing code answers the existing enterprise. 登记企业"
)
async def register_enterprise(info: Asked, input: RegisterEnterpriseInput) -> RegisterEnterprisePayload:  # noqa: A002
    """One enterprise, once."""
    given = taken(casework.RegisterEnterprise, input)
    outcome, refusals = await ask(
        info, input, casework.Registered, lambda change: casework.register_enterprise(change, given)
    )
    return RegisterEnterprisePayload(outcome=outcome, refusals=refusals)


@mutation(
    Duty.REGISTER,
    "Registers a person; an existing citizen id with the same name answers the person. 登记自然人",
)
async def register_person(info: Asked, input: RegisterPersonInput) -> RegisterPersonPayload:  # noqa: A002
    """One person, once."""
    given = taken(casework.RegisterPerson, input)
    outcome, refusals = await ask(
        info, input, casework.Registered, lambda change: casework.register_person(change, given)
    )
    return RegisterPersonPayload(outcome=outcome, refusals=refusals)


@mutation(Duty.REGISTER, "Corrects the registered name or region of a subject. 更正主体登记信息")
async def correct_subject(info: Asked, input: CorrectSubjectInput) -> CorrectSubjectPayload:  # noqa: A002
    """What it was stays in its history."""
    given = taken(casework.CorrectSubject, input)
    outcome, refusals = await ask(
        info, input, casework.Corrected, lambda change: casework.correct_subject(change, given)
    )
    return CorrectSubjectPayload(outcome=outcome, refusals=refusals)
