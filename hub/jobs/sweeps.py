"""The sweeps there are, in the order in which one day's are made: what ended, what is due, what has had its time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from hub.casework.change import Change
from hub.casework.expiries import first_expiry, tell_expired
from hub.casework.links import cut_links, first_bound
from hub.casework.reminders import first_case, first_deadline, remind, remind_of_cases
from hub.casework.settling import first_end, settle
from hub.casework.tidying import (
    first_key,
    first_message,
    first_notice,
    forget_keys,
    forget_messages,
    forget_notices,
)
from hub.policy.workdays import day_of
from hub.store.session import Session
from hub.store.statements.reminders import Reach


@dataclass(frozen=True, slots=True)
class Sweep:
    """One kind of thing that time brings about.

    `first` answers when the oldest of it fell due that is not done (None: nothing); `take` does the next of
    it within its reach, one change each time, and answers how much it was: 0 where nothing is left, or where
    somebody else is at it.
    """

    name: str
    first: Callable[[Session, dt.datetime], Awaitable[dt.datetime | None]]
    take: Callable[[Change, Reach], Awaitable[int]]


SWEEPS: Final = (
    Sweep("expiries", lambda session, moment: first_expiry(session, day_of(moment)), tell_expired),
    Sweep("ends", lambda session, moment: first_end(session, day_of(moment)), settle),
    Sweep("reminders", lambda session, moment: first_deadline(session, moment, day_of(moment)), remind),
    Sweep("cases", lambda session, moment: first_case(session, moment, day_of(moment)), remind_of_cases),
    Sweep("links", lambda session, _: first_bound(session), cut_links),
    Sweep("notices", lambda session, _: first_notice(session), forget_notices),
    Sweep("keys", first_key, forget_keys),
    Sweep(
        "messages", lambda session, moment: first_message(session, moment, day_of(moment)), forget_messages
    ),
)
