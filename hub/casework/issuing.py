"""Assignments as they are issued: their row, their first step, and the message to the department (A2, A5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hub.casework.change import Change
from hub.casework.pauses import move_issued
from hub.casework.plans import Plan
from hub.policy.actions import Planned
from hub.policy.assignments import ASSIGNMENT, born
from hub.policy.vocabulary import AssignmentStep, EventKind
from hub.policy.workdays import start_of
from hub.store.ids import Ref
from hub.store.statements import assignments


def assigned(change: Change, plan: Plan, item: Planned, action: Ref) -> dict[str, Any]:
    """The row of a new assignment, issued now, or at the first moment of the plan's day where that lies ahead (A7)."""
    issued_at = change.moment if plan.today <= change.today else start_of(plan.today)
    terms = plan.terms(item.measure)
    state, remembered = born(item.measure.side, under_verification=plan.entry.under_verification)
    return {
        "bucket": action.bucket,
        "id": change.new_id(),
        "action_id": action.id,
        "entry_id": plan.entry.ref.id,
        "measure_id": item.measure.id,
        "measure_code": item.measure.code,
        "side": item.measure.side.value,
        "force": item.measure.force.value,
        "target_bucket": item.target.bucket,
        "target_id": item.target.id,
        "department_id": item.department_id,
        "state": state.value,
        "suspended_from": None if remembered is None else remembered.value,
        "suspended_at": None if remembered is None else issued_at,
        "issued_at": issued_at,
        "acknowledge_by": terms.acknowledge_by,
        "implement_by": terms.implement_by,
        "entry_ends_on": plan.entry.exit_day,
        "measure_ends_on": terms.measure_ends_on,
        "end_by_basis": terms.end_by_basis,
        "release_within_days": item.measure.release_within,
        "release_by": terms.release_by,
        "provisional": terms.provisional,
        "erased": False,
    }


async def issue(change: Change, rows: Sequence[dict[str, Any]]) -> None:
    """Write new assignments with their first step, and tell their departments."""
    issued = EventKind.ASSIGNMENT_ISSUED
    await move_issued(change, rows)
    await assignments.issue(change.session, rows)
    step = {
        "step": issued.value,
        "department_id": change.caller.department_id,
        "operator": change.operator,
        "clause": ASSIGNMENT.clause(AssignmentStep.ISSUE),
        "at": change.moment,
    }
    await assignments.note_issue(change.session, rows, step)
    for row in rows:
        change.tell(issued, Ref("Assignment", row["bucket"], row["id"]), [row["department_id"]])
