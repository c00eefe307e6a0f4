"""Publishes a dated version of a list type's rules, and shows whom it no longer covers (§4.1, X5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from hub.casework.audience import overseers
from hub.casework.change import Change
from hub.errors import Refused
from hub.errors.listing import UnknownListType
from hub.policy.bases import BasisGiven
from hub.policy.standards import ListType
from hub.policy.validity import DAY
from hub.policy.versions import CriterionGiven, Known, NewVersion, judge_publisher, judge_version
from hub.policy.vocabulary import EventKind
from hub.store.ids import Ref
from hub.store.statements import audience, bases, catalogue
from hub.store.statements import listing as rules
from hub.store.statements import standards as statements


@dataclass(frozen=True, slots=True)
class PublishStandard:
    """publishStandard: `list_type` a slug, terms in months, `repair_decision_days` in working days."""

    list_type: str
    version: str
    basis: BasisGiven
    effective_from: date
    criteria: tuple[CriterionGiven, ...]
    min_term_months: int
    max_term_months: int
    published: bool
    correctable: bool
    repairable: bool
    watch_term_months: int | None = None
    repair_earliest_months: int | None = None
    repair_decision_days: int | None = None
    repair_requirements: tuple[str, ...] = ()
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class PublishedStandard:
    """The standard, None after a dry run; its list type and the codes of its criteria, to see what conforms (X5)."""

    standard: Ref | None
    list_type: Ref
    criteria: tuple[str, ...]


async def publish_standard(change: Change, asked: PublishStandard) -> PublishedStandard:
    """Publish a version that follows those there are; the one before ends the day before. Raises Refused.

    Nothing that is listed is judged anew: an entry keeps its standard and its term, and leaves for the
    new one by its department's own exit alone (STANDARD_CHANGED). A dry run answers the same, without a
    standard, and leaves nothing.
    """
    list_type = (await rules.list_types(change.session, {asked.list_type})).get(asked.list_type)
    if list_type is None:
        raise Refused(UnknownListType(path=("listType",), slug=asked.list_type))
    may_not = judge_publisher(change.caller, list_type, await audience.prefecture(change.session))
    if may_not is not None:
        raise Refused(may_not)
    await (catalogue.reading if asked.dry_run else catalogue.publishing)(change.session)
    new, known = _new(asked), await statements.versions(change.session, list_type.id)
    permits = await rules.rulebook(change.session, {list_type.id})
    refusals = judge_version(
        new,
        list_type,
        known,
        permitted=permits.permitted(list_type, new.effective_from),
        today=change.today,
    )
    if refusals:
        raise Refused(*refusals)
    standard = await _write(change, new, list_type)
    if asked.dry_run:
        change.discard()
    else:
        await _tell(change, standard, list_type, new, known)
    codes = tuple(criterion.code.strip() for criterion in new.criteria)
    return PublishedStandard(None if asked.dry_run else standard, Ref("ListType", 0, list_type.id), codes)


def _new(asked: PublishStandard) -> NewVersion:
    return NewVersion(
        version=asked.version,
        basis=asked.basis,
        effective_from=asked.effective_from,
        criteria=[replace(each, code=each.code.strip()) for each in asked.criteria],
        min_term_months=asked.min_term_months,
        max_term_months=asked.max_term_months,
        watch_term_months=asked.watch_term_months,
        published=asked.published,
        correctable=asked.correctable,
        repairable=asked.repairable,
        repair_earliest_months=asked.repair_earliest_months,
        repair_decision_days=asked.repair_decision_days,
        repair_requirements=asked.repair_requirements,
    )


async def _write(change: Change, new: NewVersion, list_type: ListType) -> Ref:
    standard = change.new_id()
    [basis] = await bases.cite(change.session, [(change.new_id(), new.basis)])
    await statements.close(change.session, list_type.id, new.effective_from - DAY)
    await statements.insert_standard(
        change.session, _row(new, standard, list_type, basis), _criteria(new, standard)
    )
    return Ref("ListingStandard", 0, standard)


def _row(new: NewVersion, standard: UUID, list_type: ListType, basis: UUID) -> dict[str, Any]:
    return {
        "id": standard,
        "list_type_id": list_type.id,
        "version": new.version.strip(),
        "basis_id": basis,
        "effective_from": new.effective_from,
        "min_term_months": new.min_term_months,
        "max_term_months": new.max_term_months,
        "watch_term_months": new.watch_term_months,
        "published": new.published,
        "correctable": new.correctable,
        "repairable": new.repairable,
        "repair_earliest_months": new.repair_earliest_months,
        "repair_decision_days": new.repair_decision_days,
        "repair_requirements": [requirement.strip() for requirement in new.repair_requirements],
    }


def _criteria(new: NewVersion, standard: UUID) -> list[dict[str, Any]]:
    return [
        {
            "standard_id": standard,
            "code": criterion.code,
            "position": place,
            "description": criterion.description.strip(),
            "group": (criterion.group or "").strip() or None,
            "severity": None if criterion.severity is None else criterion.severity.value,
            "occurrences": criterion.occurrences,
        }
        for place, criterion in enumerate(new.criteria)
    ]


async def _tell(
    change: Change, standard: Ref, list_type: ListType, new: NewVersion, known: list[Known]
) -> None:
    """Whoever lists on it or leads it (who may have to end entries, X5), and the credit offices (L7)."""
    session, today = change.session, change.today
    people = await statements.concerned(session, list_type.id, list_type.lead_function, today)
    now = await audience.standing_in(session, people, today)
    offices = await overseers(change, list_type.region)
    told = sorted({change.caller.department_id, *now.values(), *offices} - {None}, key=str)
    change.tell(EventKind.STANDARD_PUBLISHED, standard, told)
    content = {
        "list_type": list_type.slug,
        "version": new.version.strip(),
        "effective_from": new.effective_from.isoformat(),
        "basis": new.basis.act.strip(),
        "criteria": [criterion.code for criterion in new.criteria],
        "follows": known[-1].version if known else None,
    }
    change.audit(standard, content)
