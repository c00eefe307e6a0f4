"""Data of odd shapes, and values that mean something in it, for operations that are made up."""

from __future__ import annotations

from typing import Any

from hub.demo.known import KNOWN
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

_ODD = (
    "UPDATE subject SET name = '𠮷野家 \"引\" \\ é\u2028' WHERE id IN (SELECT id FROM subject WHERE type = 'Enterprise' ORDER BY id LIMIT 2)",
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
    "DELETE FROM department_serves WHERE department_id IN (SELECT id FROM department ORDER BY id LIMIT 3)",
)


async def odd(hub: Hub) -> None:
    """Nulls, empty edges, an erased entry, a successor, characters beyond the plane, a null where none may be."""
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
