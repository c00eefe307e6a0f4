"""Planned, field by field, and by a naive reading of whole tables: one answer, for whatever is asked by whomever.

Made-up operations are the same in every run; SAMENESS=5000 asks for so many others, for each audience.
"""

from __future__ import annotations

import asyncio
import dataclasses
import os
from collections.abc import Iterator
from random import Random
from typing import Any

import orjson
import pytest
from graphql import parse, validate
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from hub.casework.tokens import authenticate
from hub.edge.documents import Documents
from hub.policy.duties import PUBLIC, Caller
from hub.policy.vocabulary import Duty
from hub.schema.build import graphql_schema, strawberry_schema
from hub.schema.plans import Plans
from tests.support.answering import LIMITS, told
from tests.support.city import NOW, TODAY, Hub, city, hub_over, lively
from tests.support.databases import plain
from tests.support.naive import Naive
from tests.support.naive_city import Reader, Tables, View
from tests.support.oddities import VALUES, collect, odd
from tests.support.operations import Author, Operation
from tests.support.ways import everything
from tests.support.ways import ways as shortest

RANDOM = "SAMENESS" in os.environ
CASES = int(os.environ.get("SAMENESS", "300"))
"""How many operations for each audience."""
AUDIENCES = {
    "public": 1,
    "without READ": 1,
    "without READ_PERSONS": 1,
    "department": 2,
    "credit office": 2,
}
"""Who is asked for the same operations: a document is parsed and validated once, which takes longer than its answers."""
PROFILE = settings(
    max_examples=CASES,
    deadline=None,
    database=None,
    derandomize=not RANDOM,
    phases=[Phase.generate],  # a smaller seed makes no smaller operation
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


class Ways:
    """The three ways of reading one database."""

    def __init__(self, hub: Hub, url: str, callers: dict[str, Caller], values: dict[str, list[Any]]) -> None:
        self.hub = hub
        self.callers = callers
        self.values = values
        self.schema = graphql_schema()
        self.documents = Documents(self.schema, LIMITS)
        self.plans = Plans(strawberry_schema())
        tables = Tables(plain(url))
        self.views = {name: View(tables, _reader(caller), TODAY, NOW) for name, caller in callers.items()}

    async def body(self, operation: Operation, caller: Caller, plans: Plans | None) -> bytes:
        """The answer as it would leave."""
        return await told(self.hub, caller, operation.text, operation.variables, plans, self.documents)

    def naive(self, operation: Operation, audience: str) -> tuple[bytes, bool, list[Any]]:
        """Data, whether something was wrong, and what is withheld."""
        document = self.documents.prepare(operation.text).document
        found = Naive(self.schema, self.views[audience]).answer(document, operation.variables)
        return orjson.dumps(found.data), bool(found.errors), sorted(map(list, found.withheld), key=str)


def _reader(caller: Caller) -> Reader:
    reads = Duty.READ in caller.duties
    return Reader(
        caller.department_id,
        reads,
        reads and "CREDIT_OFFICE" in caller.functions,
        reads and Duty.READ_PERSONS in caller.duties,
        tuple(duty.value for duty in caller.duties),
    )


def seen(body: bytes) -> tuple[bytes, bool, list[Any]]:
    """The same of an answer."""
    found = orjson.loads(body)
    withheld = [each["path"] for each in found.get("extensions", {}).get("withheld", ())]
    return orjson.dumps(found["data"]), "errors" in found, sorted(withheld, key=str)


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as running:
        yield running


@pytest.fixture(scope="module")
def ways(cluster: str, runner: asyncio.Runner) -> Iterator[Ways]:
    with city(cluster, lively) as address:
        opened = hub_over(address)
        hub = runner.run(opened.__aenter__())
        yield runner.run(_ways(hub, address))
        runner.run(opened.__aexit__(None, None, None))


async def _ways(hub: Hub, url: str) -> Ways:
    await odd(hub)
    values = await collect(hub)
    office = await authenticate(hub.store, await hub.token("jinjiang-credit-office"), NOW)
    department = await authenticate(hub.store, await hub.token("jinjiang-taxation"), NOW)
    callers = {
        "public": PUBLIC,
        "without READ": dataclasses.replace(office, duties=frozenset({Duty.READ_PERSONS})),
        "without READ_PERSONS": dataclasses.replace(department, duties=frozenset({Duty.READ})),
        "department": department,
        "credit office": office,
    }
    return Ways(hub, url, callers, {**VALUES, **values})


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_way_of_reading_answers_the_same(ways: Ways, runner: asyncio.Runner, audience: str) -> None:
    caller = ways.callers[audience]
    planned = [0, 0]

    @PROFILE
    @given(st.integers(0, 2**48))
    def same(seed: int) -> None:
        operation = Author(ways.schema, ways.values, Random(f"{AUDIENCES[audience]} {seed}")).operation()  # noqa: S311 - no secret
        note(f"{operation.text}\n{operation.variables}")
        slow = runner.run(ways.body(operation, caller, None))
        before, odd_before = ways.plans.planned, ways.plans.unplanned.copy()
        quick = runner.run(ways.body(operation, caller, ways.plans))
        body = orjson.loads(slow)
        if len(body.get("errors", ())) < 2:
            assert quick == slow
        else:
            # Of several errors at once, which come first, and which of those below one null are told, is by chance.
            assert seen(quick) == seen(slow)
        if "data" not in body:
            return
        assert ways.naive(operation, audience) == seen(slow)
        if "errors" not in body:
            # A wrong argument of a field that was not reached in the end is no error.
            assert set(ways.plans.unplanned - odd_before) <= {"BadInput"}
        planned[0] += ways.plans.planned - before
        planned[1] += 1

    same()
    assert planned[1] > CASES / 2, "hardly anything was valid"
    # The others have a wrong argument somewhere: what is right all over was planned, or it failed above.
    assert planned[0] > planned[1] * 0.6


@pytest.mark.parametrize("name", shortest(graphql_schema()))
def test_everything_of_a_type_is_what_the_tables_say(ways: Ways, runner: asyncio.Runner, name: str) -> None:
    document = Operation(everything(ways.schema, name), {})
    for audience, caller in ways.callers.items():
        found = runner.run(ways.body(document, caller, ways.plans))
        assert ways.naive(document, audience) == seen(found), audience


def test_what_is_made_up_is_mostly_valid(ways: Ways) -> None:
    made = [Author(ways.schema, ways.values, Random(seed)).operation() for seed in range(200)]  # noqa: S311
    valid = [each for each in made if not validate(ways.schema, parse(each.text))]
    assert len(valid) > 150
