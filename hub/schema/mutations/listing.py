"""listSubject: one subject on one list, with everything that follows from it."""

from __future__ import annotations

import datetime as dt

import strawberry

from hub.casework import listing as casework
from hub.policy.vocabulary import Duty
from hub.schema.declare import Asked
from hub.schema.enums import EvidenceKind, NoticeMeans, OfficerRole
from hub.schema.keys import DepartmentKey, SubjectKey
from hub.schema.mutations.asking import (
    KEY,
    OPERATOR,
    Payload,
    ask,
    becomes,
    left_out,
    mutation,
    needed,
    said,
    shown,
    shown_all,
    taken,
)
from hub.schema.types.entries import ListEntry


@becomes(casework.EvidenceGiven)
@strawberry.input(description="A document that the listing rests on (§4.1). 认定依据")
class EvidenceInput:
    """Supplied by the listing department unless said."""

    kind: EvidenceKind = needed("What kind of information it is. 依据类别")
    document: str = needed("The document. 文书")
    supplier: DepartmentKey | None = left_out("Who supplied it. 提供部门")


@becomes(casework.ResponsibleGiven)
@strawberry.input(description="A person whom the decision names (§3.6). 直接责任人")
class ResponsibleInput:
    """The office must have been held at the conduct."""

    person: SubjectKey = needed("The person. 责任人")
    role: OfficerRole | None = left_out("The office held at the conduct. 职务")
    directly_responsible: bool | None = strawberry.field(
        default=False, description="Whether directly responsible. 是否直接责任"
    )


@strawberry.input(description="A listing. 列入名单")
class ListSubjectInput:
    """What a listing must have is refused in words where it is missing (L1, L2, L5)."""

    subject: SubjectKey = needed("Who is listed. 名单主体")
    list_type: str = needed("The list, by slug. 名单类别")
    document_number: str = needed("The number of the decision. 文号")
    facts: str = needed("The facts. 事由")
    criteria: list[str] | None = left_out(
        "Codes of the criteria met; a code given n times counts n. 认定情形"
    )
    evidence: list[EvidenceInput] | None = left_out("What it rests on. 认定依据")
    conduct_from: dt.date | None = left_out("The first day of the conduct. 行为起始日期")
    conduct_to: dt.date | None = left_out("The last day of the conduct. 行为终止日期")
    decided_on: dt.date = needed("The day of the decision. 认定日期")
    valid_from: dt.date | None = left_out("Its first day; the day of the decision unless later. 生效日期")
    valid_until: dt.date = needed("Its last whole day. 有效期至")
    notice_given_on: dt.date | None = left_out("When the subject was told, or warned. 告知日期")
    notice_means: NoticeMeans | None = left_out("How the subject was told. 告知方式")
    correct_by: dt.date | None = left_out("By when correction ends it. 整改期限")
    watch_term_months: int | None = left_out(
        "The watch term after exit; at most the standard's. 重点关注期限（月）"
    )
    supplied_by: DepartmentKey | None = left_out(
        "Who supplied the information; the caller unless said. 信息提供部门"
    )
    responsible: list[ResponsibleInput] | None = left_out(
        "Whom the decision names; null takes the register's representative and principal. 直接责任人"
    )
    operator: str | None = left_out(OPERATOR)
    idempotency_key: str | None = left_out(KEY)


@strawberry.type(description="The entry, and what it made exit. 列入结果")
class ListSubjectPayload(Payload):
    """Null and empty when refused."""

    entry: ListEntry | None = shown("entry", "The entry. 名单条目")
    exited: list[ListEntry] = shown_all("exited", "The entries it made exit. 致其退出的条目")
    gaps: list[OfficerRole] = said(
        "gaps", "Offices whose holder at the conduct nobody knows. 任职人员不明的职务", refused=()
    )


@mutation(Duty.LIST, "Puts a subject on a list. 列入名单")
async def list_subject(info: Asked, input: ListSubjectInput) -> ListSubjectPayload:  # noqa: A002
    """A black listing while the caller's watch entry of the field is in force escalates it (L3)."""
    given = taken(casework.ListSubject, input)
    outcome, refusals = await ask(
        info, input, casework.Listed, lambda change: casework.list_subject(change, given)
    )
    return ListSubjectPayload(outcome=outcome, refusals=refusals)
