"""The questions that every server is asked, in its own words, and the one form in which their answers are compared."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Final

_ASSIGNMENTS = """
    state acknowledgeBy implementBy
    {assigned_to} {{ name {seat} {{ name }} }}
    {measure} {{ code title force }}"""
_ENTRY = """
    kind documentNumber validFrom validUntil
    {listed_by} {{ name {seat} {{ name }} }}"""


def _hub() -> str:
    words = {"listed_by": "listedBy", "assigned_to": "assignedTo", "measure": "measure", "seat": "region"}
    assignments = _ASSIGNMENTS.format(**words)
    return f"""{_ENTRY.format(**words)}
    linkedActions(first: 2) {{ nodes {{ initiatedAt
        assignments(first: 10) {{ nodes {{ {assignments} }} }} }} }}"""


def _postgraphile() -> str:
    words = {
        "listed_by": "listedBy: departmentByListedBy",
        "assigned_to": "assignedTo: departmentByDepartmentId",
        "measure": "measure: measureByMeasureId",
        "seat": "region: regionByRegionId",
    }
    return f"""{_ENTRY.format(**words)}
    linkedActions: linkedActionsByBucketAndEntryId(first: 2, orderBy: ROW_ID_DESC) {{ nodes {{ initiatedAt
        assignments: assignmentsByBucketAndActionId(first: 10, orderBy: ROW_ID_ASC) {{ nodes {{
            {_ASSIGNMENTS.format(**words)} }} }} }} }}"""


HUB_SINGLE: Final = f"""query Single($code: UnifiedSocialCreditCode!) {{ subject(by: {{code: $code}}) {{
    name ... on Enterprise {{ code }} region {{ name }}
    listEntries(first: 20, inForce: true) {{ nodes {{ {_hub()} }} }} }} }}"""

HUB_WORKLIST: Final = f"""query Worklist($list: String!, $after: String) {{
    listEntries(listType: $list, inForce: true, first: 50, after: $after) {{
        nodes {{ {_hub()} }} pageInfo {{ endCursor }} }} }}"""

HUB_VIEWER: Final = "{ viewer { department { name } } }"

HUB_LEADERS: Final = """query Leaders($code: UnifiedSocialCreditCode!) { subject(by: {code: $code}) {
    name ... on Enterprise { code officerships(first: 5) { nodes { role since person { name maskedIdNumber } } } } } }"""

HUB_OFFICES: Final = """query Offices($code: UnifiedSocialCreditCode!) { subject(by: {code: $code}) {
    name ... on Enterprise { code officerships(first: 5) { nodes { role since enterprise { name code } } } } } }"""
"""As long an answer as HUB_LEADERS, by the same ways, and no person in it."""

POSTGRAPHILE_SINGLE: Final = f"""query Single($bucket: Int!, $code: String!, $today: Date!) {{
    subject: subjectByBucketAndCode(bucket: $bucket, code: $code) {{
    name code region: regionByRegionId {{ name }}
    listEntries: listEntriesByBucketAndSubjectId(first: 20, orderBy: ROW_ID_DESC, condition: {{inForce: $today}}) {{
        nodes {{ {_postgraphile()} }} }} }} }}"""

POSTGRAPHILE_WORKLIST: Final = f"""query Worklist($list: UUID!, $after: Cursor, $today: Date!) {{
    listEntries: allListEntries(
        first: 50, after: $after, orderBy: ROW_ID_DESC, condition: {{listTypeId: $list, inForce: $today}}) {{
        nodes {{ {_postgraphile()} }} pageInfo {{ endCursor }} }} }}"""

_PLAIN: Final = """kind documentNumber validFrom validUntil listedBy { name region { name } }
    linkedActions { initiatedAt assignments { state acknowledgeBy implementBy
        assignedTo { name region { name } } measure { code title force } } }"""

NAIVE_SINGLE: Final = f"""query Single($code: String!) {{ subject(code: $code) {{
    name code region {{ name }} listEntries {{ {_PLAIN} }} }} }}"""

NAIVE_WORKLIST: Final = f"""query Worklist($list: String!, $before: UUID) {{
    listEntries(listType: $list, first: 50, before: $before) {{ {_PLAIN} }} }}"""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)")


def normal(answer: Any) -> Any:
    """An answer without connections and page information, moments as moments."""
    if isinstance(answer, dict):
        if "nodes" in answer:
            return [normal(node) for node in answer["nodes"]]
        return {name: normal(value) for name, value in answer.items()}
    if isinstance(answer, list):
        return [normal(each) for each in answer]
    if isinstance(answer, str) and _MOMENT.fullmatch(answer):
        return dt.datetime.fromisoformat(answer)
    return answer
