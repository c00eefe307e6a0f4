"""The watch entry that follows a black one (X2): written with it, re-dated with it, prolonged instead of doubled."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from hub.policy.listing import Standing
from hub.policy.validity import DAY, Validity, last_day


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days, both included."""

    first: date
    last: date

    @property
    def validity(self) -> Validity:
        """The same days as an entry has them."""
        return Validity(self.first, self.last)

    def touches(self, other: Period) -> bool:
        """Whether the two overlap or adjoin."""
        return self.first <= other.last + DAY and other.first <= self.last + DAY


@dataclass(frozen=True, slots=True)
class Watch:
    """A watch entry of the black entry's field and department that has not exited by decision.

    `follows`: the black entry it follows, None for a listing of its own. `own_until`: the last day its
    own listing gave, kept once a black entry prolonged it.
    """

    id: UUID
    first: date
    last: date
    follows: UUID | None
    own_until: date | None = None

    @property
    def period(self) -> Period:
        """The days of the entry."""
        return Period(self.first, self.last)

    @property
    def own(self) -> bool:
        """Whether the department listed it by a decision of its own."""
        return self.follows is None or self.own_until is not None


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What has to be written: entries changed, removed, and the days of one added; which one follows.

    `following` None with `added` set: the added one follows.
    """

    changed: tuple[Watch, ...] = ()
    removed: tuple[UUID, ...] = ()
    added: Period | None = None
    following: UUID | None = None


def period_after(exit_day: date, months: int) -> Period:
    """The days on the watch list after a black entry's exit day."""
    return Period(exit_day, last_day(exit_day, months))


def watches_of(
    standings: Iterable[Standing], watch_list: UUID, department: UUID, without: Collection[UUID] = ()
) -> list[Watch]:
    """The subject's entries on a department's watch list that no decision has ended."""
    return [
        Watch(
            standing.id,
            standing.validity.valid_from,
            standing.validity.valid_until,
            standing.follows,
            standing.own_until,
        )
        for standing in standings
        if standing.list_type == watch_list
        and standing.listed_by == department
        and standing.validity.exited_on is None
        and standing.id not in without
    ]


def periods_of(
    standings: Iterable[Standing], field: str, department: UUID, without: UUID
) -> list[tuple[UUID, Period]]:
    """When each of a department's black entries of the field is followed, apart from one."""
    return [
        (standing.id, period_after(standing.validity.exit_day, standing.watch_term_months))
        for standing in standings
        if standing.watch_term_months is not None
        and standing.field == field
        and standing.listed_by == department
        and standing.id != without
    ]


def arrange(
    black: UUID,
    period: Period | None,
    before: Period | None,
    watches: Sequence[Watch],
    others: Iterable[tuple[UUID, Period]],
) -> Arrangement:
    """How the watch entries stand once `black` is followed for `period` (None: no longer, it is erased).

    `before` is its period until now (None: it is new), `others` those of the department's other black
    entries of the field. What its old period had brought about is taken back first; then the new one
    prolongs the entry it touches, or is added.
    """
    others = list(others)
    kept: list[Watch] = []
    free: list[Watch] = []
    for watch in sorted(watches, key=lambda watch: (watch.first, watch.id)):
        involved = watch.follows == black or (before is not None and before.touches(watch.period))
        rest = _without(watch, others) if involved else watch
        (kept if rest is not None else free).append(rest or watch)
    following = None
    added = None
    if period is not None:
        following = _prolong(kept, black, period)
        if following is None and free:
            reused = free.pop(0)
            kept.append(replace(reused, first=period.first, last=period.last, follows=black))
            following = reused.id
        elif following is None:
            added = period
    known = {watch.id: watch for watch in watches}
    changed = tuple(watch for watch in kept if watch != known[watch.id])
    return Arrangement(changed, tuple(watch.id for watch in free), added, following)


def _without(watch: Watch, others: Iterable[tuple[UUID, Period]]) -> Watch | None:
    """The watch entry as the other black entries alone leave it; None when nothing is left of it."""
    members = sorted(
        (
            (period.last, period.first, black)
            for black, period in others
            if watch.first <= period.first <= watch.last
        ),
    )
    if watch.own:
        end = watch.own_until or watch.last
        prolonging = [member for member in members if member[0] > end]
        if not prolonging:
            return replace(watch, last=end, follows=None, own_until=None)
        return replace(watch, last=prolonging[-1][0], follows=prolonging[-1][2], own_until=end)
    if not members:
        return None
    first = min(member[1] for member in members)
    return replace(watch, first=first, last=members[-1][0], follows=members[-1][2])


def _prolong(watches: list[Watch], black: UUID, period: Period) -> UUID | None:
    """Let the first watch entry that `period` touches last as long as it; never into the next one."""
    for place, watch in enumerate(watches):
        if not watch.period.touches(period):
            continue
        limit = min((other.first - DAY for other in watches if other.first > watch.last), default=date.max)
        watches[place] = replace(
            watch,
            first=watch.first if watch.own else min(watch.first, period.first),
            last=min(max(watch.last, period.last), limit),
            follows=black,
            own_until=(watch.own_until or watch.last) if watch.own else None,
        )
        return watch.id
    return None
