"""confirmListCurrent: until when a list holds all there is (§4.2, C1)."""

from __future__ import annotations

import datetime as dt

import strawberry

from hub.casework import sharing as casework
from hub.policy.vocabulary import Duty
from hub.schema.declare import Asked
from hub.schema.mutations.asking import OPERATOR, Payload, ask, left_out, mutation, needed, shown, taken
from hub.schema.types.listing import ListType


@strawberry.input(description="A keeper's word that its list is complete. 确认名单数据现行")
class ConfirmListCurrentInput:
    """A later confirmation replaces it, also one as of an earlier moment."""

    list_type: str = needed("The list, by slug. 名单类别")
    as_of: dt.datetime = needed("As of when it holds all there is; not ahead. 数据截至时间")
    operator: str | None = left_out(OPERATOR)


@strawberry.type(description="The list that was confirmed. 确认结果")
class ConfirmListCurrentPayload(Payload):
    """Null when refused."""

    list_type: ListType | None = shown("list_type", "The list. 名单类别")


@mutation(Duty.LIST, "Confirms until when a list is complete. 确认名单数据现行")
async def confirm_list_current(info: Asked, input: ConfirmListCurrentInput) -> ConfirmListCurrentPayload:  # noqa: A002
    """Its keepers: the departments of the function that the sharing catalogue names, inside the list's area."""
    given = taken(casework.ConfirmListCurrent, input)
    outcome, refusals = await ask(
        info, input, casework.Confirmed, lambda change: casework.confirm_list_current(change, given)
    )
    return ConfirmListCurrentPayload(outcome=outcome, refusals=refusals)
