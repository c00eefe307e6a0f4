"""What the rules, the lists and the entries were on any day is answered again: tables of days (§4.1, §4.2, §6, L1, L7)."""

from __future__ import annotations

from tests.support.city import Hub
from tests.support.law_steps import OFFICE, REFUSED, STANDARD, VERSIONS, version
from tests.support.steps import EXIT, LICHENG, TAX, black, listed


async def test_the_rules_of_any_day_are_answered_again(hub: Hub) -> None:
    await hub.done(OFFICE, STANDARD, **version())
    days = {
        "2018-04-24": None,
        "2018-04-25": "2018",
        "2022-01-31": "2018",
        "2022-02-01": "2022",
        "2026-12-31": "2022",
        "2027-01-01": "2027",
        "2040-01-01": "2027",
    }
    for day, expected in days.items():
        found = (await hub.ask(None, VERSIONS, on=day))["listType"]["standard"]
        assert (found and found["version"]) == expected, day


LIST = """query($on: Date) { listType(slug: "commerce-black") { kindName(on: $on) carried(on: $on)
  permittedLevels(on: $on) stale keeper sharedFields freshWithinDays currentAsOf } }"""
CALLED = (
    """query($called: String) { listTypes(called: $called, first: 100) { nodes { slug kind } totalCount } }"""
)
CONFIRM = """mutation($input: ConfirmListCurrentInput!) { confirmListCurrent(input: $input) {
  listType { slug currentAsOf stale } refusals { code path } } }"""
BASES = """query($on: Date) { legalBases(first: 100, on: $on) { nodes { act inForce(on: $on) } } }"""
ABOVE = ["LAW", "ADMINISTRATIVE_REGULATION", "LOCAL_REGULATION"]


async def test_what_a_local_black_list_may_rest_on_and_is_called_depends_on_the_day(hub: Hub) -> None:
    before = (await hub.ask(None, LIST, on="2020-12-06"))["listType"]
    after = (await hub.ask(None, LIST, on="2020-12-07"))["listType"]
    assert before["kindName"] == "失信联合惩戒对象名单(黑名单)"
    assert after["kindName"] == "严重失信主体名单"
    assert after["permittedLevels"] == ABOVE
    assert set(before["permittedLevels"]) > set(ABOVE)
    assert (before["carried"], after["carried"]) == (False, False)
    assert (await hub.ask(None, LIST))["listType"]["carried"] is True


async def test_both_names_find_every_black_list_and_no_other(hub: Hub) -> None:
    old, new = [
        (await hub.ask(None, CALLED, called=name))["listTypes"] for name in ("黑名单", "严重失信主体名单")
    ]
    assert {each["kind"] for each in old["nodes"]} == {"BLACK"}
    assert old == new
    assert old["totalCount"] == len(old["nodes"]) > 10
    [tax] = (await hub.ask(None, CALLED, called="税收重点"))["listTypes"]["nodes"]
    assert tax == {"slug": "taxation-watch", "kind": "WATCH"}


async def test_a_keeper_confirms_its_list_which_is_stale_again_after_its_interval(hub: Hub) -> None:
    await hub.change("UPDATE list_type SET current_as_of = NULL WHERE slug = 'taxation-black'")
    seen = """{ listType(slug: "taxation-black") { stale currentAsOf } }"""
    assert (await hub.ask(None, seen))["listType"] == {"stale": True, "currentAsOf": None}
    as_of = "2026-11-22T16:00:00Z"
    done = await hub.done(TAX, CONFIRM, listType="taxation-black", asOf=as_of, operator="示例经办员甲")
    assert done["listType"] == {"slug": "taxation-black", "currentAsOf": as_of, "stale": False}
    hub.clock.set("2026-12-23")
    assert (await hub.ask(None, seen))["listType"]["stale"] is False
    hub.clock.set("2026-12-24")
    assert (await hub.ask(None, seen))["listType"]["stale"] is True
    refusals = await hub.refused(LICHENG, CONFIRM, listType="taxation-black", asOf=as_of)
    assert refusals == [{"code": "NOT_KEEPER", "path": ["listType"]}]


async def test_the_bases_of_any_day_are_answered(hub: Hub) -> None:
    for day, there in (
        ("2014-09-30", False),
        ("2014-10-01", True),
        ("2025-06-30", True),
        ("2025-07-01", False),
    ):
        nodes = (await hub.ask(None, BASES, on=day))["legalBases"]["nodes"]
        assert all(node["inForce"] for node in nodes)
        assert ("纳税信用管理办法(试行)" in {node["act"] for node in nodes}) is there, day


IN_FORCE = """query($id: ID!, $on: Date) { node(id: $id) { ... on ListEntry { inForce(on: $on) } } }"""
LOCAL = {"listType": "commerce-black", "effectiveFrom": "2027-01-01", "version": "2027"}


async def test_an_entry_is_in_force_on_the_days_on_which_it_was(hub: Hub) -> None:
    entry = await listed(hub, black(validFrom="2026-11-25", validUntil="2027-11-24"))
    hub.clock.set("2027-02-01")
    await hub.done(TAX, EXIT, entry=entry["id"], ground="STANDARD_CHANGED", facts="示例文件")
    days = {
        "2026-11-24": False,
        "2026-11-25": True,
        "2027-01-31": True,
        "2027-02-01": False,
        "2027-11-24": False,
    }
    for moved in ("2027-02-01", "2030-01-01"):
        hub.clock.set(moved)
        for day, expected in days.items():
            assert (await hub.ask(TAX, IN_FORCE, id=entry["id"], on=day))["node"]["inForce"] is expected, day


async def test_a_local_black_list_rests_on_a_local_regulation_or_above(hub: Hub) -> None:
    allowed = {}
    for level in (*ABOVE, "CENTRAL_POLICY", "DEPARTMENT_RULE", "LOCAL_RULE", "NORMATIVE_DOCUMENT"):
        basis = {"act": "示例", "level": level, "inForceFrom": "2020-01-01"}
        data = await hub.ask(OFFICE, REFUSED, input=version(**LOCAL, basis=basis, dryRun=True))
        allowed[level] = [refusal["code"] for refusal in data["publishStandard"]["refusals"]]
    assert {level for level, codes in allowed.items() if not codes} == set(ABOVE)
    assert {code for codes in allowed.values() for code in codes} == {"LEVEL_NOT_PERMITTED"}
