"""A keeper says until when its list is complete (§4.2, C1)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from hub.casework.casefile import competence
from hub.casework.change import Change
from hub.errors import Refused
from hub.errors.listing import UnknownListType
from hub.policy.sharing import carrying, judge_confirmation
from hub.store.ids import Ref
from hub.store.statements import listing as rules
from hub.store.statements import sharing as statements


@dataclass(frozen=True, slots=True)
class ConfirmListCurrent:
    """confirmListCurrent: the list's slug, and the aware moment as of which it holds all there is."""

    list_type: str
    as_of: dt.datetime


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The list type that was confirmed."""

    list_type: Ref


async def confirm_list_current(change: Change, asked: ConfirmListCurrent) -> Confirmed:
    """Write down the keeper's confirmation; the last one stands, an earlier moment takes a claim back. Raises Refused."""
    list_type = (await rules.list_types(change.session, {asked.list_type})).get(asked.list_type)
    if list_type is None:
        raise Refused(UnknownListType(path=("listType",), slug=asked.list_type))
    rows = await statements.rows_of(change.session, {list_type.id})
    may = await competence(change)
    refusals = list(
        judge_confirmation(
            list_type,
            carrying(rows, list_type.id, change.today),
            functions=may.functions,
            areas=may.areas,
            as_of=asked.as_of,
            moment=change.moment,
        )
    )
    if refusals:
        raise Refused(*refusals)
    await statements.confirm(change.session, list_type.id, asked.as_of)
    ref = Ref("ListType", 0, list_type.id)
    change.audit(ref, {"as_of": asked.as_of.isoformat()})
    return Confirmed(ref)
