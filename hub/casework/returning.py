"""Gives the assignments that a black entry's action had continued back to the watch entry, which stands again (L3, X4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import replace

from hub.casework.change import Change
from hub.policy.assignments import LIVE
from hub.policy.vocabulary import AssignmentState
from hub.store.ids import Ref
from hub.store.statements import assignments
from hub.store.statements import returning as statements
from hub.store.statements.assignments import Held
from hub.store.statements.returning import Initiation


async def give_back(change: Change, black: Ref, watches: Collection[Ref]) -> None:
    """Let what the black entry's action continued belong again to the watch entry's, before the black one is erased.

    `watches` are the watch entries that escalated into it and stand again. What an assignment continued was
    issued before the action that holds it now; it goes back to the action of which it came, if that was not
    withdrawn. What was reported under the black entry is forgotten with it.
    """
    if not watches:
        return
    mine = {action.id: action for action in await statements.initiations(change.session, [black])}
    theirs = [
        action for action in await statements.initiations(change.session, watches) if not action.withdrawn
    ]
    states = (*LIVE, AssignmentState.RELEASE_DUE)
    locked = await assignments.lock_of_entries(change.session, [black], states)
    back: list[Held] = []
    since: list[tuple[Ref, dt.datetime]] = []
    for held in locked.values():
        action = None if held.action_id is None else mine.get(held.action_id)
        origin = None if action is None else _origin(held, action, theirs)
        if action is not None and origin is not None:
            back.append(replace(held, entry_id=origin.entry.id, action_id=origin.id))
            since.append((held.ref, action.at))
    await assignments.write(change.session, back)
    await statements.forget_reports(change.session, since)


def _origin(held: Held, action: Initiation, theirs: Sequence[Initiation]) -> Initiation | None:
    if held.issued_at >= action.at:
        return None
    return next((each for each in reversed(theirs) if each.at <= held.issued_at), None)
