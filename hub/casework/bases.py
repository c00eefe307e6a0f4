"""An act that measures rest on ends: they are released on the day after its last (A9, §5.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hub.casework.catalogue import Told, plain
from hub.casework.change import Change
from hub.casework.effects import effects_of
from hub.casework.measures import end_measures
from hub.errors import Refused
from hub.errors.changes import NotFound
from hub.errors.standards import BasisDaysWrong, BasisHasEnded
from hub.policy.catalogue import judge_edition_publisher
from hub.policy.validity import DAY
from hub.policy.vocabulary import EventKind
from hub.store.ids import Ref
from hub.store.statements import audience, catalogue, editions
from hub.store.statements import bases as statements
from hub.store.statements import measures as running


@dataclass(frozen=True, slots=True)
class EndBasis:
    """endBasis: the act, and its last day in force."""

    basis: Ref | None
    in_force_to: date
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class EndedBasis:
    """The act; how many running assignments end with it, and whose (`effects` as PublishedCatalogue has them)."""

    basis: Ref
    would_release: int
    effects: tuple[Told, ...] = ()


async def end_basis(change: Change, asked: EndBasis) -> EndedBasis:
    """Give an act its last day; what rests on it ends the day after, on running actions too. Raises Refused.

    Entries stay in force: their standard's basis was asked for on the day of their decision (L1).
    """
    session = change.session
    may_not = judge_edition_publisher(
        change.caller, await audience.prefecture(session), ("basis",), "The end of a legal basis"
    )
    if may_not is not None:
        raise Refused(may_not)
    await (catalogue.reading if asked.dry_run else catalogue.publishing)(session)
    known = asked.basis is not None and asked.basis.kind == "LegalBasis"
    row = await statements.lock(session, asked.basis.id) if known and asked.basis else None
    if row is None or asked.basis is None:
        raise Refused(NotFound(path=("basis",), what="legal basis"))
    if row.in_force_to is not None and row.in_force_to < change.today:
        raise Refused(BasisHasEnded(path=("basis",), basis=row.act, ended=row.in_force_to))
    if asked.in_force_to < row.in_force_from:
        raise Refused(BasisDaysWrong(path=("inForceTo",), since=row.in_force_from, until=asked.in_force_to))
    await statements.end(session, asked.basis.id, asked.in_force_to)
    concerned = running.resting_on({asked.basis.id})
    ending = (
        await running.moved(session, concerned, change.today)
        if asked.dry_run
        else await end_measures(change, concerned)
    )
    effects = await effects_of(change, None, asked.in_force_to + DAY, ending)
    if asked.dry_run:
        change.discard()
    else:
        await _tell(change, asked.basis, asked.in_force_to, ending)
    return EndedBasis(
        asked.basis, sum(effect.ended for effect in effects), tuple(plain(effect) for effect in effects)
    )


async def _tell(change: Change, basis: Ref, last: date, ending: Sequence[running.Moved]) -> None:
    """Whoever has a measure that ends with it, and the credit offices."""
    now = await audience.standing_in(change.session, {each.department_id for each in ending}, change.today)
    offices = await editions.credit_offices(change.session, change.today)
    change.tell(EventKind.BASIS_ENDED, basis, sorted({*now.values(), *offices}))
    change.audit(basis, {"in_force_to": last.isoformat(), "ended": sum(each.number for each in ending)})
