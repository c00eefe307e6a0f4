"""An entry listed in error: erased in two steps, what it caused undone, nothing of it left to find (X4, §6.3)."""

from __future__ import annotations

from typing import Any

import pytest

from hub.demo.known import KNOWN
from tests.support.city import Hub
from tests.support.steps import (
    DECLINE,
    ENTRY,
    EXIT,
    INITIATE,
    LICHENG,
    LIST,
    NANAN,
    RELEASE,
    REPORT,
    SUBJECT,
    TAX,
    WORKLIST,
    black,
    inbox,
    initiated,
    listed,
    red,
    take_on,
    worklist,
)

WORDS = {
    # Everything in words that hangs on the entry: each must be gone from every table.
    "facts": "渔歌唱晚之事由",
    "documentNumber": "错字〔2026〕第七七一号",
    "document": "错证〔2026〕第七七二号",
    "note": "请各单位照办甲乙丙",
    "feedback": "已暂停受理丁戊己",
    "feedbackEvidence": "截图庚辛壬",
    "serviceItem": "不动产登记癸子丑",
    "decline": "本部门无此事项寅卯辰",
}
ERASED = """query ($id: ID!) { node(id: $id) { ... on ListEntry { id kind erased exitedOn exitGround
    inForce subject { id } listType { id } standard { id } listedBy { id } suppliedBy { id } documentNumber facts
    conductFrom conductTo criteria { code } evidence { document } decidedOn validFrom validUntil noticeGivenOn
    noticeMeans correctBy causedBy { id } follows { id } followedBy { id } responsiblePersons { role }
    linkedActions { totalCount nodes { id } } history { totalCount nodes { step } } } } }"""
ASSIGNMENT = """query ($id: ID!) { node(id: $id) { ... on Assignment { id state measure { code }
    target { id } assignedTo { slug } action { id } releaseReason declineReason
    feedback { note evidence serviceItem } } } }"""


async def wrong_case(hub: Hub) -> tuple[str, str, str]:
    """A black entry listed in error, with its action and everything that departments wrote about it."""
    entry = (
        await listed(
            hub,
            black(
                facts=WORDS["facts"],
                documentNumber=WORDS["documentNumber"],
                evidence=[{"kind": "DECISION", "document": WORDS["document"]}],
                idempotencyKey="list-1",
            ),
        )
    )["id"]
    action = (await initiated(hub, entry, "licheng", "nanan", note=WORDS["note"], idempotencyKey="act-1"))[
        "action"
    ]["id"]
    await take_on(hub, LICHENG)
    [one, *_] = await worklist(hub, LICHENG)
    await hub.done(
        LICHENG,
        REPORT,
        assignment=one["id"],
        result="APPLIED",
        doneOn=hub.clock.today.isoformat(),
        note=WORDS["feedback"],
        evidence=WORDS["feedbackEvidence"],
        serviceItem=WORDS["serviceItem"],
        idempotencyKey="report-1",
    )
    [other, *_] = await worklist(hub, NANAN)
    await hub.done(NANAN, DECLINE, assignment=other["id"], ground="NO_SUCH_MATTER", reason=WORDS["decline"])
    return entry, action, one["id"]


async def test_what_was_listed_in_error_is_found_in_no_table_any_more(hub: Hub) -> None:
    entry, _, _ = await wrong_case(hub)
    before = await hub.everything()
    assert {name: word for name, word in WORDS.items() if word not in before} == {}
    watch = (await hub.ask(TAX, ENTRY, id=entry))["node"]["followedBy"]["id"]

    hub.clock.move(days=3)
    payload = await hub.done(TAX, EXIT, entry=entry, ground="ERROR")

    assert payload["entry"] == {"id": entry, "erased": True, "exitedOn": "2026-11-26", "exitGround": "ERROR"}
    assert (payload["erased"], payload["followedBy"], payload["reinstated"]) == (True, None, [])
    after = await hub.everything()
    assert {name: word for name, word in WORDS.items() if word in after} == {}
    # Of the entry and of the watch entry that was to follow it only id, kind and exit are left.
    for node, kind in ((entry, "BLACK"), (watch, "WATCH")):
        seen = (await hub.ask(TAX, ERASED, id=node))["node"]
        kept = {name: value for name, value in seen.items() if value not in (None, [], False)}
        assert kept == {
            "id": node,
            "kind": kind,
            "erased": True,
            "exitedOn": "2026-11-26",
            "exitGround": "ERROR",
            "linkedActions": {"totalCount": 0, "nodes": []},
            "history": {"totalCount": 0, "nodes": []},
        }
        assert (await hub.ask(None, ERASED, id=node)) == {"node": None}
    seen = (await hub.ask(TAX, SUBJECT, code=KNOWN[0].code))["subject"]
    assert seen["listEntries"] == {"totalCount": 0, "nodes": []}
    everyone = await hub.ask(TAX, "{ listEntries { totalCount nodes { id erased subject { id } } } }")
    assert [e for e in everyone["listEntries"]["nodes"] if e["subject"]] == []


async def test_no_row_joins_an_erased_entry_with_its_subject(hub: Hub) -> None:
    entry, action, _ = await wrong_case(hub)
    await hub.done(TAX, EXIT, entry=entry, ground="ERROR")
    subject = (await hub.rows("SELECT id FROM subject WHERE code = :code", code=KNOWN[0].code))[0][0]
    ids = [row[0] for row in await hub.rows("SELECT id FROM list_entry WHERE erased")]
    assert len(ids) == 2
    joined = [
        line
        for line in (await hub.everything()).splitlines()
        if (str(subject) in line or entry in line) and any(str(one) in line for one in [*ids, action])
    ]
    assert [line.split(":")[0] for line in joined if str(subject) in line] == []


async def test_a_measure_still_to_be_lifted_keeps_its_target_until_that_is_confirmed(hub: Hub) -> None:
    entry, action, reported = await wrong_case(hub)
    payload = await hub.done(TAX, EXIT, entry=entry, ground="ERROR")
    owing = await worklist(hub, LICHENG, "RELEASE_DUE")
    assert payload["releaseDue"] == len(owing) == 4

    # Readable by the department that owes it and by credit offices, without saying why.
    for slug in (LICHENG, "licheng-credit-office", "dehua-credit-office"):
        seen = (await hub.ask(slug, ASSIGNMENT, id=reported))["node"]
        assert (seen["state"], seen["action"], seen["assignedTo"]["slug"]) == ("RELEASE_DUE", None, LICHENG)
        assert seen["target"] is not None
        assert seen["feedback"] == [{"note": None, "evidence": None, "serviceItem": None}]
    for other in (TAX, NANAN, None):
        assert (await hub.ask(other, ASSIGNMENT, id=reported)) == {"node": None}
        assert (await hub.ask(other, WORKLIST, slug=LICHENG))["assignments"] == {"totalCount": 0, "nodes": []}
    residue = (await hub.ask(LICHENG, SUBJECT, code=KNOWN[0].code))["subject"]["residualEffects"]
    assert residue["totalCount"] == 2
    [refusal] = await hub.refused(TAX, RELEASE, assignments=[reported], doneOn=hub.clock.today.isoformat())
    assert refusal["code"] == "NOT_FOUND"

    # What was never taken on, and what was declined, lost its target at once.
    assert {item["target"] and "kept" for item in await worklist(hub, NANAN)} == {None}

    # The last confirmation cuts that link, too.
    await hub.done(
        LICHENG,
        RELEASE,
        assignments=[item["id"] for item in owing],
        doneOn=hub.clock.today.isoformat(),
        note="误列解除",
    )
    seen = (await hub.ask(LICHENG, ASSIGNMENT, id=reported))["node"]
    assert (seen["state"], seen["target"], seen["action"]) == ("RELEASED", None, None)
    assert (await hub.rows("SELECT count(*) FROM assignment WHERE erased AND target_id IS NOT NULL"))[0][
        0
    ] == 0
    assert "误列解除" not in await hub.everything()
    assert (await hub.ask(TAX, "query ($id: ID!) { node(id: $id) { id } }", id=action)) == {"node": None}


async def test_the_red_entry_that_an_error_had_removed_stands_again(hub: Hub) -> None:
    good = await listed(hub, red(validUntil="2028-11-22"))
    incentives = (await initiated(hub, good["id"]))["action"]["id"]
    await take_on(hub, "jinjiang-market-regulation", hub.clock.today)
    hub.clock.move(days=10)
    day = hub.clock.today.isoformat()
    wrong = await hub.done(TAX, LIST, **black(decidedOn=day, noticeGivenOn=day, validUntil="2027-12-02"))
    assert wrong["exited"] == [{"id": good["id"], "exitGround": "ADVERSE_LISTING", "exitedOn": day}]
    assert {item["state"] for item in await worklist(hub, "jinjiang-market-regulation")} == {"RELEASE_DUE"}

    hub.clock.move(days=5)
    places = {slug: (await inbox(hub, slug))[1] for slug in (TAX, "jinjiang-market-regulation")}
    payload = await hub.done(TAX, EXIT, entry=wrong["entry"]["id"], ground="ERROR")

    assert payload["reinstated"] == [{"id": good["id"], "inForce": True}]
    seen = (await hub.ask(TAX, ENTRY, id=good["id"]))["node"]
    assert (seen["inForce"], seen["exitedOn"], seen["exitGround"], seen["causedBy"]) == (
        True,
        None,
        None,
        None,
    )
    assert seen["validUntil"] == "2028-11-22"
    assert [s["step"] for s in seen["history"]["nodes"]][-1] == "entry_reinstated"
    assert {item["state"] for item in await worklist(hub, "jinjiang-market-regulation")} == {"IMPLEMENTED"}
    assert "entry_reinstated" in [item["kind"] for item in (await inbox(hub, TAX, places[TAX]))[0]]
    told = [
        item["kind"]
        for item in (await inbox(hub, "jinjiang-market-regulation", places["jinjiang-market-regulation"]))[0]
    ]
    assert set(told) == {"assignment_continued"}
    assert incentives


async def test_the_red_entry_stays_out_while_another_adverse_entry_stands(hub: Hub) -> None:
    good = await listed(hub, red())
    wrong = await listed(hub, black())
    other = await listed(hub, black(documentNumber="鲤税罚〔2026〕2号"), by="licheng-taxation")

    payload = await hub.done(TAX, EXIT, entry=wrong["id"], ground="ERROR")

    assert payload["reinstated"] == []
    seen = (await hub.ask(TAX, ENTRY, id=good["id"]))["node"]
    assert (seen["inForce"], seen["exitGround"]) == (False, "ADVERSE_LISTING")
    assert seen["causedBy"] == {"id": other["id"]}


@pytest.mark.parametrize(
    ("ground", "code"),
    [("ERROR", "ALREADY_EXITED"), ("STANDARD_CHANGED", "ALREADY_EXITED"), ("MISUSE", "ALREADY_EXITED")],
)
async def test_nothing_can_be_done_with_an_erased_entry(hub: Hub, ground: str, code: str) -> None:
    entry = (await listed(hub, black()))["id"]
    await hub.done(TAX, EXIT, entry=entry, ground="ERROR")
    [refusal] = await hub.refused(TAX, EXIT, entry=entry, ground=ground, facts="再次")
    assert (refusal["code"], refusal["allowed"]) == (code, [])
    [refusal] = await hub.refused(TAX, INITIATE, entry=entry)
    assert (refusal["code"], refusal["clause"], refusal["allowed"]) == ("ENTRY_ERASED", "§6.3", [])


async def test_the_key_of_a_listing_that_was_erased_answers_the_erased_entry_and_does_not_list_again(
    hub: Hub,
) -> None:
    entry, _, _ = await wrong_case(hub)
    await hub.done(TAX, EXIT, entry=entry, ground="ERROR", idempotencyKey="exit-1")
    again: dict[str, Any] = black(
        facts=WORDS["facts"],
        documentNumber=WORDS["documentNumber"],
        evidence=[{"kind": "DECISION", "document": WORDS["document"]}],
        idempotencyKey="list-1",
    )
    before = await hub.counts()
    payload = await hub.done(TAX, LIST, **again)
    assert (payload["entry"]["id"], payload["entry"]["erased"], payload["exited"]) == (entry, True, [])
    payload = await hub.done(TAX, EXIT, entry=entry, ground="ERROR", idempotencyKey="exit-1")
    assert (payload["entry"]["id"], payload["erased"], payload["reinstated"]) == (entry, True, [])
    assert await hub.counts() == before
