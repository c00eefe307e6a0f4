"""How an entry leaves its list (X1, §6): one table of kind and ground, and what each exit brings about."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from hub.errors import Refusal
from hub.errors.exits import (
    AlreadyExited,
    EntryNotBegun,
    ExitFactsMissing,
    GroundNotByHand,
    GroundNotPossible,
    NewStandardMissing,
    NewStandardWrong,
    NotListingDepartment,
)
from hub.policy.listing import judge_watch_term
from hub.policy.names import blank
from hub.policy.validity import Validity
from hub.policy.vocabulary import ExitGround, ListKind


class Way(StrEnum):
    """How an exit comes about; the value is how a refusal names it."""

    HAND = "the listing department's own exit"
    OBJECTION = "an objection that was upheld"
    REPAIR = "a repair or a confirmed correction"
    TIME = "the end of its validity"
    CONSEQUENCE = "another listing"


class Then(StrEnum):
    """What follows an exit (X2, X4)."""

    WATCH = "the subject goes to the watch list of the field"
    ERASE = "the record is erased and what it caused is undone"
    NOTHING = "the record stays in the back office"


class Citing(StrEnum):
    """What an exit by hand has to say."""

    NOTHING = "nothing"
    FACTS = "what was found"
    STANDARD = "the new standard or its document"


@dataclass(frozen=True, slots=True)
class ExitRule:
    """One cell of the table: the ways in which this exit comes about, what it cites, what follows."""

    ways: tuple[Way, ...]
    then: Then
    clause: str
    citing: Citing = Citing.NOTHING


_BLACK, _RED, _WATCH = ListKind.BLACK, ListKind.RED, ListKind.WATCH

RULES: Final[Mapping[tuple[ListKind, ExitGround], ExitRule]] = MappingProxyType(
    {
        (_BLACK, ExitGround.ERROR): ExitRule((Way.HAND, Way.OBJECTION), Then.ERASE, "§6.1"),
        (_BLACK, ExitGround.REPAIRED): ExitRule((Way.REPAIR,), Then.WATCH, "§6.1"),
        (_BLACK, ExitGround.EXPIRED): ExitRule((Way.TIME,), Then.WATCH, "§6.1"),
        (_BLACK, ExitGround.STANDARD_CHANGED): ExitRule((Way.HAND,), Then.WATCH, "§6.1", Citing.STANDARD),
        (_RED, ExitGround.ERROR): ExitRule((Way.HAND, Way.OBJECTION), Then.ERASE, "§6.2"),
        (_RED, ExitGround.ADVERSE_LISTING): ExitRule((Way.CONSEQUENCE,), Then.NOTHING, "§6.2"),
        (_RED, ExitGround.MISUSE): ExitRule((Way.HAND,), Then.NOTHING, "§6.2", Citing.FACTS),
        (_RED, ExitGround.EXPIRED): ExitRule((Way.TIME,), Then.NOTHING, "§6.2"),
        (_RED, ExitGround.STANDARD_CHANGED): ExitRule((Way.HAND,), Then.NOTHING, "§6.2", Citing.STANDARD),
        (_WATCH, ExitGround.ERROR): ExitRule((Way.HAND, Way.OBJECTION), Then.ERASE, "§5.6"),
        (_WATCH, ExitGround.EXPIRED): ExitRule((Way.TIME,), Then.NOTHING, "§4.4"),
        (_WATCH, ExitGround.ESCALATED): ExitRule((Way.CONSEQUENCE,), Then.NOTHING, "§4.4"),
        (_WATCH, ExitGround.REPAIRED): ExitRule((Way.REPAIR,), Then.NOTHING, "§5.5"),
        (_WATCH, ExitGround.STANDARD_CHANGED): ExitRule((Way.HAND,), Then.NOTHING, "§4.4", Citing.STANDARD),
    }
)
"""Every exit there is (X1). What is no cell never happens."""


def by_hand(kind: ListKind) -> tuple[ExitGround, ...]:
    """The grounds on which `exitEntry` ends an entry of this kind."""
    return tuple(
        ground for ground in ExitGround if (kind, ground) in RULES and Way.HAND in RULES[kind, ground].ways
    )


def followed(kind: ListKind) -> bool:
    """Whether an entry of this kind that runs out is followed by a watch entry (X2)."""
    return RULES[kind, ExitGround.EXPIRED].then is Then.WATCH


@dataclass(frozen=True, slots=True)
class NewStandard:
    """A standard cited by an exit: its list type, and when it took effect."""

    list_type: UUID
    effective_from: date


@dataclass(frozen=True, slots=True)
class Leaving:
    """The entry that is to exit, and the longest watch term its standard allows; erased ones know nothing.

    `standard_from` is when the standard it was listed under took effect.
    """

    kind: ListKind
    erased: bool
    validity: Validity
    listed_by: UUID | None
    department_name: str
    list_type: UUID | None
    standard_from: date | None
    watch_term_months: int | None
    follows: bool = False
    """Whether it follows a black entry (X2)."""


def judge_exit(
    entry: Leaving,
    ground: ExitGround,
    *,
    acts_for: Collection[UUID],
    facts: str | None,
    standard: NewStandard | None,
    watch_term_months: int | None,
    today: date,
) -> tuple[Refusal, ...]:
    """Every reason why an exit by hand is refused (X1); none when it may be made."""
    if entry.erased:
        still = "it was erased, and nothing can be done with it any more"
        return (AlreadyExited(exited_on=entry.validity.exit_day, ground=ExitGround.ERROR, still=still),)
    found: list[Refusal] = []
    if entry.listed_by not in acts_for:
        doing = "ends it by hand"
        found.append(NotListingDepartment(path=("entry",), department=entry.department_name, doing=doing))
    if entry.follows and today < entry.validity.valid_from:
        found.append(EntryNotBegun(path=("entry",), begins=entry.validity.valid_from))
    found += _ground(entry, ground, facts, standard, today)
    if ground is ExitGround.ERROR and watch_term_months is not None:
        refusal = judge_watch_term(ListKind.RED, watch_term_months, None)
    else:
        refusal = judge_watch_term(entry.kind, watch_term_months, entry.watch_term_months)
    return (*found, *([refusal] if refusal is not None else ()))


def _ground(
    entry: Leaving, ground: ExitGround, facts: str | None, standard: NewStandard | None, today: date
) -> list[Refusal]:
    rule = RULES.get((entry.kind, ground))
    possible = ", ".join(by_hand(entry.kind))
    if rule is None:
        return [GroundNotPossible(path=("ground",), kind=entry.kind, ground=ground, possible=possible)]
    if Way.HAND not in rule.ways:
        way = " or ".join(rule.ways)
        return [GroundNotByHand(path=("ground",), kind=entry.kind, ground=ground, way=way, possible=possible)]
    left_for = entry.validity.ground(today)
    if left_for is not None and rule.then is not Then.ERASE:
        still = "after that only an ERROR in the listing can still be found"
        return [
            AlreadyExited(
                path=("entry",),
                allowed=("exitEntry",),
                exited_on=entry.validity.exit_day,
                ground=left_for,
                still=still,
            )
        ]
    if rule.citing is Citing.FACTS and not _said(facts):
        return [ExitFactsMissing(path=("facts",), ground=ground)]
    if rule.citing is Citing.STANDARD:
        return _citation(entry, facts, standard, today)
    return []


def _citation(entry: Leaving, facts: str | None, standard: NewStandard | None, today: date) -> list[Refusal]:
    if standard is None:
        return [] if _said(facts) else [NewStandardMissing(path=("standard",))]
    if standard.list_type != entry.list_type:
        return [NewStandardWrong(path=("standard",), problem="it belongs to another list")]
    if entry.standard_from is not None and standard.effective_from <= entry.standard_from:
        return [NewStandardWrong(path=("standard",), problem="it is not newer than the one of the listing")]
    if standard.effective_from > today:
        return [
            NewStandardWrong(path=("standard",), problem=f"it takes effect on {standard.effective_from} only")
        ]
    return []


def _said(text: str | None) -> bool:
    return not blank(text)
