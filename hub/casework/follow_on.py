"""Writes down the watch entry that follows a black one: added, re-dated, prolonged or taken back (X2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from hub.casework.change import Change
from hub.casework.releases import redate_assignments
from hub.policy.follow_on import Arrangement
from hub.policy.listing import Standing
from hub.policy.standards import ListType, Standard
from hub.policy.validity import DAY
from hub.policy.vocabulary import EventKind
from hub.store.ids import Ref
from hub.store.statements import listing as statements


@dataclass(slots=True)
class Rows:
    """What a set of decisions writes about entries.

    New entries first, because exits name them as their cause; the entries that follow last, because the
    exits, and what is taken back, make room for them.
    """

    removed: list[Ref] = field(default_factory=list)
    exits: list[tuple[Any, ...]] = field(default_factory=list)
    dates: list[tuple[Any, ...]] = field(default_factory=list)
    entries: list[dict[str, Any]] = field(default_factory=list)
    criteria: list[dict[str, Any]] = field(default_factory=list)
    evidence: list[dict[str, Any]] = field(default_factory=list)
    persons: list[dict[str, Any]] = field(default_factory=list)
    follow_ons: list[dict[str, Any]] = field(default_factory=list)
    redated: dict[Ref, date] = field(default_factory=dict)

    async def write(self, change: Change) -> None:
        """Write everything, in as many statements as there are kinds of rows."""
        await statements.insert_entries(
            change.session, self.entries, self.criteria, self.evidence, self.persons
        )
        await statements.write_exits(change.session, self.exits)
        await statements.remove_entries(change.session, self.removed)
        await statements.write_dates(change.session, self.dates)
        await statements.insert_entries(change.session, self.follow_ons)
        if self.redated:
            await redate_assignments(change, self.redated)


@dataclass(frozen=True, slots=True)
class Followed:
    """The black entry that is followed, as far as its watch entry takes after it."""

    ref: Ref
    subject_id: UUID
    region_id: UUID | None
    listed_by: UUID
    supplied_by: UUID
    decided_on: date


def write_arrangement(
    change: Change,
    rows: Rows,
    black: Followed,
    watch: tuple[ListType, Standard],
    arrangement: Arrangement,
    known: Mapping[UUID, Standing],
) -> Ref | None:
    """Add what an arrangement changes to `rows`; the watch entry that follows the black one."""
    bucket = black.ref.bucket
    # What nothing holds any more has not begun, and was in no list: it is taken back whole.
    rows.removed += [Ref("ListEntry", bucket, watch) for watch in arrangement.removed]
    for changed in arrangement.changed:
        ref = Ref("ListEntry", bucket, changed.id)
        rows.dates.append(
            (bucket, changed.id, changed.first, changed.last, changed.follows, changed.own_until)
        )
        rows.redated[ref] = changed.last + DAY
        before = known[changed.id].validity
        if changed.last > before.valid_until and before.valid_from <= change.today:
            change.history(ref, EventKind.ENTRY_PROLONGED.value, "§6.1")
            change.tell(EventKind.ENTRY_PROLONGED, ref, [black.listed_by])
    if arrangement.added is None:
        following = arrangement.following
        return None if following is None else Ref("ListEntry", bucket, following)
    list_type, standard = watch
    ref = Ref("ListEntry", bucket, change.new_id())
    rows.follow_ons.append(
        {
            "bucket": bucket,
            "id": ref.id,
            "kind": list_type.kind.value,
            "subject_id": black.subject_id,
            "list_type_id": list_type.id,
            "standard_id": standard.id,
            "published": False,
            "listed_by": black.listed_by,
            "supplied_by": black.supplied_by,
            "region_id": black.region_id,
            "decided_on": black.decided_on,
            "valid_from": arrangement.added.first,
            "valid_until": arrangement.added.last,
            "follows_id": black.ref.id,
        }
    )
    change.history(ref, EventKind.ENTRY_LISTED.value, "§6.1")
    return ref
