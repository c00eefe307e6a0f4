"""Ends running measures with their basis or their place in the catalogue, on the day the law says (A9)."""

from __future__ import annotations

from collections.abc import Sequence

from hub.casework.change import Change
from hub.policy.assignments import ASSIGNMENT
from hub.policy.vocabulary import AssignmentStep, EventKind
from hub.policy.workdays import start_of
from hub.store.statements import audience
from hub.store.statements import calendar as calendars
from hub.store.statements import measures as statements
from hub.store.statements.measures import Concerned, Moved, Release


async def end_measures(change: Change, concerned: Concerned) -> Sequence[Moved]:
    """Write the ends that the rules now set to running assignments; those that end earlier, counted.

    What ends today is withdrawn or owes a release from its first moment, and its department is told; what
    ends on a later day does so then, by its date alone (L6).
    """
    session, today = change.session, change.today
    ending = await statements.moved(session, concerned, today)
    calendar = await calendars.load(session, today)
    releases = []
    for ends_on, within in await statements.releases_of(session, concerned, today):
        deadline = calendar.after(max(ends_on, today), within)
        releases.append(Release(ends_on, within, deadline.at, deadline.provisional))
    projected = start_of(calendar.provisional_from)
    over = await statements.move(session, concerned, today, releases, projected)
    now = await audience.standing_in(session, {department for _, department, _ in over}, today)
    clause = ASSIGNMENT.clause(AssignmentStep.END)
    for ref, department, taken_on in sorted(over, key=lambda each: each[0]):
        kind = EventKind.ASSIGNMENT_RELEASE_DUE if taken_on else EventKind.ASSIGNMENT_WITHDRAWN
        change.tell(kind, ref, [now[department]])
        change.history(ref, kind.value, clause)
    return ending
