"""§5.6 through HTTP: one question suspends measures in several counties, a decision resumes, corrects or revokes."""

from __future__ import annotations

import datetime as dt

from hub.demo.known import KNOWN
from tests.support.city import TODAY, Hub
from tests.support.objection_steps import CLOSE, DECIDE, OBJECTION, OPEN, finding, opened
from tests.support.steps import (
    LICHENG,
    NANAN,
    RELEASE,
    TAX,
    black,
    inbox,
    initiated,
    listed,
    take_on,
    worklist,
)

SUPPLIER = "jinjiang-market-regulation"
WORKLIST = f"""query ($slug: String!, $overdue: Boolean) {{
    objections(addressedTo: {{slug: $slug}}, state: OPEN, overdue: $overdue) {{
        totalCount nodes {{ {OBJECTION} }} }} }}"""
ENTRY = """query ($id: ID!) { node(id: $id) { ... on ListEntry { inForce underVerification
    objections { id state } history(first: 100) { nodes { step clause by { slug } operator } } } } }"""
TIMES = """query ($id: ID!) { node(id: $id) { ... on Assignment { state suspendedFrom suspendedAt extendedDays acknowledgeBy implementBy
    overdue } } }"""


async def case(hub: Hub, place: int = 0) -> tuple[str, list[str], list[str]]:
    """A black entry on the market regulators' information: its id, and its assignments in two other counties."""
    entry = (await listed(hub, black(place, suppliedBy={"slug": SUPPLIER})))["id"]
    await initiated(hub, entry, "licheng", "nanan")
    taken = await take_on(hub, LICHENG, hub.clock.today)
    hub.clock.move(minutes=1)  # steps are listed by when they were made
    return entry, taken, [item["id"] for item in await worklist(hub, NANAN, "ISSUED")]


async def test_a_question_suspends_everywhere_and_the_decision_lets_everything_go_on(hub: Hub) -> None:
    entry, done, issued = await case(hub)
    _, licheng = await inbox(hub, LICHENG)
    payload = await opened(hub, entry, operator="黄提出")
    objection = payload["objection"]
    total = (await hub.rows("SELECT count(*) FROM assignment WHERE side = 'SANCTION'"))[0][0]
    assert payload["suspended"] == total > len(done) + len(issued)
    assert (objection["state"], objection["overdue"], objection["restoration"]) == ("OPEN", False, None)
    # Twenty working days from 24 November on: none of them is a holiday.
    assert (objection["dueOn"], objection["provisional"]) == ("2026-12-21", False)
    assert (objection["openedBy"]["slug"], objection["addressedTo"]["slug"]) == (NANAN, SUPPLIER)
    assert objection["entry"] == {"id": entry, "inForce": True, "underVerification": True}
    states = {(await hub.ask(TAX, TIMES, id=one))["node"]["suspendedFrom"] for one in done}
    assert states == {"IMPLEMENTED"}
    told, _ = await inbox(hub, LICHENG, licheng)
    assert {item["kind"] for item in told} == {"assignment_suspended"}
    assert {item["nodeId"] for item in told} == set(done)
    [mine] = (await hub.ask(SUPPLIER, WORKLIST, slug=SUPPLIER))["objections"]["nodes"]
    assert mine["id"] == objection["id"]
    hub.clock.set(TODAY + dt.timedelta(days=2))
    before = (await hub.ask(NANAN, TIMES, id=issued[0]))["node"]
    assert (before["state"], before["overdue"], before["extendedDays"]) == ("SUSPENDED", False, 0)
    assert before["suspendedAt"] == "2026-11-23T02:01:00Z"
    decided = await hub.done(SUPPLIER, DECIDE, **finding(hub, objection["id"], "UPHELD"))
    assert (decided["resumed"], decided["erased"], decided["reinstated"]) == (total, False, [])
    assert (decided["objection"]["outcome"], decided["objection"]["toldMeans"]) == ("UPHELD", "DELIVERED")
    assert (decided["entry"]["underVerification"], decided["entry"]["inForce"]) == (False, True)
    after = (await hub.ask(NANAN, TIMES, id=issued[0]))["node"]
    assert (after["state"], after["suspendedAt"], after["extendedDays"]) == ("ISSUED", None, 2)
    for name in ("acknowledgeBy", "implementBy"):
        # Wednesday: two working days were lost, a weekend may lie in between.
        moved = dt.datetime.fromisoformat(after[name]) - dt.datetime.fromisoformat(before[name])
        assert moved.days in {2, 4}
    node = (await hub.ask(TAX, ENTRY, id=entry))["node"]
    assert [step["step"] for step in node["history"]["nodes"]][-2:] == [
        "objection_opened",
        "objection_decided",
    ]
    assert [step["operator"] for step in node["history"]["nodes"]][-2:] == ["黄提出", "林核实"]
    assert {step["clause"] for step in node["history"]["nodes"][-2:]} == {"§5.6"}


async def test_past_the_deadline_it_reads_overdue_and_everything_stays_suspended(hub: Hub) -> None:
    entry, done, _ = await case(hub)
    objection = (await opened(hub, entry))["objection"]
    for day, late in (("2026-12-21", False), ("2026-12-22", True)):
        hub.clock.set(day)
        found = (await hub.ask(SUPPLIER, WORKLIST, slug=SUPPLIER, overdue=True))["objections"]
        assert [node["id"] for node in found["nodes"]] == ([objection["id"]] if late else [])
    assert (await hub.ask(TAX, TIMES, id=done[0]))["node"]["state"] == "SUSPENDED"


async def test_a_corrected_entry_says_what_it_should_have_said(hub: Hub) -> None:
    entry, _, _ = await case(hub)
    objection = (await opened(hub, entry))["objection"]
    correction = {"facts": "(示例)更正后的事由。", "conductTo": "2025-11-30"}
    given = finding(hub, objection["id"], "CORRECTED", correction=correction)
    decided = await hub.done(SUPPLIER, DECIDE, **given)
    assert decided["entry"]["facts"] == "(示例)更正后的事由。"
    public = await hub.ask(
        None, "query ($id: ID!) { node(id: $id) { ... on ListEntry { facts conductTo } } }", id=entry
    )
    assert public["node"] == {"facts": "(示例)更正后的事由。", "conductTo": "2025-11-30"}
    refused = await hub.refused(SUPPLIER, DECIDE, **given)
    assert [(one["code"], one["path"]) for one in refused] == [("STEP_NOT_ALLOWED", ["objection"])]


async def test_a_revoked_entry_is_gone_and_its_restoration_is_closed_when_everybody_has_lifted(
    hub: Hub,
) -> None:
    entry, done, issued = await case(hub)
    objection = (await opened(hub, entry))["objection"]["id"]
    other = (await opened(hub, entry, LICHENG, origin="COMPLAINT"))["objection"]["id"]
    decided = await hub.done(SUPPLIER, DECIDE, **finding(hub, objection, "REVOKED"))
    assert decided["erased"]
    assert decided["entry"] == {
        "id": entry, "erased": True, "facts": None, "inForce": False, "underVerification": False,
        "exitGround": "ERROR", "objections": [], "responsiblePersons": [],
    }  # fmt: skip
    restoration = decided["objection"]["restoration"]
    assert restoration == {
        "dueOn": "2026-11-30", "provisional": False, "overdue": False, "owing": len(done), "closedAt": None,
        "note": None,
    }  # fmt: skip
    assert (decided["objection"]["entry"], decided["objection"]["grounds"]) == (None, None)
    gone = "query ($id: ID!) { node(id: $id) { ... on Objection { state outcome entry { id } } } }"
    assert (await hub.ask(TAX, gone, id=other))["node"] == {"state": "CLOSED", "outcome": None, "entry": None}
    assert (await hub.ask(NANAN, TIMES, id=issued[0]))["node"]["state"] == "WITHDRAWN"
    assert (await hub.ask(TAX, TIMES, id=issued[0]))["node"] is None
    restoring = (
        "query ($slug: String!) { objections(addressedTo: {slug: $slug}, restoring: true) { nodes { id } } }"
    )
    owed = (await hub.ask(SUPPLIER, restoring, slug=SUPPLIER))["objections"]["nodes"]
    assert owed == [{"id": objection}]
    refused = await hub.refused(SUPPLIER, CLOSE, objection=objection)
    assert [one["code"] for one in refused] == ["MEASURES_NOT_LIFTED"]
    await hub.done(LICHENG, RELEASE, assignments=done, doneOn=hub.clock.today.isoformat())
    closed = await hub.done(SUPPLIER, CLOSE, objection=objection, operator="林核实")
    assert (closed["objection"]["restoration"]["owing"], closed["objection"]["restoration"]["overdue"]) == (
        0,
        False,
    )
    assert closed["objection"]["restoration"]["closedAt"] is not None
    assert (await hub.ask(SUPPLIER, restoring, slug=SUPPLIER))["objections"]["nodes"] == []
    left = await hub.everything()
    assert "处罚决定已被撤销" not in left
    assert "误列之核实结论" not in left


async def test_a_person_named_wrongly_is_free_of_the_entry_and_the_others_are_not(hub: Hub) -> None:
    entry, _, _ = await case(hub)
    who = {"idNumber": KNOWN[0].id_number}
    payload = await opened(hub, entry, origin="NAMED_PERSON", concerning=who)
    assert payload["objection"]["concerning"]["name"] == KNOWN[0].legal_representative
    decided = await hub.done(SUPPLIER, DECIDE, **finding(hub, payload["objection"]["id"], "REVOKED"))
    names = {each["person"]["name"] for each in decided["entry"]["responsiblePersons"]}
    assert KNOWN[0].legal_representative not in names
    assert (decided["erased"], decided["entry"]["inForce"]) == (False, True)
    linked = """query ($number: CitizenIdNumber!) { subject(by: {idNumber: $number}) {
        ... on Person { linkedEntries { nodes { through { role } } } } } }"""
    found = await hub.ask(TAX, linked, number=KNOWN[0].id_number)
    # A mere office in the enterprise remains, and changes no verdict.
    assert {str(node["through"]) for node in found["subject"]["linkedEntries"]["nodes"]} <= {"None"}


async def test_what_cannot_be_questioned_is_refused_in_words(untouched: Hub) -> None:
    hub = untouched
    entry = (await listed(hub, black(3)))["id"]
    asked = {"entry": entry, "origin": "COURT", "grounds": " "}
    refused = await hub.refused(NANAN, OPEN, **asked)
    assert [(one["code"], one["path"], one["clause"]) for one in refused] == [
        ("GROUNDS_MISSING", ["grounds"], "§5.6"),
        ("RULING_MISSING", ["ruling"], "§5.6"),
    ]
    refused = await hub.refused(NANAN, OPEN, entry="nonsense", origin="SUBJECT", grounds="(示例)")
    assert [one["code"] for one in refused] == ["NOT_FOUND"]


async def test_the_public_does_not_know_that_anything_is_questioned(hub: Hub) -> None:
    entry, _, _ = await case(hub)
    document = """query ($id: ID!) { node(id: $id) { ... on ListEntry { underVerification objections { id } } }
        objections { totalCount nodes { id } } }"""
    before = await hub.ask(None, document, id=entry)
    objection = (await opened(hub, entry))["objection"]["id"]
    assert await hub.ask(None, document, id=entry) == before
    assert before == {
        "node": {"underVerification": False, "objections": []}, "objections": {"totalCount": 0, "nodes": []},
    }  # fmt: skip
    assert (await hub.ask(None, "query ($id: ID!) { node(id: $id) { id } }", id=objection))["node"] is None
    assert await hub.denied(None, OPEN, input={"entry": entry, "origin": "SUBJECT", "grounds": "x"}) == [
        "UNAUTHENTICATED"
    ]
