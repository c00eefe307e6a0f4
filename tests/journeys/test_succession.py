"""A city that changes: a department joins, two merge, and everything changes hands on its day (§5.2, A7)."""

from __future__ import annotations

from typing import Any

from tests.support.city import Hub
from tests.support.objection_steps import DECIDE, finding, opened
from tests.support.steps import (
    ACKNOWLEDGE,
    EXIT,
    LICHENG,
    REPORT,
    TAX,
    black,
    inbox,
    initiated,
    listed,
    take_on,
    worklist,
)

CREDIT, MERGED = "quanzhou-credit-office", "licheng-market-supervision"
_WHY = "refusals { code message path clause allowed }"
_DEPARTMENT = """department { id slug name validFrom validTo functions serves { slug } successor { slug }
    predecessors { slug } } issued"""
REGISTER = f"""mutation ($input: RegisterDepartmentInput!) {{
    registerDepartment(input: $input) {{ {_DEPARTMENT} {_WHY} }} }}"""
CHANGE = f"""mutation ($input: ChangeDepartmentInput!) {{
    changeDepartment(input: $input) {{ {_DEPARTMENT} {_WHY} }} }}"""
END = f"mutation ($input: EndDepartmentInput!) {{ endDepartment(input: $input) {{ {_DEPARTMENT} {_WHY} }} }}"
OWN = """query ($slug: String!) { department(by: {slug: $slug}) { functions serves { slug }
    predecessors { slug } assignments(first: 100) { totalCount nodes { id } } } }"""
PAGE = """query ($slug: String!, $after: String) { department(by: {slug: $slug}) {
    assignments(first: 1, after: $after) { pageInfo { hasNextPage endCursor } nodes { id } } } }"""
QUEUE = "query ($slug: String!) { objections(addressedTo: {slug: $slug}) { nodes { id } } }"
ASSIGNMENT = """query ($id: ID!) { node(id: $id) { ... on Assignment { id state assignedTo { slug }
    history(first: 20) { nodes { step by { slug } operator clause } } } } }"""
ACTION = """query ($id: ID!) { node(id: $id) { ... on LinkedAction { unrouted { region { slug } function }
    history { nodes { step by { slug } operator clause } } } } }"""


def joining(slug: str = MERGED, **changed: Any) -> dict[str, Any]:
    given = {
        "slug": slug,
        "name": "鲤城区示例局",
        "region": {"slug": "licheng"},
        "serves": [{"slug": "licheng"}],
        "functions": ["MARKET_REGULATION", "FOOD_DRUG"],
        "validFrom": "2026-11-23",
        "operator": "示例经办员乙",
    }
    return given | changed


async def ids(hub: Hub, slug: str, by: str | None = None) -> list[str]:
    return [row["id"] for row in await worklist(hub, slug, by=by)]


async def walked(hub: Hub, slug: str) -> list[str]:
    """A department's assignments, one page after another."""
    found: list[str] = []
    after = None
    while True:
        page = (await hub.ask(slug, PAGE, slug=slug, after=after))["department"]["assignments"]
        found += [row["id"] for row in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


async def test_two_departments_merge_and_the_worklist_changes_hands_on_its_day(hub: Hub) -> None:
    entry = await listed(hub, black())
    await initiated(hub, entry["id"], "licheng")
    before = await ids(hub, LICHENG)
    assert before
    made = await hub.done(CREDIT, REGISTER, **joining(), idempotencyKey="合并1")
    again = await hub.done(CREDIT, REGISTER, **joining(), idempotencyKey="合并1")
    assert again["department"]["id"] == made["department"]["id"]
    assert made["department"]["functions"] == ["FOOD_DRUG", "MARKET_REGULATION"]
    ended = await hub.done(
        CREDIT,
        END,
        department={"slug": LICHENG},
        validTo="2026-11-30",
        successor={"slug": MERGED},
        operator="示例经办员乙",
    )
    assert ended["department"]["successor"] == {"slug": MERGED}
    assert "department_ended" in [item["kind"] for item in (await inbox(hub, MERGED))[0]]

    hub.clock.set("2026-11-30")
    assert await ids(hub, LICHENG) == before
    assert await ids(hub, MERGED) == []
    assert (await hub.ask(MERGED, OWN, slug=MERGED))["department"]["assignments"]["nodes"] == []
    early = await hub.refused(MERGED, ACKNOWLEDGE, assignments=before[:1])
    assert [refusal["code"] for refusal in early] == ["NOT_YOUR_ASSIGNMENT"]

    # Nothing has to run over night: the next day all of it is the successor's, for itself and for whoever looks.
    hub.clock.set("2026-12-01")
    assert await ids(hub, MERGED) == before
    assert await ids(hub, MERGED, by=CREDIT) == before
    own = (await hub.ask(MERGED, OWN, slug=MERGED))["department"]
    assert [row["id"] for row in own["assignments"]["nodes"]] == before
    assert own["assignments"]["totalCount"] == len(before)
    assert own["predecessors"] == [{"slug": LICHENG}]
    assert await walked(hub, MERGED) == before
    gone = await hub.send(LICHENG, "{ viewer { department { slug } } }")
    assert gone.codes == ["UNAUTHENTICATED"]
    assert await take_on(hub, MERGED, hub.clock.today) == before
    shown = (await hub.ask(MERGED, ASSIGNMENT, id=before[0]))["node"]
    assert shown["assignedTo"] == {"slug": LICHENG}
    steps = [(step["step"], step["by"]["slug"]) for step in shown["history"]["nodes"]]
    assert steps[0] == ("assignment_issued", TAX)
    assert set(steps[1:]) == {("assignment_acknowledged", MERGED), ("assignment_implemented", MERGED)}


async def test_a_successor_sees_what_an_erased_listing_still_owes_of_its_predecessor(hub: Hub) -> None:
    entry = await listed(hub, black())
    await initiated(hub, entry["id"], "licheng")
    taken = await take_on(hub, LICHENG, hub.clock.today)
    await hub.done(CREDIT, REGISTER, **joining())
    await hub.done(
        CREDIT, END, department={"slug": LICHENG}, validTo="2026-11-30", successor={"slug": MERGED}
    )
    hub.clock.set("2026-12-01")
    await hub.done(TAX, EXIT, entry=entry["id"], ground="ERROR", facts="(示例)认定有误")
    assert [row["state"] for row in await worklist(hub, MERGED)] == ["RELEASE_DUE"] * len(taken)
    assert (await hub.ask(MERGED, ASSIGNMENT, id=taken[0]))["node"]["state"] == "RELEASE_DUE"
    assert (await hub.ask("anxi-finance", ASSIGNMENT, id=taken[0]))["node"] is None


async def test_a_department_joins_and_takes_on_what_nobody_had(hub: Hub) -> None:
    await hub.done(CREDIT, REGISTER, **joining("licheng-archives", functions=["FOOD_DRUG"]))
    await hub.done(
        CREDIT,
        END,
        department={"slug": LICHENG},
        validTo="2026-11-23",
        successor={"slug": "licheng-archives"},
    )
    hub.clock.set("2026-11-24")
    entry = await listed(hub, black(validUntil="2027-11-30"))
    made = await initiated(hub, entry["id"], "licheng")
    nobody = {"region": {"slug": "licheng"}, "function": "MARKET_REGULATION"}
    assert nobody in [{key: row[key] for key in nobody} for row in made["unrouted"]]
    changed = await hub.done(
        CREDIT,
        CHANGE,
        department={"slug": "licheng-archives"},
        **{"from": "2026-12-01"},
        functions=["FOOD_DRUG", "MARKET_REGULATION"],
        operator="示例经办员乙",
    )
    assert changed["issued"] > 0
    assert changed["department"]["functions"] == ["FOOD_DRUG"]
    action = made["action"]["id"]
    assert nobody in (await hub.ask(CREDIT, ACTION, id=action))["node"]["unrouted"]
    hub.clock.set("2026-12-01")
    shown = (await hub.ask(CREDIT, ACTION, id=action))["node"]
    assert nobody not in shown["unrouted"]
    steps = {(step["step"], step["by"]["slug"], step["operator"]) for step in shown["history"]["nodes"]}
    assert steps == {("action_initiated", TAX, None), ("measure_routed", CREDIT, "示例经办员乙")}
    issued = await worklist(hub, "licheng-archives")
    assert len(issued) == changed["issued"]
    assert {row["acknowledgeBy"][:10] for row in issued} == {"2026-12-08"}
    assert await hub.refused(
        "licheng-archives", REPORT, assignment=issued[0]["id"], result="APPLIED", doneOn="2026-11-30"
    )
    assert await take_on(hub, "licheng-archives", hub.clock.today)


async def test_objections_and_repairs_are_the_successors_to_decide_from_its_day(hub: Hub) -> None:
    entry = await listed(hub, black())
    question = (await opened(hub, entry["id"]))["objection"]["id"]
    new = "jinjiang-revenue"
    office = {"region": {"slug": "jinjiang"}, "serves": [{"slug": "jinjiang"}], "functions": ["TAXATION"]}
    await hub.done(CREDIT, REGISTER, **joining(new, **office))
    await hub.done(CREDIT, END, department={"slug": TAX}, validTo="2026-11-30", successor={"slug": new})
    hub.clock.set("2026-11-30")
    assert (await hub.ask(new, QUEUE, slug=new))["objections"]["nodes"] == []
    early = await hub.refused(new, DECIDE, **finding(hub, question, "UPHELD"))
    assert early[0]["code"] != "NOT_FOUND"
    hub.clock.set("2026-12-01")
    assert (await hub.ask(new, QUEUE, slug=new))["objections"]["nodes"] == [{"id": question}]
    done = await hub.done(new, DECIDE, **finding(hub, question, "UPHELD"))
    assert done["objection"]["outcome"] == "UPHELD"
    exited = await hub.done(new, EXIT, entry=entry["id"], ground="STANDARD_CHANGED", facts="(示例)新认定标准")
    assert exited["entry"]["exitGround"] == "STANDARD_CHANGED"
    # A listing of the old office is the new one's own: it is told, and acts, as if it had listed itself.
    assert "objection_decided" not in [item["kind"] for item in (await inbox(hub, "anxi-finance"))[0]]


async def test_only_credit_offices_change_the_city(hub: Hub) -> None:
    answer = await hub.send("anxi-finance", REGISTER, {"input": joining()}, duties=("READ",))
    assert answer.codes == ["FORBIDDEN"]
    assert [each["code"] for each in await hub.refused(TAX, REGISTER, **joining())] == ["NOT_CREDIT_OFFICE"]
    elsewhere = await hub.refused("anxi-credit-office", REGISTER, **joining())
    assert [each["code"] for each in elsewhere] == ["OUTSIDE_YOUR_AREA"]
    assert (
        await hub.refused(
            CREDIT, END, department={"slug": TAX}, validTo="2026-11-22", successor={"slug": LICHENG}
        )
    )[0]["code"] == "DAY_HAS_PASSED"
