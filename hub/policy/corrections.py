"""What a decided objection may correct of an entry (O3): facts, dates, criteria, and whom it names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hub.errors import Refusal
from hub.errors.objections import CorrectionMissing, CorrectionWrong, PersonNotNamed
from hub.policy.listing import judge_criteria
from hub.policy.names import blank
from hub.policy.standards import Standard
from hub.policy.validity import Validity, within_term


@dataclass(frozen=True, slots=True)
class Amendable:
    """An entry as far as a decision may correct it; `standard` None for an entry that followed a black one."""

    validity: Validity
    decided_on: date
    conduct_from: date | None
    conduct_to: date | None
    named: frozenset[UUID]
    standard: Standard | None
    follows: bool


@dataclass(frozen=True, slots=True)
class Amendment:
    """What is to be said instead; None leaves it as it is. `removed`: persons, None for one nobody knows."""

    facts: str | None = None
    criteria: Sequence[str] | None = None
    conduct_from: date | None = None
    conduct_to: date | None = None
    valid_until: date | None = None
    removed: Sequence[UUID | None] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing would change."""
        said = (self.facts, self.criteria, self.conduct_from, self.conduct_to, self.valid_until)
        return not self.removed and all(value is None for value in said)


def judge_amendment(entry: Amendable, asked: Amendment, *, today: date) -> tuple[Refusal, ...]:
    """Every reason why the correction is refused; what it leaves must still be a listing (L1)."""
    found: list[Refusal] = []
    if asked.empty:
        found.append(CorrectionMissing(path=("correction",)))
    if asked.facts is not None and blank(asked.facts):
        found.append(_wrong("facts", "its facts would be empty"))
    found += _conduct(entry, asked)
    if asked.criteria is not None:
        found += _criteria(entry, asked.criteria)
    if asked.valid_until is not None:
        found += _term(entry, asked.valid_until, today)
    found += [
        PersonNotNamed(path=("correction", "removePersons", str(place)))
        for place, person in enumerate(asked.removed)
        if person not in entry.named
    ]
    return tuple(found)


def _conduct(entry: Amendable, asked: Amendment) -> list[Refusal]:
    if asked.conduct_from is None and asked.conduct_to is None:
        return []
    field = "conductFrom" if asked.conduct_to is None else "conductTo"
    first = asked.conduct_from or entry.conduct_from
    last = asked.conduct_to or entry.conduct_to
    if first is not None and last is not None and last < first:
        return [_wrong(field, f"the conduct would end on {last}, before it began on {first}")]
    if last is not None and last > entry.decided_on:
        return [
            _wrong(field, f"the decision of {entry.decided_on} came before the end of the conduct, {last}")
        ]
    return []


def _criteria(entry: Amendable, criteria: Sequence[str]) -> list[Refusal]:
    if entry.standard is None or entry.follows:
        return [_wrong("criteria", "an entry that follows a black one meets no criteria of its own")]
    return [refusal.at("correction") for refusal in judge_criteria(criteria, entry.standard)]


def _term(entry: Amendable, valid_until: date, today: date) -> list[Refusal]:
    validity = entry.validity
    if validity.exited(today) or validity.exited_on is not None:
        return [_wrong("validUntil", f"it has left its list on {validity.exit_day}")]
    if entry.follows:
        return [_wrong("validUntil", "its term is that of the black entry it follows")]
    if valid_until < max(today, validity.valid_from):
        return [_wrong("validUntil", "a term ends today at the earliest, and not before its first day")]
    if valid_until >= validity.valid_until:
        return [
            _wrong("validUntil", "a term that does not end earlier takes a new listing with its own notice")
        ]
    standard = entry.standard
    if standard is not None and not within_term(
        validity.valid_from, valid_until, standard.min_term_months, standard.max_term_months
    ):
        least, most = standard.min_term_months, standard.max_term_months
        return [_wrong("validUntil", f"the standard allows {least} to {most} months")]
    return []


def no_longer_triggered(
    measures: Collection[tuple[UUID, frozenset[str]]], groups: Collection[str]
) -> frozenset[UUID]:
    """The measures, given with the criteria groups they ask for, that the corrected criteria no longer trigger (§3.3)."""
    return frozenset(measure for measure, asked in measures if asked and asked.isdisjoint(groups))


def _wrong(field: str, problem: str) -> CorrectionWrong:
    return CorrectionWrong(path=("correction", field), problem=problem)
