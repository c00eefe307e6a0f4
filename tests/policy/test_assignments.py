"""The assignment's table, cell by cell, and what the dates make of it (A4, A5, A6, L6)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from hub.errors import Refusal
from hub.policy.assignments import (
    ASSIGNMENT,
    LIVE,
    Standing,
    before_release,
    born,
    ended,
    judge_decline,
    judge_done_on,
    overdue,
)
from hub.policy.vocabulary import (
    AssignmentState,
    AssignmentStep,
    DeclineGround,
    MeasureForce,
    MeasureSide,
    ReleaseReason,
)
from hub.policy.workdays import Deadline

S = AssignmentState
T = AssignmentStep

TABLE = {
    (S.ISSUED, None): {
        T.ACKNOWLEDGE: S.ACKNOWLEDGED, T.DECLINE: S.DECLINED, T.SUSPEND: S.SUSPENDED, T.END: S.WITHDRAWN,
    },
    (S.ACKNOWLEDGED, None): {
        T.REPORT: S.IMPLEMENTED, T.DECLINE: S.DECLINED, T.SUSPEND: S.SUSPENDED, T.END: S.RELEASE_DUE,
    },
    (S.IMPLEMENTED, None): {T.REPORT: S.IMPLEMENTED, T.SUSPEND: S.SUSPENDED, T.END: S.RELEASE_DUE},
    (S.SUSPENDED, S.ISSUED): {T.RESUME: S.ISSUED, T.END: S.WITHDRAWN},
    (S.SUSPENDED, S.ACKNOWLEDGED): {T.RESUME: S.ACKNOWLEDGED, T.END: S.RELEASE_DUE},
    (S.SUSPENDED, S.IMPLEMENTED): {T.RESUME: S.IMPLEMENTED, T.END: S.RELEASE_DUE},
    (S.RELEASE_DUE, None): {T.RELEASE: S.RELEASED},
    (S.RELEASE_DUE, S.ACKNOWLEDGED): {T.RELEASE: S.RELEASED, T.CONTINUE: S.ACKNOWLEDGED},
    (S.RELEASE_DUE, S.IMPLEMENTED): {T.RELEASE: S.RELEASED, T.CONTINUE: S.IMPLEMENTED},
    (S.DECLINED, None): {},
    (S.RELEASED, None): {},
    (S.WITHDRAWN, None): {},
}  # fmt: skip

CELLS = [
    (state, remembered, step, cells.get(step)) for (state, remembered), cells in TABLE.items() for step in T
]


def test_the_table_here_names_every_state() -> None:
    assert {state for state, _ in TABLE} == set(S)


@pytest.mark.parametrize(("state", "remembered", "step", "target"), CELLS)
def test_every_pair_of_state_and_step(state: S, remembered: S | None, step: T, target: S | None) -> None:
    assert ASSIGNMENT.next_state(state, step, remembered) is target


ALLOWED = {
    S.ISSUED: ("acknowledgeAssignments", "declineAssignment"),
    S.ACKNOWLEDGED: ("reportImplementation", "declineAssignment"),
    S.IMPLEMENTED: ("reportImplementation",),
    S.DECLINED: (),
    S.SUSPENDED: (),
    S.RELEASE_DUE: ("confirmRelease",),
    S.RELEASED: (),
    S.WITHDRAWN: (),
}


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("step", [T.ACKNOWLEDGE, T.DECLINE, T.REPORT, T.RELEASE])
def test_a_refused_step_says_which_mutations_are_allowed(state: S, step: T) -> None:
    verdict = ASSIGNMENT.judge(state, step)
    if isinstance(verdict, Refusal):
        assert verdict.code == "STEP_NOT_ALLOWED"
        assert verdict.allowed == ALLOWED[state]
    else:
        assert ASSIGNMENT.mutations[step] in ALLOWED[state]


def test_reporting_from_issued_is_refused() -> None:
    refusal = ASSIGNMENT.judge(S.ISSUED, T.REPORT)
    assert isinstance(refusal, Refusal)
    assert refusal.message == (
        "The assignment is ISSUED now, so reportImplementation is not possible. "
        "Possible now: acknowledgeAssignments, declineAssignment."
    )


def test_live_are_the_states_in_which_a_measure_is_owed_or_carried_out() -> None:
    assert {S.ISSUED, S.ACKNOWLEDGED, S.IMPLEMENTED, S.SUSPENDED} == LIVE


def standing_of(
    state: S, remembered: S | None, entry_ends_on: dt.date, measure_ends_on: dt.date | None = None
) -> Standing:
    return Standing(state, remembered, entry_ends_on, measure_ends_on, at(19), provisional=True)


def at(day: int, second: int = 0) -> dt.datetime:
    return dt.datetime(2026, 6, day, 15, 59, 59, tzinfo=dt.UTC) + dt.timedelta(seconds=second)


@pytest.mark.parametrize(
    ("state", "remembered", "after"),
    [
        (S.ISSUED, None, S.WITHDRAWN),
        (S.ACKNOWLEDGED, None, S.RELEASE_DUE),
        (S.IMPLEMENTED, None, S.RELEASE_DUE),
        (S.SUSPENDED, S.ISSUED, S.WITHDRAWN),
        (S.SUSPENDED, S.ACKNOWLEDGED, S.RELEASE_DUE),
        (S.SUSPENDED, S.IMPLEMENTED, S.RELEASE_DUE),
        (S.DECLINED, None, S.DECLINED),
        (S.RELEASE_DUE, None, S.RELEASE_DUE),
        (S.RELEASED, None, S.RELEASED),
        (S.WITHDRAWN, None, S.WITHDRAWN),
    ],
)
def test_an_end_by_date_and_an_end_by_hand_lead_to_the_same_state(
    state: S, remembered: S | None, after: S
) -> None:
    end = dt.date(2026, 6, 1)
    standing = standing_of(state, remembered, end)
    assert ended(state, remembered) is after
    assert standing.effective(dt.date(2026, 5, 31)) is state
    assert standing.effective(end) is after


@pytest.mark.parametrize(
    ("entry", "measure", "ends_on", "reason"),
    [
        (dt.date(2026, 6, 1), None, dt.date(2026, 6, 1), ReleaseReason.EXIT),
        (dt.date(2026, 6, 1), dt.date(2026, 5, 1), dt.date(2026, 5, 1), ReleaseReason.MEASURE_ENDED),
        (dt.date(2026, 6, 1), dt.date(2026, 7, 1), dt.date(2026, 6, 1), ReleaseReason.EXIT),
        (dt.date(2026, 6, 1), dt.date(2026, 6, 1), dt.date(2026, 6, 1), ReleaseReason.EXIT),
    ],
)
def test_the_earlier_of_exit_and_longest_duration_ends_an_assignment(
    entry: dt.date, measure: dt.date | None, ends_on: dt.date, reason: ReleaseReason
) -> None:
    standing = standing_of(S.IMPLEMENTED, None, entry, measure)
    assert standing.ends_on == ends_on
    assert standing.end_reason is reason


def test_settling_writes_down_what_the_dates_have_done_and_since_when() -> None:
    standing = standing_of(S.SUSPENDED, S.ACKNOWLEDGED, dt.date(2026, 6, 1), dt.date(2026, 5, 20))
    assert standing.settled(dt.date(2026, 5, 19)) == standing
    settled = standing.settled(dt.date(2026, 6, 9))
    assert (settled.state, settled.suspended_from) == (S.RELEASE_DUE, None)
    assert settled.release_due_since == dt.datetime(2026, 5, 19, 16, 0, tzinfo=dt.UTC)
    assert settled.release_reason is ReleaseReason.MEASURE_ENDED
    assert (settled.release_by, settled.provisional) == (at(19), True)


def test_an_exit_by_hand_sets_a_release_deadline_of_its_own() -> None:
    standing = standing_of(S.IMPLEMENTED, None, dt.date(2026, 9, 1))
    deadline = Deadline(dt.date(2026, 6, 8), provisional=False)
    moved = standing.end(at(1), ReleaseReason.EXIT, deadline)
    assert (moved.state, moved.release_due_since, moved.release_reason) == (
        S.RELEASE_DUE, at(1), ReleaseReason.EXIT,
    )  # fmt: skip
    assert (moved.release_by, moved.provisional) == (at(8), False)
    assert moved.end(at(2), ReleaseReason.WITHDRAWAL, deadline) == moved


def test_a_withdrawn_or_declined_assignment_owes_no_release() -> None:
    deadline = Deadline(dt.date(2026, 6, 8), provisional=False)
    withdrawn = standing_of(S.ISSUED, None, dt.date(2026, 9, 1)).end(at(1), ReleaseReason.EXIT, deadline)
    assert (withdrawn.state, withdrawn.release_due_since, withdrawn.release_reason) == (
        S.WITHDRAWN,
        None,
        None,
    )
    declined = standing_of(S.DECLINED, None, dt.date(2026, 9, 1))
    assert declined.end(at(1), ReleaseReason.EXIT, deadline) == declined


def test_a_sanction_issued_during_an_objection_is_born_suspended_and_an_incentive_is_not() -> None:
    assert born(MeasureSide.SANCTION, under_verification=True) == (S.SUSPENDED, S.ISSUED)
    assert born(MeasureSide.INCENTIVE, under_verification=True) == (S.ISSUED, None)
    assert born(MeasureSide.SANCTION, under_verification=False) == (S.ISSUED, None)


def test_a_continued_assignment_goes_back_to_where_it_was() -> None:
    for implemented, state in ((False, S.ACKNOWLEDGED), (True, S.IMPLEMENTED)):
        remembered = before_release(implemented)
        assert ASSIGNMENT.next_state(S.RELEASE_DUE, T.CONTINUE, remembered) is state


@pytest.mark.parametrize(
    ("state", "moment", "late"),
    [
        (S.ISSUED, at(5), False),
        (S.ISSUED, at(5, 1), True),
        (S.ACKNOWLEDGED, at(5, 1), False),
        (S.ACKNOWLEDGED, at(12), False),
        (S.ACKNOWLEDGED, at(12, 1), True),
        (S.IMPLEMENTED, at(30), False),
        (S.DECLINED, at(30), False),
        (S.SUSPENDED, at(30), False),
        (S.RELEASE_DUE, at(19), False),
        (S.RELEASE_DUE, at(19, 1), True),
        (S.RELEASED, at(30), False),
        (S.WITHDRAWN, at(30), False),
    ],
)
def test_overdue_looks_at_the_deadline_of_the_state(state: S, moment: dt.datetime, late: bool) -> None:
    assert overdue(state, acknowledge_by=at(5), implement_by=at(12), release_by=at(19), moment=moment) is late


@pytest.mark.parametrize("force", list(MeasureForce))
@pytest.mark.parametrize("ground", list(DeclineGround))
def test_a_mandatory_measure_is_declined_on_legal_grounds_only(
    force: MeasureForce, ground: DeclineGround
) -> None:
    refusal = judge_decline(force, ground, "No such licence is held.")
    if force is MeasureForce.MANDATORY and ground is DeclineGround.OTHER:
        assert refusal is not None
        assert refusal.code == "DECLINE_GROUND_NOT_LEGAL"
        assert "NOT_COMPETENT, NO_SUCH_MATTER, LAW_FORBIDS, SUBJECT_UNKNOWN_HERE" in refusal.message
    else:
        assert refusal is None


def test_a_decline_without_words_is_refused() -> None:
    refusal = judge_decline(MeasureForce.RECOMMENDED, DeclineGround.OTHER, "  ")
    assert refusal is not None
    assert (refusal.code, refusal.path) == ("REASON_MISSING", ("reason",))


@pytest.mark.parametrize(
    ("done_on", "code"),
    [
        (dt.date(2026, 6, 1), "DONE_BEFORE_ISSUE"),
        (dt.date(2026, 6, 2), None),
        (dt.date(2026, 6, 9), None),
        (dt.date(2026, 6, 10), "DONE_IN_THE_FUTURE"),
    ],
)
def test_what_was_done_lies_between_issue_and_today(done_on: dt.date, code: str | None) -> None:
    refusal = judge_done_on(done_on, issued_on=dt.date(2026, 6, 2), today=dt.date(2026, 6, 9))
    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(
    ("state", "reason", "measure_ends_on", "answer"),
    [
        (S.RELEASE_DUE, ReleaseReason.EXIT, None, True),
        (S.RELEASE_DUE, ReleaseReason.EXIT, dt.date(2026, 9, 8), True),
        (S.RELEASE_DUE, ReleaseReason.EXIT, dt.date(2026, 9, 7), False),
        (S.RELEASE_DUE, ReleaseReason.BASIS_ENDED, None, False),
        (S.RELEASE_DUE, ReleaseReason.WITHDRAWAL, None, False),
        (S.RELEASED, ReleaseReason.EXIT, None, False),
    ],
)
def test_only_what_an_exit_alone_ended_goes_on_and_only_while_its_measure_stands(
    state: S, reason: ReleaseReason, measure_ends_on: dt.date | None, *, answer: bool
) -> None:
    found = replace(standing_of(state, None, dt.date(2026, 9, 1), measure_ends_on), release_reason=reason)
    assert found.may_go_on(dt.date(2026, 9, 7)) is answer


@pytest.mark.parametrize(
    ("measure_ends_on", "by_basis", "reason"),
    [
        (None, False, ReleaseReason.EXIT),
        (dt.date(2026, 9, 7), True, ReleaseReason.EXIT),
        (dt.date(2026, 9, 6), False, ReleaseReason.MEASURE_ENDED),
        (dt.date(2026, 9, 6), True, ReleaseReason.BASIS_ENDED),
    ],
)
def test_a_measure_that_ends_before_its_entry_ends_by_its_duration_or_its_basis(
    measure_ends_on: dt.date | None, reason: ReleaseReason, *, by_basis: bool
) -> None:
    found = replace(
        standing_of(S.IMPLEMENTED, None, dt.date(2026, 9, 7), measure_ends_on), end_by_basis=by_basis
    )
    assert found.settled(dt.date(2026, 9, 7)).release_reason is reason
