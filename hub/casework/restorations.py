"""Closes what a wrong listing obliged its supplier to restore, once every measure is confirmed as lifted (O3, §5.6)."""

from __future__ import annotations

from dataclasses import dataclass

from hub.casework.change import Change
from hub.casework.objections import lock_objection, tell_about
from hub.errors import Refusal, Refused
from hub.policy.objections import Restoration, judge_restoration
from hub.policy.vocabulary import EventKind
from hub.policy.workdays import day_of
from hub.store.ids import Ref
from hub.store.statements import objections as statements


@dataclass(frozen=True, slots=True)
class CloseRestoration:
    """closeRestoration: the objection whose decision had to be restored, and what was done about it."""

    objection: Ref | None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    """The objection whose restoration is closed."""

    objection: Ref


async def close_restoration(change: Change, asked: CloseRestoration) -> Closed:
    """Record that what a wrong listing had brought about is undone everywhere (O3, §5.6). Raises Refused."""
    objection, entry = await lock_objection(change, asked.objection)
    restored_at = objection.restored_at
    refusals: tuple[Refusal, ...] = judge_restoration(
        Restoration(
            owed=objection.restoration_owed,
            closed_on=None if restored_at is None else day_of(restored_at),
            owing=await statements.owing(change.session, objection.ref, change.moment),
            addressed_to=objection.addressed_to,
            department_name=objection.department_name,
        ),
        acts_for=change.caller.acts_for,
    )
    if refusals:
        raise Refused(*refusals)
    # Of an erased entry no word is kept, so none is written either.
    note = None if entry is None else (asked.note or "").strip() or None
    values = {"restored_at": change.moment, "restored_note": note}
    await statements.write(change.session, objection.ref, values)
    await tell_about(change, EventKind.RESTORATION_CLOSED, objection.ref, entry, {objection.opened_by})
    change.audit(objection.ref, {"restored": True})
    return Closed(objection.ref)
