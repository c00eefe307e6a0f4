"""A planned answer and one made field by field are the same bytes, for whatever is asked by whomever."""

from __future__ import annotations

import asyncio
import dataclasses
import os
from collections.abc import Iterator
from random import Random
from typing import Any

import orjson
import pytest
from graphql import validate
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from hub.casework.tokens import authenticate
from hub.edge.access_log import Seen
from hub.edge.documents import Documents
from hub.edge.errors import Stopped
from hub.edge.execution import answer, chosen
from hub.edge.limits import Limits
from hub.edge.parameters import Parameters
from hub.policy.duties import PUBLIC, Caller
from hub.policy.vocabulary import Duty
from hub.resolvers.context import Context
from hub.schema.build import graphql_schema, strawberry_schema
from hub.schema.plans import Plans
from tests.support.city import NOW, Hub, city, hub_over, lively
from tests.support.oddities import VALUES, collect, odd
from tests.support.operations import Author, Operation

CASES = int(os.environ.get("SAMENESS", "200"))
"""How many operations for each audience; SAMENESS=5000 asks for more."""
AUDIENCES = ("public", "without READ_PERSONS", "department", "credit office")
PROFILE = settings(
    max_examples=CASES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


class Both:
    """The two ways of reading over one database."""

    def __init__(self, hub: Hub, callers: dict[str, Caller], values: dict[str, list[Any]]) -> None:
        self.hub = hub
        self.callers = callers
        self.values = values
        self.limits = Limits()
        self.schema = graphql_schema()
        self.documents = Documents(self.schema, self.limits)
        self.plans = Plans(strawberry_schema())

    async def body(self, operation: Operation, caller: Caller, plans: Plans | None) -> bytes:
        """The answer as it would leave."""
        parameters = Parameters(operation.text, None, operation.variables, {})
        known = Seen(reference="same")
        try:
            asked = chosen(self.documents, parameters, known, lambda _: None)
            found = await answer(self.schema, caller, asked, self._context, self.limits, plans=plans)
        except Stopped as stopped:
            found = {"stopped": stopped.errors}
        return orjson.dumps(found, option=orjson.OPT_UTC_Z)

    def _context(self, caller: Any, _: Any) -> Any:
        return Context(self.hub.store, caller, NOW)


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as running:
        yield running


@pytest.fixture(scope="module")
def both(cluster: str, runner: asyncio.Runner) -> Iterator[Both]:
    with city(cluster, lively) as address:
        opened = hub_over(address)
        hub = runner.run(opened.__aenter__())
        yield runner.run(_both(hub))
        runner.run(opened.__aexit__(None, None, None))


async def _both(hub: Hub) -> Both:
    await odd(hub)
    values = await collect(hub)
    office = await authenticate(hub.store, await hub.token("jinjiang-credit-office"), NOW)
    department = await authenticate(hub.store, await hub.token("jinjiang-taxation"), NOW)
    callers = {
        "public": PUBLIC,
        "without READ_PERSONS": dataclasses.replace(department, duties=frozenset({Duty.READ})),
        "department": department,
        "credit office": office,
    }
    return Both(hub, callers, {**VALUES, **values})


@pytest.mark.parametrize("audience", AUDIENCES)
def test_both_ways_of_reading_answer_the_same_bytes(
    both: Both, runner: asyncio.Runner, audience: str
) -> None:
    caller = both.callers[audience]
    planned = [0, 0]

    @PROFILE
    @given(st.integers(0, 2**48))
    def same(seed: int) -> None:
        operation = Author(both.schema, both.values, Random(seed)).operation()  # noqa: S311 - no secret
        slow = runner.run(both.body(operation, caller, None))
        before, odd_before = both.plans.planned, both.plans.unplanned.copy()
        quick = runner.run(both.body(operation, caller, both.plans))
        note(f"{operation.text}\n{operation.variables}")
        assert quick == slow
        told = orjson.loads(slow)
        if "data" in told and "errors" not in told:
            # A wrong argument of a field that was not reached in the end is no error.
            assert set(both.plans.unplanned - odd_before) <= {"BadInput"}
        planned[0] += both.plans.planned - before
        planned[1] += "data" in told

    same()
    assert planned[1] > CASES / 2, "hardly anything was valid"
    assert planned[0] > planned[1] * 0.7


def test_what_is_made_up_is_mostly_valid(both: Both) -> None:
    made = [Author(both.schema, both.values, Random(seed)).operation() for seed in range(200)]  # noqa: S311
    from graphql import parse  # noqa: PLC0415

    valid = [each for each in made if not validate(both.schema, parse(each.text))]
    assert len(valid) > 150
