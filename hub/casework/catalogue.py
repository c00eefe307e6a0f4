"""Publishes an edition of the catalogue, and shows first what it would release and what it would create (§5.4, A9)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from hub.casework.change import Change
from hub.casework.effects import Effect, effects_of
from hub.casework.keys import DepartmentKey, find_departments
from hub.casework.measures import end_measures
from hub.errors import Refusal, Refused
from hub.policy.bases import BasisGiven
from hub.policy.catalogue import Names, NewMeasure, judge_edition, judge_edition_publisher
from hub.policy.validity import DAY
from hub.policy.vocabulary import EventKind, MeasureCategory, MeasureForce, MeasureSide, MeasureTarget
from hub.store.ids import Ref
from hub.store.statements import audience, bases, catalogue
from hub.store.statements import editions as statements
from hub.store.statements import listing as rules
from hub.store.statements import measures as running

Told = tuple[Ref, str, str, int, int, int, str | None, str | None, str | None]
"""An effect: department, measure code, title, ended, of them to be released, created, and three last days."""


@dataclass(frozen=True, slots=True)
class MeasureGiven:
    """A measure of the edition: `triggered_by` are slugs, days are working days."""

    code: str
    title: str
    side: MeasureSide
    force: MeasureForce
    category: MeasureCategory
    implementing_function: str
    targets: tuple[MeasureTarget, ...]
    triggered_by: tuple[str, ...]
    acknowledge_within_days: int
    implement_within_days: int
    release_within_days: int
    basis: BasisGiven
    criteria_groups: tuple[str, ...] = ()
    max_months: int | None = None
    filed_by: DepartmentKey | None = None
    memorandum: str | None = None


@dataclass(frozen=True, slots=True)
class PublishCatalogue:
    """publishCatalogue: the whole edition; a measure it leaves out is dropped."""

    name: str
    effective_from: date
    measures: tuple[MeasureGiven, ...]
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class PublishedCatalogue:
    """The edition, None after a dry run; what it ends and would create, in all and by department and measure.

    Each of `effects` is (department, measure code, title, ended, of them to be released, created, lift by,
    acknowledge by, implement by), days in ISO 8601 or None.
    """

    edition: Ref | None
    would_release: int
    would_create: int
    effects: tuple[Told, ...] = ()


async def publish_catalogue(change: Change, asked: PublishCatalogue) -> PublishedCatalogue:
    """Publish an edition that follows those there are; the one before ends the day before. Raises Refused.

    What it drops is released on the actions that run, from its first day; what it adds is added to no
    running action. A dry run answers the same, without an edition, and leaves nothing.
    """
    may_not = judge_edition_publisher(change.caller, await audience.prefecture(change.session))
    if may_not is not None:
        raise Refused(may_not)
    await (catalogue.reading if asked.dry_run else catalogue.publishing)(change.session)
    filed_by = await _judge(change, asked)
    edition = await _write(change, asked, filed_by)
    concerned = running.dropped_by(edition.id)
    ending = (
        await running.moved(change.session, concerned, change.today)
        if asked.dry_run
        else await end_measures(change, concerned)
    )
    found = await effects_of(change, edition.id, asked.effective_from, ending)
    if asked.dry_run:
        change.discard()
    else:
        await tell_edition(change, edition, ending)
        _audit(change, asked, edition, sum(moved.number for moved in ending))
    return PublishedCatalogue(
        None if asked.dry_run else edition,
        sum(effect.ended for effect in found),
        sum(effect.created for effect in found),
        tuple(plain(effect) for effect in found if asked.dry_run or effect.ended),
    )


async def _judge(change: Change, asked: PublishCatalogue) -> Sequence[UUID | None]:
    """The filing departments of the measures; raises Refused with every reason against the edition."""
    session = change.session
    keys = [(place, given.filed_by) for place, given in enumerate(asked.measures) if given.filed_by]
    found = await find_departments(change, [key for _, key in keys]) if keys else []
    filed_by: dict[int, UUID] = {}
    refusals: list[Refusal] = []
    for (place, _), department in zip(keys, found, strict=True):
        if isinstance(department, Refusal):
            refusals.append(department.at("measures", str(place), "filedBy"))
        else:
            filed_by[place] = department
    slugs = {slug for given in asked.measures for slug in given.triggered_by}
    refusals += judge_edition(
        asked.name,
        asked.effective_from,
        [_new(given) for given in asked.measures],
        await statements.editions(session),
        names=Names(
            await statements.functions(session),
            await rules.list_types(session, slugs),
            await statements.groups(session),
        ),
        mandatory_levels=await catalogue.mandatory_levels(session, asked.effective_from),
        today=change.today,
    )
    if refusals:
        raise Refused(*refusals)
    return [filed_by.get(place) for place in range(len(asked.measures))]


def _new(given: MeasureGiven) -> NewMeasure:
    return NewMeasure(
        code=given.code,
        title=given.title,
        side=given.side,
        force=given.force,
        category=given.category,
        implementing_function=given.implementing_function,
        targets=given.targets,
        triggered_by=given.triggered_by,
        criteria_groups=given.criteria_groups,
        acknowledge_within_days=given.acknowledge_within_days,
        implement_within_days=given.implement_within_days,
        release_within_days=given.release_within_days,
        max_months=given.max_months,
        basis=given.basis,
    )


async def _write(change: Change, asked: PublishCatalogue, filed_by: Sequence[UUID | None]) -> Ref:
    session, edition = change.session, change.new_id()
    cited = await bases.cite(session, [(change.new_id(), given.basis) for given in asked.measures])
    slugs = {slug for given in asked.measures for slug in given.triggered_by}
    list_types = {slug: known.id for slug, known in (await rules.list_types(session, slugs)).items()}
    measures = list(_rows(change, asked, edition, cited, filed_by))
    triggers = [
        {"measure_id": row["id"], "list_type_id": list_types[slug]}
        for row, given in zip(measures, asked.measures, strict=True)
        for slug in dict.fromkeys(given.triggered_by)
    ]
    await statements.close(session, asked.effective_from - DAY)
    row = {
        "id": edition,
        "name": asked.name.strip(),
        "effective_from": asked.effective_from,
        "published_by": change.caller.department_id,
    }
    await statements.insert_edition(session, row, measures, triggers)
    return Ref("CatalogueEdition", 0, edition)


def _rows(
    change: Change,
    asked: PublishCatalogue,
    edition: UUID,
    cited: Sequence[UUID],
    filed_by: Sequence[UUID | None],
) -> Iterator[Mapping[str, Any]]:
    for place, (given, basis, department) in enumerate(zip(asked.measures, cited, filed_by, strict=True)):
        yield {
            "id": change.new_id(),
            "edition_id": edition,
            "code": given.code.strip(),
            "position": place,
            "title": given.title.strip(),
            "side": given.side.value,
            "force": given.force.value,
            "category": given.category.value,
            "implementing_function": given.implementing_function,
            "targets": [target.value for target in dict.fromkeys(given.targets)],
            "criteria_groups": list(dict.fromkeys(given.criteria_groups)) or None,
            "acknowledge_within_days": given.acknowledge_within_days,
            "implement_within_days": given.implement_within_days,
            "release_within_days": given.release_within_days,
            "max_months": given.max_months,
            "filed_by": department,
            "basis_id": basis,
            "memorandum": (given.memorandum or "").strip() or None,
        }


async def tell_edition(change: Change, edition: Ref, ending: Sequence[running.Moved]) -> None:
    """Copies (抄送) to the departments of its functions, to those whose duties it ends, and to all credit offices."""
    session, today = change.session, change.today
    implementing = await statements.implementing(session, edition.id, today)
    now = await audience.standing_in(session, {moved.department_id for moved in ending}, today)
    told = {change.caller.department_id, *implementing, *now.values()} - {None}
    change.tell(EventKind.CATALOGUE_PUBLISHED, edition, sorted(told, key=str))


def _audit(change: Change, asked: PublishCatalogue, edition: Ref, ended: int) -> None:
    content = {
        "name": asked.name.strip(),
        "effective_from": asked.effective_from.isoformat(),
        "measures": [given.code.strip() for given in asked.measures],
        "ended": ended,
    }
    change.audit(edition, content)


def plain(effect: Effect) -> Told:
    """An effect as a result tells it."""
    days = (effect.release_by, effect.acknowledge_by, effect.implement_by)
    release, acknowledge, implement = (None if day is None else day.isoformat() for day in days)
    department = Ref("Department", 0, effect.department_id)
    numbers = (effect.ended, effect.ended - effect.issued, effect.created)
    return (department, effect.code, effect.title, *numbers, release, acknowledge, implement)
