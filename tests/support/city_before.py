"""The small city as a hub of 0001 left it, in plain SQL: one of each thing, and an entry that was erased."""

import psycopg

from tests.support.databases import plain

CITY = """
    INSERT INTO function (code, name) VALUES ('TAXATION', '税务');
    INSERT INTO region (id, slug, name, takes_part, position)
        VALUES ('00000000-0000-7000-8000-000000000001', 'prefecture', '示范市', true, 0);
    INSERT INTO department (id, slug, name, region_id, valid_from)
        VALUES ('00000000-0000-7000-8000-000000000002', 'taxation', '示范市税务局',
            '00000000-0000-7000-8000-000000000001', '2018-04-25');
    INSERT INTO department_function VALUES ('00000000-0000-7000-8000-000000000002', 'TAXATION');
    INSERT INTO department_serves
        VALUES ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001');
    INSERT INTO legal_basis (id, act, level, in_force_from)
        VALUES ('00000000-0000-7000-8000-000000000003', 'Invented Act', 'LAW', '2018-01-01');
    INSERT INTO list_type (id, slug, name, kind, field, lead_function, scope, fresh_within_days)
        VALUES ('00000000-0000-7000-8000-000000000004', 'taxation-black', '税务黑名单', 'BLACK', 'taxation',
            'TAXATION', 'NATIONAL', 30);
    INSERT INTO listing_standard (id, list_type_id, version, basis_id, effective_from, min_term_months,
            max_term_months, published, correctable, repairable)
        VALUES ('00000000-0000-7000-8000-000000000005', '00000000-0000-7000-8000-000000000004', '2018',
            '00000000-0000-7000-8000-000000000003', '2018-04-25', 12, 36, true, false, false);
    INSERT INTO catalogue_edition (id, name, effective_from, published_by)
        VALUES ('00000000-0000-7000-8000-000000000006', '2018', '2018-04-25',
            '00000000-0000-7000-8000-000000000002');
    INSERT INTO measure (id, edition_id, code, position, title, side, force, category, implementing_function,
            targets, acknowledge_within_days, implement_within_days, release_within_days, basis_id)
        VALUES ('00000000-0000-7000-8000-000000000007', '00000000-0000-7000-8000-000000000006', 'RAISE', 0,
            '提高检查频次', 'SANCTION', 'MANDATORY', 'ADMINISTRATIVE', 'TAXATION', '{SUBJECT}', 3, 10, 5,
            '00000000-0000-7000-8000-000000000003');
    INSERT INTO subject (bucket, id, type, name, name_grams, region_id, code, registered_at)
        VALUES (1, '00000000-0000-7000-8000-000000000008', 'Enterprise', '示範窯業', '{}',
            '00000000-0000-7000-8000-000000000001', '91350500EXAMPLE001', '2026-01-05 02:00Z');
    INSERT INTO subject (bucket, id, type, name, name_grams, id_hash, id_cipher, id_key, id_masked, registered_at)
        VALUES (2, '00000000-0000-7000-8000-000000000009', 'Person', '曾示', '{}', 'hash', 'cipher', 'key', '35****',
            '2026-01-05 02:00Z');
    INSERT INTO officership (bucket, id, enterprise_id, person_bucket, person_id, role, since)
        VALUES (1, '00000000-0000-7000-8000-000000000010', '00000000-0000-7000-8000-000000000008',
            2, '00000000-0000-7000-8000-000000000009', 'LEGAL_REPRESENTATIVE', '2020-01-01');
    INSERT INTO list_entry (bucket, id, kind, erased, subject_id, list_type_id, standard_id, published, listed_by,
            supplied_by, decided_on, valid_from, valid_until)
        VALUES (1, '00000000-0000-7000-8000-000000000011', 'BLACK', false, '00000000-0000-7000-8000-000000000008',
            '00000000-0000-7000-8000-000000000004', '00000000-0000-7000-8000-000000000005', true,
            '00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000002',
            '2026-08-03', '2026-08-03', '2028-08-02');
    INSERT INTO list_entry (bucket, id, kind, erased, published, exited_on, exited_at, exit_ground)
        VALUES (1, '00000000-0000-7000-8000-000000000012', 'BLACK', true, true, '2026-09-04',
            '2026-09-04 02:00Z', 'ERROR');
    INSERT INTO responsible_person (bucket, id, entry_id, person_bucket, person_id, role, directly_responsible,
            officership_id)
        VALUES (1, '00000000-0000-7000-8000-000000000013', '00000000-0000-7000-8000-000000000011',
            2, '00000000-0000-7000-8000-000000000009', 'LEGAL_REPRESENTATIVE', false,
            '00000000-0000-7000-8000-000000000010');
    INSERT INTO linked_action (bucket, id, entry_id, initiated_by, initiated_at, edition_id)
        VALUES (1, '00000000-0000-7000-8000-000000000014', '00000000-0000-7000-8000-000000000011',
            '00000000-0000-7000-8000-000000000002', '2026-08-04 02:00Z', '00000000-0000-7000-8000-000000000006');
    INSERT INTO assignment (bucket, id, action_id, entry_id, measure_id, measure_code, side, force, target_bucket,
            target_id, department_id, state, issued_at, acknowledge_by, implement_by, entry_ends_on,
            release_within_days, release_by, release_due_since, release_reason, provisional, erased)
        VALUES (1, '00000000-0000-7000-8000-000000000015', '00000000-0000-7000-8000-000000000014',
            '00000000-0000-7000-8000-000000000011', '00000000-0000-7000-8000-000000000007', 'RAISE', 'SANCTION',
            'MANDATORY', 1, '00000000-0000-7000-8000-000000000008', '00000000-0000-7000-8000-000000000002', 'ISSUED',
            '2026-08-04 02:00Z', '2026-08-07 15:59:59Z', '2026-08-18 15:59:59Z', '2028-08-03', 5,
            '2028-08-10 15:59:59Z', NULL, NULL, false, false),
        (1, '00000000-0000-7000-8000-000000000016', NULL, NULL, '00000000-0000-7000-8000-000000000007', 'RAISE',
            'SANCTION', 'MANDATORY', 1, '00000000-0000-7000-8000-000000000008',
            '00000000-0000-7000-8000-000000000002', 'RELEASE_DUE', '2026-08-04 02:00Z', '2026-08-07 15:59:59Z',
            '2026-08-18 15:59:59Z', '2026-09-04', 5, '2026-09-11 15:59:59Z', '2026-09-04 02:00Z', 'EXIT', false, true);
    INSERT INTO inbox (department_id, epoch, head, oldest, confirmed)
        VALUES ('00000000-0000-7000-8000-000000000002', 1, 1, 1, 0);
    INSERT INTO notification (department_id, number, kind, occurred_at, object_type, object_bucket, object_id)
        VALUES ('00000000-0000-7000-8000-000000000002', 1, 'entry_listed', '2026-08-03 02:00Z', 'ListEntry', 1,
            '00000000-0000-7000-8000-000000000011');
    INSERT INTO history (bucket, id, entry_id, at, step)
        VALUES (1, '00000000-0000-7000-8000-000000000017', '00000000-0000-7000-8000-000000000011',
            '2026-08-03 02:00Z', 'entry_listed');
"""


def load(url: str) -> None:
    """Write the city into a database at 0001."""
    with psycopg.connect(plain(url), autocommit=True) as connection:
        connection.execute(CITY.encode())
