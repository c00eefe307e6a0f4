"""pauseEntry: the measures of an entry rest within bounds, the entry stays (§5.5 and later law)."""

from __future__ import annotations

import datetime as dt

import strawberry

from hub.casework import pauses as casework
from hub.policy.vocabulary import Duty
from hub.schema.declare import Asked
from hub.schema.enums import PauseKind
from hub.schema.keys import DepartmentKey
from hub.schema.mutations.asking import (
    KEY,
    OPERATOR,
    Payload,
    ask,
    left_out,
    mutation,
    needed,
    shown,
    taken,
)
from hub.schema.mutations.bases import BasisInput
from hub.schema.types.entries import ListEntry


@strawberry.input(description="A pause of an entry's measures. 暂缓惩戒")
class PauseEntryInput:
    """A one-off lifting names one measure, one department and one case."""

    entry: strawberry.ID = needed("The entry. 名单条目")
    kind: PauseKind = needed("Why. 暂缓类别")
    from_: dt.date = strawberry.field(name="from", description="The first day; not before today. 起始日期")
    until: dt.date = needed("The last day; within the entry's validity. 截止日期")
    measures: list[str] | None = left_out("Codes of the measures that rest; null means all. 措施")
    department: DepartmentKey | None = left_out("For which department alone. 部门")
    case_no: str | None = left_out("For which case. 案号")
    basis: BasisInput = needed("What it rests on. 依据")
    operator: str | None = left_out(OPERATOR)
    idempotency_key: str | None = left_out(KEY)


@strawberry.type(description="The entry whose measures rest. 暂缓结果")
class PauseEntryPayload(Payload):
    """Null when refused."""

    entry: ListEntry | None = shown("entry", "The entry. 名单条目")


@mutation(Duty.REPAIR, "Lets the measures of an entry rest within bounds. 暂缓惩戒")
async def pause_entry(info: Asked, input: PauseEntryInput) -> PauseEntryPayload:  # noqa: A002
    """By the listing department; states stay, deadlines move by the working days paused."""
    given = taken(casework.PauseEntry, input)
    outcome, refusals = await ask(
        info, input, casework.Paused, lambda change: casework.pause_entry(change, given)
    )
    return PauseEntryPayload(outcome=outcome, refusals=refusals)
