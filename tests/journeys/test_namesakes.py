"""Two persons of one name are two persons: nobody is linked, restricted or found guilty by a name (§3.6, L2, A3, C3).

The person's own record shows what concerns him with the path: named by an entry, or merely holding office.
"""

from __future__ import annotations

from typing import Any

from hub.demo.known import KNOWN
from hub.policy.identifiers import citizen_check
from tests.support.city import Hub
from tests.support.steps import LICHENG, RECORD_OFFICE, REGISTER_PERSON, TAX, black, initiated, listed

FIRM = KNOWN[0]
PERSON = """query ($number: CitizenIdNumber!) { subject(by: {idNumber: $number}) { id name ... on Person {
    listEntries { totalCount } residualEffects { totalCount }
    linkedEntries { totalCount nodes { entry { id kind } through { role } officership { role since enterprise { code } } } } } } }"""
TARGETS = """query ($id: ID!) { node(id: $id) { ... on LinkedAction { assignments(first: 100) { nodes {
    measure { targets } target { id } } } } } }"""
SEARCH = """query ($name: String!) { searchSubjects(name: $name) { totalCount nodes { id name } } }"""
KEYS = """{ __type(name: "SubjectKey") { inputFields { name } } }"""


def number(place: int) -> str:
    body = f"9900001985020200{place}"
    return body + citizen_check(body)


async def person(hub: Hub, place: int, name: str, role: str | None = None) -> str:
    """A registered person, with an office in the firm; the citizen id."""
    await hub.done(TAX, REGISTER_PERSON, idNumber=number(place), name=name)
    if role is not None:
        office: dict[str, Any] = {"role": role, "since": "2020-01-01"}
        await hub.done(
            TAX, RECORD_OFFICE, enterprise={"code": FIRM.code}, person={"idNumber": number(place)}, **office
        )
    return number(place)


async def record(hub: Hub, slug: str, of: str) -> dict[str, Any]:
    found: dict[str, Any] = (await hub.ask(slug, PERSON, number=of))["subject"]
    return found


async def test_of_two_persons_of_one_name_only_the_one_meant_is_named_and_restricted(hub: Hub) -> None:
    name = "例同名"
    mine = await person(hub, 1, name)
    other = await person(hub, 2, name)
    given = black(responsible=[{"person": {"idNumber": mine}, "directlyResponsible": True}])
    entry = (await listed(hub, given))["id"]
    action = (await initiated(hub, entry))["action"]["id"]
    concerned, namesake = await record(hub, LICHENG, mine), await record(hub, LICHENG, other)
    assert [each["entry"]["id"] for each in concerned["linkedEntries"]["nodes"]] == [entry]
    assert namesake["linkedEntries"] == {"totalCount": 0, "nodes": []}
    aimed = {
        each["target"]["id"]
        for each in (await hub.ask(TAX, TARGETS, id=action))["node"]["assignments"]["nodes"]
    }
    assert namesake["id"] not in aimed
    found = (await hub.ask(LICHENG, SEARCH, name=name))["searchSubjects"]
    assert {each["id"] for each in found["nodes"]} >= {concerned["id"], namesake["id"]}


async def test_nothing_takes_a_name_for_a_key(hub: Hub) -> None:
    keys = (await hub.ask(None, KEYS))["__type"]["inputFields"]
    assert {each["name"] for each in keys} == {"id", "code", "idNumber"}


async def test_a_mere_office_is_shown_as_such_and_aims_no_measure(hub: Hub) -> None:
    director = await person(hub, 3, "例董事", "DIRECTOR")
    before = await record(hub, LICHENG, director)
    assert before["linkedEntries"]["totalCount"] == 0
    entry = (await listed(hub, black()))["id"]
    action = (await initiated(hub, entry))["action"]["id"]
    after = await record(hub, LICHENG, director)
    assert after["linkedEntries"] == {
        "totalCount": 1,
        "nodes": [
            {
                "entry": {"id": entry, "kind": "BLACK"},
                "through": None,
                "officership": {
                    "role": "DIRECTOR",
                    "since": "2020-01-01",
                    "enterprise": {"code": FIRM.code},
                },
            }
        ],
    }
    assert (after["listEntries"]["totalCount"], after["residualEffects"]["totalCount"]) == (0, 0)
    aimed = {
        each["target"]["id"]
        for each in (await hub.ask(TAX, TARGETS, id=action))["node"]["assignments"]["nodes"]
    }
    assert after["id"] not in aimed


async def test_who_is_named_is_not_shown_a_second_time_for_his_office(hub: Hub) -> None:
    await person(hub, 4, "例法人")
    entry = (await listed(hub, black()))["id"]
    [row] = await hub.rows(
        "SELECT s.id, count(*) FROM responsible_person r JOIN subject s ON s.id = r.person_id GROUP BY s.id"
    )
    ids = await hub.ask(
        TAX,
        """query ($id: ID!) { node(id: $id) { ... on ListEntry { responsiblePersons { person { id } } } } }""",
        id=entry,
    )
    named = ids["node"]["responsiblePersons"][0]["person"]["id"]
    found = await hub.ask(
        LICHENG,
        """query ($id: ID!) { node(id: $id) { ... on Person { linkedEntries { nodes {
             entry { id } through { role } officership { role } } } } } }""",
        id=named,
    )
    paths = found["node"]["linkedEntries"]["nodes"]
    assert len(paths) == row[1]
    assert {(each["entry"]["id"], each["officership"]) for each in paths} == {(entry, None)}


async def test_the_public_sees_no_mere_office(hub: Hub) -> None:
    director = await person(hub, 5, "例董乙", "DIRECTOR")
    await listed(hub, black())
    assert (await hub.ask(None, PERSON, number=director))["subject"] is None
