"""Who sees what (V1–V3): a table of answers by audience, and what may be said about what is withheld."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

import pytest

from hub.demo.known import KNOWN
from tests.support.city import DUTIES, Hub, city, hub_over
from tests.support.objection_steps import opened as questioned
from tests.support.steps import EXIT, LICHENG, TAX, black, initiated, listed, red, take_on, watch

PUBLIC, BLIND, UNREAD, DEPARTMENT, CREDIT = (
    "public",
    "without READ_PERSONS",
    "without READ",
    "department",
    "credit office",
)
"""The audiences; a token without READ reads what the public reads."""
ASKING: dict[str, tuple[str | None, tuple[str, ...]]] = {
    PUBLIC: (None, ()),
    UNREAD: ("anxi-finance", ("RESPOND",)),
    BLIND: ("anxi-finance", ("READ",)),
    DEPARTMENT: ("anxi-finance", DUTIES),
    CREDIT: ("dehua-credit-office", DUTIES),
}


@pytest.fixture(scope="module")
def database(cluster: str) -> Iterator[str]:
    with city(cluster) as address:
        yield address


@pytest.fixture(scope="module")
def ids(database: str) -> dict[str, str]:
    """What there is to see: a published black entry with its action, and others that are not for everybody."""

    async def made() -> dict[str, str]:
        async with hub_over(database) as hub:
            return await _case(hub)

    return asyncio.run(made())


@pytest.fixture
async def hub(database: str, ids: dict[str, str]) -> AsyncIterator[Hub]:
    async with hub_over(database) as opened:
        yield opened


async def _case(hub: Hub) -> dict[str, str]:
    bad = await listed(hub, black())
    ids = {"black": bad["id"], "follow-on": bad["followedBy"]["id"], "firm": bad["subject"]["id"]}
    ids["action"] = (await initiated(hub, bad["id"], "licheng", note="内部说明"))["action"]["id"]
    ids["assignment"] = (await take_on(hub, LICHENG, hub.clock.today))[0]
    named: dict[str, Any] = {"origin": "NAMED_PERSON", "concerning": {"idNumber": KNOWN[0].id_number}}
    ids["objection"] = (await questioned(hub, bad["id"], **named))["objection"]["id"]
    hub.clock.move(minutes=1)  # entries are listed by when they were made
    ids["watch"] = (await listed(hub, watch(1)))["id"]
    hub.clock.move(minutes=1)
    ids["red"] = (await listed(hub, red(2), by="nanan-taxation"))["id"]
    hub.clock.move(minutes=1)
    youth = red(3, listType="youth-red", criteria=["YT-R1"])
    ids["unpublished"] = (await listed(hub, youth, by="jinjiang-youth-league"))["id"]
    hub.clock.move(minutes=1)
    person = black(4, subject={"idNumber": KNOWN[4].id_number}, listType="judgment-black", criteria=["JD-B1"])
    own = await listed(hub, person, by="jinjiang-court")
    ids["person's own"], ids["person"] = own["id"], own["subject"]["id"]
    hub.clock.move(minutes=1)
    gone = (await listed(hub, black(1), by="licheng-taxation"))["id"]
    await hub.done("licheng-taxation", EXIT, entry=gone, ground="STANDARD_CHANGED", facts="新标准")
    ids["exited"] = gone
    who = """query ($id: ID!) { node(id: $id) { ... on Enterprise { officerships { nodes { id person { id } } } } } }"""
    office = (await hub.ask(TAX, who, id=bad["subject"]["id"]))["node"]["officerships"]["nodes"][0]
    ids["officership"], ids["officer"] = office["id"], office["person"]["id"]
    return ids


async def asked(hub: Hub, audience: str, document: str, **variables: Any) -> dict[str, Any]:
    slug, duties = ASKING[audience]
    answer = await hub.send(slug, document, variables, duties)
    assert "errors" not in answer.body, answer.body
    return answer.body


def alike(audiences: Iterable[str], value: Any) -> dict[str, Any]:
    return dict.fromkeys(audiences, value)


def everyone(value: Any) -> dict[str, Any]:
    return alike(ASKING, value)


def departments_only(value: Any, nothing: Any) -> dict[str, Any]:
    return {PUBLIC: nothing, UNREAD: nothing, BLIND: value, DEPARTMENT: value, CREDIT: value}


def with_persons(value: Any, nothing: Any) -> dict[str, Any]:
    return {PUBLIC: nothing, UNREAD: nothing, BLIND: nothing, DEPARTMENT: value, CREDIT: value}


FIRM = 'subject(by: {{code: "{code}"}}) {{ {fields} }}'


def firm(place: int, fields: str) -> str:
    return FIRM.format(code=KNOWN[place].code, fields=fields)


def entries(place: int) -> str:
    return firm(place, "listEntries { totalCount nodes { kind } }")


def listing(*kinds: str) -> dict[str, Any]:
    return {"listEntries": {"totalCount": len(kinds), "nodes": [{"kind": kind} for kind in kinds]}}


def entry(name: str, fields: str) -> str:
    return f'node(id: "[{name}]") {{ ... on ListEntry {{ {fields} }} }}'


NAMED = "responsiblePersons { role person { name maskedIdNumber } officership { id } }"
# what is asked (ids of the case in brackets): the answer by audience
SEEN: dict[str, tuple[str, dict[str, Any]]] = {
    "an enterprise's name, code and region": (
        firm(0, "name region { slug } ... on Enterprise { code }"),
        everyone({"name": KNOWN[0].name, "region": {"slug": "jinjiang"}, "code": KNOWN[0].code}),
    ),
    "a published black entry": (entries(0), everyone(listing("BLACK"))),
    "a published red entry": (entries(2), everyone(listing("RED"))),
    "a watch entry, and a black one that has exited with its follow-on": (
        entries(1), departments_only(listing("WATCH", "BLACK", "WATCH"), listing()),
    ),
    "an entry that its standard does not publish": (entries(3), departments_only(listing("RED"), listing())),
    "who holds which office": (
        firm(0, "... on Enterprise { officerships { totalCount nodes { role person { name } } } }"),
        {
            **everyone({"officerships": {"totalCount": 0, "nodes": []}}),
            BLIND: {"officerships": {"totalCount": 3, "nodes": [
                {"role": "PRINCIPAL", "person": {"name": "林*"}},
                {"role": "LEGAL_REPRESENTATIVE", "person": {"name": "林*"}},
                {"role": "LEGAL_REPRESENTATIVE", "person": None},
            ]}},
            **alike((DEPARTMENT, CREDIT), {"officerships": {"totalCount": 3, "nodes": [
                {"role": "PRINCIPAL", "person": {"name": "林示甲"}},
                {"role": "LEGAL_REPRESENTATIVE", "person": {"name": "林示甲"}},
                {"role": "LEGAL_REPRESENTATIVE", "person": {"name": "陈例乙"}},
            ]}}),
        },
    ),
    "the persons whom a published entry names": (
        entry("black", NAMED),
        {
            **everyone({"responsiblePersons": [
                {"role": role, "person": {"name": "林*", "maskedIdNumber": None}, "officership": None}
                for role in ("LEGAL_REPRESENTATIVE", "PRINCIPAL")
            ]}),
            BLIND: ..., DEPARTMENT: ..., CREDIT: ...,
        },
    ),
    "what an entry rests on and what was said about it": (
        entry("black", """suppliedBy { slug } evidence { document } noticeGivenOn noticeMeans correctBy
            linkedActions { totalCount nodes { id } } history { totalCount } followedBy { id } causedBy { id } underVerification objections { id }"""),
        departments_only(
            {"suppliedBy": {"slug": TAX}, "evidence": [{"document": "晋税罚〔2026〕108号"}],
             "noticeGivenOn": "2026-11-23", "noticeMeans": "DELIVERED", "correctBy": "2026-12-31",
             "linkedActions": {"totalCount": 1, "nodes": [{"id": "[action]"}]}, "history": {"totalCount": 3},
             "followedBy": {"id": "[follow-on]"}, "causedBy": None, "underVerification": True, "objections": [{"id": "[objection]"}]},
            {"suppliedBy": None, "evidence": [], "noticeGivenOn": None, "noticeMeans": None, "correctBy": None,
             "linkedActions": {"totalCount": 0, "nodes": []}, "history": {"totalCount": 0},
             "followedBy": None, "causedBy": None, "underVerification": False, "objections": []},
        ),
    ),
    "a watch entry by its id": (entry("watch", "kind"), departments_only({"kind": "WATCH"}, None)),
    "a follow-on by its id": (entry("follow-on", "inForce"), departments_only({"inForce": False}, None)),
    "an exited entry by its id": (
        entry("exited", "exitGround"), departments_only({"exitGround": "STANDARD_CHANGED"}, None),
    ),
    "an unpublished entry by its id": (entry("unpublished", "kind"), departments_only({"kind": "RED"}, None)),
    "an action by its id": ('node(id: "[action]") { __typename }', departments_only({"__typename": "LinkedAction"}, None)),
    "an assignment by its id": (
        'node(id: "[assignment]") { ... on Assignment { state suspendedFrom feedback { result } } }',
        departments_only({"state": "SUSPENDED", "suspendedFrom": "IMPLEMENTED", "feedback": [{"result": "APPLIED"}]}, None),
    ),
    "an objection by its id": (
        'node(id: "[objection]") { ... on Objection { state concerning { name } grounds } }',
        {**departments_only({"state": "OPEN", "concerning": {"name": "林示甲"}, "grounds": "(示例)处罚决定已被撤销。"}, None),
         BLIND: {"state": "OPEN", "concerning": {"name": "林*"}, "grounds": "(示例)处罚决定已被撤销。"}},
    ),
    "an officership by its id": (
        'node(id: "[officership]") { __typename }', departments_only({"__typename": "Officership"}, None),
    ),
    "a person who is listed, by id": (
        'node(id: "[person]") { ... on Person { name maskedIdNumber officerships { totalCount } } }',
        {
            **everyone({"name": "苏*", "maskedIdNumber": None, "officerships": {"totalCount": 0}}),
            **alike((DEPARTMENT, CREDIT), {
                "name": "苏样壬", "maskedIdNumber": "9900************16", "officerships": {"totalCount": 2},
            }),
        },
    ),
    "a person by citizen id": (
        f'subject(by: {{idNumber: "{KNOWN[0].id_number}"}}) {{ name }}', with_persons({"name": "林示甲"}, None),
    ),
    "a person of whom nothing is published, by citizen id": (
        f'subject(by: {{idNumber: "{KNOWN[2].id_number}"}}) {{ name }}', with_persons({"name": "蔡演戊"}, None),
    ),
    "persons by name": (
        'searchSubjects(name: "林示甲") { totalCount nodes { name } }',
        with_persons({"totalCount": 1, "nodes": [{"name": "林示甲"}]}, {"totalCount": 0, "nodes": []}),
    ),
    "enterprises by name": (
        'searchSubjects(name: "示例0001") { totalCount nodes { name } }',
        everyone({"totalCount": 1, "nodes": [{"name": KNOWN[0].name}]}),
    ),
    "all entries": (
        "listEntries { totalCount nodes { kind } }",
        departments_only(
            {"totalCount": 7, "nodes": [{"kind": k} for k in ("WATCH", "BLACK", "BLACK", "RED", "RED", "WATCH", "BLACK")]},
            {"totalCount": 3, "nodes": [{"kind": k} for k in ("BLACK", "RED", "BLACK")]},
        ),
    ),
    "watch entries": (
        "listEntries(kinds: [WATCH]) { totalCount pageInfo { hasNextPage endCursor } nodes { id } }",
        {**everyone({"totalCount": 0, "pageInfo": {"hasNextPage": False, "endCursor": None}, "nodes": []}),
         BLIND: ..., DEPARTMENT: ..., CREDIT: ...},
    ),
    "all actions": ("linkedActions { totalCount }", departments_only({"totalCount": 1}, {"totalCount": 0})),
    "a department's assignments": (
        f'department(by: {{slug: "{LICHENG}"}}) {{ name assignments {{ totalCount }} }}',
        departments_only(
            {"name": "鲤城区市场监督管理局", "assignments": {"totalCount": 4}},
            {"name": "鲤城区市场监督管理局", "assignments": {"totalCount": 0}},
        ),
    ),
    "who asks": (
        "viewer { department { slug } }",
        {PUBLIC: None, **alike((UNREAD, BLIND, DEPARTMENT), {"department": {"slug": "anxi-finance"}}),
         CREDIT: {"department": {"slug": "dehua-credit-office"}}},
    ),
}  # fmt: skip


def placed(value: Any, ids: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: placed(each, ids) for name, each in value.items()}
    if isinstance(value, list):
        return [placed(each, ids) for each in value]
    if isinstance(value, str):
        for name, one in ids.items():
            value = value.replace(f"[{name}]", one)
    return value


@pytest.mark.parametrize("what", SEEN)
async def test_each_audience_sees_what_is_for_it(hub: Hub, ids: dict[str, str], what: str) -> None:
    document, by_audience = SEEN[what]
    # What is not said here (...) another row or test says in full.
    expected = {who: placed(value, ids) for who, value in by_audience.items() if value is not ...}
    seen = {}
    for audience in expected:
        body = await asked(hub, audience, f"{{ answer: {placed(document, ids)} }}")
        seen[audience] = body["data"]["answer"]
        assert not [known for known in KNOWN if known.id_number in str(body)]
    assert seen == expected


async def test_what_is_withheld_is_said_where_that_may_be_said(hub: Hub, ids: dict[str, str]) -> None:
    offices = f"{{ {firm(0, '... on Enterprise { officerships { nodes { person { name } } } }')} }}"
    body = await asked(hub, BLIND, offices)
    assert body["extensions"]["withheld"] == [
        {"path": ["subject", "officerships", "nodes", 2, "person"], "code": "READ_PERSONS"}
    ]
    for audience in (PUBLIC, UNREAD, DEPARTMENT, CREDIT):
        assert "withheld" not in (await asked(hub, audience, offices)).get("extensions", {})
    # About watch entries nothing is said, to nobody.
    for document in (entry("watch", "kind"), entries(1)):
        assert "extensions" not in await asked(hub, PUBLIC, f"{{ {placed(document, ids)} }}")


@pytest.mark.parametrize(("audience", "code"), [(PUBLIC, "UNAUTHENTICATED"), (UNREAD, "FORBIDDEN")])
async def test_an_inbox_is_for_departments_that_may_read(hub: Hub, audience: str, code: str) -> None:
    slug, duties = ASKING[audience]
    answer = await hub.send(slug, "{ notifications { hasMore } }", {}, duties)
    assert answer.codes == [code]


@pytest.mark.parametrize("token", ["hub_", "nonsense", "hub_" + "A" * 43, "hub_" + "é" * 43])
async def test_a_wrong_token_is_an_error_and_never_the_public(hub: Hub, token: str) -> None:
    client = await hub.client(None)
    headers = {b"authorization": f"Bearer {token}".encode(), b"accept": b"application/graphql-response+json"}
    answer = await client.post("/graphql", json={"query": "{ regions { slug } }"}, headers=headers)
    assert answer.status_code == 401
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["UNAUTHENTICATED"]
    assert "data" not in answer.json()
