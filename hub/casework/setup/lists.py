"""What a file may change of bases, levels, parameters, list types and standards: what is in force is superseded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from hub.casework.setup.checks import DAY
from hub.casework.setup.draft import Draft, Row, Verb
from hub.casework.setup.places import draft_simple
from hub.casework.setup.sharing import draft_sharing

_KEPT = {
    "kind": "another kind is another list",
    "field": "another field is another list",
    "scope": "another scope is another list",
    "region_id": "a list of another region is another list",
}

_LEVELS = {
    "permitted_level": ("kind", "scope", "level"),
    "mandatory_level": ("level",),
    "kind_name": ("kind",),
}


def draft_lists(draft: Draft) -> None:
    """Bases, levels, parameters, list types, then standards."""
    _bases(draft)
    _levels(draft)
    _parameters(draft)
    draft_simple(draft, "list_type", "list_type", "slug", _KEPT)
    draft_sharing(draft)
    draft_simple(draft, "channel", "channel", "slug", {})
    types = {row["id"]: row["slug"] for row in (*draft.there["list_type"], *draft.wanted["list_type"])}
    for list_type, slug in sorted(types.items(), key=lambda item: item[1]):
        _standards(draft, list_type, slug)


def _bases(draft: Draft) -> None:
    for row in draft.wanted["legal_basis"]:
        what = " ".join(str(row[key]) for key in ("act", "document_number", "article") if row[key])
        before = draft.before("legal_basis", row)
        if before is None:
            draft.add("legal_basis", row)
            draft.say(Verb.ADDED, f"basis {what}", f"{row['level']}, in force from {row['in_force_from']}")
            continue
        changed = draft.differs(before, row)
        if not changed:
            continue
        # Only its end can differ: an act of another number, article, level or beginning is another basis.
        _close(draft, "legal_basis", f"basis {what}", before, row, "in_force_to")


def _close(draft: Draft, table: str, what: str, before: Row, row: Row, key: str) -> bool:
    """Close a row by its last day, or say why not: an end that has passed stays."""
    name = key.replace("valid_", "")
    if before[key] is not None and before[key] < draft.today:
        draft.refuse(what, name, f"it ended on {before[key]}: what has ended stays so")
        return False
    if row[key] is None:
        draft.say(Verb.CHANGED, what, f"does not end on {before[key]}")
    else:
        draft.say(Verb.CLOSED, what, f"ends with {row[key]}")
    draft.write(table, row, [key])
    return True


def _levels(draft: Draft) -> None:
    for table, keys in _LEVELS.items():
        for row in draft.wanted[table]:
            words = " ".join(str(row[key]) for key in keys)
            what = f"{table.partition('_')[0]} {words} from {row['valid_from']}"
            before = draft.before(table, row)
            if before is None:
                draft.add(table, row)
                draft.say(Verb.ADDED, what)
                continue
            changed = draft.differs(before, row)
            for column in ("name", "source"):
                if column in changed:
                    draft.say(Verb.CHANGED, what, f"{column} {before[column]} → {row[column]}")
                    draft.write(table, row, [column])
            if "valid_to" in changed:
                _close(draft, table, what, before, row, "valid_to")


def _parameters(draft: Draft) -> None:
    known = {row["code"] for row in draft.there["parameter"]}
    for row in draft.wanted["parameter"]:
        what = f"parameter {row['code']} from {row['valid_from']}"
        before = draft.before("parameter", row)
        if before is None:
            if row["code"] in known and row["valid_from"] < draft.today:
                draft.refuse(what, "from", "that day has passed: a new value begins today or later")
                continue
            draft.add("parameter", row)
            draft.say(Verb.ADDED, what, f"{row['value']} {row['unit']}")
            continue
        changed = draft.differs(before, row)
        numbers = changed.keys() & {"value", "unit"}
        if numbers and row["valid_from"] <= draft.today:
            was = f"it is {before['value']} {before['unit']} and in force"
            draft.refuse(what, "value", f"{was}: a new value is a row of its own, from today or later")
            continue
        for column, old in changed.items():
            draft.say(Verb.CHANGED, what, f"{column} {old} → {row[column]}")
        if changed:
            draft.write("parameter", row, changed)


def _standards(draft: Draft, list_type: UUID, slug: str) -> None:
    there = {row["id"]: row for row in draft.there["listing_standard"] if row["list_type_id"] == list_type}
    wanted = {row["id"]: row for row in draft.wanted["listing_standard"] if row["list_type_id"] == list_type}
    for row in wanted.values():
        what = f"standard {slug} {row['version']}"
        before = there.get(row["id"])
        if before is None:
            draft.add("listing_standard", row)
            for criterion in _criteria(draft.wanted["criterion"], row["id"]):
                draft.add("criterion", criterion)
            terms = f"{row['min_term_months']}–{row['max_term_months']} months"
            draft.say(Verb.ADDED, what, f"from {row['effective_from']}, {terms}")
        else:
            _change(draft, what, before, row)
    fresh = sorted(row["effective_from"] for key, row in wanted.items() if key not in there)
    for key, before in there.items():
        later = [first for first in fresh if first > before["effective_from"]]
        if key not in wanted and later and before["effective_to"] is None:
            # The file holds only what follows it: a version in force is closed the day before.
            _supersede(draft, f"standard {slug} {before['version']}", before, min(later) - DAY)


def _change(draft: Draft, what: str, before: Row, row: Row) -> None:
    changed = draft.differs(before, row)
    old, new = (_criteria(rows["criterion"], row["id"]) for rows in (draft.there, draft.wanted))
    rewritten = sorted(changed.keys() - {"effective_to"}) + ([] if old == new else ["criterion"])
    last = draft.resting.decided.get(row["id"])
    if rewritten and (before["effective_from"] <= draft.today or last is not None):
        rests = (
            "entries rest on it" if last is not None else f"it is in force since {before['effective_from']}"
        )
        draft.refuse(what, rewritten[0].removesuffix("_id"), f"{rests}: what changes is a new version")
        return
    if "effective_to" in changed:
        _supersede(draft, what, before, row["effective_to"])
    if rewritten:
        draft.say(Verb.CHANGED, what, f"{', '.join(rewritten)}; it is not in force yet")
        draft.write("listing_standard", row, changed.keys() - {"effective_to"} or ["version"])
        if old != new:
            draft.unlink("criterion", {"standard_id": row["id"]})
            for criterion in new:
                draft.add("criterion", criterion)


def _criteria(rows: Sequence[Any], standard: UUID) -> list[Any]:
    return sorted((row for row in rows if row["standard_id"] == standard), key=lambda row: str(row["code"]))


def _supersede(draft: Draft, what: str, before: Row, last: dt.date | None) -> None:
    """Close a version with its last day; entries decided under it lie before its end."""
    ended, decided = before["effective_to"], draft.resting.decided.get(before["id"])
    if ended is not None and ended < draft.today:
        draft.refuse(what, "effective_to", f"it ended on {ended}: what has ended stays so")
    elif last is not None and decided is not None and last < decided:
        later = f"what follows it begins after {decided}"
        draft.refuse(what, "effective_to", f"entries were decided under it until {decided}: {later}")
    elif last is not None and last < before["effective_from"]:
        draft.refuse(what, "effective_to", f"it began on {before['effective_from']}, not before {last}")
    else:
        said = "stays in force" if last is None else f"ends with {last}"
        draft.say(Verb.CHANGED if last is None else Verb.CLOSED, what, said)
        draft.write("listing_standard", {**before, "effective_to": last}, ["effective_to"], first=True)
