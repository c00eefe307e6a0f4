"""What a file may change of the sharing catalogue: rows follow one another, one that carries a list is superseded (L7)."""

from __future__ import annotations

from uuid import UUID

from hub.casework.setup.checks import DAY, within
from hub.casework.setup.draft import Draft, Row, Verb


def draft_sharing(draft: Draft) -> None:
    """Every row of the file, then what the hub carries and the file's rows follow; a list nobody carries is said."""
    types = {row["id"]: str(row["slug"]) for row in (*draft.there["list_type"], *draft.wanted["list_type"])}
    for row in draft.wanted["sharing_catalogue"]:
        what = f"sharing {types[row['list_type_id']]} from {row['valid_from']}"
        before = draft.before("sharing_catalogue", row)
        if before is None:
            _follow(draft, what, row)
        else:
            _change(draft, what, before, row)
    carried = {
        row["list_type_id"]
        for rows in (draft.there, draft.wanted)
        for row in rows["sharing_catalogue"]
        if within(row["valid_from"], row["valid_to"], draft.today)
    }
    for list_type in draft.wanted["list_type"]:
        if list_type["id"] not in carried:
            said = "the sharing catalogue does not carry it today: nobody can be put on it"
            draft.say(Verb.NOTED, f"list_type {list_type['slug']}", said)


def _follow(draft: Draft, what: str, row: Row) -> None:
    for other in _of(draft, row["list_type_id"]):
        if other["valid_from"] > row["valid_from"]:
            draft.refuse(
                what, "from", f"a row begins on {other['valid_from']}: one that follows begins later"
            )
            return
    for other in _of(draft, row["list_type_id"]):
        if other["valid_to"] is None or other["valid_to"] >= row["valid_from"]:
            end = {**other, "valid_to": row["valid_from"] - DAY}
            draft.say(Verb.CLOSED, f"{what.partition(' from ')[0]} from {other['valid_from']}")
            draft.write("sharing_catalogue", end, ["valid_to"], first=True)
    draft.add("sharing_catalogue", row)
    draft.say(Verb.ADDED, what, f"kept by {row['keeper']}, every {row['fresh_within_days']} days")


def _of(draft: Draft, list_type: UUID) -> list[Row]:
    return [row for row in draft.there["sharing_catalogue"] if row["list_type_id"] == list_type]


def _change(draft: Draft, what: str, before: Row, row: Row) -> None:
    changed = draft.differs(before, row)
    fixed = sorted(changed.keys() & {"keeper", "fresh_within_days"})
    if fixed and before["valid_from"] <= draft.today:
        was = f"it is {before[fixed[0]]} and in force"
        draft.refuse(what, fixed[0], f"{was}: what changes is a row of its own, from a later day")
        return
    if "valid_to" in changed and before["valid_to"] is not None and before["valid_to"] < draft.today:
        draft.refuse(what, "to", f"it ended on {before['valid_to']}: what has ended stays so")
        return
    for column in changed:
        verb = Verb.CLOSED if column == "valid_to" and row[column] is not None else Verb.CHANGED
        draft.say(verb, what, f"{column} {draft.word(before[column])} → {draft.word(row[column])}")
    if changed:
        draft.write("sharing_catalogue", row, changed)
