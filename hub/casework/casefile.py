"""What listings are judged on, fetched for the whole set at once: rules, registers, and what stands already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hub.casework.audience import overseers
from hub.casework.change import Change
from hub.policy.listing import Competence, Standing
from hub.policy.officers import Office
from hub.policy.sharing import Shared
from hub.policy.standards import ListType, Rulebook, Standard, watch_list
from hub.policy.vocabulary import OfficerRole
from hub.store.ids import Ref
from hub.store.statements import catalogue, sharing
from hub.store.statements import departments as department_statements
from hub.store.statements import listing as statements
from hub.store.statements import officerships as office_statements


@dataclass(frozen=True, slots=True)
class Rules:
    """List types by slug, the watch lists of their fields, and all their standards."""

    list_types: Mapping[str, ListType]
    watch_lists: Sequence[ListType]
    rulebook: Rulebook
    shared: Sequence[Shared] = ()
    """Their rows of the sharing catalogue (L7)."""

    def watch_rules(self, black: ListType, first_day: date, today: date) -> tuple[ListType, Standard] | None:
        """The watch list and the standard under which a black entry is followed; None where there is none."""
        found = watch_list(black, self.watch_lists)
        if found is None:
            return None
        standard = self.rulebook.standard(found.id, first_day) or self.rulebook.standard(found.id, today)
        return None if standard is None else (found, standard)


@dataclass(frozen=True, slots=True)
class Register:
    """Per subject: the entries it has, and per enterprise the offices ever held in it, with each holder."""

    standings: Mapping[UUID, list[Standing]]
    offices: Mapping[UUID, list[Office]]
    holders: Mapping[UUID, Ref]


@dataclass(slots=True)
class Desk:
    """Where a set of listings is decided; the register is read anew before each round."""

    change: Change
    rules: Rules
    competence: Competence
    overseers: frozenset[UUID]
    register: Register


async def open_desk(change: Change, slugs: Iterable[str]) -> Desk:
    """A desk with the rules of these list types, and an empty register."""
    return Desk(
        change,
        await load_rules(change, slugs),
        await competence(change),
        await overseers(change, change.caller.region_id),
        Register({}, {}, {}),
    )


async def load_rules(change: Change, slugs: Iterable[str]) -> Rules:
    """The rules of these list types, which stay as they are until the end of the change."""
    await catalogue.reading(change.session)
    list_types = await statements.list_types(change.session, set(slugs))
    watch_lists = await statements.watch_lists(change.session, {known.field for known in list_types.values()})
    ids = {known.id for known in (*list_types.values(), *watch_lists)}
    shared = await sharing.rows_of(change.session, ids)
    return Rules(list_types, watch_lists, await statements.rulebook(change.session, ids), shared)


async def load_register(change: Change, subjects: Iterable[Ref]) -> Register:
    """What the register knows of these subjects, which are locked."""
    refs = list(subjects)
    standings = await statements.standings(change.session, refs)
    offices: dict[UUID, list[Office]] = defaultdict(list)
    holders: dict[UUID, Ref] = {}
    enterprises = [ref for ref in refs if ref.kind == "Enterprise"]
    if enterprises:
        for row in await office_statements.of_enterprises(change.session, enterprises):
            office = Office(row.id, row.person_id, OfficerRole(row.role), row.since, row.until)
            offices[row.enterprise_id].append(office)
            holders[row.person_id] = Ref("Person", row.person_bucket, row.person_id)
    return Register(standings, offices, holders)


async def competence(change: Change) -> Competence:
    """What the caller's department may, with the regions above those it serves (L1)."""
    parents = {row.id: row.parent_id for row in await department_statements.regions(change.session)}
    areas: set[UUID] = set()
    for served in change.caller.serves:
        region: UUID | None = served
        while region is not None and region not in areas:
            areas.add(region)
            region = parents.get(region)
    caller = change.caller
    return Competence(caller.functions, caller.acts_for, areas, reads=caller.reads)
