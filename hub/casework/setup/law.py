"""What a file's new law does to running assignments: a dropped measure and an ended basis release them on their day (A9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from hub.casework.catalogue import tell_edition
from hub.casework.change import Change
from hub.casework.measures import end_measures
from hub.casework.setup.draft import Draft, Verb, count
from hub.store.ids import Ref
from hub.store.statements.measures import Moved, any_running, dropped_by, resting_on


async def apply_law(change: Change, draft: Draft) -> None:
    """End what the written rows end, send copies of a new edition, and say it; nothing where the law stays.

    An edition that is to come and was rewritten may drop what it had and have again what it dropped.
    """
    for row in draft.added["catalogue_edition"]:
        ending = await end_measures(change, dropped_by(row["id"]))
        await tell_edition(change, Ref("CatalogueEdition", 0, row["id"]), ending)
        _say(draft, f"edition {row['name']}", ending)
    if any(table == "measure" for table, _ in draft.gone):
        _say(draft, "catalogue", await end_measures(change, any_running()))
    ended = _ended(draft)
    if ended:
        _say(draft, "bases", await end_measures(change, resting_on(ended)))


def _ended(draft: Draft) -> set[UUID]:
    """The bases whose last day the file changes."""
    return {
        key["id"]
        for table, key, values in (*draft.earlier, *draft.later)
        if table == "legal_basis" and "in_force_to" in values
    }


def _say(draft: Draft, what: str, ending: Iterable[Moved]) -> None:
    found = Counter[tuple[str, str]]()
    for moved in ending:
        found[moved.code, moved.ends_on.isoformat()] += moved.number
    for (code, day), number in sorted(found.items()):
        draft.say(Verb.NOTED, what, f"{code} ends on {day} for {count(number, 'running assignment')} (A9)")
