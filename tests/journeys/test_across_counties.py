"""One case across three counties: listed, initiated, taken on, expired by time alone, watched, released (§5, §6.3)."""

from __future__ import annotations

from typing import Any

from hub.demo.known import KNOWN
from tests.support.city import Hub
from tests.support.steps import (
    ACKNOWLEDGE,
    ENTRY,
    EXIT,
    INBOX,
    LICHENG,
    NANAN,
    PROGRESS,
    RELEASE,
    REPORT,
    SUBJECT,
    TAX,
    black,
    inbox,
    initiated,
    listed,
    take_on,
    worklist,
)

MARKET_MEASURES = {
    # What the black list of the tax field triggers for market regulation, and at whom it is aimed.
    "LIMIT_LEGAL_REPRESENTATIVE_POST": "Person",
    "LIMIT_OFFICER_POSTS": "Person",
    "STRICT_REVIEW_OF_LICENCES": "Enterprise",
    "KEY_SUPERVISION": "Enterprise",
}
NOBODY_ELSE = ("licheng-education", "huian-market-regulation")


def kinds(items: list[dict[str, Any]]) -> list[str]:
    return [item["kind"] for item in items]


async def states_written(hub: Hub) -> list[tuple[str, int]]:
    rows = await hub.rows("SELECT state, count(*) FROM assignment GROUP BY state ORDER BY state")
    return [(row[0], row[1]) for row in rows]


async def progress(hub: Hub, action: str) -> dict[str, int]:
    counted = (await hub.ask(TAX, PROGRESS, id=action))["node"]["progress"]
    assert sum(n for word, n in counted.items() if word not in ("total", "overdue")) == counted["total"]
    return {word: n for word, n in counted.items() if n}


async def test_a_case_is_carried_across_counties_from_listing_to_release(hub: Hub) -> None:  # noqa: PLR0915 - one story
    # The tax bureau of jinjiang lists; its inbox and the credit offices of its seat and the prefecture are told.
    entry = await listed(hub, black())
    assert (entry["kind"], entry["inForce"], entry["exitedOn"]) == ("BLACK", True, None)
    assert (entry["followedBy"]["validFrom"], entry["followedBy"]["validUntil"]) == (
        "2027-11-23",
        "2028-11-22",
    )
    for slug in (TAX, "jinjiang-credit-office", "quanzhou-credit-office"):
        items, _ = await inbox(hub, slug)
        notices = [(item["kind"], item["nodeId"]) for item in items]
        assert notices[0] == ("entry_listed", entry["id"])
        # The prefecture's office keeps the channel that has to publish.
        assert [kind for kind, _ in notices[1:]] == ["publication_due"] * (slug == "quanzhou-credit-office")
    assert await inbox(hub, "licheng-credit-office") == ([], (await inbox(hub, "licheng-credit-office"))[1])

    # It initiates, and chooses two counties beside its own: the prefecture and its own are there anyhow.
    payload = await initiated(hub, entry["id"], "licheng", "nanan")
    action = payload["action"]["id"]
    assert [region["slug"] for region in payload["action"]["regions"]] == [
        "quanzhou", "licheng", "jinjiang", "nanan",
    ]  # fmt: skip
    assert await progress(hub, action) == {"total": payload["planned"], "issued": payload["planned"]}
    assert [(u["measure"]["code"], u["region"]["slug"]) for u in payload["unrouted"]] == [
        ("EXCLUDE_FROM_YOUTH_AWARDS", "nanan"),
        ("RECORD_IN_MEMBER_FILE", "jinjiang"),
        ("MEMBER_DISCIPLINE", "jinjiang"),
        ("LIMIT_ASSOCIATION_POSTS", "jinjiang"),
    ]

    # Departments in two other counties find it in their inboxes, and each only its own.
    places = {}
    for slug in (LICHENG, NANAN):
        items, places[slug] = await inbox(hub, slug)
        assert kinds(items) == ["assignment_issued"] * 4
        assert {item["node"]["__typename"] for item in items} == {"Assignment"}
        work = await worklist(hub, slug)
        assert {item["id"] for item in work} == {item["nodeId"] for item in items}
        assert {item["measure"]["code"] for item in work} == set(MARKET_MEASURES)
        assert {item["state"] for item in work} == {"ISSUED"}
        assert {item["acknowledgeBy"] for item in work} == {"2026-11-30T15:59:59Z"}
        assert {item["implementBy"] for item in work} == {"2026-12-14T15:59:59Z"}
        again = (await hub.ask(slug, INBOX, after=places[slug]))["notifications"]
        assert (again["items"], again["hasMore"], again["end"]) == ([], False, places[slug])
    for slug in NOBODY_ELSE:
        assert (await inbox(hub, slug))[0] == []

    # Licheng takes on everything and reports it; nanan takes on one and leaves three unread.
    hub.clock.move(days=1)
    await take_on(hub, LICHENG, hub.clock.today)
    [first, *left] = [item["id"] for item in await worklist(hub, NANAN)]
    await hub.done(NANAN, ACKNOWLEDGE, assignments=[first], operator="陈经办")
    assert await progress(hub, action) == {
        "total": payload["planned"],
        "issued": payload["planned"] - 5,
        "acknowledged": 1,
        "implemented": 4,
    }
    told, _ = await inbox(hub, TAX)
    assert kinds(told).count("assignment_acknowledged") == 5
    assert kinds(told).count("assignment_implemented") == 4

    # Deadlines pass: what was not done is overdue, seen by whoever asks, and nobody had to write it.
    hub.clock.set("2026-12-15")
    assert (await progress(hub, action))["overdue"] == payload["planned"] - 4
    assert [item["overdue"] for item in await worklist(hub, NANAN)] == [True] * 4
    assert [item["overdue"] for item in await worklist(hub, LICHENG)] == [False] * 4

    # The last day is a whole day in Quanzhou.
    hub.clock.set("2027-11-22")
    hub.clock.move(hours=13, minutes=59)
    assert (await hub.ask(TAX, ENTRY, id=entry["id"]))["node"]["inForce"] is True
    assert (await worklist(hub, LICHENG, "RELEASE_DUE")) == []
    written, rows = await states_written(hub), await hub.counts()

    # One minute later the entry has expired, by time alone: no job runs, not one row is written.
    hub.clock.move(minutes=1)
    expired = (await hub.ask(TAX, ENTRY, id=entry["id"]))["node"]
    assert (expired["inForce"], expired["exitedOn"], expired["exitGround"]) == (
        False,
        "2027-11-23",
        "EXPIRED",
    )
    assert {item["state"] for item in await worklist(hub, LICHENG)} == {"RELEASE_DUE"}
    assert {
        (i["releaseDueSince"], i["releaseBy"], i["releaseReason"]) for i in await worklist(hub, LICHENG)
    } == {("2027-11-22T16:00:00Z", "2027-11-30T15:59:59Z", "EXIT")}
    assert {item["id"]: item["state"] for item in await worklist(hub, NANAN)} == {
        first: "RELEASE_DUE",
        **dict.fromkeys(left, "WITHDRAWN"),
    }
    assert await progress(hub, action) == {
        "total": payload["planned"],
        "withdrawn": payload["planned"] - 5,
        "releaseDue": 5,
    }
    assert (await states_written(hub), await hub.counts()) == (written, rows)

    # A department of a county that had no part sees the residue and the watch entry; the public sees neither.
    seen = (await hub.ask("dehua-taxation", SUBJECT, code=KNOWN[0].code))["subject"]
    enterprise_only = {code for code, target in MARKET_MEASURES.items() if target == "Enterprise"}
    residue = {(i["assignedTo"]["slug"], i["measure"]["code"]) for i in seen["residualEffects"]["nodes"]}
    assert residue >= {(LICHENG, code) for code in enterprise_only}
    assert residue <= {(slug, code) for slug in (LICHENG, NANAN) for code in MARKET_MEASURES}
    assert [(e["kind"], e["inForce"]) for e in seen["listEntries"]["nodes"]] == [
        ("WATCH", True),
        ("BLACK", False),
    ]
    assert seen["listEntries"]["nodes"][0]["follows"] == {"id": entry["id"]}
    shown = (await hub.ask(None, SUBJECT, code=KNOWN[0].code))["subject"]
    assert shown["listEntries"] == {"totalCount": 0, "nodes": []}
    assert shown["residualEffects"] == {"totalCount": 0, "nodes": []}

    # They confirm the release; the subject reads clear of residue, and the initiator is told.
    owed = [item["id"] for item in await worklist(hub, LICHENG, "RELEASE_DUE")]
    _, before = await inbox(hub, TAX)
    done = await hub.done(LICHENG, RELEASE, assignments=owed, doneOn="2027-11-23", operator="吴经办")
    assert {item["state"] for item in done["assignments"]} == {"RELEASED"}
    await hub.done(NANAN, RELEASE, assignments=[first], doneOn="2027-11-23")
    seen = (await hub.ask("dehua-taxation", SUBJECT, code=KNOWN[0].code))["subject"]
    assert seen["residualEffects"] == {"totalCount": 0, "nodes": []}
    told, _ = await inbox(hub, TAX, before)
    assert kinds(told) == ["assignment_released"] * 5

    # The entry keeps its history: who did what, under which clause.
    steps = (await hub.ask(TAX, ENTRY, id=entry["id"]))["node"]["history"]["nodes"]
    assert [(s["step"], s["by"]["slug"], s["operator"], s["clause"]) for s in steps] == [
        ("entry_listed", TAX, "王经办", "§4.2"),
        ("action_initiated", TAX, None, "§5.1"),
    ]


async def test_an_entry_that_exits_by_hand_is_followed_by_its_watch_entry_that_day(hub: Hub) -> None:
    entry = await listed(hub, black())
    action = (await initiated(hub, entry["id"], "licheng", "nanan"))["action"]["id"]
    await take_on(hub, LICHENG, hub.clock.today)
    total = (await progress(hub, action))["total"]
    places = {slug: (await inbox(hub, slug))[1] for slug in (TAX, LICHENG, NANAN, *NOBODY_ELSE)}

    hub.clock.set("2027-03-01")
    payload = await hub.done(
        TAX, EXIT, entry=entry["id"], ground="STANDARD_CHANGED", facts="税总发〔2027〕9号", watchTermMonths=6
    )

    assert payload["entry"] == {
        "id": entry["id"], "erased": False, "exitedOn": "2027-03-01", "exitGround": "STANDARD_CHANGED",
    }  # fmt: skip
    follow_on = payload["followedBy"]
    assert (follow_on["id"], follow_on["kind"], follow_on["inForce"]) == (
        entry["followedBy"]["id"],
        "WATCH",
        True,
    )
    assert (follow_on["validFrom"], follow_on["validUntil"]) == ("2027-03-01", "2027-08-31")
    assert (payload["releaseDue"], payload["withdrawn"], payload["erased"]) == (4, total - 4, False)
    assert await progress(hub, action) == {"total": total, "releaseDue": 4, "withdrawn": total - 4}
    # Five working days from Monday 1 March 2027, which lies beyond the official calendar.
    assert {item["releaseBy"] for item in await worklist(hub, LICHENG)} == {"2027-03-08T15:59:59Z"}

    told = {slug: kinds((await inbox(hub, slug, place))[0]) for slug, place in places.items()}
    assert sorted(told[LICHENG]) == ["assignment_release_due"] * 4 + ["entry_exited"]
    assert sorted(told[NANAN]) == ["assignment_withdrawn"] * 4 + ["entry_exited"]
    assert told[TAX].count("entry_exited") == 1
    assert told[TAX].count("warning_due") == 1
    assert [told[slug] for slug in NOBODY_ELSE] == [[], []]

    # What was not reported before can not be reported any more, and what was done can be released.
    [one, *_] = [item["id"] for item in await worklist(hub, LICHENG)]
    [refusal] = await hub.refused(LICHENG, REPORT, assignment=one, result="APPLIED", doneOn="2027-03-01")
    assert (refusal["code"], refusal["allowed"]) == ("STEP_NOT_ALLOWED", ["confirmRelease"])
    await hub.done(LICHENG, RELEASE, assignments=[one], doneOn="2027-03-01")
