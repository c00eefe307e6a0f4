"""The sharing catalogue (共享目录, L7): which lists may be used on a day, who keeps them, when they are stale (C1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from hub.errors import Refusal
from hub.errors.sharing import ConfirmedAhead, ListNotCarried, NotKeeper
from hub.policy.standards import ListType
from hub.policy.workdays import day_of


@dataclass(frozen=True, slots=True)
class Shared:
    """One row: from when to when, the last day included, a list is carried; the function that keeps it; its report interval in days."""

    list_type: UUID
    valid_from: dt.date
    valid_to: dt.date | None
    keeper: str
    fresh_within_days: int

    def carries(self, on: dt.date) -> bool:
        """Whether the list is carried on the day `on`."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


def carrying(rows: Iterable[Shared], list_type: UUID, on: dt.date) -> Shared | None:
    """The row that carries the list on the day `on`; rows of one list never overlap."""
    return next((row for row in rows if row.list_type == list_type and row.carries(on)), None)


def judge_carried(list_type: ListType, row: Shared | None, today: dt.date) -> Refusal | None:
    """A list is used only while the sharing catalogue carries it (L7)."""
    if row is not None:
        return None
    return ListNotCarried(path=("listType",), list_type=list_type.name, today=today)


def judge_confirmation(
    list_type: ListType,
    row: Shared | None,
    *,
    functions: Collection[str],
    areas: Collection[UUID],
    as_of: dt.datetime,
    moment: dt.datetime,
) -> Iterator[Refusal]:
    """Why a department cannot say until when the list is complete.

    `areas`: the regions it serves and those above them, as for a listing (L1).
    """
    not_carried = judge_carried(list_type, row, day_of(moment))
    if not_carried is not None:
        yield not_carried
    keeper = list_type.lead_function if row is None else row.keeper
    if keeper not in functions or (list_type.region is not None and list_type.region not in areas):
        yield NotKeeper(path=("listType",), list_type=list_type.name, keeper=keeper)
    if as_of > moment:
        yield ConfirmedAhead(path=("asOf",), as_of=as_of.isoformat())


def stale(current_as_of: dt.datetime | None, fresh_within_days: int, today: dt.date) -> bool:
    """Whether a list's keeper has let its interval pass; one never confirmed is stale (C1)."""
    if current_as_of is None:
        return True
    return day_of(current_as_of) + dt.timedelta(days=fresh_within_days) < today
