"""An action withdrawn by its initiator, and assignments declined by their departments (A4, §5.1, §5.4)."""

from __future__ import annotations

import pytest

from tests.support.city import TODAY, Hub
from tests.support.steps import (
    DECLINE,
    EXIT,
    LICHENG,
    NANAN,
    PROGRESS,
    TAX,
    WITHDRAW,
    black,
    inbox,
    initiated,
    listed,
    take_on,
    worklist,
)


async def states(hub: Hub, slug: str) -> dict[str, str]:
    return {item["measure"]["code"]: item["state"] for item in await worklist(hub, slug)}


async def test_a_withdrawn_action_ends_what_was_not_taken_on_and_owes_the_release_of_the_rest(
    hub: Hub,
) -> None:
    entry = (await listed(hub, black()))["id"]
    first = await initiated(hub, entry, "licheng", "nanan")
    await take_on(hub, LICHENG, hub.clock.today)
    places = {slug: (await inbox(hub, slug))[1] for slug in (TAX, LICHENG, NANAN, "quanzhou-credit-office")}

    hub.clock.move(days=2)
    payload = await hub.done(TAX, WITHDRAW, action=first["action"]["id"], reason="范围有误,重新发起")

    total = first["planned"]
    assert (payload["withdrawn"], payload["releaseDue"]) == (total - 4, 4)
    assert set((await states(hub, LICHENG)).values()) == {"RELEASE_DUE"}
    assert set((await states(hub, NANAN)).values()) == {"WITHDRAWN"}
    assert {item["releaseReason"] for item in await worklist(hub, LICHENG)} == {"WITHDRAWAL"}
    seen = (await hub.ask(LICHENG, PROGRESS, id=first["action"]["id"]))["node"]
    assert seen["withdrawnAt"] == "2026-11-25T02:00:00Z"
    told = {
        slug: sorted({i["kind"] for i in (await inbox(hub, slug, place))[0]})
        for slug, place in places.items()
    }
    assert told == {
        TAX: ["action_withdrawn", "assignment_withdrawn"],  # it had a measure of its own to carry out
        LICHENG: ["assignment_release_due"],
        NANAN: ["assignment_withdrawn"],
        "quanzhou-credit-office": ["action_withdrawn", "assignment_withdrawn"],
    }

    # The entry stands as it did, and can be initiated anew, for everybody.
    again = await initiated(hub, entry, "licheng", "nanan")
    assert (again["planned"], again["action"]["progress"]["issued"]) == (total, total)


async def test_a_further_action_leaves_out_what_is_live_already(hub: Hub) -> None:
    entry = (await listed(hub, black()))["id"]
    first = await initiated(hub, entry, "licheng")
    second = await initiated(hub, entry, "licheng", "nanan")
    slugs = {planned["assignedTo"]["slug"].split("-")[0] for planned in second["plannedAssignments"]}
    assert slugs == {"nanan"}
    assert {u["region"]["slug"] for u in second["unrouted"]} == {"jinjiang", "nanan"}
    assert first["planned"] + second["planned"] == 92
    assert len(await worklist(hub, LICHENG)) == 4


async def test_an_initiator_s_own_choice_is_added_to_what_is_mandatory(hub: Hub) -> None:
    entry = (await listed(hub, black()))["id"]
    chosen = await initiated(hub, entry, "licheng", measures=["KEY_SUPERVISION"])
    assert {p["measure"]["code"] for p in chosen["plannedAssignments"]} == {
        "LIMIT_GOVERNMENT_PROCUREMENT",
        "BAR_FROM_CIVIL_SERVICE",
        "LIMIT_LEGAL_REPRESENTATIVE_POST",
        "LIMIT_FINANCIAL_INSTITUTIONS",
        "TAX_CLOSE_SUPERVISION",
        "KEY_SUPERVISION",
    }
    only = await initiated(hub, (await listed(hub, black(1)))["id"], measures=[])
    assert "KEY_SUPERVISION" not in {p["measure"]["code"] for p in only["plannedAssignments"]}


async def test_the_credit_office_of_the_listing_s_seat_initiates_and_withdraws_too(hub: Hub) -> None:
    entry = (await listed(hub, black()))["id"]
    action = (await initiated(hub, entry, by="jinjiang-credit-office"))["action"]["id"]
    assert "action_initiated" in [item["kind"] for item in (await inbox(hub, TAX))[0]]
    [refusal] = await hub.refused(TAX, WITHDRAW, action=action, reason="非本部门发起")
    assert refusal["code"] == "NOT_YOUR_ACTION"
    await hub.done("jinjiang-credit-office", WITHDRAW, action=action, reason="重复")


@pytest.mark.parametrize("ground", ["NOT_COMPETENT", "NO_SUCH_MATTER", "LAW_FORBIDS", "SUBJECT_UNKNOWN_HERE"])
async def test_a_mandatory_measure_is_declined_on_a_legal_ground(hub: Hub, ground: str) -> None:
    entry = (await listed(hub, black()))["id"]
    await initiated(hub, entry, "licheng")
    place = {
        slug: (await inbox(hub, slug))[1] for slug in (TAX, "licheng-credit-office", "jinjiang-credit-office")
    }
    [one] = [i["id"] for i in await worklist(hub, LICHENG) if i["measure"]["force"] == "MANDATORY"]
    done = await hub.done(LICHENG, DECLINE, assignment=one, ground=ground, reason="详见函复")
    assert (done["assignment"]["state"], done["assignment"]["declineGround"]) == ("DECLINED", ground)
    assert done["assignment"]["declineReason"] == "详见函复"
    # The initiator and the credit office of the responder's seat are told; that of the initiator's is not.
    told = {slug: [i["kind"] for i in (await inbox(hub, slug, at))[0]] for slug, at in place.items()}
    assert told == {
        TAX: ["assignment_declined"],
        "licheng-credit-office": ["assignment_declined"],
        "jinjiang-credit-office": [],
    }


async def test_a_recommended_measure_is_declined_for_another_reason_also_after_it_was_acknowledged(
    hub: Hub,
) -> None:
    entry = (await listed(hub, black()))["id"]
    await initiated(hub, entry, "licheng")
    await take_on(hub, LICHENG)
    by_code = {item["measure"]["code"]: item["id"] for item in await worklist(hub, LICHENG)}
    await hub.done(LICHENG, DECLINE, assignment=by_code["KEY_SUPERVISION"], ground="OTHER", reason="暂无人手")
    [refusal] = await hub.refused(
        LICHENG,
        DECLINE,
        assignment=by_code["LIMIT_LEGAL_REPRESENTATIVE_POST"],
        ground="OTHER",
        reason="暂无人手",
    )
    assert refusal["code"] == "DECLINE_GROUND_NOT_LEGAL"

    # Declined is final: the end of the entry makes nothing of it, and it owes no release.
    await hub.done(TAX, EXIT, entry=entry, ground="STANDARD_CHANGED", facts="新标准")
    assert await states(hub, LICHENG) == {
        "LIMIT_LEGAL_REPRESENTATIVE_POST": "RELEASE_DUE",
        "LIMIT_OFFICER_POSTS": "RELEASE_DUE",
        "STRICT_REVIEW_OF_LICENCES": "RELEASE_DUE",
        "KEY_SUPERVISION": "DECLINED",
    }


async def test_a_measure_ends_at_its_longest_duration_while_the_entry_goes_on(hub: Hub) -> None:
    # Three years on the list; the posts are limited for three years from the issue, a month later.
    entry = (await listed(hub, black(validUntil="2029-11-23")))["id"]
    await hub.change("UPDATE measure SET max_months = 6 WHERE code = 'LIMIT_OFFICER_POSTS'")
    hub.clock.move(days=8)
    await initiated(hub, entry, "licheng")
    await take_on(hub, LICHENG, hub.clock.today)
    ends = {item["measure"]["code"]: item["endsOn"] for item in await worklist(hub, LICHENG)}
    assert (ends["LIMIT_OFFICER_POSTS"], ends["KEY_SUPERVISION"]) == ("2027-06-01", "2029-11-24")

    hub.clock.set("2027-06-01")
    work = {item["measure"]["code"]: item for item in await worklist(hub, LICHENG)}
    assert {code: item["state"] for code, item in work.items()} == {
        "LIMIT_LEGAL_REPRESENTATIVE_POST": "IMPLEMENTED",
        "LIMIT_OFFICER_POSTS": "RELEASE_DUE",
        "STRICT_REVIEW_OF_LICENCES": "IMPLEMENTED",
        "KEY_SUPERVISION": "IMPLEMENTED",
    }
    assert work["LIMIT_OFFICER_POSTS"]["releaseReason"] == "MEASURE_ENDED"
    assert work["LIMIT_OFFICER_POSTS"]["releaseBy"] == "2027-06-08T15:59:59Z"
    assert hub.clock.today > TODAY
