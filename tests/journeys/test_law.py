"""The law changes: a standard and an edition are tried, published, and take effect on their day (X5, A9, §4.1, §5.4)."""

from __future__ import annotations

from typing import Any

from tests.support.city import Hub
from tests.support.law_steps import OFFICE, REFUSED, STANDARD, VERSIONS, version
from tests.support.steps import EXIT, LICHENG, TAX, black, initiated, listed, take_on, worklist

EDITION = """{ catalogue { name measures(first: 100) { nodes { code title side force category implementingFunction
  targets triggeredBy { slug } criteriaGroups acknowledgeWithinDays implementWithinDays releaseWithinDays maxMonths
  filedBy { slug } basis { act documentNumber article level inForceFrom inForceTo } memorandum } } } }"""
CATALOGUE = """mutation($input: PublishCatalogueInput!) { publishCatalogue(input: $input) {
  edition { id name effectiveFrom measures(first: 100) { totalCount } } wouldRelease wouldCreate
  effects(first: 100) { department { slug region { slug } } measureCode ends toRelease wouldCreate releaseBy }
  refusals { code path } } }"""
LEDGER = """query($id: ID!) { node(id: $id) { ... on Assignment {
  state releaseReason releaseDueSince releaseBy endsOn } } }"""
AT = """query($on: Date) { catalogue(on: $on) { name } }"""


async def measures(hub: Hub, *left_out: str) -> list[dict[str, Any]]:
    """The measures of the edition in force, as they would be published again."""
    nodes = (await hub.ask(OFFICE, EDITION))["catalogue"]["measures"]["nodes"]
    return [
        {
            **measure,
            "triggeredBy": [each["slug"] for each in measure["triggeredBy"]],
            "criteriaGroups": measure["criteriaGroups"] or None,
        }
        for measure in nodes
        if measure["code"] not in left_out
    ]


async def test_a_standard_is_tried_then_published_and_its_department_ends_what_it_no_longer_covers(
    hub: Hub,
) -> None:
    entry = await listed(hub, black())
    tried = await hub.done(OFFICE, STANDARD, **version(dryRun=True))
    assert tried["standard"] is None
    assert tried["nonConforming"] == {
        "nodes": [{"id": entry["id"]}],
        "totalCount": 1,
        "pageInfo": {"hasNextPage": False},
    }
    assert tried["query"]["listType"]["standard"]["version"] == "2022"

    done = await hub.done(OFFICE, STANDARD, **version(), operator="示例经办员甲")
    assert done["standard"]["effectiveFrom"] == "2027-01-01"
    assert done["standard"]["criteria"] == [{"code": "TAX-N1", "occurrences": 1}]
    assert done["nonConforming"]["totalCount"] == 1
    found = (await hub.ask(TAX, VERSIONS))["listType"]
    assert found["standard"] == {"version": "2022", "effectiveTo": "2026-12-31"}
    assert [each["version"] for each in found["standards"]] == ["2027", "2022", "2018"]

    hub.clock.set("2027-01-04")
    exited = await hub.done(
        TAX, EXIT, entry=entry["id"], ground="STANDARD_CHANGED", standard=done["standard"]["id"]
    )
    assert exited["entry"]["exitGround"] == "STANDARD_CHANGED"
    again = await hub.done(
        OFFICE, STANDARD, **version(version="2028", effectiveFrom="2028-01-01", dryRun=True)
    )
    assert again["nonConforming"]["totalCount"] == 0


async def test_a_standard_without_a_basis_that_permits_the_list_is_refused(hub: Hub) -> None:
    rule = {"act": "示例规范性文件", "level": "NORMATIVE_DOCUMENT", "inForceFrom": "2020-01-01"}
    refusals = await hub.refused(OFFICE, REFUSED, **version(basis=rule))
    assert refusals == [{"code": "LEVEL_NOT_PERMITTED", "path": ["basis", "level"], "clause": "§4.1"}]
    refusals = await hub.refused("jinjiang-credit-office", REFUSED, **version())
    assert [refusal["code"] for refusal in refusals] == ["MAY_NOT_PUBLISH"]


async def test_an_edition_is_tried_then_published_and_what_it_drops_is_released_on_its_day(hub: Hub) -> None:
    entry = await listed(hub, black())
    await initiated(hub, entry["id"], "licheng")
    await take_on(hub, LICHENG, hub.clock.today)
    owed = {item["measure"]["code"]: item for item in await worklist(hub, LICHENG)}
    assert "STRICT_REVIEW_OF_LICENCES" in owed

    asked = {
        "name": "示例目录清单(2027年版)",
        "effectiveFrom": "2027-01-04",
        "measures": await measures(hub, "STRICT_REVIEW_OF_LICENCES"),
    }
    tried = await hub.done(OFFICE, CATALOGUE, **asked, dryRun=True)
    assert tried["edition"] is None
    [concerned] = [
        effect
        for effect in tried["effects"]
        if effect["measureCode"] == "STRICT_REVIEW_OF_LICENCES" and effect["department"]["slug"] == LICHENG
    ]
    assert concerned == {
        "department": {"slug": LICHENG, "region": {"slug": "licheng"}},
        "measureCode": "STRICT_REVIEW_OF_LICENCES",
        "ends": 1,
        "toRelease": 1,
        "wouldCreate": 0,
        "releaseBy": "2027-01-11",
    }
    assert sum(effect["ends"] for effect in tried["effects"]) == tried["wouldRelease"] > 1

    done = await hub.done(OFFICE, CATALOGUE, **asked)
    assert done["wouldRelease"] == tried["wouldRelease"]
    assert done["edition"]["measures"]["totalCount"] == len(asked["measures"])
    reads = (await hub.ask(LICHENG, LEDGER, id=owed["STRICT_REVIEW_OF_LICENCES"]["id"]))["node"]
    assert (reads["state"], reads["endsOn"]) == ("IMPLEMENTED", "2027-01-04")

    hub.clock.set("2027-01-04")
    reads = (await hub.ask(LICHENG, LEDGER, id=owed["STRICT_REVIEW_OF_LICENCES"]["id"]))["node"]
    assert reads == {
        "state": "RELEASE_DUE",
        "releaseReason": "BASIS_ENDED",
        "releaseDueSince": "2027-01-03T16:00:00Z",
        "releaseBy": "2027-01-11T15:59:59Z",
        "endsOn": "2027-01-04",
    }
    others = [
        item["state"]
        for item in await worklist(hub, LICHENG)
        if item["id"] != owed["STRICT_REVIEW_OF_LICENCES"]["id"]
    ]
    assert set(others) == {"IMPLEMENTED"}
    for day, name in (("2027-01-03", "2023年版"), ("2027-01-04", "2027年版")):
        assert name in (await hub.ask(None, AT, on=day))["catalogue"]["name"]


async def test_an_edition_with_a_mandatory_measure_on_a_policy_document_is_refused(hub: Hub) -> None:
    chosen = await measures(hub)
    place = next(n for n, measure in enumerate(chosen) if measure["force"] == "MANDATORY")
    chosen[place]["basis"] = {"act": "示例意见", "level": "CENTRAL_POLICY", "inForceFrom": "2016-05-30"}
    asked = {"name": "示例", "effectiveFrom": "2027-01-04", "measures": chosen}
    refusals = await hub.refused(OFFICE, CATALOGUE, **asked)
    assert refusals == [{"code": "FORCE_NOT_CARRIED", "path": ["measures", str(place), "force"]}]
    refusals = await hub.refused(
        "jinjiang-credit-office", CATALOGUE, **asked | {"measures": await measures(hub)}
    )
    assert [refusal["code"] for refusal in refusals] == ["MAY_NOT_PUBLISH"]


END = """mutation($input: EndBasisInput!) { endBasis(input: $input) { basis { act inForceTo } wouldRelease
  effects(first: 100) { department { slug } measureCode ends toRelease releaseBy } refusals { code path } } }"""
BASIS_OF = """query($id: ID!) { node(id: $id) { ... on Assignment { measure { basis { id act } } } } }"""


async def test_an_act_ends_and_its_measures_are_released_the_day_after(hub: Hub) -> None:
    entry = await listed(hub, black())
    await initiated(hub, entry["id"], "licheng")
    await take_on(hub, LICHENG, hub.clock.today)
    [first, *_] = await worklist(hub, LICHENG)
    basis = (await hub.ask(LICHENG, BASIS_OF, id=first["id"]))["node"]["measure"]["basis"]
    tried = await hub.done(OFFICE, END, basis=basis["id"], inForceTo="2026-12-31", dryRun=True)
    assert tried["basis"] == {"act": basis["act"], "inForceTo": None}
    done = await hub.done(OFFICE, END, basis=basis["id"], inForceTo="2026-12-31")
    assert done["basis"] == {"act": basis["act"], "inForceTo": "2026-12-31"}
    assert done["wouldRelease"] == tried["wouldRelease"] > 0
    assert done["effects"] == tried["effects"]
    hub.clock.set("2026-12-31")
    assert (await hub.ask(LICHENG, LEDGER, id=first["id"]))["node"]["state"] == "IMPLEMENTED"
    hub.clock.set("2027-01-01")
    reads = (await hub.ask(LICHENG, LEDGER, id=first["id"]))["node"]
    assert (reads["state"], reads["releaseReason"]) == ("RELEASE_DUE", "BASIS_ENDED")
    refusals = await hub.refused(OFFICE, END, basis=basis["id"], inForceTo="2027-12-31")
    assert refusals == [{"code": "BASIS_HAS_ENDED", "path": ["basis"]}]
