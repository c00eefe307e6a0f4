"""信用泉州 publishes a listing, withdraws it after the exit, and of an error takes the notice once (X3, §6.3)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from hub.demo.known import KNOWN
from tests.support.city import Hub, city, hub_over, lively
from tests.support.steps import EXIT, TAX, black, inbox, listed, watch

PORTAL = "quanzhou-credit-office"
WHY = "refusals { code message path clause allowed }"
PUBLICATION = """id state overdue withdrawBy provisional publishedOn withdrawnOn noticeWaits
    channel { slug name field keptBy { slug } } entry { id erased }"""
CONFIRM = f"""mutation ($input: ConfirmPublicationsInput!) {{
    confirmPublications(input: $input) {{ publications {{ {PUBLICATION} }} {WHY} }} }}"""
NOTICE = f"""mutation ($input: HandOutNoticeInput!) {{
    handOutNotice(input: $input) {{ publication {{ {PUBLICATION} }} notice {WHY} }} }}"""
WORKLIST = f"""query ($slug: String!, $states: [PublicationState!]) {{
    publications(keptBy: {{slug: $slug}}, states: $states) {{ totalCount nodes {{ {PUBLICATION} }} }} }}"""
ENTRY = (
    f"query ($id: ID!) {{ node(id: $id) {{ ... on ListEntry {{ id publications {{ {PUBLICATION} }} }} }} }}"
)


@pytest.fixture
def lively_database(cluster: str) -> Iterator[str]:
    with city(cluster, lively) as address:
        yield address


@pytest.fixture
async def lively_hub(lively_database: str) -> AsyncIterator[Hub]:
    """A generated city, with entries of all kinds."""
    async with hub_over(lively_database) as opened:
        yield opened


async def worklist(hub: Hub, *states: str, by: str | None = PORTAL) -> list[dict[str, Any]]:
    data = await hub.ask(by, WORKLIST, slug=PORTAL, states=list(states) or None)
    nodes: list[dict[str, Any]] = data["publications"]["nodes"]
    return nodes


async def test_a_listing_is_published_and_withdrawn_by_the_dates_of_its_entry(hub: Hub) -> None:
    entry = await listed(hub, black())
    await listed(hub, watch(1))
    [due] = await worklist(hub, "PUBLISH_DUE")
    assert (due["entry"], due["channel"]["slug"], due["channel"]["field"]) == (
        {"id": entry["id"], "erased": False},
        "credit-quanzhou",
        None,
    )
    today = hub.clock.today.isoformat()
    given = {"publications": [due["id"]], "step": "PUBLISH", "doneOn": today}
    foreign = await hub.refused(TAX, CONFIRM, **given)
    assert [(refusal["code"], refusal["path"]) for refusal in foreign] == [
        ("NOT_YOUR_CHANNEL", ["publications", "0"])
    ]
    [done] = (await hub.done(PORTAL, CONFIRM, **given))["publications"]
    assert (done["state"], done["publishedOn"]) == ("PUBLISHED", today)
    again = await hub.refused(PORTAL, CONFIRM, **given)
    assert [(refusal["code"], refusal["allowed"]) for refusal in again] == [("STEP_NOT_ALLOWED", [])]

    # No exit is written anywhere: the entry runs out, and with it the publication.
    hub.clock.set("2027-11-22")
    assert [one["state"] for one in await worklist(hub)] == ["PUBLISHED"]
    hub.clock.set("2027-11-23")
    [ended] = await worklist(hub, "WITHDRAW_DUE")
    assert (ended["withdrawBy"], ended["overdue"]) == ("2027-11-26", False)
    hub.clock.set("2027-11-27")
    assert [one["overdue"] for one in await worklist(hub)] == [True]
    given = {"publications": [due["id"]], "step": "WITHDRAW", "doneOn": "2027-11-27"}
    [done] = (await hub.done(PORTAL, CONFIRM, **given))["publications"]
    assert (done["state"], done["overdue"]) == ("WITHDRAWN", False)
    assert (await hub.ask(TAX, ENTRY, id=entry["id"]))["node"]["publications"] == [done]


async def test_the_notice_of_an_error_is_taken_once_and_leaves_nothing(hub: Hub) -> None:
    entry = await listed(hub, black(facts="(示例)绝密事由"))
    [due] = await worklist(hub)
    await hub.done(TAX, EXIT, entry=entry["id"], ground="ERROR")
    [waits] = await worklist(hub, "WITHDRAW_DUE")
    assert (waits["noticeWaits"], waits["entry"]["erased"]) == (True, True)
    assert {item["kind"] for item in (await inbox(hub, PORTAL))[0]} >= {
        "publication_due",
        "publication_withdrawal_due",
    }
    # What is left of the entry is for the keeper and the credit offices.
    assert (await hub.ask(TAX, ENTRY, id=entry["id"]))["node"]["publications"] == []
    hidden = await hub.refused(TAX, NOTICE, publication=due["id"])
    assert [refusal["code"] for refusal in hidden] == ["NOT_FOUND"]
    payload = await hub.done(PORTAL, NOTICE, publication=due["id"])
    assert KNOWN[0].code in payload["notice"]
    assert payload["publication"]["noticeWaits"] is False
    assert "绝密" not in payload["notice"]
    once = await hub.refused(PORTAL, NOTICE, publication=due["id"])
    assert [refusal["code"] for refusal in once] == ["NOTICE_HANDED_OUT"]
    assert payload["notice"] in await hub.everything()
    day = hub.clock.today.isoformat()
    await hub.done(PORTAL, CONFIRM, publications=[due["id"]], step="WITHDRAW", doneOn=day)
    left = await hub.everything()
    assert payload["notice"] not in left
    assert "绝密" not in left


async def test_nobody_outside_the_departments_sees_what_channels_were_told(hub: Hub) -> None:
    entry = await listed(hub, black())
    assert await worklist(hub, by=None) == []
    assert (await hub.ask(None, ENTRY, id=entry["id"]))["node"] == {"id": entry["id"], "publications": []}


async def test_the_generated_city_has_published_what_its_standards_publish(lively_hub: Hub) -> None:
    counts = await lively_hub.rows(
        "SELECT count(*) FILTER (WHERE e.published), count(*) FILTER (WHERE NOT e.published OR e.kind = 'WATCH')"
        " FROM publication p JOIN list_entry e ON e.bucket = p.bucket AND e.id = p.entry_id"
    )
    assert counts[0][0] > 10
    assert counts[0][1] == 0
    missing = await lively_hub.rows(
        "SELECT count(*) FROM list_entry e WHERE published AND NOT erased AND NOT EXISTS"
        " (SELECT FROM publication p WHERE p.bucket = e.bucket AND p.entry_id = e.id)"
    )
    assert missing[0][0] == 0
    found = await worklist(lively_hub)
    assert {one["state"] for one in found} <= {"PUBLISHED", "WITHDRAW_DUE", "WITHDRAWN", "PUBLISH_DUE"}
    assert {one["withdrawBy"] is None for one in found} == {False}
