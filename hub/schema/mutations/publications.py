"""confirmPublications and handOutNotice: what the keeper of a channel says and takes (§4.2, §6.3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import strawberry

from hub.casework import publications as casework
from hub.casework.change import Change
from hub.errors import Refusal
from hub.policy.vocabulary import Duty
from hub.schema.declare import Asked
from hub.schema.enums import PublicationStep
from hub.schema.mutations.asking import (
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
from hub.schema.refusals import refusal
from hub.schema.types.publications import Publication
from hub.store.ids import Ref


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of a batch: the good items are committed, each bad one is a refusal with its path."""

    publications: tuple[Ref, ...] = ()
    refused: tuple[Refusal, ...] = ()


@strawberry.input(description="What a channel did about entries. 确认公示或撤下")
class ConfirmPublicationsInput:
    """Up to 1,000 publications; good ones are confirmed, each bad one is refused with its path."""

    publications: list[strawberry.ID] = needed("The publications. 公示")
    step: PublicationStep = needed("PUBLISH or WITHDRAW; no other step is confirmed. 公示步骤")
    done_on: dt.date = needed("The day it was done. 办理日期")
    operator: str | None = left_out(OPERATOR)


@strawberry.type(description="The confirmed publications. 确认结果")
class ConfirmPublicationsPayload(Payload):
    """Only the good ones."""

    publications: list[Publication] = shown_all("publications", "The publications. 公示")


@strawberry.input(description="The notice of an error to take. 领取撤销公告")
class HandOutNoticeInput:
    """Handed out once."""

    publication: strawberry.ID = needed("The publication of the entry listed in error. 公示")
    operator: str | None = left_out(OPERATOR)


@strawberry.type(description="The notice of an error. 撤销公告")
class HandOutNoticePayload(Payload):
    """Null when refused."""

    publication: Publication | None = shown("publication", "The publication. 公示")
    notice: str | None = said(
        "text", "What the channel publishes of it; names the subject. 公告内容", refused=None
    )


@mutation(Duty.LIST, "Confirms what a channel published or withdrew. 确认公示或撤下")
async def confirm_publications(
    info: Asked,
    input: ConfirmPublicationsInput,  # noqa: A002
) -> ConfirmPublicationsPayload:
    """By the channel's keeper; the confirmed withdrawal deletes the notice of an error."""
    given = taken(casework.ConfirmPublications, input)

    async def run(change: Change) -> Batch:
        answers = await casework.confirm_publications(change, given)
        return Batch(
            tuple(answer for answer in answers if isinstance(answer, Ref)),
            tuple(answer for answer in answers if isinstance(answer, Refusal)),
        )

    outcome, refusals = await ask(info, input, Batch, run)
    bad = [] if outcome is None else [refusal(each) for each in outcome.refused]
    return ConfirmPublicationsPayload(outcome=outcome, refusals=[*refusals, *bad])


@mutation(Duty.LIST, "Hands out the notice of an entry listed in error, once. 领取撤销公告")
async def hand_out_notice(info: Asked, input: HandOutNoticeInput) -> HandOutNoticePayload:  # noqa: A002
    """To the channel's keeper; its text is gone once the withdrawal is confirmed, or when its days are over."""
    given = taken(casework.HandOutNotice, input)
    outcome, refusals = await ask(
        info, input, casework.HandedOut, lambda change: casework.hand_out_notice(change, given)
    )
    return HandOutNoticePayload(outcome=outcome, refusals=refusals)
