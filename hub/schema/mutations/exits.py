"""exitEntry: an entry leaves its list by hand (§6.1, §6.2)."""

from __future__ import annotations

import strawberry

from hub.casework import exits as casework
from hub.policy.vocabulary import Duty
from hub.schema.declare import Asked
from hub.schema.enums import ExitGround
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
    shown_all,
    taken,
)
from hub.schema.types.entries import ListEntry


@strawberry.input(description="An exit by hand: ERROR, MISUSE (red), STANDARD_CHANGED. 退出名单")
class ExitEntryInput:
    """The other grounds come about by repair, time and consequence."""

    entry: strawberry.ID = needed("The entry. 名单条目")
    ground: ExitGround = needed("The ground. 退出事由")
    facts: str | None = left_out("The facts, or the new standard's document. 事由")
    standard: strawberry.ID | None = left_out("The new standard. 新认定标准")
    watch_term_months: int | None = left_out(
        "The watch term that follows; at most the standard's. 重点关注期限（月）"
    )
    operator: str | None = left_out(OPERATOR)
    idempotency_key: str | None = left_out(KEY)


@strawberry.type(description="The entry that exited, and what followed from it. 退出结果")
class ExitEntryPayload(Payload):
    """Null, empty and 0 when refused."""

    entry: ListEntry | None = shown("entry", "The entry. 名单条目")
    followed_by: ListEntry | None = shown("followed_by", "The watch entry that follows it. 后续重点关注条目")
    reinstated: list[ListEntry] = shown_all("reinstated", "Red entries restored by it. 恢复的红名单条目")
    release_due: int = said("release_due", "Assignments whose measure has to be lifted. 待解除数")
    withdrawn: int = said("withdrawn", "Assignments that were never taken on. 已撤回数")
    erased: bool = said("erased", "Whether the record was erased. 是否已清除", refused=False)


@mutation(Duty.LIST, "Takes an entry off its list by hand. 退出名单")
async def exit_entry(info: Asked, input: ExitEntryInput) -> ExitEntryPayload:  # noqa: A002
    """Only the listing department or its successor."""
    given = taken(casework.ExitEntry, input)
    outcome, refusals = await ask(
        info, input, casework.Exited, lambda change: casework.exit_entry(change, given)
    )
    return ExitEntryPayload(outcome=outcome, refusals=refusals)
