"""One subscription: a stream of events, each answered like an operation of its own.

For each event the token is looked up again, a context is opened, and the fields are executed with the rights
of that moment. An outage delays an event and never drops it; a token that ended, or lost its duty, ends the
subscription before the event is told.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any, Final

from graphql import (
    ExecutionResult,
    Executor,
    GraphQLSchema,
    create_source_event_stream,
    execute_subscription_event,
)

from hub.edge.callers import Caller
from hub.edge.errors import Code, Stopped, as_asked, as_executed, stopped_by
from hub.edge.execution import OpenContext, Operation, Planned, answer
from hub.edge.limits import Limits
from hub.edge.standing import Standing
from hub.edge.waiting import within
from hub.schema.whole import Completing

__all__ = ["Deliveries", "Subscription", "subscribe"]

_FIRST_WAIT: Final = 0.1
_LONGEST_WAIT: Final = 5.0
_ENDS: Final = frozenset({Code.FORBIDDEN.value, Code.UNAUTHENTICATED.value})


@dataclass(frozen=True, slots=True)
class Deliveries:
    """What every event of this process is delivered with; `turns` bounds how many are executed at once."""

    schema: GraphQLSchema
    open_context: OpenContext
    standing: Standing
    limits: Limits
    turns: asyncio.Semaphore
    plans: Planned | None = None


async def subscribe(
    deliveries: Deliveries, caller: Caller, operation: Operation, token: str | None
) -> Subscription:
    """Begin to listen; raises `Stopped` where the caller may not, or the arguments do not fit."""
    executor = Completing.build(
        deliveries.schema,
        operation.prepared.document,
        raw_variable_values=dict(operation.variables),
        operation_name=operation.name,
        max_coercion_errors=deliveries.limits.coercion_errors,
        hide_suggestions=True,
    )
    if isinstance(executor, list):
        raise Stopped(as_asked(executor, Code.BAD_USER_INPUT))
    async with (
        within(deliveries.limits.query_seconds, "Subscribing"),
        deliveries.open_context(caller, operation) as context,
    ):
        executor.context_value = context
        source = create_source_event_stream(executor)
        if isawaitable(source):
            source = await source
    executor.context_value = None
    if isinstance(source, ExecutionResult):
        raise Stopped([as_executed(error, operation.reference) for error in source.errors or ()])
    return Subscription(deliveries, operation, token, executor, aiter(source))


class Subscription:
    """A subscription that has begun; to be read once, and closed."""

    def __init__(
        self,
        deliveries: Deliveries,
        operation: Operation,
        token: str | None,
        executor: Executor[Any],
        events: AsyncIterator[Any],
    ) -> None:
        self._deliveries = deliveries
        self._operation = operation
        self._token = token
        self._executor = executor
        self._events = events

    async def responses(self) -> AsyncIterator[dict[str, Any]]:
        """A response to each event, in order; raises `Stopped` (TokenEnded for the token) where it ends early."""
        async for event in self._events:
            yield await self._response(event)

    async def close(self) -> None:
        """Stop listening."""
        close = getattr(self._events, "aclose", None)
        if close is not None:
            await close()

    async def _response(self, event: Any) -> dict[str, Any]:
        wait = _FIRST_WAIT
        while True:
            try:
                response = await self._answer(event)
            except Exception as error:  # noqa: BLE001 - told to the client, or tried again
                stopped = stopped_by(error, self._operation.reference)
                if not _away(stopped.errors):
                    raise stopped from (None if stopped is error else error)
            else:
                errors = response.get("errors", ())
                if response["data"] is None and any(e["extensions"]["code"] in _ENDS for e in errors):
                    raise Stopped(list(errors))
                if not _away(errors):
                    return response
            # The same event again, as soon as the store is back.
            await asyncio.sleep(wait)
            wait = min(wait * 2, _LONGEST_WAIT)

    async def _answer(self, event: Any) -> dict[str, Any]:
        of = self._deliveries
        caller = await of.standing.caller(self._token)

        async def execution(context: Any) -> ExecutionResult:
            executor = self._executor.build_per_event_executor(event)
            executor.context_value = context
            result = execute_subscription_event(executor)
            return await result if isawaitable(result) else result

        async with of.turns:
            return await answer(of.schema, caller, self._operation, of.open_context, of.limits, execution)


def _away(errors: Any) -> bool:
    return any(error["extensions"]["code"] == Code.UPSTREAM_UNAVAILABLE for error in errors)
