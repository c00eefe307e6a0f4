"""Whatever a client may send, at the edges of every scalar: said in words, and never a fault of the hub's own."""

from __future__ import annotations

from typing import Any

import pytest

from hub.demo.known import KNOWN
from tests.support.city import Hub
from tests.support.steps import (
    ACKNOWLEDGE,
    CONFIRM,
    DECLINE,
    END_OFFICE,
    EXIT,
    INITIATE,
    LIST,
    RECORD_OFFICE,
    REGISTER,
    REGISTER_PERSON,
    RELEASE,
    REPORT,
    TAX,
    WITHDRAW,
    black,
    watch,
)  # fmt: skip

FIRM, PERSON = {"code": KNOWN[0].code}, {"idNumber": KNOWN[0].id_number}
TEXTS = ["", " ", "\x00", "a\x00b", "\ud7ff\ue000", "𠮷野家", "a" * 100_000, "%_\\'\"", "\u202e", "\r\n\t"]
DAYS = ["0001-01-01", "1000-02-29", "9999-12-31", "9999-01-01", "2026-02-28"]
FAULTS = {"INTERNAL_ERROR", "TIMEOUT", "UPSTREAM_UNAVAILABLE"}


async def answered(hub: Hub, document: str, **variables: Any) -> None:
    """Answered or refused in words; no fault of ours."""
    answer = await hub.send(TAX, document, variables)
    assert answer.status in (200, 400), answer.body
    assert FAULTS.isdisjoint(answer.codes), str(variables)[:500]


LOOK_UPS = [
    "query ($t: String!) { region(by: {slug: $t}) { id } }",
    "query ($t: String!) { region(by: {gbCode: $t}) { id } }",
    "query ($t: String!) { department(by: {slug: $t}) { id } }",
    "query ($t: String!) { departments(function: $t) { totalCount nodes { id } } }",
    "query ($t: String!) { departments(region: {slug: $t}) { totalCount nodes { id } } }",
    "query ($t: String!) { searchSubjects(name: $t) { totalCount nodes { id } } }",
    "query ($t: String!) { listType(slug: $t) { id } }",
    "query ($t: String!) { listEntries(listType: $t) { totalCount nodes { id } } }",
    "query ($t: String!) { linkedActions(initiatedBy: {slug: $t}) { totalCount nodes { id } } }",
    "query ($t: String!) { linkedActions(region: {gbCode: $t}) { totalCount nodes { id } } }",
    "query ($t: String!) { assignments(assignedTo: {slug: $t}) { totalCount nodes { id } } }",
    "query ($t: String!) { catalogue { measures(function: $t) { totalCount } } }",
    "query ($t: String!) { regions { departments(function: $t) { totalCount } } }",
    "query ($t: String!) { notifications(kinds: [$t]) { hasMore } }",
    "query ($t: FeedCursor!) { notifications(after: $t) { hasMore } }",
    "query ($t: UnifiedSocialCreditCode!) { subject(by: {code: $t}) { id } }",
    "query ($t: CitizenIdNumber!) { subject(by: {idNumber: $t}) { id } }",
    "query ($t: ID!) { node(id: $t) { id } }",
    "query ($t: ID!) { nodes(ids: [$t]) { id } }",
    "query ($t: ID!) { subject(by: {id: $t}) { id } }",
    *[
        f"query ($t: String!) {{ {root}(after: $t) {{ nodes {{ id }} }} }}"
        for root in ("departments", "listTypes", "legalBases", "listEntries", "linkedActions", "assignments")
    ],
    "query ($t: String!) { catalogue { measures(after: $t) { totalCount } } }",
]


@pytest.mark.parametrize("document", LOOK_UPS)
async def test_any_text_may_be_looked_up(reader: Hub, document: str) -> None:
    for text in TEXTS:
        await answered(reader, document, t=text)


@pytest.mark.parametrize("day", DAYS)
async def test_any_day_may_be_asked_about(reader: Hub, day: str) -> None:
    await answered(
        reader,
        """query ($d: Date!, $code: UnifiedSocialCreditCode!) {
            catalogue(on: $d) { id } listTypes { nodes { standard(on: $d) { id } } }
            listEntries { nodes { inForce(on: $d) } }
            subject(by: {code: $code}) { ... on Enterprise { officerships(on: $d) { totalCount } } } }""",
        d=day,
        code=KNOWN[0].code,
    )


FORMS: dict[str, tuple[str, dict[str, Any]]] = {
    "registerEnterprise": (REGISTER, {"code": "91350100M000100Y43", "name": "晋江市示例厂", "region": {"slug": "anxi"}}),
    "registerPerson": (REGISTER_PERSON, {"idNumber": "990000199001019919", "name": "林例", "region": {"gbCode": "350582"}}),
    "recordOfficership": (RECORD_OFFICE, {"enterprise": FIRM, "person": PERSON, "role": "DIRECTOR",
                                          "since": "2022-01-01", "until": "2023-01-01"}),
    "endOfficership": (END_OFFICE, {"officership": "x", "until": "2022-01-01"}),
    "black": (LIST, black(validFrom="2026-11-23", watchTermMonths=3, suppliedBy={"slug": TAX}, responsible=[])),
    "watch": (LIST, watch(2)),
    "exitEntry": (EXIT, {"entry": "x", "ground": "ERROR", "facts": "文", "standard": "x", "watchTermMonths": 1}),
    "initiateAction": (INITIATE, {"entry": "x", "measures": ["A"], "regions": [{"slug": "anxi"}], "note": "文"}),
    "withdrawAction": (WITHDRAW, {"action": "x", "reason": "文"}),
    "acknowledge": (ACKNOWLEDGE, {"assignments": ["x"]}),
    "decline": (DECLINE, {"assignment": "x", "ground": "OTHER", "reason": "文"}),
    "report": (REPORT, {"assignment": "x", "result": "APPLIED", "doneOn": "2026-11-23", "note": "文", "evidence": "文",
                        "serviceItem": "文"}),
    "release": (RELEASE, {"assignments": ["x"], "doneOn": "2026-11-23", "note": "文"}),
    "confirmNotifications": (CONFIRM, {"upTo": "x"}),
}  # fmt: skip


def paths(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], Any]]:
    """Every leaf of a form with its place."""
    if isinstance(value, dict):
        return [leaf for name, each in value.items() for leaf in paths(each, (*at, name))]
    if isinstance(value, list):
        return [leaf for place, each in enumerate(value) for leaf in paths(each, (*at, place))]
    return [(at, value)]


def put(value: Any, at: tuple[Any, ...], new: Any) -> Any:
    """A copy of the form with one leaf replaced."""
    if not at:
        return new
    copied = dict(value) if isinstance(value, dict) else list(value)
    copied[at[0]] = put(value[at[0]], at[1:], new)
    return copied


def oddities(leaf: Any) -> list[Any]:
    if isinstance(leaf, int):
        return [-2_147_483_648, -1, 0, 2_147_483_647]
    if isinstance(leaf, str) and len(leaf) == 10 and leaf[4] == "-":
        return DAYS
    return [text for text in TEXTS if text != leaf]


@pytest.mark.parametrize("form", FORMS)
async def test_any_leaf_of_any_form_may_be_odd(hub: Hub, form: str) -> None:
    document, given = FORMS[form]
    given = {**given, "operator": "王经办"} if form != "confirmNotifications" else given
    if form in (
        "registerEnterprise",
        "registerPerson",
        "recordOfficership",
        "black",
        "initiateAction",
        "report",
    ):
        given = {**given, "idempotencyKey": "键"}
    for at, leaf in paths(given):
        for odd in oddities(leaf):
            await answered(hub, document, input=put(given, at, odd))


@pytest.mark.parametrize("first", [-1, 101, 2_147_483_647])
async def test_a_page_has_between_0_and_100(reader: Hub, first: int) -> None:
    answer = await reader.send(
        TAX, "query ($n: Int!) { departments(first: $n) { totalCount } }", {"n": first}
    )
    assert answer.codes in (["BAD_USER_INPUT"], ["COST_LIMIT_EXCEEDED"])
    assert (answer.body.get("data") or {"departments": None})["departments"] is None
