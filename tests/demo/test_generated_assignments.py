"""The generated linked actions and assignments obey triggering, routing, deadlines and the state table (§5)."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import groupby

import pytest

from hub.policy.actions import terms
from hub.policy.assignments import Standing, overdue
from hub.policy.validity import DAY
from hub.policy.vocabulary import AssignmentState
from hub.policy.workdays import day_of, start_of
from hub.store.session import Store
from hub.store.statements import calendar, catalogue
from tests.support.demo import TODAY, Asking
from tests.support.secrets import KEYS

REACHABLE = set(AssignmentState) - {AssignmentState.SUSPENDED}


def effective(row: object) -> AssignmentState:
    standing = Standing(
        AssignmentState(row.state),  # type: ignore[attr-defined]
        None,
        row.entry_ends_on,  # type: ignore[attr-defined]
        row.measure_ends_on,  # type: ignore[attr-defined]
        row.release_by,  # type: ignore[attr-defined]
        row.provisional,  # type: ignore[attr-defined]
    )
    return standing.effective(TODAY)


def test_every_state_that_can_be_reached_has_twenty_assignments_of_several_departments(city: Asking) -> None:
    departments = defaultdict(set)
    counts: Counter[AssignmentState] = Counter()
    for row in city.rows("SELECT * FROM assignment"):
        counts[effective(row)] += 1
        departments[effective(row)].add(row.department_id)
    assert set(counts) == REACHABLE
    assert min(counts.values()) >= 20
    assert min(len(found) for found in departments.values()) >= 20


@pytest.mark.parametrize("state", ["ISSUED", "ACKNOWLEDGED", "RELEASE_DUE"])
def test_some_are_overdue_and_some_are_not(city: Asking, state: str) -> None:
    moment = start_of(TODAY)
    found = Counter(
        overdue(
            effective(row),
            acknowledge_by=row.acknowledge_by,
            implement_by=row.implement_by,
            release_by=row.release_by,
            moment=moment,
        )
        for row in city.rows("SELECT * FROM assignment")
        if effective(row) == state
    )
    assert found[True] >= 10
    assert found[False] >= 10


def test_some_ends_are_written_down_and_some_are_left_to_the_dates(city: Asking) -> None:
    rows = city.rows("SELECT * FROM assignment")
    for state in (AssignmentState.RELEASE_DUE, AssignmentState.WITHDRAWN):
        written = Counter(row.state == state for row in rows if effective(row) is state)
        assert min(written[True], written[False]) > 0


def test_every_department_holds_the_function_and_serves_a_chosen_region(city: Asking) -> None:
    assert (
        city.one("""
        SELECT count(*) FROM assignment a JOIN measure m ON m.id = a.measure_id
        WHERE NOT EXISTS (SELECT 1 FROM department_function f
            WHERE (f.department_id, f.function) = (a.department_id, m.implementing_function))
        OR a.action_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM action_region r JOIN department_serves s
            ON s.region_id = r.region_id
            WHERE (r.bucket, r.action_id, s.department_id) = (a.bucket, a.action_id, a.department_id))""")
        == 0
    )


def test_every_holder_of_a_triggered_measure_in_a_chosen_region_has_its_assignment(city: Asking) -> None:
    assert (
        city.one("""
        SELECT count(*) FROM (SELECT DISTINCT bucket, action_id, measure_id, target_id FROM assignment
            WHERE action_id IS NOT NULL) a
        JOIN measure m ON m.id = a.measure_id
        JOIN action_region r ON (r.bucket, r.action_id) = (a.bucket, a.action_id)
        JOIN department_serves s ON s.region_id = r.region_id
        JOIN department_function f ON (f.department_id, f.function) = (s.department_id, m.implementing_function)
        WHERE NOT EXISTS (SELECT 1 FROM assignment x WHERE (x.bucket, x.action_id, x.measure_id, x.target_id,
            x.department_id) = (a.bucket, a.action_id, a.measure_id, a.target_id, s.department_id))""")
        == 0
    )


def test_a_measure_is_unrouted_exactly_where_nobody_with_its_function_serves_a_chosen_region(
    city: Asking,
) -> None:
    assert city.one("SELECT count(*) FROM unrouted_measure") > 20
    assert (
        city.one("""
        SELECT count(*) FROM unrouted_measure u JOIN measure m ON m.id = u.measure_id
        WHERE EXISTS (SELECT 1 FROM department_serves s JOIN department_function f ON f.department_id = s.department_id
            WHERE s.region_id = u.region_id AND f.function = m.implementing_function)
        OR NOT EXISTS (SELECT 1 FROM action_region r
            WHERE (r.bucket, r.action_id, r.region_id) = (u.bucket, u.action_id, u.region_id))""")
        == 0
    )


def test_every_action_is_addressed_to_the_subjects_region_and_the_prefecture(city: Asking) -> None:
    assert (
        city.one("""
        SELECT count(*) FROM linked_action a JOIN list_entry e ON (e.bucket, e.id) = (a.bucket, a.entry_id)
        CROSS JOIN LATERAL (SELECT array_agg(region_id) AS ids FROM action_region r
            WHERE (r.bucket, r.action_id) = (a.bucket, a.id)) chosen
        WHERE NOT e.erased AND NOT chosen.ids @> ARRAY[e.region_id, (SELECT id FROM region WHERE parent_id IS NULL)]""")
        == 0
    )
    assert (
        city.one("""
        SELECT count(*) FROM (SELECT 1 FROM action_region GROUP BY bucket, action_id HAVING count(*) > 2) AS more""")
        > 5
    )


def test_only_the_lister_and_the_credit_office_of_its_seat_initiate_and_only_while_in_force(
    city: Asking,
) -> None:
    rows = city.rows("""
        SELECT a.initiated_by = e.listed_by AS own, office.region_id = lister.region_id AND EXISTS (
                SELECT 1 FROM department_function f WHERE (f.department_id, f.function) = (office.id, 'CREDIT_OFFICE'))
                AS office, a.initiated_at, e.valid_from, least(e.exited_on, e.valid_until + 1) AS exit_day
        FROM linked_action a JOIN list_entry e ON (e.bucket, e.id) = (a.bucket, a.entry_id)
        JOIN department office ON office.id = a.initiated_by JOIN department lister ON lister.id = e.listed_by""")
    assert all(row.own or row.office for row in rows)
    assert all(row.valid_from <= day_of(row.initiated_at) < row.exit_day for row in rows)
    assert {row.own for row in rows} == {True, False}


def test_every_measure_is_triggered_by_the_list_and_where_it_says_so_by_the_criteria(city: Asking) -> None:
    assert (
        city.one("""
        SELECT count(*) FROM assignment a JOIN list_entry e ON (e.bucket, e.id) = (a.bucket, a.entry_id)
        JOIN measure m ON m.id = a.measure_id
        WHERE NOT EXISTS (SELECT 1 FROM measure_trigger t WHERE (t.measure_id, t.list_type_id) = (m.id, e.list_type_id))
        OR m.criteria_groups IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM entry_criterion x JOIN criterion c ON (c.standard_id, c.code) = (x.standard_id, x.code)
            WHERE (x.bucket, x.entry_id) = (e.bucket, e.id) AND c."group" = ANY(m.criteria_groups))""")
        == 0
    )
    assert city.one("SELECT count(*) FROM assignment WHERE measure_code = 'LIMIT_AIR_TRAVEL'") > 0


def test_only_the_subject_and_persons_named_in_the_measures_roles_are_aimed_at(city: Asking) -> None:
    assert (
        city.one("""
        SELECT count(*) FROM assignment a JOIN list_entry e ON (e.bucket, e.id) = (a.bucket, a.entry_id)
        JOIN measure m ON m.id = a.measure_id
        WHERE CASE WHEN a.target_id = e.subject_id THEN NOT 'SUBJECT' = ANY(m.targets)
        ELSE NOT EXISTS (SELECT 1 FROM responsible_person p WHERE (p.bucket, p.entry_id) = (e.bucket, e.id)
            AND (p.person_bucket, p.person_id) = (a.target_bucket, a.target_id) AND p.role = ANY(m.targets)) END""")
        == 0
    )
    assert (
        city.one("""
        SELECT count(*) FROM assignment a JOIN subject s ON (s.bucket, s.id) = (a.target_bucket, a.target_id)
        WHERE s.type = 'Person'""")
        > 100
    )


async def test_every_deadline_is_that_of_the_official_calendar(city: Asking, city_url: str) -> None:
    store = Store(city_url, KEYS, pool=1)
    async with store.write() as session:
        days = await calendar.load(
            session, min(row.day for row in city.rows("SELECT min(day) AS day FROM calendar_day"))
        )
        edition = await catalogue.edition_in_force(session, TODAY)
        assert edition is not None
        measures = {measure.id: measure for measure in await catalogue.measures_of(session, edition)}
    await store.close()
    for row in city.rows("SELECT * FROM assignment"):
        due = terms(measures[row.measure_id], day_of(row.issued_at), row.entry_ends_on, days)
        assert (row.acknowledge_by, row.implement_by) == (due.acknowledge_by, due.implement_by)
        assert row.measure_ends_on == due.measure_ends_on
        ended = row.release_due_since
        decided = row.state == "WITHDRAWN" or (ended is not None and ended != start_of(day_of(ended)))
        if not decided:
            assert row.release_by == due.release_by


def test_nothing_is_live_on_an_exited_entry_or_a_withdrawn_action(city: Asking) -> None:
    live = {AssignmentState.ISSUED, AssignmentState.ACKNOWLEDGED, AssignmentState.IMPLEMENTED}
    rows = city.rows("""
        SELECT a.*, least(e.exited_on, e.valid_until + 1) AS exit_day, l.withdrawn_at, e.erased AS gone
        FROM assignment a LEFT JOIN list_entry e ON (e.bucket, e.id) = (a.bucket, a.entry_id)
        LEFT JOIN linked_action l ON (l.bucket, l.id) = (a.bucket, a.action_id)""")
    standing = [row for row in rows if effective(row) in live]
    assert [
        row for row in standing if row.erased or row.gone or row.exit_day <= TODAY or row.withdrawn_at
    ] == []
    assert [row for row in standing if row.entry_ends_on != row.exit_day] == []
    decided = [row for row in rows if row.withdrawn_at is not None]
    assert decided
    assert [row for row in decided if AssignmentState(row.state) in live] == []


def test_a_release_follows_its_due_day_and_says_why_it_was_due(city: Asking) -> None:
    rows = city.rows("SELECT * FROM assignment WHERE state IN ('RELEASE_DUE', 'RELEASED')")
    assert all(row.release_reason and row.release_due_since and row.acknowledged_at for row in rows)
    released = [row for row in rows if row.state == "RELEASED"]
    assert all(row.released_at > row.release_due_since for row in released)
    assert all(row.released_on == day_of(row.released_at) for row in released)
    assert {row.release_reason for row in rows} == {"EXIT", "WITHDRAWAL", "MEASURE_ENDED"}


def test_an_erased_entrys_assignments_keep_their_target_only_while_they_owe_a_release(city: Asking) -> None:
    rows = city.rows("SELECT * FROM assignment WHERE erased")
    assert {row.state for row in rows} >= {"RELEASE_DUE", "RELEASED", "WITHDRAWN"}
    assert [row for row in rows if (row.state == "RELEASE_DUE") != (row.target_id is not None)] == []
    assert [row for row in rows if row.action_id or row.entry_id or row.decline_reason] == []
    assert (
        city.one("""
        SELECT count(*) FROM feedback f JOIN assignment a ON (a.bucket, a.id) = (f.bucket, f.assignment_id)
        WHERE a.erased AND num_nonnulls(f.note, f.evidence, f.service_item) > 0""")
        == 0
    )


def test_a_mandatory_measure_is_declined_on_legal_grounds_only(city: Asking) -> None:
    grounds = Counter(
        (row.force, row.decline_ground)
        for row in city.rows("SELECT * FROM assignment WHERE state = 'DECLINED'")
    )
    assert ("MANDATORY", "OTHER") not in grounds
    assert grounds["RECOMMENDED", "OTHER"] > 0
    assert sum(count for (force, _), count in grounds.items() if force == "MANDATORY") > 0


def test_what_was_implemented_has_its_feedback_and_what_was_not_has_none(city: Asking) -> None:
    assert (
        city.one("""
        SELECT count(*) FROM assignment a WHERE (a.implemented_at IS NOT NULL) <> EXISTS (
            SELECT 1 FROM feedback f WHERE (f.bucket, f.assignment_id) = (a.bucket, a.id)
            AND f.reported_at >= a.implemented_at AND f.reported_by = a.department_id)""")
        == 0
    )
    assert (
        city.one(
            "SELECT count(*) FROM (SELECT 1 FROM feedback GROUP BY bucket, assignment_id HAVING count(*) > 1) x"
        )
        > 0
    )


def test_every_step_is_in_the_history_in_the_order_of_the_state_table(city: Asking) -> None:
    rows = city.rows("""
        SELECT a.id, a.state, h.step, h.at, h.clause FROM assignment a
        JOIN history h ON (h.bucket, h.assignment_id) = (a.bucket, a.id) ORDER BY a.id, h.at""")
    for _, steps in groupby(rows, key=lambda row: row.id):
        story = list(steps)
        assert all(row.clause for row in story)
        if story[0].state == "RELEASED":
            assert story[-1].step == "assignment_released"
        if story[0].state == "DECLINED":
            assert story[-1].step == "assignment_declined"
        assert story[0].step == "assignment_issued"
        assert all(row.step[11:] in ("acknowledged", "declined", "withdrawn") for row in story[1:2])


def test_inboxes_are_numbered_without_gaps_in_the_order_of_time(city: Asking) -> None:
    inboxes = city.rows("""
        SELECT i.head, i.oldest, i.confirmed, count(*) AS messages, min(n.number) AS first, max(n.number) AS last,
            bool_and(coalesce(n.earlier <= n.occurred_at, true)) AS in_order
        FROM inbox i JOIN (SELECT *, lag(occurred_at) OVER (PARTITION BY department_id ORDER BY number) AS earlier
            FROM notification) n ON n.department_id = i.department_id GROUP BY i.department_id""")
    assert len(inboxes) > 100
    for inbox in inboxes:
        assert (inbox.first, inbox.last, inbox.oldest, inbox.head) == (1, inbox.messages, 1, inbox.messages)
        assert 0 <= inbox.confirmed <= inbox.head
        assert inbox.in_order
    assert city.one("SELECT count(*) FROM inbox WHERE head = 0") == 0


def test_whoever_got_an_assignment_in_the_last_month_was_told_of_it(city: Asking) -> None:
    month_ago = start_of(TODAY - 30 * DAY)
    assert (
        city.one(
            """SELECT count(*) FROM assignment a WHERE issued_at >= %(since)s AND NOT EXISTS (
            SELECT 1 FROM notification n WHERE (n.department_id, n.object_id, n.kind)
            = (a.department_id, a.id, 'assignment_issued'))""",
            since=month_ago,
        )
        == 0
    )
