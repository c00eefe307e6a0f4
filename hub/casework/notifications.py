"""A department confirms that it has received its messages up to a place: forward only (A5, engine.md §3)."""

from __future__ import annotations

from dataclasses import dataclass

from hub.casework.change import Change
from hub.errors import Refused
from hub.errors.notifications import CursorAhead, CursorBehind, CursorNotYours, CursorOfAnotherEpoch
from hub.policy.vocabulary import Duty
from hub.store.cursors import FeedCursor
from hub.store.statements import inbox as statements


@dataclass(frozen=True, slots=True)
class ConfirmNotifications:
    """confirmNotifications: the place up to which everything was received, as the feed gave it out."""

    up_to: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The place up to which receipt is confirmed now."""

    confirmed_up_to: str


async def confirm_notifications(change: Change, asked: ConfirmNotifications) -> Confirmed:
    """Confirm receipt; the same place again changes nothing. Raises Refused.

    Receipt says nothing about assignments: acknowledging one is a different fact.
    """
    place = FeedCursor.parse(asked.up_to)
    department = change.caller.department_id
    if department is None:
        change.caller.require(Duty.READ)
    if department is None or place is None or place.department_id != department:
        raise Refused(CursorNotYours(path=("upTo",)))
    inbox = await statements.lock(change.session, department)
    if place.epoch != inbox.epoch:
        raise Refused(CursorOfAnotherEpoch(path=("upTo",)))
    if place.number > inbox.head:
        raise Refused(CursorAhead(path=("upTo",), asked=place.number, head=inbox.head))
    if place.number < inbox.confirmed:
        raise Refused(CursorBehind(path=("upTo",), asked=place.number, confirmed=inbox.confirmed))
    if place.number > inbox.confirmed:
        await statements.confirm(change.session, department, place.number, change.moment)
    return Confirmed(str(place))
