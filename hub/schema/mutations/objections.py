"""openObjection, decideObjection and closeRestoration (§5.6)."""

from __future__ import annotations

import datetime as dt

import strawberry

from hub.casework import corrections, restorations
from hub.casework import objections as casework
from hub.policy.vocabulary import Duty
from hub.schema.declare import Asked
from hub.schema.enums import NoticeMeans, ObjectionOrigin, ObjectionOutcome
from hub.schema.keys import SubjectKey
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
from hub.schema.types.objections import Objection


@strawberry.input(description="An entry to question, or a ruling that stays it. 提出异议")
class OpenObjectionInput:
    """For the subject, a named person, a complainant, or on the department's own discovery."""

    entry: strawberry.ID = needed("The entry. 名单条目")
    origin: ObjectionOrigin = needed("Who questions it. 异议来源")
    concerning: SubjectKey | None = left_out(
        "The one named person it is about; by id number needs READ_PERSONS. 所涉直接责任人"
    )
    grounds: str = needed("What is held to be wrong. 异议理由")
    ruling: str | None = left_out("The document of the ruling, for REVIEW and COURT. 裁决文书")
    operator: str | None = left_out(OPERATOR)
    idempotency_key: str | None = left_out(KEY)


@strawberry.type(description="The objection, and what it suspended. 提出异议结果")
class OpenObjectionPayload(Payload):
    """Null and 0 when refused."""

    objection: Objection | None = shown("objection", "The objection. 异议")
    suspended: int = said(
        "suspended", "Sanctions suspended by it, in all counties; 0 without READ. 暂不执行数"
    )


@becomes(corrections.Correction)
@strawberry.input(description="What the entry should have said; what is left out stays. 更正内容")
class CorrectionInput:
    """What is left must still be a listing."""

    facts: str | None = left_out("The facts. 事由")
    criteria: list[str] | None = left_out("All criteria met; a code given n times counts n. 认定情形")
    conduct_from: dt.date | None = left_out("The first day of the conduct. 行为起始日期")
    conduct_to: dt.date | None = left_out("The last day of the conduct. 行为终止日期")
    valid_until: dt.date | None = left_out("Its last whole day, earlier than now. 有效期至")
    remove_persons: list[SubjectKey] | None = left_out(
        "Persons who were named wrongly; by id number needs READ_PERSONS. 撤销的直接责任人"
    )


@strawberry.input(description="What the verification found. 异议处理")
class DecideObjectionInput:
    """The person concerned has been told."""

    objection: strawberry.ID = needed("The objection. 异议")
    outcome: ObjectionOutcome = needed("What was found. 核实结果")
    explanation: str = needed("The finding in words. 核实说明")
    told_on: dt.date = needed("When the person concerned was told. 告知日期")
    told_means: NoticeMeans = needed("How the person concerned was told. 告知方式")
    correction: CorrectionInput | None = left_out("What is corrected, for CORRECTED. 更正内容")
    ruling: str | None = left_out("The ruling that is executed. 裁决文书")
    operator: str | None = left_out(OPERATOR)


@strawberry.type(description="The decision, and what followed from it. 异议处理结果")
class DecideObjectionPayload(Payload):
    """Null, empty and 0 when refused."""

    objection: Objection | None = shown("objection", "The objection. 异议")
    entry: ListEntry | None = shown("entry", "The entry. 名单条目")
    resumed: int = said("resumed", "Sanctions that go on. 恢复执行数")
    reinstated: list[ListEntry] = shown_all("reinstated", "Entries restored by it. 恢复的名单条目")
    erased: bool = said("erased", "Whether the record was erased. 是否已清除", refused=False)


@strawberry.input(description="A restoration that is done. 恢复工作办结")
class CloseRestorationInput:
    """Every measure is confirmed as lifted."""

    objection: strawberry.ID = needed("The objection whose decision is restored. 异议")
    note: str | None = left_out("What was done; not kept where the entry is erased. 说明")
    operator: str | None = left_out(OPERATOR)


@strawberry.type(description="The objection whose restoration is closed. 恢复办结结果")
class CloseRestorationPayload(Payload):
    """Null when refused."""

    objection: Objection | None = shown("objection", "The objection. 异议")


@mutation(Duty.OBJECT, "Questions an entry; its sanctions are suspended in every county. 提出异议")
async def open_objection(info: Asked, input: OpenObjectionInput) -> OpenObjectionPayload:  # noqa: A002
    """By any department; the supplier of the information verifies it."""
    given = taken(casework.OpenObjection, input)
    outcome, refusals = await ask(
        info, input, casework.Opened, lambda change: casework.open_objection(change, given)
    )
    return OpenObjectionPayload(outcome=outcome, refusals=refusals)


@mutation(Duty.OBJECT, "Decides an objection: upheld, corrected or revoked. 异议处理")
async def decide_objection(info: Asked, input: DecideObjectionInput) -> DecideObjectionPayload:  # noqa: A002
    """By the supplier of the information; where a ruling is cited, also by the department that listed."""
    given = taken(casework.DecideObjection, input)
    outcome, refusals = await ask(
        info, input, casework.Decided, lambda change: casework.decide_objection(change, given)
    )
    return DecideObjectionPayload(outcome=outcome, refusals=refusals)


@mutation(Duty.OBJECT, "Closes the restoration that a decision obliged to. 恢复工作办结")
async def close_restoration(info: Asked, input: CloseRestorationInput) -> CloseRestorationPayload:  # noqa: A002
    """By the supplier of the information, once every measure is confirmed as lifted."""
    given = taken(restorations.CloseRestoration, input)
    outcome, refusals = await ask(
        info, input, restorations.Closed, lambda change: restorations.close_restoration(change, given)
    )
    return CloseRestorationPayload(outcome=outcome, refusals=refusals)
