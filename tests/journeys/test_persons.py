"""A sanction reaches the persons responsible, always by the path of enterprise, office and dates (L2, A3, §3.6)."""

from __future__ import annotations

from typing import Any

import pytest

from hub.demo.known import KNOWN
from hub.policy.identifiers import citizen_check
from tests.support.city import Hub
from tests.support.steps import (
    EXIT,
    LICHENG,
    LIST,
    RECORD_OFFICE,
    REGISTER_PERSON,
    TAX,
    black,
    initiated,
    listed,
    take_on,
    worklist,
)

KNOWN_FIRM = KNOWN[0]
PERSON = """query ($number: CitizenIdNumber!) { subject(by: {idNumber: $number}) { id name ... on Person {
    maskedIdNumber listEntries { totalCount }
    officerships { nodes { role since until enterprise { code } } }
    residualEffects { nodes { measure { code } } }
    linkedEntries { totalCount nodes { entry { id kind inForce subject { id name } }
        through { role directlyResponsible officership { role since until enterprise { code } } } } } } } }"""
NAMED = """query ($id: ID!) { node(id: $id) { ... on ListEntry { responsiblePersons {
    role directlyResponsible person { name } officership { since until } } } } }"""


def number(place: int) -> str:
    body = f"9900001985010100{place}"
    return body + citizen_check(body)


async def officer(
    hub: Hub, place: int, role: str, since: str = "2020-01-01", until: str | None = None
) -> str:
    """A person with an office in the enterprise; the citizen id."""
    await hub.done(TAX, REGISTER_PERSON, idNumber=number(place), name=f"例职{place}")
    office: dict[str, Any] = {"role": role, "since": since} | ({} if until is None else {"until": until})
    enterprise, person = {"code": KNOWN_FIRM.code}, {"idNumber": number(place)}
    await hub.done(TAX, RECORD_OFFICE, enterprise=enterprise, person=person, **office)
    return number(place)


async def named(hub: Hub, entry: str) -> set[tuple[str, str | None, bool]]:
    found = (await hub.ask(TAX, NAMED, id=entry))["node"]["responsiblePersons"]
    return {(each["person"]["name"], each["role"], each["directlyResponsible"]) for each in found}


async def test_the_register_names_who_held_office_at_the_conduct(hub: Hub) -> None:
    # In 2015–2021 somebody else was legal representative; a director is not named by his office alone.
    await officer(hub, 1, "DIRECTOR")
    entry = await listed(hub, black())
    assert await named(hub, entry["id"]) == {
        ("林示甲", "LEGAL_REPRESENTATIVE", False),
        ("林示甲", "PRINCIPAL", False),
    }
    earlier = await listed(
        hub, black(conductFrom="2020-05-01", conductTo="2021-03-01"), by="licheng-taxation"
    )
    assert await named(hub, earlier["id"]) == {
        ("陈例乙", "LEGAL_REPRESENTATIVE", False),
        ("林示甲", "LEGAL_REPRESENTATIVE", False),
        ("林示甲", "PRINCIPAL", False),
    }


async def test_an_office_whose_holder_nobody_knows_is_a_gap(hub: Hub) -> None:
    payload = await hub.done(TAX, LIST, **black(conductFrom="2016-05-01", conductTo="2016-06-01"))
    assert payload["gaps"] == ["PRINCIPAL"]
    assert await named(hub, payload["entry"]["id"]) == {("陈例乙", "LEGAL_REPRESENTATIVE", False)}


async def test_a_list_of_persons_replaces_the_register_and_an_empty_one_names_nobody(hub: Hub) -> None:
    director = {"person": {"idNumber": await officer(hub, 1, "DIRECTOR")}, "role": "DIRECTOR"}
    manager = {"person": {"idNumber": await officer(hub, 2, "SENIOR_MANAGER")}, "role": "SENIOR_MANAGER"}
    payload = await hub.done(
        TAX, LIST, **black(responsible=[director | {"directlyResponsible": True}, manager])
    )
    assert await named(hub, payload["entry"]["id"]) == {
        ("例职1", "DIRECTOR", True),
        ("例职2", "SENIOR_MANAGER", False),
    }
    nobody = await listed(hub, black(1, responsible=[]))
    assert await named(hub, nobody["id"]) == set()


async def test_a_measure_aims_only_at_the_roles_it_names(hub: Hub) -> None:
    director = {"person": {"idNumber": await officer(hub, 1, "DIRECTOR")}, "role": "DIRECTOR"}
    entry = (await listed(hub, black(responsible=[director | {"directlyResponsible": True}])))["id"]
    payload = await initiated(hub, entry, "licheng")
    aims: dict[str, set[str]] = {}
    for planned in payload["plannedAssignments"]:
        aims.setdefault(planned["measure"]["code"], set()).add(planned["target"]["id"][:1])
    ids = {item["target"]["name"] for item in await worklist(hub, LICHENG)}
    assert ids == {"例职1", KNOWN_FIRM.name}
    codes = {
        item["measure"]["code"] for item in await worklist(hub, LICHENG) if item["target"]["name"] == "例职1"
    }
    # A director may not hold officers' posts; the legal representative's measure finds nobody to aim at.
    assert codes == {"LIMIT_OFFICER_POSTS"}
    assert "LIMIT_LEGAL_REPRESENTATIVE_POST" not in aims
    # Who is directly responsible is barred from the civil service in that capacity.
    assert "BAR_FROM_CIVIL_SERVICE" in aims


async def test_high_consumption_and_exit_bans_are_for_the_able_who_refuse(hub: Hub) -> None:
    entry = (await listed(hub, black(criteria=["TAX-B4"])))["id"]
    codes = {p["measure"]["code"] for p in (await initiated(hub, entry))["plannedAssignments"]}
    assert "EXIT_BAN" in codes
    other = (await listed(hub, black(1, criteria=["TAX-B1"])))["id"]
    codes = {p["measure"]["code"] for p in (await initiated(hub, other))["plannedAssignments"]}
    assert "EXIT_BAN" not in codes


async def test_the_person_shows_the_listing_with_its_path_and_the_residue(hub: Hub) -> None:
    entry = (await listed(hub, black()))["id"]
    await initiated(hub, entry, "licheng")
    await take_on(hub, LICHENG, hub.clock.today)
    seen = (await hub.ask("anxi-human-resources", PERSON, number=KNOWN_FIRM.id_number))["subject"]
    assert (seen["name"], seen["maskedIdNumber"]) == ("林示甲", "9900************17")
    assert seen["listEntries"] == {"totalCount": 0}  # the enterprise is listed, the person is not
    assert seen["linkedEntries"]["totalCount"] == 2
    path = {"since": "2021-03-01", "until": None, "enterprise": {"code": KNOWN_FIRM.code}}
    assert [n["entry"]["id"] for n in seen["linkedEntries"]["nodes"]] == [entry] * 2
    assert [n["entry"]["subject"]["name"] for n in seen["linkedEntries"]["nodes"]] == [KNOWN_FIRM.name] * 2
    assert {n["through"]["role"]: n["through"]["officership"] for n in seen["linkedEntries"]["nodes"]} == {
        role: {"role": role, **path} for role in ("LEGAL_REPRESENTATIVE", "PRINCIPAL")
    }
    assert seen["residualEffects"] == {"nodes": []}

    await hub.done(TAX, EXIT, entry=entry, ground="STANDARD_CHANGED", facts="新标准")
    seen = (await hub.ask("anxi-human-resources", PERSON, number=KNOWN_FIRM.id_number))["subject"]
    assert {n["measure"]["code"] for n in seen["residualEffects"]["nodes"]} == {
        "LIMIT_LEGAL_REPRESENTATIVE_POST",
        "LIMIT_OFFICER_POSTS",
    }
    # Named by the black entry that is over; of the watch entry that follows by his two offices alone.
    paths = sorted(
        (n["entry"]["kind"], n["entry"]["inForce"], n["through"] is not None)
        for n in seen["linkedEntries"]["nodes"]
    )
    assert paths == [("BLACK", False, True)] * 2 + [("WATCH", True, False)] * 2

    # After an error nothing leads from the person to the entry any more.
    await hub.done(TAX, EXIT, entry=entry, ground="ERROR")
    seen = (await hub.ask("anxi-human-resources", PERSON, number=KNOWN_FIRM.id_number))["subject"]
    assert seen["linkedEntries"] == {"totalCount": 0, "nodes": []}


@pytest.mark.parametrize("audience", [None, "dehua-taxation"])
async def test_a_person_listed_in_person_has_no_responsible_persons(hub: Hub, audience: str | None) -> None:
    who = {"idNumber": KNOWN_FIRM.id_number}
    entry = await listed(
        hub, black(subject=who, listType="judgment-black", criteria=["JD-B1"]), by="jinjiang-court"
    )
    assert (entry["subject"]["name"], entry["followedBy"]) == ("林示甲", None)  # that field has no watch list
    [refusal] = await hub.refused(
        "jinjiang-court",
        LIST,
        **black(subject={"idNumber": KNOWN[1].id_number}, listType="judgment-black", criteria=["JD-B1"],
                responsible=[{"person": who, "role": "PRINCIPAL"}]),
    )  # fmt: skip
    assert (refusal["code"], refusal["path"]) == ("NAMES_NOBODY", ["responsible"])
    node = "query ($id: ID!) { node(id: $id) { ... on ListEntry { subject { __typename name } } } }"
    seen = (await hub.ask(audience, node, id=entry["id"]))["node"]
    assert seen["subject"] == {"__typename": "Person", "name": "林*" if audience is None else "林示甲"}
