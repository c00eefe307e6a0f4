"""A company works its way off the black list: corrected in time, or repaired after the earliest month (§5.5, §6.1)."""

from __future__ import annotations

from typing import Any

from tests.support.city import Hub
from tests.support.steps import LICHENG, TAX, black, inbox, initiated, listed, take_on, watch, worklist

WHY = "refusals { code message path clause allowed }"
REPAIR = """id state evidence commitment dueOn provisional overdue submittedBy { slug } decidedBy { slug }
    decidedAt reason entry { id }"""
APPLY = f"""mutation ($input: ApplyForRepairInput!) {{
    applyForRepair(input: $input) {{ repair {{ {REPAIR} }} {WHY} }} }}"""
DECIDE = f"""mutation ($input: DecideRepairInput!) {{ decideRepair(input: $input) {{
    repair {{ {REPAIR} }} entry {{ id inForce exitGround }} followedBy {{ id kind validFrom }} releaseDue {WHY} }} }}"""
CORRECT = f"""mutation ($input: ConfirmCorrectionInput!) {{ confirmCorrection(input: $input) {{
    entry {{ id inForce exitGround correctedOn }} followedBy {{ id kind }} releaseDue withdrawn erased {WHY} }} }}"""
REPAIRS = f"""query ($slug: String!, $states: [RepairState!]) {{
    repairs(decidedBy: {{slug: $slug}}, states: $states) {{ totalCount nodes {{ {REPAIR} }} }} }}"""
ENTRY = (
    f"query ($id: ID!) {{ node(id: $id) {{ ... on ListEntry {{ id correctBy repairs {{ {REPAIR} }} }} }} }}"
)
EVIDENCE = ["(示例)完税证明", "(示例)信用承诺书"]


async def repairs(hub: Hub, *states: str, by: str = TAX, slug: str = TAX) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = (await hub.ask(by, REPAIRS, slug=slug, states=list(states) or None))[
        "repairs"
    ]["nodes"]
    return nodes


async def test_a_repair_is_applied_for_in_another_county_and_agreed_to_by_who_listed(hub: Hub) -> None:
    entry = await listed(hub, black())
    await initiated(hub, entry["id"], "licheng")
    await take_on(hub, LICHENG, hub.clock.today)
    early = await hub.refused(LICHENG, APPLY, entry=entry["id"], evidence=EVIDENCE)
    assert [(refusal["code"], refusal["clause"]) for refusal in early] == [("REPAIR_TOO_EARLY", "§5.5")]
    hub.clock.set("2027-09-01")
    given = {
        "entry": entry["id"],
        "evidence": EVIDENCE[:1],
        "commitment": "(示例)守信承诺",
        "idempotencyKey": "修复1",
    }
    repair = (await hub.done(LICHENG, APPLY, **given))["repair"]
    assert (await hub.done(LICHENG, APPLY, **given))["repair"]["id"] == repair["id"]
    assert (repair["state"], repair["submittedBy"], repair["decidedBy"]) == (
        "SUBMITTED",
        {"slug": LICHENG},
        {"slug": TAX},
    )
    assert (repair["provisional"], repair["overdue"]) == (True, False)
    assert [one["id"] for one in await repairs(hub, "SUBMITTED")] == [repair["id"]]
    assert "repair_submitted" in {item["kind"] for item in (await inbox(hub, "quanzhou-credit-office"))[0]}

    foreign = await hub.refused("licheng-taxation", DECIDE, repair=repair["id"], accept=True, reason="可")
    assert [refusal["code"] for refusal in foreign] == ["NOT_LISTING_DEPARTMENT"]
    hub.clock.set(repair["dueOn"])
    assert [one["overdue"] for one in await repairs(hub)] == [False]
    hub.clock.move(days=1)
    assert [one["overdue"] for one in await repairs(hub)] == [True]
    payload = await hub.done(TAX, DECIDE, repair=repair["id"], accept=True, reason="(示例)已履行义务")
    assert (payload["entry"]["inForce"], payload["entry"]["exitGround"]) == (False, "REPAIRED")
    assert payload["followedBy"]["kind"] == "WATCH"
    assert payload["releaseDue"] > 0
    assert (payload["repair"]["state"], payload["repair"]["overdue"]) == ("ACCEPTED", False)
    assert {item["state"] for item in await worklist(hub, LICHENG)} == {"RELEASE_DUE"}
    told = {item["kind"] for item in (await inbox(hub, LICHENG))[0]}
    assert {"repair_accepted", "entry_exited"} <= told
    assert await repairs(hub, "SUBMITTED", "REJECTED", "CLOSED") == []


async def test_an_open_application_reads_closed_when_its_entry_expired_with_no_job_run(hub: Hub) -> None:
    entry = await listed(hub, watch())
    hub.clock.set("2027-05-01")
    repair = (await hub.done(TAX, APPLY, entry=entry["id"], evidence=EVIDENCE))["repair"]
    hub.clock.set("2027-05-22")
    assert [one["id"] for one in await repairs(hub, "SUBMITTED")] == [repair["id"]]
    hub.clock.set("2027-05-23")
    assert await repairs(hub, "SUBMITTED") == []
    [closed] = await repairs(hub, "CLOSED")
    assert (closed["id"], closed["overdue"], closed["decidedAt"]) == (repair["id"], False, None)
    refusals = await hub.refused(TAX, DECIDE, repair=repair["id"], accept=True, reason="可")
    assert [(refusal["code"], refusal["allowed"]) for refusal in refusals] == [("STEP_NOT_ALLOWED", [])]


async def test_a_correction_in_time_ends_the_listing_at_once(hub: Hub) -> None:
    entry = await listed(hub, black())
    payload = await hub.done(
        TAX, CORRECT, entry=entry["id"], correctedOn=hub.clock.today.isoformat(), evidence="(示例)完税证明"
    )
    assert payload["entry"] == {
        "id": entry["id"],
        "inForce": False,
        "exitGround": "REPAIRED",
        "correctedOn": hub.clock.today.isoformat(),
    }
    assert payload["followedBy"]["kind"] == "WATCH"
    again = await hub.refused(
        TAX, CORRECT, entry=entry["id"], correctedOn=hub.clock.today.isoformat(), evidence="(示例)"
    )
    assert [refusal["code"] for refusal in again] == ["ALREADY_EXITED"]


async def test_nobody_outside_the_departments_sees_an_application(hub: Hub) -> None:
    entry = await listed(hub, watch(1))
    other = await listed(hub, black())
    ids = []
    for one, day in ((entry, "2027-05-20"), (other, "2027-06-01")):
        hub.clock.set(day)
        ids.append((await hub.done(TAX, APPLY, entry=one["id"], evidence=EVIDENCE))["repair"]["id"])
    assert await repairs(hub, by=None) == []  # type: ignore[arg-type]
    seen = await hub.ask(None, "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids)
    assert seen["nodes"] == [None, None]
    assert (await hub.ask(None, ENTRY, id=other["id"]))["node"] == {
        "id": other["id"],
        "correctBy": None,
        "repairs": [],
    }
    assert [one["id"] for one in (await hub.ask(LICHENG, ENTRY, id=other["id"]))["node"]["repairs"]] == [
        ids[1]
    ]
