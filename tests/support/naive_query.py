"""The query's own fields for the naive reference: look-ups by key, and lists to start from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.support.naive_cases import late, publication_state, repair_state, restoring
from tests.support.naive_city import Row, View
from tests.support.naive_fields import (
    NEWEST,
    OLDEST,
    SLUG,
    Args,
    Paged,
    Refused,
    Show,
    Thing,
    by_day,
    folded,
    of_ref,
    paged,
    pointed,
    thing,
    things,
)
from tests.support.naive_sharing import called
from tests.support.naive_types import duty_kept, entry_kept, holds
from tests.support.secrets import KEYS


def viewer(view: View, _: Row, __: Args) -> Thing | None:
    if view.reader.department is None:
        return None
    department = thing(view, "department", view.tables.one("department", view.reader.department))
    return Thing("Viewer", {"department": department, "duties": sorted(view.reader.duties)})


def nodes(view: View, _: Row, args: Args) -> list[Thing | None]:
    if len(args["ids"]) > 100:
        raise Refused
    return [of_ref(view, each) for each in args["ids"]]


def subject(view: View, _: Row, args: Args) -> Thing | None:
    [(name, value)] = args["by"].items()
    if name == "id":
        found = of_ref(view, value)
        return found if found is not None and found.kind in ("Enterprise", "Person") else None
    if name == "code":
        return thing(view, "subject", view.tables.one("subject", value, "code"))
    if not view.reader.persons:
        return None
    return thing(view, "subject", view.tables.one("subject", KEYS.lookup_hash(value), "id_hash"))


def searched(view: View, _: Row, args: Args) -> Paged:
    wanted = folded(args["name"])
    if not wanted or len(args["name"]) > 100:
        raise Refused
    rows = (
        view.tables.rows["subject"]
        if view.reader.persons
        else view.tables.all("subject", "type", "Enterprise")
    )
    found = [row for row in rows if wanted in folded(row["name"])]
    return paged(view, "subject", found, (("name_order", False), ("id", False)))


def root(table: str, order: Any, keeps: Any = lambda *_: True, **by: tuple[str, str]) -> Show:
    """A list from the root; `by` are arguments that point at what a column must be."""

    def show(view: View, _: Row, args: Args) -> Paged:
        rows = [row for row in view.tables.rows[table] if keeps(view, row, args)]
        for name, (target, place) in by.items():
            if args.get(name) is not None:
                found = pointed(view, target, args[name])
                meant: set[Any] = set() if found is None else {found["id"]}
                meant |= view.stood_for(found["id"]) if found and target == "department" else set()
                rows = [row for row in rows if any(_is(view, row, place, each) for each in meant)]
        return paged(view, table, rows, order)

    return show


def _is(view: View, row: Row, place: str, wanted: Any) -> bool:
    if place == "channel":
        channel = view.tables.one("channel", row["channel_id"])
        return channel is not None and bool(channel["kept_by"] == wanted)
    if place != "addressed":
        return bool(row[place] == wanted)
    return any(
        each["region_id"] == wanted for each in view.tables.all("action_region", "action_id", row["id"])
    )


def entry_listed(view: View, entry: Row, args: Args) -> bool:
    asked = args.get("listType")
    its = view.tables.one("list_type", entry["list_type_id"])
    return entry_kept(view, entry, args) and (asked is None or (its is not None and its["slug"] == asked))


def type_kept(view: View, row: Row, args: Args) -> bool:
    kinds, words = args.get("kinds"), args.get("called")
    return (kinds is None or row["kind"] in kinds) and (words is None or called(view, row, words))


def objection_kept(view: View, row: Row, args: Args) -> bool:
    state, overdue, owed = args.get("state"), args.get("overdue"), args.get("restoring")
    return (
        (state is None or row["state"] == state)
        and (overdue is None or late(view, row) is overdue)
        and (owed is None or restoring(row) is owed)
    )


def in_state(state: Callable[[View, Row], str]) -> Callable[[View, Row, Args], bool]:
    return lambda view, row, args: args.get("states") is None or state(view, row) in args["states"]


def catalogue(view: View, _: Row, args: Args) -> Thing | None:
    rows = view.tables.rows["catalogue_edition"]
    valid = [each for each in rows if by_day(args, each, "effective_from", "effective_to", view.today)]
    newest = sorted(valid, key=lambda each: each["effective_from"], reverse=True)
    return next(iter(things(view, "catalogue_edition", newest)), None)


def all_regions(view: View, _: Row, __: Args) -> list[Thing]:
    return things(view, "region", sorted(view.tables.rows["region"], key=lambda each: each["position"]))


QUERY: dict[str, Show] = {
    "viewer": viewer,
    "node": lambda view, _, args: of_ref(view, args["id"]),
    "nodes": nodes,
    "subject": subject,
    "region": lambda view, _, args: thing(view, "region", pointed(view, "region", args["by"])),
    "department": lambda view, _, args: thing(view, "department", pointed(view, "department", args["by"])),
    "listType": lambda view, _, args: thing(
        view, "list_type", view.tables.one("list_type", args["slug"], "slug")
    ),
    "regions": all_regions,
    "catalogue": catalogue,
    "searchSubjects": searched,
    "departments": root("department", SLUG, holds, region=("region", "region_id")),
    "listTypes": root("list_type", SLUG, type_kept),
    "legalBases": root(
        "legal_basis", OLDEST, lambda _, row, args: by_day(args, row, "in_force_from", "in_force_to", None)
    ),
    "objections": root("objection", OLDEST, objection_kept, addressedTo=("department", "addressed_to")),
    "publications": root(
        "publication", OLDEST, in_state(publication_state), keptBy=("department", "channel")
    ),
    "repairs": root("repair", OLDEST, in_state(repair_state), decidedBy=("department", "decided_by")),
    "listEntries": root("list_entry", NEWEST, entry_listed, region=("region", "region_id")),
    "linkedActions": root(
        "linked_action", NEWEST, initiatedBy=("department", "initiated_by"), region=("region", "addressed")
    ),
    "assignments": root(
        "assignment", (("id", False),), duty_kept, assignedTo=("department", "department_id")
    ),
}
