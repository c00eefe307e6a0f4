"""Executes one operation for one caller: within its time, within its context, and no longer than the client waits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any, Literal, Protocol, TypeVar

from graphql import DocumentNode, ExecutionResult, GraphQLSchema, OperationDefinitionNode, execute
from starlette.types import Receive

from hub.edge.access_log import Seen
from hub.edge.callers import Caller
from hub.edge.cost import Weight
from hub.edge.documents import Documents, Prepared
from hub.edge.errors import Code, Error, Stopped, as_asked, as_executed, refuse
from hub.edge.limits import Limits
from hub.edge.parameters import Parameters

__all__ = [
    "Execute",
    "Kind",
    "OpenContext",
    "Operation",
    "Planned",
    "answer",
    "chosen",
    "cost_of",
    "unless_gone",
    "within",
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


class Planned(Protocol):
    """Answers queries by plans; see `hub.schema.plans.Plans`."""

    async def answer(
        self,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
        context: Any,
    ) -> Any:
        """What has the answer's `data`, None where the operation is to be executed, and `told(caller)`."""
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
) -> dict[str, Any]:
    """The GraphQL response to one operation: data, errors, extensions; to one event of it by its `execution`.

    Raises `Stopped` with TIMEOUT (504) when the time is over, with BAD_USER_INPUT when variables do
    not fit, with UPSTREAM_UNAVAILABLE (503) when an outage left nothing to answer.
    """
    seconds = limits.mutation_seconds if operation.kind == "mutation" else limits.query_seconds
    async with within(seconds, f"The {operation.kind}"):
        async with open_context(caller, operation) as context:
            found = None
            if plans is not None and execution is None and operation.kind == "query":
                document, variables = operation.prepared.document, operation.variables
                found = await plans.answer(document, operation.definition, variables, context)
            if found is not None and found.data is not None:
                response = {"data": found.data}
            elif execution is None:
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


@asynccontextmanager
async def within(seconds: float, what: str) -> AsyncIterator[None]:
    """Stop what is done inside when its time is over; raises `Stopped` with TIMEOUT (504) then."""
    clock = asyncio.timeout(seconds)
    try:
        async with clock:
            yield
    except TimeoutError:
        if not clock.expired():
            raise
        raise refuse(
            Code.TIMEOUT, f"{what} took longer than the {seconds:g} seconds it may take and was stopped."
        ) from None


_T = TypeVar("_T")


async def unless_gone(receive: Receive, work: Coroutine[Any, Any, _T]) -> _T | None:
    """Do `work`, but stop it when the client disconnects; None then.

    Only to be used after the request body was read: what `receive` still tells is the disconnect.
    """
    task = asyncio.create_task(work)
    watcher = asyncio.create_task(_gone(receive))
    watcher.add_done_callback(lambda _: task.cancel())
    try:
        return await task
    except asyncio.CancelledError:
        current = asyncio.current_task()
        if current is not None and current.cancelling():
            raise
        if watcher.done():
            return None
        # A loader may hand out a future that somebody else cancelled: a failure, not a farewell.
        raise RuntimeError("The work was cancelled from within.") from None
    finally:
        watcher.cancel()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
