"""escalateToBlackList: from the watch list to the black list (§4.4)."""

from __future__ import annotations

import strawberry

from hub.casework import escalation as casework
from hub.casework.listing import Listed, ListSubject
from hub.policy.vocabulary import Duty
from hub.schema.declare import Asked
from hub.schema.mutations.asking import ask, becomes, mutation, needed, taken
from hub.schema.mutations.listing import ListSubjectInput, ListSubjectPayload

becomes(ListSubject)(ListSubjectInput)


@strawberry.input(description="A watch entry that becomes a black one. 转入黑名单")
class EscalateToBlackListInput:
    """Operator and idempotency key are the listing's."""

    entry: strawberry.ID = needed("The watch entry. 重点关注条目")
    listing: ListSubjectInput = needed("The black listing in full, of the same subject. 列入黑名单")


@mutation(Duty.LIST, "Lists a watched subject on the black list of the field. 转入黑名单")
async def escalate_to_black_list(
    info: Asked,
    input: EscalateToBlackListInput,  # noqa: A002
) -> ListSubjectPayload:
    """Only the watch entry's department, while it is in force; what the new action repeats goes on."""
    given = taken(casework.EscalateToBlackList, input)
    outcome, refusals = await ask(
        info,
        input,
        Listed,
        lambda change: casework.escalate_to_black_list(change, given),
        signed=input.listing,
    )
    return ListSubjectPayload(outcome=outcome, refusals=refusals)
