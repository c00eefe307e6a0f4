"""What dated rules say of a list, for the naive reference (L1, L7, C1)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hub.policy.vocabulary import BasisLevel, ListKind
from tests.support.naive_city import Row, View
from tests.support.naive_fields import Args, Show, day

QUANZHOU = dt.timezone(dt.timedelta(hours=8))


def carrying(view: View, kind: Row, on: dt.date | None = None) -> Row | None:
    """The sharing catalogue's row of a list on a day."""
    rows = view.tables.all("sharing_catalogue", "list_type_id", kind["id"])
    return next((each for each in rows if view.stands(each, on)), None)


def shared(view: View, kind: Row, name: str, otherwise: Any = None) -> Any:
    row = carrying(view, kind)
    return otherwise if row is None else row[name]


def stale(view: View, kind: Row, _: Args) -> bool:
    """Never confirmed, or not since the interval."""
    if kind["current_as_of"] is None:
        return True
    days = shared(view, kind, "fresh_within_days", kind["fresh_within_days"])
    return bool(kind["current_as_of"].astimezone(QUANZHOU).date() + dt.timedelta(days=days) < view.today)


def kind_name(view: View, kind: Row, args: Args) -> str:
    rows = [
        each for each in view.tables.all("kind_name", "kind", kind["kind"]) if view.stands(each, day(args))
    ]
    newest = sorted(rows, key=lambda each: each["valid_from"])
    return str(newest[-1]["name"]) if newest else ListKind(kind["kind"]).term


def permitted(view: View, kind: Row, args: Args) -> list[str]:
    rows = [
        each
        for each in view.tables.all("permitted_level", "kind", kind["kind"])
        if view.stands(each, day(args))
    ]
    here = {each["level"] for each in rows if each["scope"] == kind["scope"]}
    return [level.value for level in BasisLevel if level.value in here]


def called(view: View, kind: Row, words: str) -> bool:
    """By its own name, or by what its kind is or was called."""
    names = [each["name"] for each in view.tables.all("kind_name", "kind", kind["kind"])]
    return any(words.strip() in name for name in [kind["name"], *names])


SHARING: dict[str, Show] = {
    "freshWithinDays": lambda view, row, _: shared(view, row, "fresh_within_days", row["fresh_within_days"]),
    "stale": stale,
    "carried": lambda view, row, args: carrying(view, row, day(args)) is not None,
    "sharedFields": lambda view, row, _: shared(view, row, "fields", []),
    "keeper": lambda view, row, _: shared(view, row, "keeper"),
    "kindName": kind_name,
    "permittedLevels": permitted,
}
