"""What a file may change of regions, functions and departments: nothing that others rest on (§5.2, A2, A7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from hub.casework.setup.checks import DAY, within
from hub.casework.setup.draft import Draft, Row, Verb, count, keys_of

_SILENT = frozenset({"position"})


def draft_simple(draft: Draft, table: str, kind: str, key: str, frozen: Mapping[str, str]) -> None:
    """Rows of which everything may change but the `frozen` columns, given with what to do instead."""
    for row in draft.wanted[table]:
        what = f"{kind} {row[key]}"
        before = draft.before(table, row)
        if before is None:
            draft.add(table, row)
            draft.say(Verb.ADDED, what, str(row["name"]))
            continue
        changed = draft.differs(before, row)
        for column, old in changed.items():
            name = column.removesuffix("_id")
            if column in frozen:
                draft.refuse(what, name, f"it is {draft.word(old)} and stays so: {frozen[column]}")
            elif column not in _SILENT:
                draft.say(Verb.CHANGED, what, f"{name} {draft.word(old)} → {draft.word(row[column])}")
        if changed:
            draft.write(table, row, changed)
    _say_kept(draft, table, kind, key)


def _say_kept(draft: Draft, table: str, kind: str, key: str) -> None:
    named = {row[key] for row in draft.wanted[table]}
    for row in draft.there[table]:
        if row[key] not in named and row.get("valid_to") is None:
            close = ": it is closed by valid_to, not by leaving it out" if table == "department" else ""
            draft.say(Verb.NOTED, f"{kind} {row[key]}", f"not in the file, and stays as it is{close}")


def draft_places(draft: Draft) -> None:
    """Regions, functions, then departments."""
    stays = "standards and routing rest on the tree; a region that moves is a new one"
    draft_simple(draft, "region", "region", "slug", {"parent_id": stays})
    draft_simple(draft, "function", "function", "code", {})
    for row in draft.wanted["department"]:
        before = draft.before("department", row)
        if before is None:
            _add(draft, row)
        else:
            _change(draft, before, row)
    _say_kept(draft, "department", "department", "slug")


_LINKED = {"department_serves": ("region_id", "serves"), "department_function": ("function", "functions")}


def _links(rows: Mapping[str, list[dict[str, Any]]], row: Row, today: dt.date) -> dict[str, set[Any]]:
    return {
        table: {link[column] for link in _standing(rows[table], row, today)}
        for table, (column, _) in _LINKED.items()
    }


def _standing(links: list[dict[str, Any]], row: Row, today: dt.date) -> list[dict[str, Any]]:
    """The links of a department that have not ended; those of a file have no last day."""
    return [
        link
        for link in links
        if link["department_id"] == row["id"] and (link.get("valid_to") or today) >= today
    ]


def _add(draft: Draft, row: Row) -> None:
    draft.add("department", {**row, "successor_id": None})
    if row["successor_id"] is not None:  # who may be written after it
        draft.write("department", row, ["successor_id"])
    for table in _LINKED:
        for link in _standing(draft.wanted[table], row, draft.today):
            draft.add(table, link)
    links = _links(draft.wanted, row, draft.today)
    said = ", ".join(sorted(draft.word(region) for region in links["department_serves"]))
    functions = ", ".join(sorted(links["department_function"]))
    draft.say(Verb.ADDED, f"department {row['slug']}", f"{row['name']}, {functions} for {said}")


def _change(draft: Draft, before: Row, row: Row) -> None:
    what, changed = f"department {row['slug']}", draft.differs(before, row)
    if "region_id" in changed:
        moves = "a department that moves is closed, and a new one succeeds it"
        draft.refuse(what, "region", f"it is {draft.word(before['region_id'])} and stays so: {moves}")
    if "valid_from" in changed and before["valid_from"] <= draft.today:
        draft.refuse(what, "valid_from", f"it stands since {before['valid_from']}, which stays so")
    elif "valid_from" in changed:
        draft.say(Verb.CHANGED, what, f"valid_from {before['valid_from']} → {row['valid_from']}")
    if "name" in changed:
        draft.say(Verb.CHANGED, what, f"name {before['name']} → {row['name']}")
    if changed.keys() & {"valid_to", "successor_id"}:
        _end(draft, what, before, row)
    if changed:
        draft.write("department", row, changed)
    _change_links(draft, what, row)


def _change_links(draft: Draft, what: str, row: Row) -> None:
    wanted = _links(draft.wanted, row, draft.today)
    for table, there in _links(draft.there, row, draft.today).items():
        column, key = _LINKED[table]
        fresh, dropped = wanted[table] - there, there - wanted[table]
        for value in sorted(fresh, key=str):
            draft.add(table, {"department_id": row["id"], column: value, "valid_from": draft.today})
        signs = [f"+{draft.word(value)}" for value in fresh] + [f"-{draft.word(value)}" for value in dropped]
        if signs:
            draft.say(Verb.CHANGED, what, f"{key} {', '.join(sorted(signs))}")
        _close(
            draft,
            table,
            [link for link in _standing(draft.there[table], row, draft.today) if link[column] in dropped],
        )
        open_now = draft.resting.assignments.get(row["id"], 0)
        if dropped and open_now:
            draft.say(Verb.NOTED, what, f"its {count(open_now, 'open assignment')} stay with it (A9)")


def _close(draft: Draft, table: str, links: list[dict[str, Any]]) -> None:
    """End links with yesterday; what was only to begin never does."""
    for link in links:
        if link["valid_from"] < draft.today:
            draft.write(table, {**link, "valid_to": draft.today - DAY}, ["valid_to"], first=True)
        else:
            draft.unlink(table, {name: link[name] for name in keys_of(table)})


def _end(draft: Draft, what: str, before: Row, row: Row) -> None:
    old, new = before["valid_to"], row["valid_to"]
    if old is not None and old < draft.today:
        if new != old:
            draft.refuse(what, "valid_to", f"it ended on {old}: what has ended stays so")
        elif before["successor_id"] is not None:
            taken = f"{draft.word(before['successor_id'])} has taken over already"
            draft.refuse(what, "successor", taken)
        else:
            draft.say(
                Verb.CLOSED, what, f"ended on {old}; now succeeded by {draft.word(row['successor_id'])}"
            )
        return
    if new is None:
        draft.say(Verb.CHANGED, what, f"does not end on {old}")
        return
    if new < draft.today:
        draft.refuse(what, "valid_to", f"{new} has passed: its last day is today or later")
        return
    own = _own(draft, row)
    if row["successor_id"] is None and own:
        draft.refuse(what, "successor", f"is missing: {own} would be nobody's (A7)")
        return
    after = draft.word(row["successor_id"]) if row["successor_id"] is not None else ""
    then = f"; then {after} takes over" + (f" {own}" if own else "") if after else ""
    draft.say(Verb.CLOSED, what, f"ends with {new}{then}")
    _say_uncovered(draft, what, row, new + DAY)


def _own(draft: Draft, row: Row) -> str:
    entries = draft.resting.entries.get(row["id"], 0)
    assignments = draft.resting.assignments.get(row["id"], 0)
    words = [
        count(number, noun)
        for number, noun in ((entries, "entry"), (assignments, "open assignment"))
        if number
    ]
    return " and ".join(words)


def _say_uncovered(draft: Draft, what: str, row: Row, day: dt.date) -> None:
    others = [
        _links(draft.wanted, other, draft.today)
        for other in draft.wanted["department"]
        if other["id"] != row["id"] and within(other["valid_from"], other["valid_to"], day)
    ]
    mine = _links(draft.wanted, row, draft.today)
    for function in sorted(mine["department_function"]):
        alone = [
            draft.word(region)
            for region in mine["department_serves"]
            if not any(
                function in other["department_function"] and region in other["department_serves"]
                for other in others
            )
        ]
        if alone:
            where = ", ".join(sorted(alone))
            draft.say(
                Verb.NOTED,
                what,
                f"from {day} nobody holds {function} in {where}: measures stay unrouted there",
            )
