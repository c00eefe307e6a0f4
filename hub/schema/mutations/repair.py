"""applyForRepair, decideRepair and confirmCorrection: how a subject earns its way off a list (§5.5, §6.1)."""

from __future__ import annotations

import datetime as dt

import strawberry

from hub.casework import repair as casework
from hub.casework.exits import Exited
from hub.policy.vocabulary import Duty
from hub.schema.declare import Asked
from hub.schema.mutations.asking import (
    KEY,
    OPERATOR,
    Payload,
    ask,
    left_out,
    mutation,
    needed,
    said,
    shown,
    taken,
)
from hub.schema.mutations.exits import ExitEntryPayload
from hub.schema.types.entries import ListEntry
from hub.schema.types.repair import Repair

ENTRY = "The entry. 名单条目"


@strawberry.input(description="An application for repair. 申请信用修复")
class ApplyForRepairInput:
    """Its evidence is at least one document for each requirement of the standard."""

    entry: strawberry.ID = needed(ENTRY)
    evidence: list[str] = needed("The documents: corrections, public service, training. 证明材料")
    commitment: str | None = left_out("What the subject promises; counts as one document. 信用承诺")
    operator: str | None = left_out(OPERATOR)
    idempotency_key: str | None = left_out(KEY)


@strawberry.type(description="The application that was submitted. 申请结果")
class ApplyForRepairPayload(Payload):
    """Null when refused."""

    repair: Repair | None = shown("repair", "The application. 信用修复申请")


@strawberry.input(description="The decision on an application for repair. 审核信用修复")
class DecideRepairInput:
    """To accept means to consent: the entry leaves its list."""

    repair: strawberry.ID = needed("The application. 信用修复申请")
    accept: bool = needed("Whether it is agreed to. 是否同意")
    reason: str = needed("Why. 审核理由")
    watch_term_months: int | None = left_out(
        "The watch term that follows a black entry; at most the standard's. 重点关注期限（月）"
    )
    operator: str | None = left_out(OPERATOR)


@strawberry.type(description="The decided application, and what followed from it. 审核结果")
class DecideRepairPayload(Payload):
    """Null and 0 when refused."""

    repair: Repair | None = shown("repair", "The application. 信用修复申请")
    entry: ListEntry | None = shown("entry", ENTRY)
    followed_by: ListEntry | None = shown("followed_by", "The watch entry that follows it. 后续重点关注条目")
    release_due: int = said("release_due", "Assignments whose measure has to be lifted. 待解除数")


@strawberry.input(description="A correction in time. 确认整改")
class ConfirmCorrectionInput:
    """What counts is the day on which the subject had corrected itself."""

    entry: strawberry.ID = needed(ENTRY)
    corrected_on: dt.date = needed("The day of the correction. 整改完成日期")
    evidence: str = needed("What shows it. 整改证明")
    operator: str | None = left_out(OPERATOR)


@mutation(Duty.REPAIR, "Applies for the repair of a listed subject. 申请信用修复")
async def apply_for_repair(info: Asked, input: ApplyForRepairInput) -> ApplyForRepairPayload:  # noqa: A002
    """By any department; one open application per entry."""
    given = taken(casework.ApplyForRepair, input)
    outcome, refusals = await ask(
        info, input, casework.Applied, lambda change: casework.apply_for_repair(change, given)
    )
    return ApplyForRepairPayload(outcome=outcome, refusals=refusals)


@mutation(Duty.REPAIR, "Decides on an application for repair. 审核信用修复")
async def decide_repair(info: Asked, input: DecideRepairInput) -> DecideRepairPayload:  # noqa: A002
    """By the listing department alone, or its successor."""
    given = taken(casework.DecideRepair, input)
    outcome, refusals = await ask(
        info, input, casework.Decided, lambda change: casework.decide_repair(change, given)
    )
    return DecideRepairPayload(outcome=outcome, refusals=refusals)


@mutation(Duty.REPAIR, "Confirms that a subject corrected itself in time. 确认整改")
async def confirm_correction(info: Asked, input: ConfirmCorrectionInput) -> ExitEntryPayload:  # noqa: A002
    """The black entry leaves its list as repaired, whatever the earliest month of repair."""
    given = taken(casework.ConfirmCorrection, input)
    outcome, refusals = await ask(
        info, input, Exited, lambda change: casework.confirm_correction(change, given)
    )
    return ExitEntryPayload(outcome=outcome, refusals=refusals)
