"""What journeys of the law send: a version of a standard, and the questions about it."""

from __future__ import annotations

from typing import Any

OFFICE = "quanzhou-credit-office"
STANDARD = """mutation($input: PublishStandardInput!) { publishStandard(input: $input) {
  standard { id version effectiveFrom effectiveTo basis { act level } criteria { code occurrences } }
  nonConforming(first: 1) { nodes { id } totalCount pageInfo { hasNextPage } }
  refusals { code path clause } query { listType(slug: "taxation-black") { standard { version } } } } }"""
REFUSED = """mutation($input: PublishStandardInput!) { publishStandard(input: $input) {
  standard { id } refusals { code path clause } } }"""
VERSIONS = """query($on: Date) { listType(slug: "taxation-black") {
  standard(on: $on) { version effectiveTo } standards { version } } }"""


def version(**changed: Any) -> dict[str, Any]:
    """A version of the black list of taxation that names one conduct, a new one."""
    given = {
        "listType": "taxation-black",
        "version": "2027",
        "basis": {"act": "税收征收管理法", "level": "LAW", "inForceFrom": "2001-05-01"},
        "effectiveFrom": "2027-01-01",
        "criteria": [{"code": "TAX-N1", "description": "示例情形"}],
        "minTermMonths": 12,
        "maxTermMonths": 36,
        "watchTermMonths": 12,
        "published": True,
        "correctable": True,
        "repairable": True,
        "repairDecisionDays": 10,
    }
    return given | changed
