"""The steps of a case through HTTP, as a department's system would send them."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from hub.demo.known import KNOWN
from tests.support.city import TODAY, Hub

TAX, LICHENG, NANAN = "jinjiang-taxation", "licheng-market-regulation", "nanan-market-regulation"
"""The initiator and two responders, in three counties."""

_WHY: Final = "refusals { code message path clause allowed }"
_ASSIGNMENT: Final = """id state measure { code force releaseWithinDays } target { id name } assignedTo { slug }
    acknowledgeBy implementBy releaseBy releaseDueSince releaseReason endsOn overdue"""
_ENTRY: Final = """id kind erased inForce validFrom validUntil exitedOn exitGround subject { id name }
    listType { slug } causedBy { id } follows { id } followedBy { id validFrom validUntil }"""

LIST: Final = f"""mutation ($input: ListSubjectInput!) {{
    listSubject(input: $input) {{ entry {{ {_ENTRY} }} exited {{ id exitGround exitedOn }} gaps {_WHY} }} }}"""
EXIT: Final = f"""mutation ($input: ExitEntryInput!) {{
    exitEntry(input: $input) {{ entry {{ id erased exitedOn exitGround }} followedBy {{ {_ENTRY} }}
        reinstated {{ id inForce }} releaseDue withdrawn erased {_WHY} }} }}"""
INITIATE: Final = f"""mutation ($input: InitiateActionInput!) {{
    initiateAction(input: $input) {{ planned unrouted {{ measure {{ code }} region {{ slug }} function }}
        plannedAssignments(first: 100) {{ measure {{ code }} target {{ id }} assignedTo {{ slug }} }}
        action {{ id regions {{ slug }} progress {{ total issued overdue }} }} {_WHY} }} }}"""
WITHDRAW: Final = f"""mutation ($input: WithdrawActionInput!) {{
    withdrawAction(input: $input) {{ action {{ id withdrawReason }} withdrawn releaseDue {_WHY} }} }}"""
ACKNOWLEDGE: Final = f"""mutation ($input: AcknowledgeAssignmentsInput!) {{
    acknowledgeAssignments(input: $input) {{ assignments {{ {_ASSIGNMENT} }} {_WHY} }} }}"""
DECLINE: Final = f"""mutation ($input: DeclineAssignmentInput!) {{
    declineAssignment(input: $input) {{ assignment {{ {_ASSIGNMENT} declineGround declineReason }} {_WHY} }} }}"""
REPORT: Final = f"""mutation ($input: ReportImplementationInput!) {{
    reportImplementation(input: $input) {{
        assignment {{ {_ASSIGNMENT} feedback {{ result doneOn note operator }} }} {_WHY} }} }}"""
RELEASE: Final = f"""mutation ($input: ConfirmReleaseInput!) {{
    confirmRelease(input: $input) {{ assignments {{ {_ASSIGNMENT} releasedAt }} {_WHY} }} }}"""
REGISTER: Final = f"""mutation ($input: RegisterEnterpriseInput!) {{
    registerEnterprise(input: $input) {{ enterprise {{ id code name region {{ slug }} }} {_WHY} }} }}"""
REGISTER_PERSON: Final = f"""mutation ($input: RegisterPersonInput!) {{
    registerPerson(input: $input) {{ person {{ id name maskedIdNumber }} {_WHY} }} }}"""
RECORD_OFFICE: Final = f"""mutation ($input: RecordOfficershipInput!) {{
    recordOfficership(input: $input) {{ officership {{ id role since until }} {_WHY} }} }}"""
END_OFFICE: Final = f"""mutation ($input: EndOfficershipInput!) {{
    endOfficership(input: $input) {{ officership {{ id role since until }} {_WHY} }} }}"""
CONFIRM: Final = f"""mutation ($input: ConfirmNotificationsInput!) {{
    confirmNotifications(input: $input) {{ confirmedUpTo {_WHY} }} }}"""

INBOX: Final = """query ($after: FeedCursor, $kinds: [String!], $first: Int) {
    notifications(after: $after, kinds: $kinds, first: $first) { end hasMore items { __typename
        ... on Notification { cursor kind occurredAt nodeId subjectId node { __typename id } }
        ... on CursorExpired { oldest } } } }"""
WORKLIST: Final = f"""query ($slug: String!, $states: [AssignmentState!], $overdue: Boolean) {{
    assignments(assignedTo: {{slug: $slug}}, states: $states, overdue: $overdue, first: 100) {{
        totalCount nodes {{ {_ASSIGNMENT} }} }} }}"""
SUBJECT: Final = f"""query ($code: UnifiedSocialCreditCode!) {{ subject(by: {{code: $code}}) {{ id name
    listEntries {{ totalCount nodes {{ {_ENTRY} }} }}
    residualEffects(first: 100) {{ totalCount nodes {{ {_ASSIGNMENT} }} }} }} }}"""
ENTRY: Final = f"""query ($id: ID!) {{ node(id: $id) {{ ... on ListEntry {{ {_ENTRY} facts documentNumber
    responsiblePersons {{ role directlyResponsible person {{ id name }} officership {{ role since until }} }}
    history(first: 100) {{ nodes {{ at step by {{ slug }} operator clause }} }} }} }} }}"""
PROGRESS: Final = """query ($id: ID!) { node(id: $id) { ... on LinkedAction { withdrawnAt progress {
    total issued acknowledged implemented declined suspended releaseDue released withdrawn overdue } } } }"""


def black(place: int = 0, **changed: Any) -> dict[str, Any]:
    """The input of a black listing by a tax bureau that is allowed; None takes a key away."""
    given: dict[str, Any] = {
        "subject": {"code": KNOWN[place].code},
        "listType": "taxation-black",
        "documentNumber": "晋税罚〔2026〕108号",
        "facts": "(示例)采取虚假纳税申报手段,少缴税款。",
        "criteria": ["TAX-B1"],
        "evidence": [{"kind": "DECISION", "document": "晋税罚〔2026〕108号"}],
        "conductFrom": "2025-03-01",
        "conductTo": "2025-12-31",
        "decidedOn": TODAY.isoformat(),
        "validUntil": "2027-11-22",
        "noticeGivenOn": TODAY.isoformat(),
        "noticeMeans": "DELIVERED",
        "correctBy": "2026-12-31",
        "operator": "王经办",
    }
    return _changed(given, changed)


def watch(place: int = 0, **changed: Any) -> dict[str, Any]:
    """The input of a watch listing by a tax bureau that is allowed."""
    given = black(place, listType="taxation-watch", criteria=["TAXATION-W1"], validUntil="2027-05-22")
    del given["correctBy"]
    return _changed(given, changed)


def red(place: int = 0, **changed: Any) -> dict[str, Any]:
    """The input of a red listing by a tax bureau that is allowed."""
    given = black(place, listType="taxation-red", criteria=["TAX-R1"], facts="(示例)纳税信用优良。")
    for key in ("correctBy", "noticeGivenOn", "noticeMeans"):
        del given[key]
    return _changed(given, changed)


def _changed(given: dict[str, Any], changed: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in (given | changed).items() if value is not None}


async def listed(hub: Hub, given: dict[str, Any], by: str = TAX) -> dict[str, Any]:
    """The entry that a listing made."""
    entry: dict[str, Any] = (await hub.done(by, LIST, **given))["entry"]
    return entry


async def initiated(hub: Hub, entry: str, *regions: str, by: str = TAX, **more: Any) -> dict[str, Any]:
    """The payload of an initiation addressed to further regions."""
    keys = [{"slug": region} for region in regions]
    payload = await hub.done(by, INITIATE, entry=entry, regions=keys, **more)
    assert payload["action"] is not None
    return payload


async def worklist(hub: Hub, slug: str, *states: str, by: str | None = None) -> list[dict[str, Any]]:
    """A department's assignments in these effective states; all where none is named."""
    data = await hub.ask(by or slug, WORKLIST, slug=slug, states=list(states) or None)
    nodes: list[dict[str, Any]] = data["assignments"]["nodes"]
    return nodes


async def inbox(hub: Hub, slug: str, after: str | None = None) -> tuple[list[dict[str, Any]], str]:
    """Everything in the department's inbox after a cursor, page by page, and where it ends."""
    items: list[dict[str, Any]] = []
    while True:
        page = (await hub.ask(slug, INBOX, after=after, first=100))["notifications"]
        assert page["end"] is not None, page
        items += page["items"]
        after = page["end"]
        if not page["hasMore"]:
            return items, page["end"]


async def take_on(hub: Hub, slug: str, done_on: dt.date | None = None) -> list[str]:
    """Acknowledge everything issued to a department, and report it where a day is given; the ids."""
    ids = [item["id"] for item in await worklist(hub, slug, "ISSUED")]
    assert ids, f"{slug} has nothing to do"
    await hub.done(slug, ACKNOWLEDGE, assignments=ids)
    if done_on is not None:
        for one in ids:
            await hub.done(slug, REPORT, assignment=one, result="APPLIED", doneOn=done_on.isoformat())
    return ids
