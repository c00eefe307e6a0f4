"""Sets up a city from its files, or brings it up to date: the difference first, then all of it in one change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hub.casework.calendar import fill_calendar
from hub.casework.change import Asked, Change, run
from hub.casework.publications import order_listed
from hub.casework.routing import route_unrouted
from hub.casework.setup.catalogue import draft_catalogue
from hub.casework.setup.draft import Draft, Line, Verb, count
from hub.casework.setup.law import apply_law
from hub.casework.setup.lists import draft_lists
from hub.casework.setup.places import draft_places
from hub.casework.setup.rows import City
from hub.casework.setup.tables import Rows, rows_of
from hub.errors import Misconfigured
from hub.policy.duties import PUBLIC
from hub.store.ids import Ref
from hub.store.session import Store
from hub.store.statements import bulk, catalogue, resting
from hub.store.statements import setup as statements


@dataclass(frozen=True, slots=True)
class Difference:
    """What the files change, line by line; `applied` once it is in force. Refused lines: nothing was done."""

    lines: tuple[Line, ...]
    applied: bool

    @property
    def refused(self) -> tuple[Line, ...]:
        """What cannot be done by a file."""
        return tuple(line for line in self.lines if line.verb is Verb.REFUSED)

    @property
    def empty(self) -> bool:
        """Whether the hub has what the files say already."""
        return all(line.verb is Verb.NOTED for line in self.lines)

    def counted(self) -> str:
        """How much of what, in words."""
        numbers = [
            (sum(line.verb is verb for line in self.lines), verb.name.lower())
            for verb in (Verb.ADDED, Verb.CHANGED, Verb.CLOSED, Verb.REFUSED)
        ]
        return ", ".join(f"{number:,} {word}" for number, word in numbers if number) or "nothing to do"


class _Ids:
    """The id of each thing the files name: the one the hub knows it by, or a new one."""

    def __init__(self, there: Rows, city: City, new_id: Callable[[], UUID]) -> None:
        self.new_id = new_id
        types = {row["id"]: row["slug"] for row in there["list_type"]}
        editions = {row["id"]: row["name"] for row in there["catalogue_edition"]}
        acts = {_act(row): row["id"] for row in there["legal_basis"]}
        self.known: dict[tuple[str, ...], UUID] = {
            (table, row["slug"]): row["id"]
            for table in ("region", "department", "list_type", "channel")
            for row in there[table]
        }
        self.known |= {
            ("listing_standard", types[row["list_type_id"]], row["version"]): row["id"]
            for row in there["listing_standard"]
        }
        self.known |= {("catalogue_edition", name): key for key, name in editions.items()}
        self.known |= {
            ("measure", editions[row["edition_id"]], row["code"]): row["id"] for row in there["measure"]
        }
        for basis in city.bases:
            act = (basis.act, basis.document_number, basis.article, basis.level.value, basis.in_force_from)
            if act in acts:
                self.known["legal_basis", basis.key] = acts[act]

    def __call__(self, *words: str) -> UUID:
        if words not in self.known:
            self.known[words] = self.new_id()
        return self.known[words]


def _act(row: dict[str, Any]) -> tuple[Any, ...]:
    return (row["act"], row["document_number"], row["article"], row["level"], row["in_force_from"])


async def set_up(
    store: Store, city: City, moment: dt.datetime, *, apply: bool, operator: str | None
) -> Difference:
    """Compare a city with what the hub has and, with `apply`, put it in force: all of it, or nothing.

    Without `apply`, the rows are written and undone again, so that what the database would refuse is known, too.
    Raises Misconfigured where the database holds the demo city.
    """

    async def procedure(change: Change) -> Difference:
        await bulk.unhurried(change.session)
        await statements.alone(change.session)
        await catalogue.publishing(change.session)
        if await statements.demo_city(change.session) is not None:
            raise Misconfigured("this database holds the demo city: set up a real one in an empty database")
        draft = await _draft(change, city)
        if not draft.refused:
            await draft.carry_out(change.session)
            await apply_law(change, draft)
            await _fill(change, draft, city)
            await _route(change, draft)
            await _publish(change, draft)
        difference = Difference(tuple(draft.lines), applied=False)
        if difference.refused or difference.empty or not apply:
            change.discard()
            return difference
        [root] = [row for row in draft.wanted["region"] if row["parent_id"] is None]
        change.audit(Ref("Region", 0, root["id"]), {"lines": [str(line) for line in draft.lines]})
        return Difference(difference.lines, applied=True)

    return await run(store, Asked(PUBLIC, "setup", moment, operator), procedure, Difference)


async def _draft(change: Change, city: City) -> Draft:
    there = await statements.current(change.session)
    wanted = rows_of(city, _Ids(there, city, change.new_id))
    draft = Draft(there, wanted, await resting.load(change.session, change.today), change.today)
    draft_places(draft)
    draft_lists(draft)
    draft_catalogue(draft)
    await _say_nonconforming(change, draft)
    return draft


async def _say_nonconforming(change: Change, draft: Draft) -> None:
    """How many entries in force meet no criterion of a version that is new (X5)."""
    known = {row["list_type_id"] for row in draft.there["listing_standard"]}
    for row in draft.added["listing_standard"]:
        if row["list_type_id"] not in known or row["effective_to"] is not None:
            continue
        codes = [each["code"] for each in draft.wanted["criterion"] if each["standard_id"] == row["id"]]
        number = await resting.without_criterion(change.session, row["list_type_id"], codes, change.today)
        if number:
            slug = next(
                each["slug"] for each in draft.wanted["list_type"] if each["id"] == row["list_type_id"]
            )
            meet = (
                f"{count(number, 'entry')} in force meet none of its criteria: they stay until the department"
            )
            draft.say(
                Verb.NOTED, f"standard {slug} {row['version']}", f"{meet} ends them, STANDARD_CHANGED (X5)"
            )


async def _route(change: Change, draft: Draft) -> None:
    """Assign what nobody had taken on to whoever does by what the files say (A7)."""
    places = ("department", "department_function", "department_serves")
    if not any(draft.added[table] for table in places):
        return
    routed = await route_unrouted(change)
    if routed.measures:
        measures = count(routed.measures, "unrouted measure")
        issued = count(routed.assignments, "assignment")
        draft.say(Verb.ADDED, "routing", f"{measures} found a department, {issued} issued (A7)")


async def _publish(change: Change, draft: Draft) -> None:
    """Tell a channel that a file adds to publish what was listed in its time, and is in force (X3)."""
    entries = await order_listed(change, [row["id"] for row in draft.added["channel"]])
    if entries:
        told = f"{count(entries, 'entry')} in force to be published on channels that are new here (X3)"
        draft.say(Verb.ADDED, "publications", told)


async def _fill(change: Change, draft: Draft, city: City) -> None:
    days = await fill_calendar(change, [row.day for row in city.statutory_days])
    if days:
        draft.say(Verb.ADDED, "calendar", count(days, "day"))
