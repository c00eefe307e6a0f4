"""Effective states as SQL over dates (L6): the same expressions in reads, filters, counts and guards.

Nothing here looks at a clock; the day and the moment are binds or columns handed in.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case, cast, false, func, literal, null, or_
from sqlalchemy.types import DateTime, Text

from hub.policy.vocabulary import AssignmentState, ExitGround, PublicationState, ReleaseReason, RepairState

S = AssignmentState
LIVE = (S.ISSUED, S.ACKNOWLEDGED, S.IMPLEMENTED, S.SUSPENDED)

_FROM = {
    S.RELEASE_DUE: (S.RELEASE_DUE, S.ACKNOWLEDGED, S.IMPLEMENTED, S.SUSPENDED),
    S.WITHDRAWN: (S.WITHDRAWN, S.ISSUED, S.SUSPENDED),
}
"""Which written states may read as an effective one; the others read as themselves only."""

_ZONE = "Asia/Shanghai"


def exit_day(entry: Any) -> ColumnElement[Any]:
    """The first day an entry is no longer in force: the exit's, or the day after its validity."""
    return func.least(entry.c.exited_on, entry.c.valid_until + 1)


def in_force(entry: Any, day: ColumnElement[Any]) -> ColumnElement[bool]:
    """In force on `day`: the half-open range [valid from, exit day)."""
    return and_(~entry.c.erased, entry.c.valid_from <= day, day < exit_day(entry))


def in_force_as_announced(
    entry: Any, day: ColumnElement[Any], today: ColumnElement[Any]
) -> ColumnElement[bool]:
    """In force on `day` as far as anybody may know `today`: an exit whose day has not come is left out."""
    known = case((entry.c.exited_on <= today, entry.c.exited_on), else_=null())
    ends = func.least(known, entry.c.valid_until + 1)
    return and_(~entry.c.erased, entry.c.valid_from <= day, day < ends)


def shown(entry: Any, day: ColumnElement[Any]) -> ColumnElement[bool]:
    """A follow-on watch entry is in no list or count until its first day (X2)."""
    return or_(entry.c.follows_id.is_(None), entry.c.valid_from <= day)


def exited_on(entry: Any, day: ColumnElement[Any]) -> ColumnElement[Any]:
    """The exit day once it has come."""
    return case((entry.c.erased, entry.c.exited_on), (exit_day(entry) <= day, exit_day(entry)), else_=null())


def exit_ground(entry: Any, day: ColumnElement[Any]) -> ColumnElement[Any]:
    """The exit's ground once its day has come; EXPIRED where time alone ended it."""
    return case(
        (entry.c.erased, entry.c.exit_ground),
        (entry.c.exited_on <= day, entry.c.exit_ground),
        (entry.c.valid_until < day, literal(ExitGround.EXPIRED.value)),
        else_=null(),
    )


def ends_on(assignment: Any) -> ColumnElement[Any]:
    """The first day the duty no longer stands: its entry's exit day or its measure's end (A6)."""
    return func.least(assignment.c.entry_ends_on, assignment.c.measure_ends_on)


def _ended(assignment: Any, day: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(assignment.c.state.in_([s.value for s in LIVE]), ends_on(assignment) <= day)


def state(assignment: Any, day: ColumnElement[Any]) -> ColumnElement[Any]:
    """The effective state: what was written, or what the end of entry or measure made of it (A4)."""
    remembered = func.coalesce(assignment.c.suspended_from, assignment.c.state)
    return case(
        (
            _ended(assignment, day),
            case((remembered == S.ISSUED.value, S.WITHDRAWN.value), else_=literal(S.RELEASE_DUE.value)),
        ),
        else_=assignment.c.state,
    )


def in_states(assignment: Any, states: list[AssignmentState], day: ColumnElement[Any]) -> ColumnElement[bool]:
    """Effective state among `states`; the written states are named too, so that an index can serve."""
    return and_(
        assignment.c.state.in_(written_as(states)), state(assignment, day).in_([s.value for s in states])
    )


def written_as(states: list[AssignmentState]) -> list[str]:
    """The written states that may read as one of `states`."""
    return sorted({w.value for s in states for w in _FROM.get(s, (s,))})


def suspended_from(assignment: Any, day: ColumnElement[Any]) -> ColumnElement[Any]:
    """What a suspension remembers, while it lasts."""
    return case((_ended(assignment, day), null()), else_=assignment.c.suspended_from)


def suspended_at(assignment: Any, day: ColumnElement[Any]) -> ColumnElement[Any]:
    """Since when a verification suspends it, while that lasts."""
    return case((_ended(assignment, day), null()), else_=assignment.c.suspended_at)


def _day_begins(day: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.timezone(_ZONE, cast(day, DateTime(timezone=False)))


def _owes(assignment: Any, day: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(_ended(assignment, day), state(assignment, day) == S.RELEASE_DUE.value)


def release_due_since(assignment: Any, day: ColumnElement[Any]) -> ColumnElement[Any]:
    """When the measure had to be lifted from; by time, the first moment of the day it ended."""
    return case(
        (_owes(assignment, day), _day_begins(ends_on(assignment))), else_=assignment.c.release_due_since
    )


def release_reason(assignment: Any, day: ColumnElement[Any]) -> ColumnElement[Any]:
    """Why it has to be lifted; by time, whichever of entry, measure and basis ended first."""
    measure_first = assignment.c.measure_ends_on < assignment.c.entry_ends_on
    by_time = case(
        (measure_first & assignment.c.end_by_basis, ReleaseReason.BASIS_ENDED.value),
        (measure_first, ReleaseReason.MEASURE_ENDED.value),
        else_=literal(ReleaseReason.EXIT.value),
    )
    return case((_owes(assignment, day), by_time), else_=cast(assignment.c.release_reason, Text))


def release_by(assignment: Any, day: ColumnElement[Any]) -> ColumnElement[Any]:
    """The deadline of the lifting, once there is one."""
    return case(
        (state(assignment, day).in_([S.RELEASE_DUE.value, S.RELEASED.value]), assignment.c.release_by),
        else_=null(),
    )


def overdue(assignment: Any, day: ColumnElement[Any], now: ColumnElement[Any]) -> ColumnElement[bool]:
    """Past the deadline of the step that is owed now (A5)."""
    effective = state(assignment, day)
    return or_(
        and_(
            effective == S.ISSUED.value,
            now > func.least(assignment.c.acknowledge_by, assignment.c.implement_by),
        ),
        and_(effective == S.ACKNOWLEDGED.value, now > assignment.c.implement_by),
        and_(effective == S.RELEASE_DUE.value, now > assignment.c.release_by),
    )


def repair_state(repair: Any, exits: ColumnElement[Any], day: ColumnElement[Any]) -> ColumnElement[Any]:
    """The effective state of an application: the exit day of its entry closes it (P1)."""
    closed = and_(repair.c.state == RepairState.SUBMITTED.value, exits <= day)
    return case((closed, literal(RepairState.CLOSED.value)), else_=repair.c.state)


def repair_overdue(repair: Any, exits: ColumnElement[Any], day: ColumnElement[Any]) -> ColumnElement[bool]:
    """Past the last day of the decision that is still owed (P1)."""
    return and_(repair_state(repair, exits, day) == RepairState.SUBMITTED.value, repair.c.due_on < day)


def publication_state(
    publication: Any, exits: ColumnElement[Any], day: ColumnElement[Any]
) -> ColumnElement[Any]:
    """Where a channel stands: the exit day of its entry makes the withdrawal due (X3)."""
    c = publication.c
    ended = case((c.withdrawn_at.is_(None), PublicationState.WITHDRAW_DUE.value), else_=_WITHDRAWN)
    stands = case((c.published_at.is_(None), PublicationState.PUBLISH_DUE.value), else_=_PUBLISHED)
    return case((exits <= day, ended), else_=stands)


_WITHDRAWN = literal(PublicationState.WITHDRAWN.value)
_PUBLISHED = literal(PublicationState.PUBLISHED.value)


def publication_overdue(
    publication: Any, exits: ColumnElement[Any], day: ColumnElement[Any]
) -> ColumnElement[bool]:
    """Past the last day of a withdrawal that is still owed (X3)."""
    c = publication.c
    return func.coalesce(and_(exits <= day, c.withdrawn_at.is_(None), c.withdraw_by < day), false())
