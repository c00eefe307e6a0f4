"""What the generated stories leave in the tables: the rows, history and messages that casework would have written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from random import Random
from typing import Any, Final
from uuid import UUID

from hub.demo.actions import Action
from hub.demo.assignments import Step, Told
from hub.demo.cases import Case
from hub.demo.entries import Entry, evidence_kind
from hub.demo.seeds import drawn_id
from hub.demo.sheets import Sheets
from hub.demo.world import World
from hub.policy.assignments import ASSIGNMENT
from hub.policy.exits import RULES
from hub.policy.vocabulary import (
    AssignmentState,
    AssignmentStep,
    DeclineGround,
    EventKind,
    ListKind,
    ReleaseReason,
)
from hub.policy.workdays import start_of

OPERATOR: Final = "示例经办人"
RETAINED: Final = dt.timedelta(days=30)
"""How far back the inboxes reach: older messages have been read long since."""

LISTED, FOLLOWING, ERASED = "§4.2", "§6.1", "§6.3"


class Records:
    """Writes entries and actions to the sheets."""

    def __init__(self, world: World, sheets: Sheets) -> None:
        self.world = world
        self.sheets = sheets
        self.since = start_of(world.today) - RETAINED

    def entry(self, case: Case, entry: Entry) -> None:
        """An entry with its grounds and persons, its history and messages; of an erased one what may remain."""
        bucket = case.subject.bucket
        validity, ground = entry.validity, entry.validity.exit_ground
        row: dict[str, Any] = {
            "bucket": bucket,
            "id": entry.id,
            "kind": entry.list_type.kind.value,
            "erased": entry.erased,
            "exited_on": validity.exited_on,
            "exited_at": entry.exited_at,
            "exit_ground": None if ground is None else ground.value,
        }
        if not entry.erased:
            kept = {key: value for key, value in entry.row.items() if key != "evidence"}
            row |= kept | entry.exit | self._whose(case, entry)
        self.sheets.add("list_entry", row)
        if not entry.erased:
            self._grounds(bucket, entry)
            self._persons(case, entry)
        self._entry_history(case, entry)

    def _whose(self, case: Case, entry: Entry) -> dict[str, Any]:
        return {
            "subject_id": case.subject.id,
            "list_type_id": entry.list_type.id,
            "standard_id": entry.standard.id,
            "listed_by": entry.department,
            "supplied_by": entry.department,
            "valid_from": entry.validity.valid_from,
            "valid_until": entry.validity.valid_until,
            "watch_term_months": entry.watch_term,
            "caused_by_id": entry.cause,
            "follows_id": entry.follows,
            "own_until": entry.own_until,
        }

    def _grounds(self, bucket: int, entry: Entry) -> None:
        key = {"bucket": bucket, "entry_id": entry.id}
        for code, times in entry.criteria.items():
            self.sheets.add(
                "entry_criterion", {**key, "standard_id": entry.standard.id, "code": code, "times": times}
            )
        for position, document in enumerate(entry.row.get("evidence", ())):
            kind = evidence_kind(entry).value
            self.sheets.add("evidence", {**key, "position": position, "kind": kind, "document": document})

    def _persons(self, case: Case, entry: Entry) -> None:
        enterprise = case.subject.enterprise
        for person in entry.persons if enterprise is not None else ():
            holder = enterprise.holders[person.person]  # type: ignore[union-attr]
            self.sheets.add(
                "responsible_person",
                {
                    "bucket": case.subject.bucket,
                    "id": case.draw_id(entry.listed_at),
                    "entry_id": entry.id,
                    "person_bucket": holder.bucket,
                    "person_id": holder.id,
                    "role": None if person.role is None else person.role.value,
                    "directly_responsible": person.directly_responsible,
                    "officership_id": person.office,
                },
            )

    def _entry_history(self, case: Case, entry: Entry) -> None:
        bucket, offices = case.subject.bucket, self.world.overseers(self.world.seats[entry.department])
        own = entry.follows is None or entry.own_until is not None
        clause = LISTED if own else FOLLOWING
        self._step(
            case,
            bucket,
            {"entry_id": entry.id},
            (entry.listed_at, EventKind.ENTRY_LISTED, entry.department, clause),
        )
        if own:
            self._tell(
                entry.listed_at,
                EventKind.ENTRY_LISTED,
                ("ListEntry", bucket, entry.id),
                [entry.department, *offices],
            )
        missing = entry.list_type.kind is ListKind.BLACK and self.world.watch_list(entry.list_type) is None
        if missing:
            self._tell(
                entry.listed_at,
                EventKind.WATCH_LIST_MISSING,
                ("ListEntry", bucket, entry.id),
                [entry.department, *offices],
            )
        ground = entry.validity.exit_ground
        if entry.exited_at is not None and ground is not None:
            clause = RULES[entry.list_type.kind, ground].clause if own else ERASED
            step = (entry.exited_at, EventKind.ENTRY_EXITED, entry.exited_by, clause)
            self._step(case, bucket, {"entry_id": entry.id}, step)

    def action(self, case: Case, action: Action, assignments: Sequence[Told]) -> None:
        """A linked action with its regions, unrouted measures and assignments."""
        bucket, entry = case.subject.bucket, action.entry
        key = {"bucket": bucket, "action_id": action.id}
        self.sheets.add(
            "linked_action",
            {
                "bucket": bucket,
                "id": action.id,
                "entry_id": entry.id,
                "initiated_by": action.initiated_by,
                "initiated_at": action.initiated_at,
                "edition_id": self.world.edition,
                "note": None,
                "withdrawn_at": action.withdrawn_at,
                "withdraw_reason": "(示例)发起有误,撤回。"
                if action.withdrawn_at and not entry.erased
                else None,
            },
        )
        for region in action.regions:
            self.sheets.add("action_region", {**key, "region_id": region})
        for unrouted in action.unrouted:
            place = {"measure_id": unrouted.measure.id, "region_id": unrouted.region_id}
            self.sheets.add("unrouted_measure", {**key, **place})
        self._action_history(case, action)
        for told in assignments:
            self._assignment(case, action, told)

    def exit(self, case: Case, entry: Entry, concerned: Iterable[UUID]) -> None:
        """Tell of an exit: the departments that had assignments, the one that listed, and the credit offices."""
        if entry.exited_at is not None:
            offices = self.world.overseers(self.world.seats[entry.department])
            ref = ("ListEntry", case.subject.bucket, entry.id)
            told = [entry.department, *sorted(concerned), *offices]
            self._tell(entry.exited_at, EventKind.ENTRY_EXITED, ref, told)

    def _action_history(self, case: Case, action: Action) -> None:
        bucket, entry = case.subject.bucket, action.entry
        clause = ASSIGNMENT.clause(AssignmentStep.ISSUE)
        offices = self.world.overseers(self.world.seats[entry.department])
        ref = ("LinkedAction", bucket, action.id)
        step = (action.initiated_at, EventKind.ACTION_INITIATED, action.initiated_by, clause)
        self._step(case, bucket, {"entry_id": entry.id}, step)
        self._step(case, bucket, {"action_id": action.id}, step, action.id)
        overseers = [action.initiated_by, *offices]
        self._tell(action.initiated_at, EventKind.ACTION_INITIATED, ref, [*overseers, entry.department])
        if action.unrouted:
            self._tell(action.initiated_at, EventKind.MEASURE_UNROUTED, ref, overseers)
        if action.withdrawn_at is not None:
            step = (action.withdrawn_at, EventKind.ACTION_WITHDRAWN, action.initiated_by, clause)
            self._step(case, bucket, {"entry_id": entry.id}, step)
            other = drawn_id(Random(action.id.int), action.withdrawn_at)  # noqa: S311 - the stories draw none the less
            self._step(case, bucket, {"action_id": action.id}, step, other)
            self._tell(action.withdrawn_at, EventKind.ACTION_WITHDRAWN, ref, overseers)

    def _assignment(self, case: Case, action: Action, told: Told) -> None:
        bucket, standing, measure = case.subject.bucket, told.standing, told.planned.measure
        erased = action.entry.erased
        cut = erased and standing.state is not AssignmentState.RELEASE_DUE
        self.sheets.add(
            "assignment",
            {
                "bucket": bucket,
                "id": told.id,
                "action_id": None if erased else action.id,
                "entry_id": None if erased else action.entry.id,
                "measure_id": measure.id,
                "measure_code": measure.code,
                "side": measure.side.value,
                "force": measure.force.value,
                "target_bucket": None if cut else told.planned.target.bucket,
                "target_id": None if cut else told.planned.target.id,
                "department_id": told.planned.department_id,
                "state": standing.state.value,
                "suspended_from": _word(standing.suspended_from),
                "issued_at": action.initiated_at,
                "acknowledge_by": told.terms.acknowledge_by,
                "implement_by": told.terms.implement_by,
                "acknowledged_at": standing.acknowledged_at,
                "implemented_at": standing.implemented_at,
                "entry_ends_on": standing.entry_ends_on,
                "measure_ends_on": standing.measure_ends_on,
                "end_by_basis": standing.end_by_basis,
                "extended_days": 0,
                "release_within_days": measure.release_within,
                "release_by": standing.release_by,
                "release_due_since": standing.release_due_since,
                "release_reason": _word(standing.release_reason),
                "released_at": standing.released_at,
                "released_on": standing.released_on,
                "provisional": standing.provisional,
                "decline_ground": _word(standing.decline_ground),
                "decline_reason": None if erased else standing.decline_reason,
                "erased": erased,
            },
        )
        for feedback in told.feedback:
            self.sheets.add("feedback", {"bucket": bucket, **feedback})
        ref = ("Assignment", bucket, told.id)
        clause = ASSIGNMENT.clause(AssignmentStep.ISSUE)
        issue = (action.initiated_at, EventKind.ASSIGNMENT_ISSUED, action.initiated_by, clause)
        self._step(case, bucket, {"assignment_id": told.id}, issue, told.id)
        self._tell(action.initiated_at, EventKind.ASSIGNMENT_ISSUED, ref, [told.planned.department_id])
        for step in told.steps:
            clause = ASSIGNMENT.clause(step.step)
            self._step(case, bucket, {"assignment_id": told.id}, (step.at, step.kind, step.by, clause))
            self._tell(step.at, step.kind, ref, self._audience(action, told, step))

    def _audience(self, action: Action, told: Told, step: Step) -> list[UUID]:
        if step.step is AssignmentStep.END:
            return [told.planned.department_id]
        if action.entry.erased and step.step is AssignmentStep.RELEASE:
            return []  # the link to whoever initiated was cut
        if step.step is AssignmentStep.DECLINE:
            return [action.initiated_by, *self.world.overseers(self.world.seats[told.planned.department_id])]
        return [action.initiated_by]

    def _step(
        self,
        case: Case,
        bucket: int,
        of: dict[str, UUID],
        step: tuple[dt.datetime, EventKind, UUID | None, str],
        ident: UUID | None = None,
    ) -> None:
        at, kind, by, clause = step
        row = {"at": at, "step": kind.value, "department_id": by, "operator": OPERATOR, "clause": clause}
        self.sheets.add("history", {"bucket": bucket, "id": ident or case.draw_id(at), **of, **row})

    def _tell(
        self, at: dt.datetime, kind: EventKind, ref: tuple[str, int, UUID], departments: Iterable[UUID]
    ) -> None:
        if at >= self.since:
            for department in dict.fromkeys(departments):
                self.sheets.tell((at, department, kind.value, *ref))


def _word(word: AssignmentState | ReleaseReason | DeclineGround | None) -> str | None:
    return None if word is None else word.value
