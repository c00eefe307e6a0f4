"""What is registered is corrected, and found under what it should have been called (§3.6, §5.3, C3)."""

from __future__ import annotations

from hub.demo.known import KNOWN
from tests.support.city import Hub
from tests.support.listing import id_of
from tests.support.steps import (
    END_OFFICE,
    RECORD_OFFICE,
    REGISTER_PERSON,
    TAX,
    black,
    inbox,
    initiated,
    listed,
)

REGISTRAR, CREDIT = "jinjiang-market-regulation", "jinjiang-credit-office"
_WHY = "refusals { code message path clause allowed }"
_HISTORY = "history(first: 20) { nodes { step former operator clause by { slug } } }"
CORRECT = f"""mutation ($input: CorrectSubjectInput!) {{ correctSubject(input: $input) {{
    subject {{ id name region {{ slug }} {_HISTORY} }} {_WHY} }} }}"""
CORRECT_OFFICE = f"""mutation ($input: CorrectOfficershipInput!) {{ correctOfficership(input: $input) {{
    officership {{ id role since until recordedInError {_HISTORY} }} {_WHY} }} }}"""
SEARCH = """query ($name: String!, $first: Int, $after: String) {
    searchSubjects(name: $name, first: $first, after: $after) {
        totalCount pageInfo { hasNextPage endCursor } nodes { id name } } }"""
OFFICES = """query ($code: UnifiedSocialCreditCode!) { subject(by: {code: $code}) { ... on Enterprise {
    officerships(first: 100) { nodes { id role } } } } }"""


async def found(hub: Hub, name: str, by: str | None = TAX) -> list[str]:
    nodes = (await hub.ask(by, SEARCH, name=name, first=100))["searchSubjects"]["nodes"]
    return [node["name"] for node in nodes]


async def test_a_corrected_name_is_found_at_once_and_the_former_no_more(hub: Hub) -> None:
    enterprise = await hub.ask(
        TAX, "query ($c: UnifiedSocialCreditCode!) { subject(by: {code: $c}) { id name } }", c=KNOWN[0].code
    )
    known = enterprise["subject"]
    entry = await listed(hub, black())
    await initiated(hub, entry["id"], "licheng")
    given = {"subject": {"id": known["id"]}, "name": "晉江市鸞鳳朝陽示例廠", "reason": "(示例)抄录有误"}
    foreign = await hub.refused("licheng-market-regulation", CORRECT, **given)
    assert [each["code"] for each in foreign] == ["NOT_YOUR_REGISTRATION"]
    shown = (await hub.done(CREDIT, CORRECT, **given, operator="示例经办员丙"))["subject"]
    assert shown["name"] == "晉江市鸞鳳朝陽示例廠"
    assert shown["history"]["nodes"][-1] == {
        "step": "subject_corrected",
        "former": f"name: {known['name']}",
        "operator": "示例经办员丙",
        "clause": "§5.3",
        "by": {"slug": CREDIT},
    }
    # Traditional characters are found by simplified ones and the other way round, by anybody, by two of them.
    for asked in ("鸾凤", "鸞鳳", "凤朝", "晋江市鸾凤朝阳"):
        assert await found(hub, asked, None) == ["晉江市鸞鳳朝陽示例廠"]
    assert known["name"] not in await found(hub, known["name"])
    told = (await inbox(hub, "licheng-market-regulation"))[0]
    assert [item["nodeId"] for item in told if item["kind"] == "subject_corrected"] == [known["id"]]
    history = (
        "query ($id: ID!) { node(id: $id) { ... on Enterprise { history { totalCount nodes { former } } } } }"
    )
    public = (await hub.ask(None, history, id=known["id"]))["node"]["history"]
    assert public == {"totalCount": 0, "nodes": []}


async def test_the_former_name_of_a_person_is_for_whoever_reads_persons(hub: Hub) -> None:
    entry = await listed(hub, black())
    who = "query ($id: ID!) { node(id: $id) { ... on ListEntry { responsiblePersons { person { id name } } } } }"
    person = (await hub.ask(TAX, who, id=entry["id"]))["node"]["responsiblePersons"][0]["person"]
    assert person["name"] == "林示甲"
    given = {"subject": {"id": person["id"]}, "name": "示例改", "reason": "(示例)误录"}
    await hub.done("quanzhou-credit-office", CORRECT, **given)
    asked = """query ($id: ID!) { node(id: $id) { ... on ListEntry {
        responsiblePersons { person { name history { nodes { step former } } } } } } }"""

    async def seen(*duties: str) -> tuple[str, list[tuple[str, str | None]]]:
        answer = await hub.send("anxi-finance", asked, {"id": entry["id"]}, duties)
        shown = answer.body["data"]["node"]["responsiblePersons"][0]["person"]
        return shown["name"], [(step["step"], step["former"]) for step in shown["history"]["nodes"]]

    assert await seen("READ", "READ_PERSONS") == ("示例改", [("subject_corrected", "name: 林示甲")])
    assert await seen("READ") == ("示*", [("subject_corrected", None)])
    assert await seen("RESPOND") == ("示*", [])


async def test_names_come_in_the_order_of_pinyin_page_by_page(hub: Hub) -> None:
    every = await found(hub, "示例")
    assert len(every) >= 5
    walked: list[str] = []
    after = None
    while True:
        page = (await hub.ask(TAX, SEARCH, name="示例", first=3, after=after))["searchSubjects"]
        walked += [node["name"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"] or len(walked) >= len(every):
            break
    assert walked[: len(every)] == every
    assert len(set(walked)) == len(walked)


async def test_a_text_of_invisible_signs_is_no_name_to_search(hub: Hub) -> None:
    answer = await hub.send(TAX, SEARCH, {"name": "\u200b\u2060"})
    assert answer.codes == ["BAD_USER_INPUT"]


async def test_an_office_recorded_in_error_is_annulled_and_gone_from_the_list(hub: Hub) -> None:
    person = (await hub.done(REGISTRAR, REGISTER_PERSON, idNumber=id_of(77), name="示例·更正"))["person"]
    office = (
        await hub.done(
            REGISTRAR,
            RECORD_OFFICE,
            enterprise={"code": KNOWN[0].code},
            person={"id": person["id"]},
            role="DIRECTOR",
            since="2024-01-01",
        )
    )["officership"]
    offices = (await hub.ask(TAX, OFFICES, code=KNOWN[0].code))["subject"]["officerships"]["nodes"]
    assert office["id"] in [each["id"] for each in offices]
    foreign = await hub.refused(TAX, END_OFFICE, officership=office["id"], until="2026-01-01")
    assert [each["code"] for each in foreign] == ["NOT_YOUR_REGISTRATION"]
    annulled = (
        await hub.done(
            REGISTRAR,
            CORRECT_OFFICE,
            officership=office["id"],
            recordedInError=True,
            reason="(示例)误登",
            operator="示例经办员丁",
        )
    )["officership"]
    assert annulled["recordedInError"] is True
    assert {(step["step"], step["former"]) for step in annulled["history"]["nodes"]} == {
        ("officership_recorded", None),
        ("officership_corrected", "DIRECTOR 2024-01-01/"),
    }
    offices = (await hub.ask(TAX, OFFICES, code=KNOWN[0].code))["subject"]["officerships"]["nodes"]
    assert office["id"] not in [each["id"] for each in offices]
    again = await hub.refused(REGISTRAR, END_OFFICE, officership=office["id"], until="2026-01-01")
    assert [each["code"] for each in again] == ["OFFICE_ANNULLED"]
