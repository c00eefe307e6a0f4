"""Every mutation declares its duty and refuses whoever does not hold it, before anything is looked at (V3, §5.3)."""

from __future__ import annotations

import pytest
from graphql import GraphQLInputObjectType, GraphQLNonNull, GraphQLObjectType, get_named_type, is_list_type

from hub.policy.vocabulary import Duty
from hub.schema.build import graphql_schema
from hub.schema.mutations.asking import DUTIES
from tests.support.city import DUTIES as ALL
from tests.support.city import Hub

HELD = {
    "registerEnterprise": Duty.REGISTER,
    "registerPerson": Duty.REGISTER,
    "recordOfficership": Duty.REGISTER,
    "endOfficership": Duty.REGISTER,
    "listSubject": Duty.LIST,
    "correctSubject": Duty.REGISTER,
    "correctOfficership": Duty.REGISTER,
    "registerDepartment": Duty.CATALOGUE,
    "changeDepartment": Duty.CATALOGUE,
    "endDepartment": Duty.CATALOGUE,
    "escalateToBlackList": Duty.LIST,
    "publishStandard": Duty.CATALOGUE,
    "publishCatalogue": Duty.CATALOGUE,
    "endBasis": Duty.CATALOGUE,
    "confirmListCurrent": Duty.LIST,
    "exitEntry": Duty.LIST,
    "confirmCorrection": Duty.REPAIR,
    "applyForRepair": Duty.REPAIR,
    "decideRepair": Duty.REPAIR,
    "pauseEntry": Duty.REPAIR,
    "openObjection": Duty.OBJECT,
    "decideObjection": Duty.OBJECT,
    "closeRestoration": Duty.OBJECT,
    "confirmPublications": Duty.LIST,
    "handOutNotice": Duty.LIST,
    "initiateAction": Duty.INITIATE,
    "withdrawAction": Duty.INITIATE,
    "acknowledgeAssignments": Duty.RESPOND,
    "declineAssignment": Duty.RESPOND,
    "reportImplementation": Duty.RESPOND,
    "confirmRelease": Duty.RESPOND,
    "confirmNotifications": Duty.READ,
}
SAMPLES = {"Date": "2026-11-23", "DateTime": "2026-11-23T00:00:00Z", "Int": 1, "Boolean": True}


PAYLOADS = {"escalateToBlackList": "ListSubjectPayload", "confirmCorrection": "ExitEntryPayload"}
"""Mutations that answer as another one does, because they come to the same."""


def mutations() -> GraphQLObjectType:
    found = graphql_schema().mutation_type
    assert found is not None
    return found


def sample(kind: GraphQLInputObjectType) -> dict[str, object]:
    """An input with everything that it must have, as empty as it may be."""
    given: dict[str, object] = {}
    for name, field in kind.fields.items():
        if not isinstance(field.type, GraphQLNonNull):
            continue
        named = get_named_type(field.type)
        if is_list_type(field.type.of_type):
            given[name] = []
        elif isinstance(named, GraphQLInputObjectType):
            given[name] = {"id": "x"} if named.is_one_of else sample(named)
        elif hasattr(named, "values"):
            given[name] = next(iter(named.values))
        else:
            given[name] = SAMPLES.get(named.name, "x")
    return given


def document(name: str) -> tuple[str, dict[str, object]]:
    kind = get_named_type(mutations().fields[name].args["input"].type)
    assert isinstance(kind, GraphQLInputObjectType)
    text = f"mutation ($input: {kind.name}!) {{ {name}(input: $input) {{ refusals {{ code }} query {{ __typename }} }} }}"
    return text, {"input": sample(kind)}


def test_the_table_names_every_mutation_with_its_duty() -> None:
    snake = {
        name: "".join(f"_{c.lower()}" if c.isupper() else c for c in name) for name in mutations().fields
    }
    assert {name: DUTIES[snake[name]] for name in mutations().fields} == HELD


def test_every_mutation_takes_one_input_and_gives_a_payload_with_refusals_and_the_query() -> None:
    for name, field in mutations().fields.items():
        capital = name[0].upper() + name[1:]
        assert {a: str(argument.type) for a, argument in field.args.items()} == {"input": f"{capital}Input!"}
        assert str(field.type) == f"{PAYLOADS.get(name, f'{capital}Payload')}!"
        payload = get_named_type(field.type)
        assert isinstance(payload, GraphQLObjectType)
        assert str(payload.fields["refusals"].type) == "[Refusal!]!"
        assert str(payload.fields["query"].type) == "Query!"
        assert f"({HELD[name].value})" in (field.description or "")


@pytest.mark.parametrize("name", HELD)
async def test_a_mutation_is_for_whoever_holds_its_duty(reader: Hub, name: str) -> None:
    text, given = document(name)
    lacking = tuple(duty for duty in ALL if duty != HELD[name].value)
    await reader.token("anxi-taxation", lacking)
    await reader.token("anxi-taxation", (HELD[name].value,))
    before = await reader.counts()

    public = await reader.send(None, text, given)
    assert (public.status, public.codes, public.body["data"]) == (200, ["UNAUTHENTICATED"], None)
    without = await reader.send("anxi-taxation", text, given, lacking)
    assert (without.codes, without.body["data"]) == (["FORBIDDEN"], None)
    assert f"does not hold the duty {HELD[name].value}" in without.body["errors"][0]["message"]
    assert await reader.counts() == before

    # Whoever holds nothing but it is heard; here the input is nonsense, and that is said in words.
    held = await reader.send("anxi-taxation", text, given, (HELD[name].value,))
    assert held.codes == []
    assert held.body["data"][name]["query"] == {"__typename": "Query"}
