"""From the watch list to the black list by the department that watched: no release in between (L3, §4.4)."""

from __future__ import annotations

from hub.demo.known import KNOWN
from tests.support.city import Hub
from tests.support.steps import (
    ENTRY,
    EXIT,
    LICHENG,
    LIST,
    SUBJECT,
    TAX,
    black,
    inbox,
    initiated,
    listed,
    red,
    take_on,
    watch,
    worklist,
)


async def states(hub: Hub, slug: str) -> dict[str, tuple[str, str]]:
    return {item["measure"]["code"]: (item["state"], item["id"]) for item in await worklist(hub, slug)}


async def test_a_watched_subject_is_black_listed_and_what_was_done_goes_on(hub: Hub) -> None:
    watched = await listed(hub, watch())
    others = await listed(hub, watch(documentNumber="鲤税〔2026〕3号"), by="licheng-taxation")
    await initiated(hub, watched["id"], "licheng")
    await take_on(hub, LICHENG, hub.clock.today)
    before = await states(hub, LICHENG)
    assert {code: state for code, (state, _) in before.items()} == {"KEY_SUPERVISION": "IMPLEMENTED"}

    hub.clock.set("2026-12-07")
    day = hub.clock.today.isoformat()
    payload = await hub.done(
        TAX, LIST, **black(decidedOn=day, noticeGivenOn=day, validUntil="2027-12-06", correctBy="2027-01-31")
    )
    # Only the department's own watch entry is escalated; the other department goes on watching.
    assert payload["exited"] == [{"id": watched["id"], "exitGround": "ESCALATED", "exitedOn": day}]
    seen = (await hub.ask(TAX, ENTRY, id=watched["id"]))["node"]
    assert (seen["inForce"], seen["causedBy"]) == (False, {"id": payload["entry"]["id"]})
    assert (await hub.ask(TAX, ENTRY, id=others["id"]))["node"]["inForce"] is True
    assert {code: state for code, (state, _) in (await states(hub, LICHENG)).items()} == {
        "KEY_SUPERVISION": "RELEASE_DUE"
    }

    # The black entry's action repeats it: the same assignment goes on, with no lifting and no second one.
    _, place = await inbox(hub, LICHENG)
    await initiated(hub, payload["entry"]["id"], "licheng")
    after = await states(hub, LICHENG)
    assert after["KEY_SUPERVISION"] == ("IMPLEMENTED", before["KEY_SUPERVISION"][1])
    assert {code: state for code, (state, _) in after.items()} == {
        "KEY_SUPERVISION": "IMPLEMENTED",
        "LIMIT_LEGAL_REPRESENTATIVE_POST": "ISSUED",
        "LIMIT_OFFICER_POSTS": "ISSUED",
        "STRICT_REVIEW_OF_LICENCES": "ISSUED",
    }
    told = sorted(item["kind"] for item in (await inbox(hub, LICHENG, place))[0])
    assert told == ["assignment_continued", *["assignment_issued"] * 3]
    [ends] = {i["endsOn"] for i in await worklist(hub, LICHENG) if i["measure"]["code"] == "KEY_SUPERVISION"}
    assert ends == "2027-12-07"


async def test_an_escalation_found_to_be_an_error_leaves_the_watch_entry_standing(hub: Hub) -> None:
    watched = await listed(hub, watch())
    hub.clock.move(days=3)
    wrong = await listed(hub, black(validFrom="2026-11-26", validUntil="2027-11-25"))
    assert (await hub.ask(TAX, ENTRY, id=watched["id"]))["node"]["exitGround"] == "ESCALATED"
    hub.clock.move(days=3)
    payload = await hub.done(TAX, EXIT, entry=wrong["id"], ground="ERROR")
    seen = (await hub.ask(TAX, ENTRY, id=watched["id"]))["node"]
    assert (seen["inForce"], seen["exitGround"], seen["validUntil"]) == (True, None, "2027-05-22")
    assert payload["reinstated"] == [{"id": watched["id"], "inForce": True}]


async def test_black_and_watch_take_every_red_entry_away_also_one_that_begins_later(hub: Hub) -> None:
    good = await listed(hub, red())
    also = await listed(hub, red(documentNumber="鲤税〔2026〕1号"), by="licheng-taxation")
    payload = await hub.done(TAX, LIST, **black(validFrom="2026-12-01", validUntil="2027-12-01"))
    assert {(e["id"], e["exitGround"]) for e in payload["exited"]} <= {(good["id"], None), (also["id"], None)}
    assert {e["id"] for e in payload["exited"]} == {good["id"], also["id"]}

    # Until the black entry takes effect the red ones stand; from its first day on they do not.
    seen = (await hub.ask(TAX, SUBJECT, code=KNOWN[0].code))["subject"]["listEntries"]["nodes"]
    assert {e["kind"]: e["inForce"] for e in seen} == {"RED": True, "BLACK": False}
    hub.clock.set("2026-12-01")
    seen = (await hub.ask(TAX, SUBJECT, code=KNOWN[0].code))["subject"]["listEntries"]["nodes"]
    assert {e["kind"]: e["inForce"] for e in seen} == {"RED": False, "BLACK": True}
    assert {(e["exitGround"], e["exitedOn"]) for e in seen if e["kind"] == "RED"} == {
        ("ADVERSE_LISTING", "2026-12-01")
    }
    assert {item["kind"] for item in (await inbox(hub, "licheng-taxation"))[0]} >= {"entry_exited"}


ESCALATE = LIST.replace("ListSubjectInput", "EscalateToBlackListInput").replace(
    "listSubject", "escalateToBlackList"
)


async def test_a_watch_entry_is_escalated_by_its_own_mutation_and_its_key_counts(hub: Hub) -> None:
    watched = await listed(hub, watch())
    foreign = await hub.refused("licheng-taxation", ESCALATE, entry=watched["id"], listing=black())
    assert [(refusal["code"], refusal["path"]) for refusal in foreign] == [
        ("NOT_LISTING_DEPARTMENT", ["entry"])
    ]
    given = {"entry": watched["id"], "listing": black(idempotencyKey="转入-1")}
    payload = await hub.done(TAX, ESCALATE, **given)
    assert [(e["id"], e["exitGround"]) for e in payload["exited"]] == [(watched["id"], "ESCALATED")]
    assert (payload["entry"]["kind"], payload["entry"]["inForce"]) == ("BLACK", True)
    assert (await hub.done(TAX, ESCALATE, **given))["entry"]["id"] == payload["entry"]["id"]
    seen = (await hub.ask(TAX, ENTRY, id=watched["id"]))["node"]["history"]["nodes"]
    assert [(item["step"], item["operator"]) for item in seen] == [
        ("entry_listed", "王经办"),
        ("entry_exited", "王经办"),
    ]
