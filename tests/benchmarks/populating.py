"""The statements that fill the tables from patterns: entries, actions and assignments, in the order of their ids."""

from __future__ import annotations

from typing import Final

ID_OF: Final = """
    CREATE FUNCTION pg_temp.id_of(moment timestamptz, words text) RETURNS uuid LANGUAGE sql STABLE AS $$
        SELECT (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') || '7'
            || substr(md5(words), 1, 3) || '8' || substr(md5(words), 4, 15))::uuid
    $$"""
"""A UUIDv7 of a moment; the same words give the same id."""

CHANCE: Final = """
    CREATE FUNCTION pg_temp.chance(words text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
        SELECT ('x' || substr(md5(words), 1, 7))::bit(28)::integer
    $$"""

NUMBERED: Final = (
    "CREATE TEMPORARY TABLE numbered (n integer, bucket smallint, subject_id uuid, region_id uuid)"
)

MADE: Final = """
    CREATE TEMPORARY TABLE made AS
    WITH places AS (SELECT region_id, family, slot, max(place) AS places FROM pattern GROUP BY 1, 2, 3),
    chosen AS MATERIALIZED (
        SELECT s.n, s.bucket, s.subject_id, s.region_id, slot,
            CASE WHEN s.n % 10 < 3 THEN 'red' ELSE 'black' END AS family,
            pg_temp.chance(s.n || '/' || slot) AS chance
        FROM numbered s CROSS JOIN generate_series(1, 2) slot
        WHERE slot = 1 OR s.n % 3 <> 0
    )
    SELECT c.bucket, c.subject_id, c.region_id, c.n, c.slot, p.pattern, m.moment,
        pg_temp.id_of(m.moment, 'entry ' || c.n || '/' || c.slot) AS id,
        pg_temp.id_of(m.moment + interval '1 hour', 'action ' || c.n || '/' || c.slot) AS action_id,
        2 + c.chance / 64 % 5 AS tasks,
        c.slot = 2 AND c.n % 10 = 5 AS ended
    FROM chosen c
    JOIN places ON (places.region_id, places.family, places.slot) = (c.region_id, c.family, c.slot)
    JOIN pattern p ON (p.region_id, p.family, p.slot, p.place)
        = (c.region_id, c.family, c.slot, 1 + c.chance % places.places)
    CROSS JOIN LATERAL (
        SELECT p.decided_on::timestamp AT TIME ZONE 'Asia/Shanghai'
            + interval '9 hours' + (c.chance % 25000000) * interval '1 millisecond' AS moment
    ) m
    ORDER BY id"""

ENTRIES: Final = """
    INSERT INTO list_entry (bucket, id, kind, erased, subject_id, list_type_id, standard_id, published, listed_by,
        supplied_by, region_id, document_number, facts, conduct_from, conduct_to, decided_on, valid_from, valid_until,
        notice_given_on, notice_means, watch_term_months, exited_on, exited_at, exit_ground, exit_facts)
    SELECT m.bucket, m.id, p.kind, false, m.subject_id, p.list_type_id, p.standard_id, p.published, p.listed_by,
        p.listed_by, m.region_id,
        '示例〔' || extract(year FROM p.decided_on) || '〕' || m.n || '-' || m.slot || '号',
        '(示例)经查证属实,符合认定标准所列情形。', p.decided_on - 60, p.decided_on - 30,
        p.decided_on, p.decided_on, p.valid_until,
        CASE WHEN p.kind <> 'RED' THEN p.decided_on END, CASE WHEN p.kind <> 'RED' THEN 'DELIVERED' END,
        p.watch_term_months,
        CASE WHEN m.ended THEN p.decided_on + 14 END, CASE WHEN m.ended THEN m.moment + interval '14 days' END,
        CASE WHEN m.ended THEN 'REPAIRED' END, CASE WHEN m.ended THEN '(示例)见示例〔退出〕文件。' END
    FROM made m JOIN pattern p USING (pattern) ORDER BY m.id"""

CRITERIA: Final = """
    INSERT INTO entry_criterion (bucket, entry_id, standard_id, code, times)
    SELECT m.bucket, m.id, p.standard_id, p.criterion, p.times
    FROM made m JOIN pattern p USING (pattern) ORDER BY m.id"""

ACTIONS: Final = """
    INSERT INTO linked_action (bucket, id, entry_id, initiated_by, initiated_at, edition_id)
    SELECT m.bucket, m.action_id, m.id, p.listed_by, m.moment + interval '1 hour', p.edition_id
    FROM made m JOIN pattern p USING (pattern) {where} ORDER BY m.action_id"""

REGIONS: Final = """
    INSERT INTO action_region (bucket, action_id, region_id)
    SELECT m.bucket, m.action_id, region
    FROM made m JOIN pattern p USING (pattern) CROSS JOIN LATERAL unnest(p.regions) region
    {where} ORDER BY m.action_id"""

ASSIGNMENTS: Final = """
    INSERT INTO assignment (bucket, id, action_id, entry_id, measure_id, measure_code, side, force, target_bucket,
        target_id, department_id, state, issued_at, acknowledge_by, implement_by, acknowledged_at, implemented_at,
        entry_ends_on, measure_ends_on, release_within_days, release_by, release_due_since, release_reason,
        released_at, released_on, provisional, erased)
    SELECT m.bucket,
        pg_temp.id_of(issued + t.task * interval '1 millisecond', m.n || '/' || m.slot || '/' || t.task),
        m.action_id, m.id, t.measure_id, t.measure_code, t.side, t.force, m.bucket, m.subject_id, t.department_id,
        CASE WHEN m.ended THEN 'RELEASED' WHEN step = 0 THEN 'ISSUED' WHEN step = 1 THEN 'ACKNOWLEDGED'
            ELSE 'IMPLEMENTED' END,
        issued, t.acknowledge_by, t.implement_by,
        CASE WHEN m.ended OR step > 0 THEN issued + interval '2 days' END,
        CASE WHEN m.ended OR step > 1 THEN issued + interval '9 days' END,
        CASE WHEN m.ended THEN p.decided_on + 14 ELSE p.valid_until + 1 END,
        t.measure_ends_on, t.release_within_days, t.release_by,
        CASE WHEN m.ended THEN m.moment + interval '14 days' END, CASE WHEN m.ended THEN 'EXIT' END,
        CASE WHEN m.ended THEN m.moment + interval '17 days' END, CASE WHEN m.ended THEN p.decided_on + 17 END,
        t.provisional, false
    FROM made m JOIN pattern p USING (pattern) JOIN task t ON t.pattern = m.pattern AND t.task <= m.tasks
    CROSS JOIN LATERAL (SELECT m.moment + interval '1 hour' AS issued, (m.n + t.task) % 4 AS step) s
    {where} ORDER BY m.id, t.task"""
