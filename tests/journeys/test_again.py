"""The same request twice: an idempotency key answers the same objects, a batch does what is good in it (engine.md §2)."""

from __future__ import annotations

from typing import Any

import pytest

from hub.demo.known import KNOWN
from tests.support.city import TODAY, Hub
from tests.support.steps import (
    ACKNOWLEDGE,
    CONFIRM,
    EXIT,
    INITIATE,
    LICHENG,
    LIST,
    NANAN,
    RECORD_OFFICE,
    REGISTER,
    REGISTER_PERSON,
    RELEASE,
    REPORT,
    TAX,
    black,
    inbox,
    initiated,
    listed,
    take_on,
    worklist,
)

DAY = TODAY.isoformat()


async def given(hub: Hub, what: str) -> tuple[str, str, dict[str, Any], dict[str, Any]]:  # noqa: PLR0911 - one for each
    """Who asks, which mutation, with which input, and what of it makes another input."""
    if what == "registerEnterprise":
        return (
            TAX,
            REGISTER,
            {"code": "91350100M000100Y43", "name": "晋江市示例厂"},
            {"name": "晋江市示例二厂"},
        )
    if what == "registerPerson":
        return TAX, REGISTER_PERSON, {"idNumber": "990000199001019919", "name": "林例"}, {"name": "林样"}
    if what == "recordOfficership":
        office = {"enterprise": {"code": KNOWN[0].code}, "person": {"idNumber": KNOWN[0].id_number}}
        return (
            TAX,
            RECORD_OFFICE,
            {**office, "role": "DIRECTOR", "since": "2022-01-01"},
            {"role": "SHAREHOLDER"},
        )
    if what == "listSubject":
        return TAX, LIST, black(), {"facts": "另一事由"}
    entry = (await listed(hub, black()))["id"]
    if what == "exitEntry":
        return TAX, EXIT, {"entry": entry, "ground": "STANDARD_CHANGED", "facts": "文"}, {"facts": "别文"}
    if what == "initiateAction":
        return (
            TAX,
            INITIATE,
            {"entry": entry, "regions": [{"slug": "licheng"}]},
            {"regions": [{"slug": "nanan"}]},
        )
    await initiated(hub, entry, "licheng")
    [one, *_] = await take_on(hub, LICHENG)
    return (
        LICHENG,
        REPORT,
        {"assignment": one, "result": "APPLIED", "doneOn": DAY},
        {"result": "PARTLY_APPLIED"},
    )


CREATING = (
    "registerEnterprise", "registerPerson", "recordOfficership", "listSubject", "initiateAction",
    "reportImplementation", "exitEntry",
)  # fmt: skip


@pytest.mark.parametrize("what", CREATING)
async def test_the_same_key_answers_the_same_objects_and_changes_nothing(hub: Hub, what: str) -> None:
    by, document, first, other = await given(hub, what)
    once = await hub.done(by, document, **first, idempotencyKey="键-1")
    await hub.token(NANAN)
    before = await hub.counts()

    again = await hub.done(by, document, **first, idempotencyKey="键-1")
    assert again == once
    assert await hub.counts() == before

    # The key belongs to its input: with another one nothing is done.
    [refusal] = await hub.refused(by, document, **(first | other), idempotencyKey="键-1")
    assert (refusal["code"], refusal["path"]) == ("IDEMPOTENCY_CONFLICT", ["idempotencyKey"])
    assert "The idempotency key 键-1 was used before with another input" in refusal["message"]


async def test_a_replay_shows_the_objects_as_they_are_now(hub: Hub) -> None:
    entry = (await listed(hub, black(idempotencyKey="一")))["id"]
    hub.clock.move(days=1)
    await hub.done(TAX, EXIT, entry=entry, ground="STANDARD_CHANGED", facts="文")
    again = await hub.done(TAX, LIST, **black(idempotencyKey="一"))
    assert (again["entry"]["id"], again["entry"]["inForce"]) == (entry, False)
    assert again["entry"]["exitGround"] == "STANDARD_CHANGED"


async def test_a_key_is_its_department_s_own_and_kept_for_seven_days(hub: Hub) -> None:
    await listed(hub, black(idempotencyKey="一"))
    await listed(hub, black(idempotencyKey="一"), by="licheng-taxation")
    hub.clock.move(days=6, hours=23)
    await hub.done(TAX, LIST, **black(idempotencyKey="一"))
    hub.clock.move(hours=2)
    [refusal, *_] = await hub.refused(TAX, LIST, **black(idempotencyKey="一"))
    assert refusal["code"] == "ALREADY_LISTED"


async def test_a_refusal_is_not_remembered(hub: Hub) -> None:
    await hub.refused(TAX, LIST, **black(facts="", idempotencyKey="一"))
    entry = await listed(hub, black(idempotencyKey="一"))
    assert entry["inForce"] is True


async def test_a_dry_run_says_what_would_be_and_leaves_nothing(hub: Hub) -> None:
    entry = (await listed(hub, black()))["id"]
    before = await hub.counts()
    asked = {"entry": entry, "regions": [{"slug": "licheng"}], "dryRun": True}
    dry = await hub.done(TAX, INITIATE, **asked)
    assert (await hub.done(TAX, INITIATE, **asked, idempotencyKey="一")) == dry
    assert dry["action"] is None
    assert await hub.counts() == before
    real = await hub.done(TAX, INITIATE, entry=entry, regions=[{"slug": "licheng"}])
    assert real["action"] is not None
    assert [dry[n] for n in ("planned", "plannedAssignments", "unrouted")] == [
        real[n] for n in ("planned", "plannedAssignments", "unrouted")
    ]


async def test_registering_what_is_registered_answers_it_as_it_is(hub: Hub) -> None:
    before = (await hub.counts())["subject"]
    payload = await hub.done(
        TAX, REGISTER, code=f" {KNOWN[0].code.lower()} ", name="改名厂", region={"slug": "anxi"}
    )
    assert (payload["enterprise"]["name"], payload["enterprise"]["region"]) == (
        KNOWN[0].name,
        {"slug": "jinjiang"},
    )
    payload = await hub.done(TAX, REGISTER_PERSON, idNumber=KNOWN[0].id_number, name="林 示甲")
    assert payload["person"]["name"] == KNOWN[0].legal_representative
    assert payload["person"]["maskedIdNumber"] == "9900************17"
    assert (await hub.counts())["subject"] == before


async def test_the_good_items_of_a_batch_are_done_and_each_bad_one_is_said_with_its_place(hub: Hub) -> None:
    entry = (await listed(hub, black()))["id"]
    await initiated(hub, entry, "licheng", "nanan")
    mine = [item["id"] for item in await worklist(hub, LICHENG)]
    theirs = (await worklist(hub, NANAN))[0]["id"]
    await hub.done(LICHENG, ACKNOWLEDGE, assignments=[mine[3]])

    asked = [mine[0], theirs, "nonsense", mine[1], mine[0], mine[3], entry]
    payload = (await hub.ask(LICHENG, ACKNOWLEDGE, input={"assignments": asked}))["acknowledgeAssignments"]

    assert [(item["id"], item["state"]) for item in payload["assignments"]] == [
        (mine[0], "ACKNOWLEDGED"),
        (mine[1], "ACKNOWLEDGED"),
    ]
    assert [(r["code"], r["path"], r["allowed"]) for r in payload["refusals"]] == [
        ("NOT_YOUR_ASSIGNMENT", ["assignments", "1"], []),
        ("NOT_FOUND", ["assignments", "2"], []),
        ("GIVEN_TWICE", ["assignments", "4"], []),
        ("STEP_NOT_ALLOWED", ["assignments", "5"], ["reportImplementation", "declineAssignment"]),
        ("NOT_FOUND", ["assignments", "6"], []),
    ]
    states = {item["id"]: item["state"] for item in await worklist(hub, LICHENG)}
    assert states == {
        mine[0]: "ACKNOWLEDGED",
        mine[1]: "ACKNOWLEDGED",
        mine[2]: "ISSUED",
        mine[3]: "ACKNOWLEDGED",
    }
    assert (await worklist(hub, NANAN))[0]["state"] == "ISSUED"


async def test_a_batch_takes_a_thousand_items_and_not_one_more(hub: Hub) -> None:
    too_many = {"assignments": ["nonsense"] * 1001}
    [refusal] = await hub.refused(LICHENG, ACKNOWLEDGE, **too_many)
    assert (refusal["code"], refusal["message"]) == (
        "TOO_MANY",
        "At most 1000 items in one call; this call had 1001 and nothing was done.",
    )
    [refusal] = await hub.refused(LICHENG, RELEASE, **too_many, doneOn=DAY)
    assert refusal["code"] == "TOO_MANY"
    many = (await hub.ask(LICHENG, ACKNOWLEDGE, input={"assignments": ["nonsense"] * 1000}))[
        "acknowledgeAssignments"
    ]
    assert len(many["refusals"]) == 1000


async def test_receipt_is_confirmed_forward_only_and_says_nothing_about_the_assignment(hub: Hub) -> None:
    entry = (await listed(hub, black()))["id"]
    await initiated(hub, entry, "licheng")
    items, end = await inbox(hub, LICHENG)
    payload = await hub.done(LICHENG, CONFIRM, upTo=items[1]["cursor"])
    assert payload["confirmedUpTo"] == items[1]["cursor"]
    assert (await hub.done(LICHENG, CONFIRM, upTo=end))["confirmedUpTo"] == end
    assert (await hub.done(LICHENG, CONFIRM, upTo=end))["confirmedUpTo"] == end
    [refusal] = await hub.refused(LICHENG, CONFIRM, upTo=items[0]["cursor"])
    assert refusal["code"] == "CURSOR_BEHIND"
    assert {item["state"] for item in await worklist(hub, LICHENG)} == {"ISSUED"}
