"""From the watch list to the black list (L3, §4.4): by whom, while which entry is in force, on which list."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from hub.errors import Refusal
from hub.errors.escalation import NotItsBlackList, NotWatched, WatchNotInForce
from hub.errors.exits import NotListingDepartment
from hub.policy.exits import RULES, Leaving
from hub.policy.standards import ListType
from hub.policy.vocabulary import ExitGround, ListKind


def judge_escalation(
    entry: Leaving,
    field: str,
    to: ListType | None,
    *,
    acts_for: Collection[UUID],
    begins: date,
    today: date,
) -> tuple[Refusal, ...]:
    """Every reason why a watch entry of `field` does not become a black one; none when it may.

    `to` is the list of the black listing (None: unknown, which the listing itself is refused for),
    `begins` its first day: on that day, and today, the watch entry has to be in force, or nothing escalates.
    """
    if (entry.kind, ExitGround.ESCALATED) not in RULES:
        return (NotWatched(path=("entry",), kind=entry.kind),)
    found: list[Refusal] = []
    if entry.listed_by not in acts_for:
        doing = "escalates it"
        found.append(NotListingDepartment(path=("entry",), department=entry.department_name, doing=doing))
    validity = entry.validity
    if not (validity.in_force(today) and max(begins, today) < validity.exit_day):
        found.append(
            WatchNotInForce(
                path=("entry",),
                allowed=("listSubject",),
                valid_from=validity.valid_from,
                exit_day=validity.exit_day,
                begins=begins,
            )
        )
    if to is not None and (to.kind is not ListKind.BLACK or to.field != field):
        found.append(NotItsBlackList(path=("listing", "listType"), field=field, list_type=to.name))
    return tuple(found)
