"""A court approves a reorganisation: the listing stays and is shown, its measures rest (P3, §5.5)."""

from __future__ import annotations

from typing import Any

from tests.support.city import Hub
from tests.support.steps import LICHENG, REPORT, TAX, black, inbox, initiated, listed, take_on, worklist

PAUSES = (
    "pauses { kind from until measures { code } department { slug } caseNo basis { act documentNumber } }"
)
PAUSE = f"""mutation ($input: PauseEntryInput!) {{ pauseEntry(input: $input) {{
    entry {{ id inForce exitGround {PAUSES} }} refusals {{ code message path clause allowed }} }} }}"""
ENTRY = f"query ($id: ID!) {{ node(id: $id) {{ ... on ListEntry {{ id inForce {PAUSES} }} }} }}"
PAUSED = """query ($slug: String!) { assignments(assignedTo: {slug: $slug}, first: 100) {
    nodes { id state paused acknowledgeBy implementBy measure { code } } } }"""
BASIS = {
    "act": "(示例)企业破产法",
    "documentNumber": "(2026)闽示例破1号",
    "level": "LAW",
    "inForceFrom": "2007-06-01",
}
BASES = "{ legalBases(first: 100) { totalCount nodes { act documentNumber } } }"


async def rows(hub: Hub, slug: str) -> dict[str, dict[str, Any]]:
    nodes = (await hub.ask(slug, PAUSED, slug=slug))["assignments"]["nodes"]
    return {node["measure"]["code"]: node for node in nodes}


async def test_measures_rest_while_the_listing_stands(hub: Hub) -> None:
    entry = await listed(hub, black())
    await initiated(hub, entry["id"], "licheng")
    before = await rows(hub, LICHENG)
    given = {
        "entry": entry["id"],
        "kind": "REORGANISATION",
        "from": "2026-11-24",
        "until": "2026-11-30",
        "basis": BASIS,
        "caseNo": "(2026)闽示例破1号",
        "idempotencyKey": "暂缓1",
    }
    foreign = await hub.refused(LICHENG, PAUSE, **given)
    assert [refusal["code"] for refusal in foreign] == ["NOT_LISTING_DEPARTMENT"]
    payload = await hub.done(TAX, PAUSE, **given)
    assert (await hub.done(TAX, PAUSE, **given))["entry"]["id"] == entry["id"]
    assert (payload["entry"]["inForce"], payload["entry"]["exitGround"]) == (True, None)
    shown: dict[str, Any] = {
        "kind": "REORGANISATION",
        "from": "2026-11-24",
        "until": "2026-11-30",
        "measures": [],
        "department": None,
        "caseNo": "(2026)闽示例破1号",
        "basis": {"act": BASIS["act"], "documentNumber": BASIS["documentNumber"]},
    }
    assert payload["entry"]["pauses"] == [shown]
    assert (await hub.ask(LICHENG, ENTRY, id=entry["id"]))["node"]["pauses"] == [shown]
    assert "entry_paused" in {item["kind"] for item in (await inbox(hub, LICHENG))[0]}

    # States stay; what was due during or after the pause is due five working days later.
    after = await rows(hub, LICHENG)
    assert {code: row["state"] for code, row in after.items()} == {
        code: row["state"] for code, row in before.items()
    }
    assert all(after[code]["implementBy"] > before[code]["implementBy"] for code in before)
    assert {row["paused"] for row in after.values()} == {False}
    hub.clock.set("2026-11-24")
    assert {row["paused"] for row in (await rows(hub, LICHENG)).values()} == {True}
    await take_on(hub, LICHENG)
    [one, *_] = await worklist(hub, LICHENG, "ACKNOWLEDGED")
    resting = await hub.refused(LICHENG, REPORT, assignment=one["id"], result="APPLIED", doneOn="2026-11-24")
    assert [refusal["code"] for refusal in resting] == ["MEASURE_PAUSED"]
    hub.clock.set("2026-12-01")
    assert {row["paused"] for row in (await rows(hub, LICHENG)).values()} == {False}
    await hub.done(LICHENG, REPORT, assignment=one["id"], result="APPLIED", doneOn="2026-12-01")


async def test_the_public_knows_neither_the_pause_nor_the_ruling_it_rests_on(hub: Hub) -> None:
    entry = await listed(hub, black())
    known = (await hub.ask(None, BASES))["legalBases"]
    await hub.done(
        TAX, PAUSE, entry=entry["id"], kind="GRACE", until="2026-12-31", basis=BASIS, **{"from": "2026-11-23"}
    )
    assert (await hub.ask(None, BASES))["legalBases"] == known
    assert (await hub.ask(TAX, BASES))["legalBases"]["totalCount"] == known["totalCount"] + 1
    assert (await hub.ask(None, ENTRY, id=entry["id"]))["node"] == {
        "id": entry["id"],
        "inForce": True,
        "pauses": [],
    }
