"""What a listing takes from the subject's other entries (L3, L4), and what is given back when it was an error (X4)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from hub.policy.listing import ADVERSE, Standing
from hub.policy.standards import ListType
from hub.policy.validity import Validity
from hub.policy.vocabulary import ExitGround, ListKind


@dataclass(frozen=True, slots=True)
class Lost:
    """An entry that exits because of another listing, and its exit day (which may lie ahead)."""

    id: UUID
    ground: ExitGround
    exit_day: date


@dataclass(frozen=True, slots=True)
class Restored:
    """An entry whose loss is undone: it stands again, or is lost on `exit_day` to `cause` instead.

    `lost` with no cause: its place was taken meanwhile, so the exit stays and only the link is cut.
    """

    id: UUID
    lost: bool
    exit_day: date | None = None
    cause: UUID | None = None


def losses(
    list_type: ListType,
    validity: Validity,
    follow_on: Validity | None,
    *,
    acts_for: Collection[UUID],
    standings: Iterable[Standing],
    today: date,
) -> Iterator[Lost]:
    """The entries that exit because of a listing of `list_type`, and when (L3, L4).

    Black or watch: every red entry in force, or to come into force while the new entry or its
    follow-on lasts. Black: also the watch entry of the same field by the same department. An exit
    takes effect when the new entry does, and never in the past.
    """
    if list_type.kind not in ADVERSE:
        return
    day = max(today, validity.valid_from)
    until = max(validity.exit_day, follow_on.exit_day if follow_on else validity.exit_day)
    for other in standings:
        theirs = other.validity
        if theirs.exit_day <= day:
            continue
        if other.kind is ListKind.RED and day < until and theirs.valid_from < until:
            yield Lost(other.id, ExitGround.ADVERSE_LISTING, day)
        elif (
            list_type.kind is ListKind.BLACK
            and _escalates(other, list_type.field, acts_for, day)
            and day < validity.exit_day
        ):
            yield Lost(other.id, ExitGround.ESCALATED, day)


def _escalates(other: Standing, field: str, acts_for: Collection[UUID], day: date) -> bool:
    """A watch entry in force on `day`, or listed for later; a follow-on to come belongs to its black entry."""
    return (
        other.kind is ListKind.WATCH
        and other.field == field
        and other.listed_by in acts_for
        and (other.follows is None or other.validity.valid_from <= day)
    )


def restorations(caused: Sequence[Standing], remaining: Sequence[Standing]) -> list[Restored]:
    """What becomes of the entries that an erased one had removed, given the subject's `remaining` others.

    A red entry stands again for the rest of its term unless another adverse entry stands; an escalated
    watch entry likewise unless another black entry of its department and field does (X4).
    """
    found: list[Restored] = []
    standing = list(remaining)
    for entry in sorted(caused, key=lambda entry: (entry.kind is ListKind.RED, entry.id)):
        restored = _restore(entry, standing)
        found.append(restored)
        if not restored.lost:
            standing.append(
                replace(entry, validity=Validity(entry.validity.valid_from, entry.validity.valid_until))
            )
    return found


def _restore(entry: Standing, others: Sequence[Standing]) -> Restored:
    lost_on = entry.validity.exit_day
    natural = Validity(entry.validity.valid_from, entry.validity.valid_until)
    causes = [
        (max(lost_on, other.validity.valid_from), other.id)
        for other in others
        if _removes(other, entry)
        and other.validity.exit_day > lost_on
        and other.validity.valid_from < natural.exit_day
        and other.validity.valid_from < other.validity.exit_day
    ]
    exit_day, cause = min(causes, default=(None, None))
    again = natural if exit_day is None else replace(natural, exited_on=exit_day)
    if any(_same_place(other, entry) and other.validity.overlaps(again) for other in others):
        return Restored(entry.id, lost=True)
    return Restored(entry.id, lost=exit_day is not None, exit_day=exit_day, cause=cause)


def _removes(other: Standing, entry: Standing) -> bool:
    if entry.kind is ListKind.RED:
        return other.kind in ADVERSE
    return other.kind is ListKind.BLACK and other.field == entry.field and other.listed_by == entry.listed_by


def _same_place(other: Standing, entry: Standing) -> bool:
    return other.id != entry.id and other.list_type == entry.list_type and other.listed_by == entry.listed_by
