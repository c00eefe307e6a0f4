"""Writes down a listing that policy allows: the entry, what it rests on, whom it names, what it takes away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from hub.casework.casefile import Desk
from hub.casework.cases import end_cases
from hub.casework.change import Change
from hub.casework.follow_on import Followed, Rows, write_arrangement
from hub.casework.keys import Found
from hub.casework.releases import end_assignments
from hub.policy.consequences import Lost as Loss
from hub.policy.consequences import losses
from hub.policy.exits import RULES, followed
from hub.policy.follow_on import Period, arrange, period_after, periods_of, watches_of
from hub.policy.listing import Standing, published
from hub.policy.officers import Naming
from hub.policy.standards import ListType, Standard
from hub.policy.validity import Validity
from hub.policy.vocabulary import EventKind
from hub.store.ids import Ref
from hub.store.statements import audience
from hub.store.statements.assignments import departments_of

if TYPE_CHECKING:
    from hub.casework.listing import Case


@dataclass(frozen=True, slots=True)
class Listing:
    """One listing that may be made, under its rules."""

    case: Case
    subject: Found
    list_type: ListType
    standard: Standard
    validity: Validity
    naming: Naming


@dataclass(slots=True)
class Lost:
    """The entries that a set of listings takes away: their exit days, and who had decided them."""

    exits: dict[Ref, date] = field(default_factory=dict)
    listed_by: dict[Ref, UUID] = field(default_factory=dict)


def record(desk: Desk, listing: Listing, rows: Rows, lost: Lost) -> tuple[Ref, tuple[Ref, ...]]:
    """Add the entry and its consequences to `rows` and `lost`; the entry, and those that exit because of it."""
    change, list_type = desk.change, listing.list_type
    entry = Ref("ListEntry", listing.subject.ref.bucket, change.new_id())
    standings = desk.register.standings.get(listing.subject.ref.id, [])
    period = _follow_on_period(listing)
    taken = list(
        losses(
            list_type,
            listing.validity,
            period.validity if period else None,
            acts_for=desk.competence.acts_for,
            standings=standings,
            today=change.today,
        )
    )
    rows.entries.append(_row(desk, listing, entry))
    _add_grounds(desk, listing, entry, rows)
    exited = take_away(change, entry, taken, {standing.id: standing for standing in standings}, rows, lost)
    if followed(list_type.kind):
        _follow(desk, listing, entry, period, {loss.id for loss in taken}, rows)
    told = [change.caller.department_id, *desk.overseers]
    change.tell(EventKind.ENTRY_LISTED, entry, told)
    change.history(entry, EventKind.ENTRY_LISTED.value, "§4.2")
    change.audit(entry, _content(listing))
    return entry, exited


def take_away(
    change: Change,
    cause: Ref,
    taken: Sequence[Loss],
    known: Mapping[UUID, Standing],
    rows: Rows,
    lost: Lost,
) -> tuple[Ref, ...]:
    """Add the exits that `cause` brings about to `rows` and `lost`; the entries that exit."""
    exited = []
    for loss in taken:
        ref = Ref("ListEntry", cause.bucket, loss.id)
        rows.exits.append((ref.bucket, ref.id, loss.exit_day, change.moment, loss.ground.value, cause.id))
        lost.exits[ref] = loss.exit_day
        lost.listed_by[ref] = known[loss.id].listed_by
        change.history(ref, EventKind.ENTRY_EXITED.value, RULES[known[loss.id].kind, loss.ground].clause)
        change.audit(ref, {"exited": loss.ground.value, "on": loss.exit_day.isoformat()})
        exited.append(ref)
    return tuple(exited)


def _follow_on_period(listing: Listing) -> Period | None:
    months = _watch_term(listing)
    if months is None or not followed(listing.list_type.kind):
        return None
    return period_after(listing.validity.exit_day, months)


def _watch_term(listing: Listing) -> int | None:
    given = listing.case.asked.watch_term_months
    return listing.standard.watch_term_months if given is None else given


def _follow(
    desk: Desk, listing: Listing, entry: Ref, period: Period | None, taken: set[UUID], rows: Rows
) -> None:
    """Write the watch entry with the black one, or report that the field has no watch list (X2)."""
    change = desk.change
    department = change.caller.department_id
    watch = desk.rules.watch_rules(listing.list_type, listing.validity.exit_day, change.today)
    if watch is None or period is None or department is None:
        change.tell(EventKind.WATCH_LIST_MISSING, entry, [department, *desk.overseers])
        return
    standings = desk.register.standings.get(listing.subject.ref.id, [])
    arrangement = arrange(
        entry.id,
        period,
        None,
        watches_of(standings, watch[0].id, department, taken),
        periods_of(standings, listing.list_type.field, department, entry.id),
    )
    black = Followed(
        ref=entry,
        subject_id=listing.subject.ref.id,
        region_id=listing.subject.region_id,
        listed_by=department,
        supplied_by=_supplier(desk, listing),
        decided_on=listing.case.asked.decided_on,
    )
    known = {standing.id: standing for standing in standings}
    write_arrangement(change, rows, black, watch, arrangement, known)


def _supplier(desk: Desk, listing: Listing) -> UUID:
    supplied_by = listing.case.supplied_by
    department = desk.change.caller.department_id
    return supplied_by if isinstance(supplied_by, UUID) else department  # type: ignore[return-value]


def _row(desk: Desk, listing: Listing, entry: Ref) -> dict[str, Any]:
    asked = listing.case.asked
    kind = listing.list_type.kind
    return {
        "bucket": entry.bucket,
        "id": entry.id,
        "kind": kind.value,
        "subject_id": listing.subject.ref.id,
        "list_type_id": listing.list_type.id,
        "standard_id": listing.standard.id,
        "published": published(listing.list_type, listing.standard),
        "listed_by": desk.change.caller.department_id,
        "supplied_by": _supplier(desk, listing),
        "region_id": listing.subject.region_id,
        "document_number": asked.document_number.strip(),
        "facts": asked.facts.strip(),
        "conduct_from": asked.conduct_from,
        "conduct_to": asked.conduct_to,
        "decided_on": asked.decided_on,
        "valid_from": listing.validity.valid_from,
        "valid_until": listing.validity.valid_until,
        "notice_given_on": asked.notice_given_on,
        "notice_means": asked.notice_means.value if asked.notice_means else None,
        "correct_by": asked.correct_by,
        "watch_term_months": _watch_term(listing) if followed(kind) else None,
    }


def _add_grounds(desk: Desk, listing: Listing, entry: Ref, rows: Rows) -> None:
    """Criteria, evidence and responsible persons of the entry."""
    case = listing.case
    key = {"bucket": entry.bucket, "entry_id": entry.id}
    for code, times in Counter(case.asked.criteria).items():
        rows.criteria.append({**key, "standard_id": listing.standard.id, "code": code, "times": times})
    for place, (given, supplier) in enumerate(zip(case.asked.evidence, case.suppliers, strict=True)):
        rows.evidence.append(
            {
                **key,
                "position": place,
                "kind": given.kind.value,
                "document": given.document.strip(),
                "supplied_by": supplier if isinstance(supplier, UUID) else None,
            }
        )
    holders = dict(desk.register.holders) | {
        person.ref.id: person.ref for person in case.persons if isinstance(person, Found)
    }
    for person in listing.naming.persons:
        rows.persons.append(
            {
                **key,
                "id": desk.change.new_id(),
                "person_bucket": holders[person.person].bucket,
                "person_id": person.person,
                "role": person.role.value if person.role else None,
                "directly_responsible": person.directly_responsible,
                "officership_id": person.office,
            }
        )


def _content(listing: Listing) -> dict[str, Any]:
    asked = listing.case.asked
    return {
        "list_type": listing.list_type.slug,
        "document_number": asked.document_number,
        "facts": asked.facts,
        "criteria": list(asked.criteria),
        "decided_on": asked.decided_on.isoformat(),
        "valid_from": listing.validity.valid_from.isoformat(),
        "valid_until": listing.validity.valid_until.isoformat(),
    }


async def tell_lost(change: Change, lost: Lost, overseers: Collection[UUID]) -> None:
    """End the measures of the entries taken away, and tell whoever listed them and whoever carries them out."""
    if not lost.exits:
        return
    await end_assignments(change, lost.exits)
    await end_cases(change, lost.exits)
    responding = await departments_of(change.session, lost.exits)
    people = {*lost.listed_by.values()}.union(*responding.values())
    now = await audience.standing_in(change.session, people, change.today)
    for ref, listed_by in lost.listed_by.items():
        departments = {listed_by, *responding.get(ref, ())}
        told = [now[department] for department in sorted(departments)]
        change.tell(EventKind.ENTRY_EXITED, ref, [*told, *overseers])
