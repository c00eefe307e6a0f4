"""What rules rest on (依据): an act as it is cited, and whether it carries them on a day (L1, A10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from hub.errors import Refusal
from hub.errors.listing import TextMissing
from hub.errors.standards import BasisDaysWrong, BasisOutOfForce
from hub.policy.names import blank
from hub.policy.vocabulary import BasisLevel


@dataclass(frozen=True, slots=True)
class BasisGiven:
    """An act as a caller cites it: act, number, article, rank, and its days in force, the last included."""

    act: str
    level: BasisLevel
    in_force_from: date
    in_force_to: date | None = None
    document_number: str | None = None
    article: str | None = None

    def in_force(self, on: date) -> bool:
        """Whether the act is in force on the day `on`."""
        return self.in_force_from <= on and (self.in_force_to is None or on <= self.in_force_to)


def judge_basis(given: BasisGiven, on: date, path: tuple[str, ...] = ("basis",)) -> Iterator[Refusal]:
    """Why the act cannot carry rules that apply from the day `on`."""
    if blank(given.act):
        yield TextMissing(path=(*path, "act"), what="act's title")
    if given.in_force_to is not None and given.in_force_to < given.in_force_from:
        yield BasisDaysWrong(path=(*path, "inForceTo"), since=given.in_force_from, until=given.in_force_to)
    elif not given.in_force(on):
        yield BasisOutOfForce(
            path=path,
            basis=given.act.strip() or "given",
            effective_from=on,
            since=given.in_force_from,
            until=given.in_force_to or "a day that is not set",
        )
