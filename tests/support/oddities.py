"""Data of odd shapes, and values that mean something in it, for operations that are made up."""

from __future__ import annotations

from typing import Any

from hub.demo.known import KNOWN
from hub.store.names import searched
from tests.support.city import Hub

VALUES: dict[str, list[Any]] = {
    "Int": [0, 1, 2, 3, 5, 20],
    "first": [0, 1, 1, 2, 2, 3, 3, 5, 7, 100, 101, -1],
    "Date": ["2026-11-23", "2026-11-24", "2025-06-01", "2018-01-01", "1900-01-01", "2199-12-31", "no day"],
    "String": ["", "x", "晋江", "%"],
    "name": ["示例", "示例0001", "林", "厂", "a", "𠮷", "", "林示甲"],
    "ID": ["", "AAAA", "A" * 24],
    "UnifiedSocialCreditCode": [*(each.code for each in KNOWN[:6]), "91350100M000100Y43", "x"],
    "CitizenIdNumber": [*(each.id_number for each in KNOWN[:6]), "x"],
    "after": ["", "x", "WzFd", "bnVsbA"],
    "FeedCursor": ["x"],
}

_NAME = '𠮷野家 "引" \\ é\u2028'
_ODD = (
    "UPDATE subject SET region_id = NULL WHERE id IN (SELECT id FROM subject ORDER BY id DESC LIMIT 15)",
    "UPDATE measure SET criteria_groups = NULL, memorandum = '' WHERE id IN (SELECT id FROM measure ORDER BY id LIMIT 3)",
    "UPDATE measure SET criteria_groups = ARRAY['A', NULL] WHERE id IN (SELECT id FROM measure ORDER BY id DESC LIMIT 1)",
    "UPDATE list_entry SET facts = NULL, document_number = '{\"a\": 1}' WHERE id IN (SELECT id FROM list_entry ORDER BY id LIMIT 5)",
    "UPDATE department SET valid_to = '2026-01-31', successor_id = (SELECT id FROM department WHERE slug = 'jinjiang-taxation') WHERE slug = 'nanan-taxation'",
    """UPDATE list_entry SET erased = true, subject_id = NULL, facts = NULL, document_number = NULL, conduct_from = NULL,
        conduct_to = NULL, caused_by_id = NULL, follows_id = NULL, exit_facts = NULL, exit_ground = 'ERROR',
        exited_on = '2026-11-01', exited_at = '2026-11-01T01:02:03.004Z', valid_from = NULL, valid_until = NULL,
        list_type_id = NULL, standard_id = NULL, listed_by = NULL, supplied_by = NULL, decided_on = NULL,
        notice_given_on = NULL, published = false
        WHERE id IN (SELECT entry_id FROM linked_action ORDER BY id LIMIT 1)""",
    "UPDATE assignment SET issued_at = '2026-11-01T01:02:03.456789Z' WHERE id IN (SELECT id FROM assignment ORDER BY id LIMIT 3)",
    """UPDATE assignment SET erased = true, action_id = NULL, entry_id = NULL, state = 'RELEASE_DUE', suspended_from = NULL,
        decline_ground = NULL, release_due_since = '2026-11-01T01:02:03Z', release_reason = 'EXIT'
        WHERE entry_id IN (SELECT id FROM list_entry WHERE erased) AND id IN (SELECT id FROM assignment WHERE entry_id IN
            (SELECT id FROM list_entry WHERE erased) ORDER BY id LIMIT 8)""",
    """UPDATE assignment SET department_id = (SELECT id FROM department WHERE slug = 'jinjiang-taxation')
        WHERE id IN (SELECT id FROM assignment WHERE erased ORDER BY id LIMIT 3)""",
    "UPDATE assignment SET erased = true, target_id = NULL, target_bucket = NULL WHERE entry_id IN (SELECT id FROM list_entry WHERE erased)",
    """UPDATE assignment SET state = 'SUSPENDED', suspended_from = state, suspended_at = '2026-11-20T01:02:03Z', release_note = '' WHERE NOT erased AND id IN
        (SELECT id FROM assignment WHERE state IN ('ISSUED', 'ACKNOWLEDGED', 'IMPLEMENTED') ORDER BY id DESC LIMIT 40)""",
    """UPDATE assignment SET measure_ends_on = '2026-11-20' WHERE id IN
        (SELECT id FROM assignment WHERE state IN ('SUSPENDED', 'ISSUED', 'IMPLEMENTED') ORDER BY id DESC LIMIT 20)""",
    """UPDATE list_entry SET exited_on = '2026-12-01', exited_at = '2026-11-20T01:02:03Z', exit_ground = 'STANDARD_CHANGED'
        WHERE id IN (SELECT id FROM list_entry WHERE published AND kind IN ('RED', 'BLACK') AND exited_on IS NULL
            AND valid_from <= '2026-11-23' AND valid_until > '2027-01-01' ORDER BY id LIMIT 3)""",
    "UPDATE officership SET until = greatest(since, '2026-11-22') WHERE id IN (SELECT id FROM officership WHERE until IS NULL ORDER BY id LIMIT 25)",
    "UPDATE listing_standard SET effective_to = greatest(effective_from, '2026-11-22') WHERE id IN (SELECT id FROM listing_standard WHERE effective_to IS NULL ORDER BY id DESC LIMIT 4)",
    "UPDATE linked_action SET note = '内部 \"说明\"', withdrawn_at = '2026-11-02T03:04:05Z' WHERE id IN (SELECT id FROM linked_action ORDER BY id DESC LIMIT 5)",
    "UPDATE evidence SET supplied_by = (SELECT id FROM department ORDER BY id LIMIT 1) WHERE position = 0",
    "UPDATE feedback SET evidence = 'x' WHERE id IN (SELECT id FROM feedback ORDER BY id LIMIT 300)",
    "UPDATE department_function SET valid_to = '2026-11-20' WHERE function <> 'CREDIT_OFFICE' AND department_id IN (SELECT id FROM department ORDER BY slug LIMIT 12)",
    "UPDATE department_serves SET valid_to = '2026-11-20' WHERE department_id IN (SELECT id FROM department ORDER BY slug LIMIT 12)",
    "UPDATE assignment SET cut_by = '2026-11-20T00:00:00Z' WHERE id IN (SELECT id FROM assignment WHERE erased ORDER BY id DESC LIMIT 2)",
    "UPDATE assignment SET end_by_basis = true WHERE id IN (SELECT id FROM assignment WHERE measure_ends_on = '2026-11-20' ORDER BY id LIMIT 9)",
    "UPDATE unrouted_measure SET routed_on = '2026-11-23' WHERE action_id IN (SELECT action_id FROM unrouted_measure ORDER BY action_id LIMIT 3)",
    "UPDATE unrouted_measure SET routed_on = '2026-11-24' WHERE action_id IN (SELECT action_id FROM unrouted_measure ORDER BY action_id DESC LIMIT 3)",
    """INSERT INTO history (bucket, id, subject_id, at, step, former) SELECT bucket, md5(id::text || 'former')::uuid, id,
        '2026-11-01T01:02:03Z', 'CORRECTED', '旧名' FROM subject ORDER BY subject.id LIMIT 60""",
    "UPDATE officership SET annulled_at = '2026-11-02T03:04:05Z' WHERE id IN (SELECT id FROM officership ORDER BY id DESC LIMIT 6)",
    """INSERT INTO pause (bucket, id, entry_id, kind, starts_on, ends_on, basis_id, paused_by, paused_at)
        SELECT bucket, md5(id::text || 'pause')::uuid, id, 'GRACE', '2026-11-01', '2026-11-23',
        (SELECT id FROM legal_basis ORDER BY id LIMIT 1), (SELECT id FROM department ORDER BY id LIMIT 1), '2026-11-01T00:00:00Z'
        FROM list_entry WHERE NOT erased AND list_entry.kind = 'BLACK' ORDER BY list_entry.id LIMIT 6""",
    "DELETE FROM department_serves WHERE department_id IN (SELECT id FROM department ORDER BY id LIMIT 3)",
)


async def odd(hub: Hub) -> None:
    """Nulls, empty edges, an erased entry, a successor, characters beyond the plane, a null where none may be."""
    await hub.change(
        """UPDATE subject SET name = :name, name_grams = :name_grams, name_folded = :name_folded,
           name_order = :name_order
           WHERE id IN (SELECT id FROM subject WHERE type = 'Enterprise' ORDER BY id LIMIT 2)""",
        name=_NAME,
        **searched(_NAME),
    )
    for statement in _ODD:
        await hub.change(statement)


async def collect(hub: Hub) -> dict[str, list[Any]]:
    """Slugs, ids and cursors of what is there."""
    slug = "jinjiang-credit-office"
    asked = """{ departments(first: 100) { edges { cursor node { id slug } } }
        listEntries(first: 60) { edges { cursor node { id subject { id } linkedActions(first: 1) { nodes { id
            assignments(first: 2) { edges { cursor node { id } } } } }
            history(first: 1) { edges { cursor } } } } }
        assignments(first: 40) { edges { cursor node { id target { id } } } }
        listTypes { edges { cursor node { id slug standards { id } } } }
        regions { id slug gbCode } searchSubjects(name: "示例", first: 20) { edges { cursor node { id } } } }"""
    data = await hub.ask(slug, asked)
    ids = _all(data, "id")
    cursors = _all(data, "cursor")
    slugs = [each["slug"] for each in data["regions"]]
    departments = [each["node"]["slug"] for each in data["departments"]["edges"]]
    kinds = [each["node"]["slug"] for each in data["listTypes"]["edges"]]
    return {
        "id": [*ids, "x", "A" * 24],
        "ids": [*ids, "x"],
        "ID": [*ids, "x", "A" * 24],
        "after": [*cursors[::3], *["" for _ in cursors[::9]], "x"],
        "RegionKey.slug": [*slugs, "nowhere"],
        "RegionKey.gb_code": [*(each["gbCode"] for each in data["regions"] if each["gbCode"]), "000000"],
        "DepartmentKey.slug": [*departments[:40], "jinjiang-taxation", "nanan-taxation", "nobody"],
        "slug": [*kinds, "none"],
        "listType": [*kinds, "none"],
        "function": ["TAXATION", "MARKET_REGULATION", "CREDIT_OFFICE", "none"],
    }


def _all(value: Any, name: str) -> list[str]:
    found: list[str] = []
    todo = [value]
    while todo:
        each = todo.pop()
        if isinstance(each, dict):
            found += [item for key, item in each.items() if key == name]
            todo += each.values()
        elif isinstance(each, list):
            todo += each
    return sorted(set(found))
