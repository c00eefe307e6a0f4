"""Escalates a watch entry: a full black listing by the department that watched (L3, §4.4)."""

from __future__ import annotations

from dataclasses import dataclass

from hub.casework import casefile
from hub.casework.change import Change
from hub.casework.exits import lock_entry
from hub.casework.keys import Found, find_subjects
from hub.casework.listing import Listed, ListSubject, list_subject
from hub.errors import Refused
from hub.errors.actions import EntryErased
from hub.errors.escalation import AnotherSubject
from hub.policy.escalation import judge_escalation
from hub.store.ids import Ref


@dataclass(frozen=True, slots=True)
class EscalateToBlackList:
    """escalateToBlackList: the watch entry (None: an id of nothing), and the black listing in full."""

    entry: Ref | None
    listing: ListSubject


async def escalate_to_black_list(change: Change, asked: EscalateToBlackList) -> Listed:
    """List the watched subject on a black list of the field; the watch entry exits ESCALATED. Raises Refused.

    What the listing is refused for has its path under `listing`.
    """
    entry = await lock_entry(change, asked.entry)
    if entry.leaving.erased or entry.list_type is None:
        raise Refused(EntryErased(path=("entry",)))
    rules = await casefile.load_rules(change, [asked.listing.list_type])
    refusals = list(
        judge_escalation(
            entry.leaving,
            entry.list_type.field,
            rules.list_types.get(asked.listing.list_type),
            acts_for=change.caller.acts_for,
            begins=asked.listing.valid_from or asked.listing.decided_on,
            today=change.today,
        )
    )
    [subject] = await find_subjects(change, [asked.listing.subject])
    if isinstance(subject, Found) and subject.ref != entry.subject:
        refusals.append(AnotherSubject(path=("listing", "subject")))
    if refusals:
        raise Refused(*refusals)
    try:
        return await list_subject(change, asked.listing)
    except Refused as refused:
        raise Refused(*(refusal.at("listing") for refusal in refused.refusals)) from None
