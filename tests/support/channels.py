"""Channels of the small city, and what their keepers do: confirm, and take notices of errors."""

from __future__ import annotations

import datetime as dt
from datetime import date as D  # noqa: N812 - tables of days
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, update

from hub.casework.publications import (
    ConfirmPublications,
    HandedOut,
    HandOutNotice,
    confirm_publications,
    hand_out_notice,
)
from hub.policy.duties import Caller
from hub.policy.vocabulary import PublicationStep
from hub.store.ids import Ref
from hub.store.models import Channel, Parameter, Publication
from tests.support.actions import NOW, TODAY
from tests.support.listing import Lists, listing

PORTAL, TAX_SITE = "quanzhou-credit", "licheng-taxation"
"""The keepers of the two channels: one publishes every field, one taxation alone."""
P = PublicationStep


async def furnish(lists: Lists) -> Lists:
    """The small city with its channels, one of which has ended, and the numbers of their deadlines."""
    first = D(2018, 1, 1)
    channel = {"valid_from": first, "valid_to": None, "source": "§4.2"}
    city = lists.city
    await city.write(
        insert(Channel),
        [
            channel
            | {"id": uuid4(), "slug": slug, "name": slug, "kept_by": city.departments[keeper], "field": field}
            for slug, keeper, field in (
                ("credit-quanzhou", PORTAL, None),
                ("tax-site", TAX_SITE, "taxation"),
                ("old-site", PORTAL, None),
            )
        ],
    )
    old = update(Channel).where(Channel.slug == "old-site")
    await city.write(old.values(valid_to=D(2026, 9, 6)))
    await city.write(
        insert(Parameter),
        [
            {"code": code, "valid_from": first, "value": value, "unit": unit, "source": "§6.3"}
            for code, value, unit in (
                ("PUBLICATION_WITHDRAWAL_WORKING_DAYS", 3, "WORKING_DAY"),
                ("ERROR_NOTICE_DAYS", 30, "DAY"),
            )
        ],
    )
    return lists


async def black_listed(lists: Lists, kind: str = "black", number: int = 1, **asked: Any) -> Ref:
    return (await lists.put(listing(await lists.enterprise(number), kind, **asked))).entry


async def of(lists: Lists, entry: Ref) -> dict[str, Any]:
    """The publications of an entry by the keeper of their channel."""
    channels = {row.id: row.kept_by for row in await lists.city.rows(Channel)}
    names = {key: slug for slug, key in lists.city.departments.items()}
    rows = [row for row in await lists.city.rows(Publication) if row.entry_id == entry.id]
    return {names[channels[row.channel_id]]: row for row in rows}


def ref(row: Any) -> Ref:
    return Ref("Publication", row.bucket, row.id)


async def confirm(
    lists: Lists,
    *refs: Ref | None,
    step: PublicationStep = P.PUBLISH,
    by: str = PORTAL,
    done_on: D = TODAY,
    moment: dt.datetime = NOW,
    caller: Caller | None = None,
) -> list[Any]:
    asked = ConfirmPublications(refs, step, done_on)  # type: ignore[arg-type]
    answers = await lists.city.run(
        by, lambda change: confirm_publications(change, asked), moment=moment, caller=caller
    )
    return [answer if isinstance(answer, Ref) else (answer.code, answer.path) for answer in answers]


async def hand_out(
    lists: Lists,
    publication: Ref | None,
    by: str = PORTAL,
    *,
    moment: dt.datetime = NOW,
    caller: Caller | None = None,
) -> HandedOut:
    asked = HandOutNotice(publication)
    return await lists.city.run(
        by, lambda change: hand_out_notice(change, asked), moment=moment, caller=caller
    )
