"""A legal basis (依据) as an input cites it, and endBasis: its last day, and what ends with it (§5.4, A9)."""

from __future__ import annotations

import datetime as dt

import strawberry

from hub.casework import bases as casework
from hub.policy.bases import BasisGiven
from hub.policy.vocabulary import Duty
from hub.schema.declare import Asked
from hub.schema.enums import BasisLevel
from hub.schema.mutations.asking import (
    KEY,
    OPERATOR,
    ask,
    becomes,
    left_out,
    mutation,
    needed,
    said,
    shown,
    taken,
)
from hub.schema.mutations.effects import EffectsPayload
from hub.schema.types.listing import LegalBasis


@becomes(BasisGiven)
@strawberry.input(description="An act that something rests on, as it is cited. 依据")
class BasisInput:
    """The same words and days are the same act, however often they are cited."""

    act: str = needed("The act's title. 法规名称")
    document_number: str | None = left_out("Its document number. 文号")
    article: str | None = left_out("The article. 条款")
    level: BasisLevel = needed("Its rank. 依据层级")
    in_force_from: dt.date = needed("Its first day in force. 生效日期")
    in_force_to: dt.date | None = left_out("Its last day in force. 失效日期")


@strawberry.input(description="The end of an act. 依据失效")
class EndBasisInput:
    """What rests on it is released the day after, on running actions too."""

    basis: strawberry.ID = needed("The legal basis. 依据")
    in_force_to: dt.date = needed("Its last day in force. 失效日期")
    operator: str | None = left_out(OPERATOR)
    dry_run: bool | None = strawberry.field(default=False, description="Only show what it would do. 试运行")
    idempotency_key: str | None = left_out(KEY)


@strawberry.type(description="The act, and the duties that end with it. 依据失效结果")
class EndBasisPayload(EffectsPayload):
    """After a dry run the basis is as it was."""

    basis: LegalBasis | None = shown("basis", "The legal basis. 依据")
    would_release: int = said(
        "would_release", "Running assignments that end with it (BASIS_ENDED). 将终止的响应任务数"
    )


@mutation(Duty.CATALOGUE, "Gives a legal basis its last day. 依据失效")
async def end_basis(info: Asked, input: EndBasisInput) -> EndBasisPayload:  # noqa: A002
    """The prefecture's credit office; entries listed under it stay in force."""
    given = taken(casework.EndBasis, input)
    outcome, refusals = await ask(
        info, input, casework.EndedBasis, lambda change: casework.end_basis(change, given)
    )
    return EndBasisPayload(outcome=outcome, refusals=refusals)
