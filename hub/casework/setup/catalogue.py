"""What a file may change of the catalogue: an edition in force is followed by another, never rewritten (§5.4, A9)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hub.casework.setup.checks import DAY
from hub.casework.setup.draft import Draft, Row, Verb, count
from hub.casework.setup.tables import Rows


def draft_catalogue(draft: Draft) -> None:
    """The file's edition: new, the same, or not in force yet and changed."""
    [row] = draft.wanted["catalogue_edition"]
    what = f"edition {row['name']}"
    before = draft.before("catalogue_edition", row)
    if before is None:
        if _follows(draft, what, row):
            _add_measures(draft)
            draft.add("catalogue_edition", row)
            measures = count(len(draft.wanted["measure"]), "measure")
            draft.say(Verb.ADDED, what, f"{measures}, in force from {row['effective_from']}")
        return
    changed = sorted(draft.differs(before, row))
    old, new = _measures(draft.there, row["id"]), _measures(draft.wanted, row["id"])
    differing = sorted(code for code in {*old, *new} if old.get(code) != new.get(code))
    if not changed and not differing:
        return
    rests = row["id"] in draft.resting.initiated
    if rests or before["effective_from"] <= draft.today:
        first = changed[0].removesuffix("_id") if changed else f"measure {differing[0]}"
        why = "actions rest on it" if rests else f"it is in force since {before['effective_from']}"
        draft.refuse(what, first, f"{why}: publish a new edition, with a name and a day of its own (A9)")
        return
    said = ", ".join([*changed, *(f"measure {code}" for code in differing)])
    draft.say(Verb.CHANGED, what, f"{said}; it is not in force yet")
    _rewrite(draft, row, changed, before)


def _rewrite(draft: Draft, row: Row, changed: list[str], before: Row) -> None:
    if changed:
        draft.write("catalogue_edition", {**row, "effective_to": before["effective_to"]}, changed, first=True)
    for measure in draft.there["measure"]:
        if measure["edition_id"] == row["id"]:
            draft.unlink("measure_trigger", {"measure_id": measure["id"]})
    draft.unlink("measure", {"edition_id": row["id"]})
    _add_measures(draft)


def _add_measures(draft: Draft) -> None:
    for table in ("measure", "measure_trigger"):
        for row in draft.wanted[table]:
            draft.add(table, row)


def _measures(rows: Rows, edition: UUID) -> dict[str, Any]:
    """The measures of an edition by code, with the lists that trigger them; their order in the file is none."""
    lists: dict[UUID, set[UUID]] = {}
    for link in rows["measure_trigger"]:
        lists.setdefault(link["measure_id"], set()).add(link["list_type_id"])
    return {
        row["code"]: ({key: row[key] for key in row if key != "position"}, lists.get(row["id"]))
        for row in rows["measure"]
        if row["edition_id"] == edition
    }


def _follows(draft: Draft, what: str, row: Row) -> bool:
    """Close the edition before; refuse one that begins before it, or before the last action under it."""
    if not draft.there["catalogue_edition"]:
        return True
    latest = max(draft.there["catalogue_edition"], key=lambda each: each["effective_from"])
    first = row["effective_from"]
    if first <= latest["effective_from"]:
        begins = f"edition {latest['name']} begins on {latest['effective_from']}"
        draft.refuse(what, "effective_from", f"{begins}: the one that follows it begins later")
        return False
    initiated = draft.resting.initiated.get(latest["id"])
    if initiated is not None and first <= initiated:
        acted = f"actions were initiated under {latest['name']} until {initiated}"
        draft.refuse(what, "effective_from", f"{acted}: the one that follows it begins later")
        return False
    if latest["effective_to"] is None or latest["effective_to"] >= first:
        draft.say(
            Verb.CLOSED, f"edition {latest['name']}", f"ends with {first - DAY}; running actions keep it"
        )
        end = {**latest, "effective_to": first - DAY}
        draft.write("catalogue_edition", end, ["effective_to"], first=True)
    return True
