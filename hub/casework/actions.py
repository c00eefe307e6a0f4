"""Linked actions: initiated for an entry in force, routed by the catalogue, withdrawn by the initiator (§5.1, §5.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hub.casework import plans
from hub.casework.audience import overseers
from hub.casework.change import Change
from hub.casework.issuing import assigned, issue
from hub.casework.keys import RegionKey
from hub.casework.plans import Plan
from hub.casework.releases import end, go_on
from hub.casework.routing import route_unrouted
from hub.casework.suspensions import suspend_verified
from hub.errors import Refusal, Refused
from hub.errors.actions import AlreadyWithdrawn, BasisNotInForce, NotYourAction
from hub.errors.assignments import ReasonMissing
from hub.errors.changes import NotFound
from hub.policy.assignments import ASSIGNMENT
from hub.policy.names import blank
from hub.policy.vocabulary import AssignmentState, AssignmentStep, EventKind, ReleaseReason
from hub.policy.workdays import day_of
from hub.store.ids import Ref
from hub.store.statements import actions as statements
from hub.store.statements import assignments, audience

SHOWN = 100
"""How many planned assignments a result names; `planned` counts them all (api.graphql)."""


@dataclass(frozen=True, slots=True)
class InitiateAction:
    """initiateAction: `measures` None is all that the edition triggers; `regions` are added to the default ones."""

    entry: Ref | None
    measures: tuple[str, ...] | None = None
    regions: tuple[RegionKey, ...] | None = None
    note: str | None = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Initiated:
    """An action and what it assigns: (measure, target, department), the first hundred; (measure, region) unrouted.

    `action` is None after a dry run. `left_out` are the codes of measures whose basis does not carry them.
    """

    action: Ref | None
    planned: int
    planned_assignments: tuple[tuple[Ref, Ref, Ref], ...]
    unrouted: tuple[tuple[Ref, Ref], ...]
    left_out: tuple[str, ...] = ()

    @property
    def reported(self) -> list[Refusal]:
        """What was left out of the action, as the refusals the initiator reads beside it (A10)."""
        return [BasisNotInForce(path=("measures", code), measure=code) for code in self.left_out]


@dataclass(frozen=True, slots=True)
class WithdrawAction:
    """withdrawAction: the action, and why."""

    action: Ref | None
    reason: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A withdrawn action: how many of its assignments were never taken on, how many owe a release."""

    action: Ref
    withdrawn: int
    release_due: int


async def initiate_action(change: Change, asked: InitiateAction) -> Initiated:
    """Initiate one linked action (A1–A3); raises Refused. A dry run answers the same and leaves nothing."""
    answer = (await initiate_actions(change, [asked], dry_run=asked.dry_run))[0]
    if isinstance(answer, Refused):
        raise answer
    return answer


async def initiate_actions(
    change: Change, asked: Sequence[InitiateAction], *, dry_run: bool = False
) -> list[Initiated | Refused]:
    """Initiate a set of linked actions, each all or nothing (A8); one answer per item, in order."""
    plan_of = await plans.plan(change, asked)
    planned = [item for item in plan_of if isinstance(item, Plan)]
    if dry_run:
        change.discard()
        return [item if isinstance(item, Refused) else _answer(item, None) for item in plan_of]
    actions = {id(item): Ref("LinkedAction", item.entry.ref.bucket, change.new_id()) for item in planned}
    await plans.settle(change, planned)
    if planned:
        await _write(change, planned, actions)
        await _tell(change, planned, actions)
    return [item if isinstance(item, Refused) else _answer(item, actions[id(item)]) for item in plan_of]


async def _write(change: Change, planned: Sequence[Plan], actions: dict[int, Ref]) -> None:
    heads, regions, unrouted, rows = [], [], [], []
    for plan in planned:
        action = actions[id(plan)]
        key = {"bucket": action.bucket, "action_id": action.id}
        heads.append(
            {
                "bucket": action.bucket,
                "id": action.id,
                "entry_id": plan.entry.ref.id,
                "initiated_by": change.caller.department_id,
                "initiated_at": change.moment,
                "edition_id": plan.edition,
                "note": plan.note,
            }
        )
        regions += [key | {"region_id": region} for region in plan.regions]
        unrouted += [key | {"measure_id": u.measure.id, "region_id": u.region_id} for u in plan.unrouted]
        rows += [assigned(change, plan, item, action) for item in plan.new]
    await statements.insert_actions(change.session, heads, regions, unrouted)
    await issue(change, rows)
    continued = [(held, plan) for plan in planned for held in plan.continued]
    await go_on(
        change,
        [(plans.moved(held, plan, actions[id(plan)]), plan.entry.exit_day) for held, plan in continued],
    )
    await suspend_verified(change, {plan.entry.ref for _, plan in continued})
    ahead = [actions[id(plan)] for plan in planned if plan.unrouted]
    if ahead:
        await route_unrouted(change, actions=ahead)


async def _tell(change: Change, planned: Sequence[Plan], actions: dict[int, Ref]) -> None:
    """The initiator, the listing department and the credit offices of its seat and the prefecture."""
    listing = {plan.entry.listed_by for plan in planned}
    now = await audience.standing_in(change.session, listing, change.today)
    seats = {plan.entry.seat for plan in planned}
    offices = {seat: await overseers(change, seat) for seat in seats}
    clause = ASSIGNMENT.clause(AssignmentStep.ISSUE)
    for plan in planned:
        action = actions[id(plan)]
        told = [change.caller.department_id, *sorted(offices[plan.entry.seat])]
        change.tell(EventKind.ACTION_INITIATED, action, [*told, now[plan.entry.listed_by]])
        if plan.unrouted:
            change.tell(EventKind.MEASURE_UNROUTED, action, told)
        change.history(plan.entry.ref, EventKind.ACTION_INITIATED.value, clause)
        change.history(action, EventKind.ACTION_INITIATED.value, clause)
        change.audit(
            action,
            {
                "measures": sorted({item.measure.code for item in plan.items}),
                "assignments": len(plan.items),
                "unrouted": len(plan.unrouted),
                "note": plan.note,
            },
        )


def _answer(plan: Plan, action: Ref | None) -> Initiated:
    return Initiated(
        action=action,
        planned=len(plan.items),
        planned_assignments=tuple(
            (
                Ref("Measure", 0, item.measure.id),
                plan.target_ref(item.target),
                Ref("Department", 0, item.department_id),
            )
            for item in plan.items[:SHOWN]
        ),
        unrouted=tuple(
            (Ref("Measure", 0, u.measure.id), Ref("Region", 0, u.region_id)) for u in plan.unrouted
        ),
        left_out=plan.left_out,
    )


async def withdraw_action(change: Change, asked: WithdrawAction) -> Withdrawn:
    """Withdraw an action: what was not taken on is withdrawn, the rest owes a release (A4). Raises Refused."""
    held = None
    if asked.action is not None:
        held = (await statements.lock_actions(change.session, [asked.action])).get(asked.action)
    mine = held is not None and held.initiated_by in change.caller.acts_for
    if held is None or held.entry_erased or not (mine or change.caller.reads):
        raise Refused(NotFound(path=("action",), what="linked action"))
    if not mine:
        raise Refused(NotYourAction(path=("action",)))
    if held.withdrawn_at is not None:
        raise Refused(AlreadyWithdrawn(path=("action",), withdrawn_on=day_of(held.withdrawn_at)))
    if blank(asked.reason):
        raise Refused(ReasonMissing(path=("reason",)))
    await statements.withdraw(change.session, held.ref, change.moment, asked.reason.strip())
    live = await assignments.lock_of_actions(change.session, [held.ref])
    ended = await end(change, live.values(), ReleaseReason.WITHDRAWAL)
    await _tell_withdrawal(change, held)
    withdrawn = sum(item.standing.state is AssignmentState.WITHDRAWN for item in ended)
    result = Withdrawn(held.ref, withdrawn, len(ended) - withdrawn)
    clause = ASSIGNMENT.clause(AssignmentStep.ISSUE)
    change.history(held.entry, EventKind.ACTION_WITHDRAWN.value, clause)
    change.history(held.ref, EventKind.ACTION_WITHDRAWN.value, clause)
    content = {"reason": asked.reason, "withdrawn": result.withdrawn, "release_due": result.release_due}
    change.audit(held.ref, content)
    return result


async def _tell_withdrawal(change: Change, held: statements.Action) -> None:
    """The initiator and the credit offices of its seat and the prefecture."""
    offices = await overseers(change, change.caller.region_id)
    change.tell(EventKind.ACTION_WITHDRAWN, held.ref, [change.caller.department_id, *sorted(offices)])
