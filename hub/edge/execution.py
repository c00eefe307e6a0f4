"""Executes one operation for one caller: within its time, within its context, and no longer than the client waits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any, Literal, Protocol

from graphql import DocumentNode, ExecutionResult, GraphQLSchema, OperationDefinitionNode, execute

from hub.edge.access_log import Seen
from hub.edge.callers import Caller
from hub.edge.cost import Weight
from hub.edge.documents import Documents, Prepared
from hub.edge.errors import Code, Error, Stopped, as_asked, as_executed, masked, refuse
from hub.edge.limits import Limits
from hub.edge.parameters import Parameters
from hub.edge.waiting import within
from hub.schema.whole import Completing

__all__ = [
    "Execute",
    "Kind",
    "OpenContext",
    "Operation",
    "Planned",
    "Unproved",
    "answer",
    "chosen",
    "cost_of",
]

Kind = Literal["query", "mutation", "subscription"]


@dataclass(frozen=True, slots=True)
class Operation:
    """What is about to be executed: the prepared document, its chosen operation and the request around it.

    `variables` and `extensions` are as the client sent them; `allowed` are objects and values at most; `reference` is the id of the request in the log.
    """

    prepared: Prepared
    definition: OperationDefinitionNode
    kind: Kind
    name: str | None
    variables: Mapping[str, Any]
    extensions: Mapping[str, Any]
    weight: Weight
    allowed: tuple[int, int]
    reference: str


OpenContext = Callable[[Any, Operation], AbstractAsyncContextManager[Any]]
"""Opens what one operation needs (caller, operation) and closes it when the answer is complete."""


class Unproved(Exception):
    """The caller who was supposed has to be looked up."""


class Found(Protocol):
    """What came of a plan; see `hub.schema.plans.Answered`."""

    @property
    def data(self) -> dict[str, Any] | None:
        """The answer's data, None where the operation is to be executed field by field."""
        ...

    @property
    def error(self) -> Exception | None:
        """What went wrong that should not have."""
        ...

    def told(self, caller: Any) -> dict[str, Any] | None:
        """What `extensions.plan` tells this caller."""
        ...


class Planned(Protocol):
    """Answers queries by plans; see `hub.schema.plans.Plans`."""

    async def answer(
        self,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
        context: Any,
    ) -> Found:
        """The answer, or why there is none; raises what ends the request, such as an outage."""
        ...


Execute = Callable[[Any], Awaitable[ExecutionResult]]
"""Executes what was asked in an opened context."""


def chosen(
    documents: Documents, parameters: Parameters, known: Seen, served: Callable[[Kind], None]
) -> Operation:
    """The operation that is asked for, within the limits; `served` raises for a kind that is not served there."""
    prepared = documents.prepare(parameters.query)
    definition = prepared.operation(parameters.operation_name)
    name = None if definition.name is None else definition.name.value
    kind: Kind = definition.operation.value
    known.name_operation(name)
    known.kind = kind
    served(kind)
    allowed = documents.limits.answer(kind, public=known.caller is None)
    weight = documents.weigh(prepared, definition, parameters.variables, allowed)
    known.cost = weight.cost
    return Operation(
        prepared=prepared,
        definition=definition,
        kind=kind,
        name=name,
        variables=parameters.variables,
        extensions=parameters.extensions,
        weight=weight,
        allowed=allowed,
        reference=known.reference,
    )


def cost_of(operation: Operation, limits: Limits) -> dict[str, Any]:
    """What `extensions.cost` answers: what the operation may take, and what one may take at most."""
    return {
        "cost": {
            "asked": {
                "cost": operation.weight.cost,
                "nodes": operation.weight.nodes,
                "depth": operation.prepared.outline.depth,
            },
            "limits": {"cost": operation.allowed[1], "nodes": operation.allowed[0], "depth": limits.depth},
        }
    }


async def answer(
    schema: GraphQLSchema,
    caller: Caller,
    operation: Operation,
    open_context: OpenContext,
    limits: Limits,
    execution: Execute | None = None,
    plans: Planned | None = None,
    proof: Any = None,
) -> dict[str, Any]:
    """The GraphQL response to one operation: data, errors, extensions; to one event of it by its `execution`.

    A caller who is only supposed has a `proof`: it is found true before anything is told, or Unproved is raised.
    Raises `Stopped` with TIMEOUT (504) when the time is over, with BAD_USER_INPUT when variables do
    not fit, with UPSTREAM_UNAVAILABLE (503) when an outage left nothing to answer.
    """
    seconds = limits.mutation_seconds if operation.kind == "mutation" else limits.query_seconds
    async with within(seconds, f"The {operation.kind}"):
        async with open_context(caller, operation) as context:
            found = None
            if proof is not None:
                context.proof = proof
            if plans is not None and execution is None and operation.kind == "query":
                document, variables = operation.prepared.document, operation.variables
                found = await plans.answer(document, operation.definition, variables, context)
            if proof is not None and context.proof is not None:
                raise Unproved
            if found is not None and found.data is not None:
                response = {"data": found.data}
            elif execution is None:
                if found is not None:
                    _check_field_by_field(found, caller, operation, limits)
                response = _response(await _execute(schema, operation, context, limits), operation)
            else:
                response = _response(await execution(context), operation)
        # Read after closing: what is withheld may be settled there.
        withheld = getattr(context, "withheld", None)
    if operation.extensions.get("plan") is True and found is not None:
        told = found.told(caller)
        if told is not None:
            response.setdefault("extensions", {})["plan"] = told
    if withheld:
        # In the order of the answer's own paths, whichever way and in whatever order they were found.
        response.setdefault("extensions", {})["withheld"] = sorted(withheld, key=_path)
    return response


def _check_field_by_field(found: Found, caller: Caller, operation: Operation, limits: Limits) -> None:
    """Raises `Stopped` where the operation is too large to be executed without a plan."""
    if found.error is not None:
        masked(found.error, operation.reference)
    objects, values = limits.field_by_field(public=caller.slug is None)
    weight = operation.weight
    if weight.nodes > objects or weight.cost > values:
        raise refuse(
            Code.COST_LIMIT_EXCEEDED,
            f"The operation has to be answered field by field, and then the answer may hold {objects} objects and"
            f" {values} values; it could hold {weight.nodes} and {weight.cost}. Ask for smaller pages (first), or"
            " look for a wrong argument.",
        )


def _path(withheld: Mapping[str, Any]) -> Any:
    return withheld["path"]


async def _execute(
    schema: GraphQLSchema, operation: Operation, context: object, limits: Limits
) -> ExecutionResult:
    result: Any = execute(
        schema,
        operation.prepared.document,
        context_value=context,
        variable_values=dict(operation.variables),
        operation_name=operation.name,
        max_coercion_errors=limits.coercion_errors,
        hide_suggestions=True,
        executor_class=Completing,
    )
    if isawaitable(result):
        result = await result
    assert isinstance(result, ExecutionResult)  # noqa: S101 - incremental delivery is not in the schema
    return result


def _response(result: ExecutionResult, operation: Operation) -> dict[str, Any]:
    errors = result.errors or []
    # Errors without a path came before execution: variables that do not fit (GraphQL §7.1.2).
    if result.data is None and errors and all(error.path is None for error in errors):
        raise Stopped(as_asked(errors, Code.BAD_USER_INPUT))
    entries = [as_executed(error, operation.reference) for error in errors]
    _refuse_an_outage(result.data, entries)
    response: dict[str, Any] = {"data": result.data}
    if entries:
        response = {"errors": entries, "data": result.data}
    return response


def _refuse_an_outage(data: dict[str, Any] | None, entries: list[Error]) -> None:
    """Nothing but nulls because the store is away is no answer: 503, so that a balancer tries elsewhere."""
    away = [e for e in entries if e["extensions"]["code"] == Code.UPSTREAM_UNAVAILABLE]
    if away and not any(value is not None for value in (data or {}).values()):
        raise Stopped(away[:1], status=503, fixed=True)
