"""The generated entries obey the rules of listing and exit (§3.1, §4, §6), checked on the rows themselves."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from hub.policy.validity import last_day, within_term
from hub.policy.workdays import start_of
from tests.support.demo import TODAY, Asking

DAY = dt.timedelta(days=1)
EXIT_DAY = "least(exited_on, valid_until + 1)"
PAIRS = f"""
    SELECT a.kind AS one, b.kind AS other, a.listed_by = b.listed_by AS own, ta.field = tb.field AS same_field,
        ta.id = tb.id AS same_list
    FROM (SELECT *, daterange(valid_from, greatest(valid_from, {EXIT_DAY})) AS days FROM list_entry WHERE NOT erased) a
    JOIN (SELECT *, daterange(valid_from, greatest(valid_from, {EXIT_DAY})) AS days FROM list_entry WHERE NOT erased) b
        ON (a.bucket, a.subject_id) = (b.bucket, b.subject_id) AND a.id <> b.id AND a.days && b.days
    JOIN list_type ta ON ta.id = a.list_type_id JOIN list_type tb ON tb.id = b.list_type_id"""


def test_no_red_entry_was_ever_in_force_beside_a_black_or_watch_entry(city: Asking) -> None:
    pairs = city.rows(PAIRS)
    assert [pair for pair in pairs if pair.one == "RED" and pair.other in ("BLACK", "WATCH")] == []
    assert any(pair.one == pair.other == "RED" for pair in pairs)


def test_no_watch_entry_was_in_force_beside_a_black_one_of_the_same_department_and_field(
    city: Asking,
) -> None:
    assert [
        pair
        for pair in city.rows(PAIRS)
        if (pair.one, pair.other) == ("WATCH", "BLACK") and pair.own and pair.same_field
    ] == []


def test_every_term_lies_within_its_standard(city: Asking) -> None:
    listed = city.rows("""
        SELECT e.valid_from, e.valid_until, e.watch_term_months, s.min_term_months, s.max_term_months,
            s.watch_term_months AS longest_watch, e.kind
        FROM list_entry e JOIN listing_standard s ON s.id = e.standard_id WHERE follows_id IS NULL""")
    for entry in listed:
        bounds = (entry.min_term_months, entry.max_term_months)
        assert within_term(entry.valid_from, entry.valid_until, *bounds), entry
        assert (entry.watch_term_months or 0) <= (entry.longest_watch or 0), entry
        assert entry.kind == "BLACK" or entry.watch_term_months is None


def test_every_standard_was_in_force_at_its_decision_and_its_basis_permitted_the_list(city: Asking) -> None:
    assert (
        city.one("""
        SELECT count(*) FROM list_entry e JOIN listing_standard s ON s.id = e.standard_id
        JOIN list_type t ON t.id = e.list_type_id JOIN legal_basis b ON b.id = s.basis_id
        WHERE e.follows_id IS NULL AND (
            t.id <> s.list_type_id OR t.kind <> e.kind
            OR NOT daterange(s.effective_from, s.effective_to, '[]') @> e.decided_on
            OR NOT daterange(b.in_force_from, b.in_force_to, '[]') @> e.decided_on
            OR NOT EXISTS (SELECT 1 FROM permitted_level p WHERE (p.kind, p.scope, p.level) = (t.kind, t.scope, b.level)
                AND daterange(p.valid_from, p.valid_to, '[]') @> e.decided_on))""")
        == 0
    )


def test_every_lister_holds_the_lead_function_and_serves_a_region_inside_the_scope(city: Asking) -> None:
    assert (
        city.one("""
        SELECT count(*) FROM list_entry e JOIN list_type t ON t.id = e.list_type_id
        WHERE NOT EXISTS (SELECT 1 FROM department_function f
            WHERE (f.department_id, f.function) = (e.listed_by, t.lead_function))
        OR t.region_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM department_serves s JOIN region r ON r.id = s.region_id
            WHERE s.department_id = e.listed_by AND t.region_id IN (r.id, r.parent_id))""")
        == 0
    )


def test_every_listing_has_criteria_that_make_it_evidence_conduct_dates_and_its_notice(city: Asking) -> None:
    assert (
        city.one("""
        SELECT count(*) FROM list_entry e WHERE NOT erased AND follows_id IS NULL AND (
            num_nulls(document_number, facts, conduct_from, conduct_to) > 0 OR conduct_to > decided_on
            OR NOT EXISTS (SELECT 1 FROM evidence v WHERE (v.bucket, v.entry_id) = (e.bucket, e.id))
            OR NOT EXISTS (SELECT 1 FROM entry_criterion m
                JOIN criterion c ON (c.standard_id, c.code) = (m.standard_id, m.code)
                WHERE (m.bucket, m.entry_id, m.standard_id) = (e.bucket, e.id, e.standard_id)
                AND m.times >= c.occurrences)
            OR (kind <> 'RED') <> (notice_given_on IS NOT NULL) OR notice_given_on > valid_from
            OR (kind <> 'RED') <> (notice_means IS NOT NULL))""")
        == 0
    )
    assert (
        city.one("""
        SELECT count(*) FROM list_entry e JOIN listing_standard s ON s.id = e.standard_id
        WHERE e.kind = 'BLACK' AND (s.correctable <> (e.correct_by IS NOT NULL) OR e.correct_by < notice_given_on)""")
        == 0
    )


def test_a_watch_entry_is_never_published_and_others_as_their_standard_says(city: Asking) -> None:
    assert (
        city.one("""
        SELECT count(*) FROM list_entry e JOIN listing_standard s ON s.id = e.standard_id
        WHERE e.published <> (s.published AND e.kind <> 'WATCH')""")
        == 0
    )


def test_black_entries_name_who_held_office_at_the_conduct_and_nobody_else_is_named(city: Asking) -> None:
    assert (
        city.one("""
        SELECT count(*) FROM responsible_person p JOIN list_entry e ON (e.bucket, e.id) = (p.bucket, p.entry_id)
        JOIN officership o ON (o.bucket, o.id) = (p.bucket, p.officership_id)
        WHERE e.kind <> 'BLACK' OR o.role <> p.role OR (o.person_bucket, o.person_id) <> (p.person_bucket, p.person_id)
            OR o.enterprise_id <> e.subject_id
            OR NOT daterange(o.since, o.until, '[]') && daterange(e.conduct_from, e.conduct_to, '[]')""")
        == 0
    )
    assert (
        city.one("""
        SELECT count(*) FROM officership o JOIN list_entry e ON (e.bucket, e.subject_id) = (o.bucket, o.enterprise_id)
        WHERE e.kind = 'BLACK' AND NOT e.erased AND o.role IN ('LEGAL_REPRESENTATIVE', 'PRINCIPAL')
        AND daterange(o.since, o.until, '[]') && daterange(e.conduct_from, e.conduct_to, '[]')
        AND NOT EXISTS (SELECT 1 FROM responsible_person p WHERE (p.bucket, p.entry_id) = (e.bucket, e.id)
            AND (p.person_bucket, p.person_id) = (o.person_bucket, o.person_id))""")
        == 0
    )
    assert city.one("SELECT count(*) FROM responsible_person WHERE officership_id IS NULL") == 0


def test_every_exit_there_is_without_objections_and_repairs_has_happened(city: Asking) -> None:
    rows = city.rows(
        f"""SELECT kind, CASE WHEN exited_on <= %(today)s THEN exit_ground WHEN valid_until < %(today)s THEN 'EXPIRED' END
            AS ground FROM list_entry WHERE erased OR {EXIT_DAY} <= %(today)s""",
        today=TODAY,
    )
    assert {(row.kind, row.ground) for row in rows} == {
        ("BLACK", "ERROR"),
        ("BLACK", "EXPIRED"),
        ("BLACK", "STANDARD_CHANGED"),
        ("RED", "ERROR"),
        ("RED", "EXPIRED"),
        ("RED", "ADVERSE_LISTING"),
        ("RED", "MISUSE"),
        ("RED", "STANDARD_CHANGED"),
        ("WATCH", "ERROR"),
        ("WATCH", "EXPIRED"),
        ("WATCH", "ESCALATED"),
        ("WATCH", "STANDARD_CHANGED"),
    }


def test_entries_of_every_kind_are_in_force_and_one_is_still_to_come(city: Asking) -> None:
    rows = city.rows(
        f"SELECT kind FROM list_entry WHERE valid_from <= %(today)s AND {EXIT_DAY} > %(today)s", today=TODAY
    )
    counts = Counter(row.kind for row in rows)
    assert min(counts[kind] for kind in ("RED", "BLACK", "WATCH")) >= 20
    assert (
        city.one(
            "SELECT count(*) FROM list_entry WHERE kind = 'BLACK' AND valid_from > %(today)s", today=TODAY
        )
        > 0
    )


def test_every_loss_names_the_adverse_entry_that_caused_it_and_takes_effect_with_it(city: Asking) -> None:
    rows = city.rows("""
        SELECT lost.kind, lost.exit_ground, lost.exited_on, cause.kind AS by, cause.valid_from, cause.subject_id =
            lost.subject_id AS same FROM list_entry lost
        LEFT JOIN list_entry cause ON (cause.bucket, cause.id) = (lost.bucket, lost.caused_by_id)
        WHERE lost.exit_ground IN ('ADVERSE_LISTING', 'ESCALATED')""")
    assert all(row.same and row.exited_on == row.valid_from for row in rows)
    assert {(row.kind, row.exit_ground, row.by) for row in rows} == {
        ("RED", "ADVERSE_LISTING", "BLACK"),
        ("RED", "ADVERSE_LISTING", "WATCH"),
        ("WATCH", "ESCALATED", "BLACK"),
    }


def test_a_black_entry_is_followed_by_a_watch_entry_from_its_exit_day_on(city: Asking) -> None:
    rows = city.rows("""
        SELECT b.valid_from, b.watch_term_months, least(b.exited_on, b.valid_until + 1) AS exit_day,
            f.valid_from AS first, f.valid_until AS last, f.listed_by = b.listed_by AS own, tf.kind, tf.field = tb.field AS f
        FROM list_entry b JOIN list_type tb ON tb.id = b.list_type_id
        LEFT JOIN list_entry f ON (f.bucket, f.follows_id) = (b.bucket, b.id)
        LEFT JOIN list_type tf ON tf.id = f.list_type_id
        WHERE b.kind = 'BLACK' AND tb.field <> 'JUDGMENT'""")
    assert len(rows) > 40
    for row in rows:
        assert (row.kind, row.own, row.f) == ("WATCH", True, True)
        assert row.first == row.exit_day
        assert row.last == last_day(row.exit_day, row.watch_term_months)


def test_the_courts_list_has_no_watch_list_to_follow_it(city: Asking) -> None:
    assert (
        city.one("""
        SELECT count(*) FROM list_entry f JOIN list_entry b ON (b.bucket, b.id) = (f.bucket, f.follows_id)
        JOIN list_type t ON t.id = b.list_type_id WHERE t.field = 'JUDGMENT'""")
        == 0
    )


def test_of_an_erased_entry_nothing_is_left_but_what_may_be_read(city: Asking) -> None:
    rows = city.rows("SELECT to_jsonb(e) AS kept FROM list_entry e WHERE erased")
    assert len(rows) >= 5
    kept = {"bucket", "id", "kind", "erased", "published", "exited_on", "exited_at", "exit_ground"}
    for row in rows:
        assert {key for key, value in row.kept.items() if value is not None} == kept
        assert (row.kept["exit_ground"], row.kept["published"]) == ("ERROR", False)
    for table in ("evidence", "entry_criterion", "responsible_person"):
        assert (
            city.one(f"""
            SELECT count(*) FROM {table} x JOIN list_entry e ON (e.bucket, e.id) = (x.bucket, x.entry_id)
            WHERE e.erased""")
            == 0
        )


def test_nothing_has_happened_today_or_later(city: Asking) -> None:
    midnight = start_of(TODAY)
    for table, column in (
        ("list_entry", "exited_at"),
        ("linked_action", "initiated_at"),
        ("linked_action", "withdrawn_at"),
        ("assignment", "acknowledged_at"),
        ("assignment", "released_at"),
        ("feedback", "reported_at"),
        ("history", "at"),
        ("notification", "occurred_at"),
        ("subject", "registered_at"),
    ):
        latest = city.one(f"SELECT max({column}) FROM {table}")
        assert latest < midnight, (table, column)
    assert city.one("SELECT max(decided_on) FROM list_entry") < TODAY


def test_every_subject_was_registered_before_it_was_listed_and_persons_are_listed_too(city: Asking) -> None:
    rows = city.rows("""
        SELECT s.type, s.registered_at::date < e.decided_on AS before FROM list_entry e
        JOIN subject s ON (s.bucket, s.id) = (e.bucket, e.subject_id)""")
    assert all(row.before for row in rows)
    assert Counter(row.type for row in rows)["Person"] >= 5
