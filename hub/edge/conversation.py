"""What is said over one socket, from connection_init to the close: graphql-transport-ws, and nothing else.

One task reads and alone closes; each operation has a task of its own, which is cancelled when the client
completes it or leaves. Every message waits until the client has room for it, so a slow client is a slow
reader of the feed and never a queue in this process.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

from hub.edge.access_log import Seen, log_operation
from hub.edge.callers import Caller, token_of
from hub.edge.channel import Channel, Gone
from hub.edge.documents import Documents
from hub.edge.errors import Code, Stopped, masked, refuse, stopped_by
from hub.edge.execution import Kind, Operation, answer, chosen, cost_of
from hub.edge.messages import Close, Closed, Complete, Init, Message, Ping, Subscribe
from hub.edge.parameters import from_message
from hub.edge.standing import TokenEnded
from hub.edge.subscription import Deliveries, subscribe

__all__ = ["Conversation"]

_GOODBYE: Final = "The hub is stopping: connect again, and go on after your last cursor."


@dataclass(eq=False, slots=True)
class _Under:
    """An operation under way; `started` once a subscription listens, or the kind turned out to be another."""

    kind: Kind | None = None
    started: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None


class Conversation:
    """One accepted socket. `header_token` gives the token of its request, or raises `Stopped`."""

    def __init__(
        self,
        deliveries: Deliveries,
        documents: Documents,
        header_token: Callable[[], str | None],
        channel: Channel,
        known: Seen,
    ) -> None:
        self._of = deliveries
        self._limits = deliveries.limits
        self._documents = documents
        self._header_token = header_token
        self._channel = channel
        self._known = known
        self._token: str | None = None
        self._greeted = self._acknowledged = self._leaving = False
        self._operations: dict[str, _Under] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._patience = asyncio.timeout(self._limits.init_seconds)
        self._verdict = Closed(Close.INIT_TIMEOUT, "Connection initialisation timeout")
        self._beat: asyncio.TimerHandle | None = None
        self.operations = 0

    async def run(self) -> int | None:
        """Talk until one side has had enough; the code it was closed with, None where the client just left."""
        try:
            await self._listen()
        except Gone:
            return None
        except Closed as closed:
            return await self._channel.close(closed)
        except Exception as error:  # noqa: BLE001 - a fault of ours is told, and masked
            masked(error, self._known.reference)
            words = f"Internal error; quote the reference {self._known.reference}"
            return await self._channel.close(Closed(Close.INTERNAL, words))
        finally:
            self._channel.over = True
            if self._beat is not None:
                self._beat.cancel()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
        return None

    async def _listen(self) -> None:
        try:
            async with self._patience:
                while True:
                    await self._hear(await self._channel.next())
        except TimeoutError:
            if not self._patience.expired():
                raise
            raise self._verdict from None

    def end(self, verdict: Closed) -> None:
        """Have the reader close the socket, whatever it is waiting for."""
        self._verdict = verdict
        with contextlib.suppress(RuntimeError):
            self._patience.reschedule(asyncio.get_running_loop().time())

    async def farewell(self) -> None:
        """The hub is stopping: say so, finish queries and mutations, and close so that clients come again."""
        self._leaving = True
        with contextlib.suppress(Gone):
            await self._say({"type": "ping", "payload": {"message": _GOODBYE}})
        busy = [u.task for u in self._operations.values() if u.kind != "subscription" and u.task is not None]
        if busy:
            await asyncio.wait(busy)
        self.end(Closed(Close.RESTART, "Service restart"))

    async def _hear(self, message: Message) -> None:
        if isinstance(message, Init):
            await self._greet(message)
        elif isinstance(message, Ping):
            await self._answer_ping(message)
        elif isinstance(message, Subscribe):
            await self._begin(message)
        elif isinstance(message, Complete):
            under = self._operations.pop(message.id, None)
            if under is not None and under.task is not None:
                # A task that never began has no end of its own.
                under.started.set()
                under.task.cancel()

    async def _greet(self, message: Init) -> None:
        if self._greeted:
            raise Closed(Close.TOO_MANY_INITS, "Too many initialisation requests")
        self._greeted = True
        self._patience.reschedule(None)
        try:
            self._token = token_of(message.payload) or self._header_token()
            caller = await self._of.standing.caller(self._token)
        except Exception as error:  # noqa: BLE001 - whatever it is becomes a code
            stopped = stopped_by(error, self._known.reference)
            code = stopped.errors[0]["extensions"]["code"]
            self._known.codes.append(code)
            close = _AT_THE_DOOR.get(code, Close.INTERNAL)
            raise Closed(close, f"{close.name.replace('_', ' ').capitalize()}: {stopped}") from None
        self._known.caller = caller.slug
        self._acknowledged = True
        self._arm()
        await self._say({"type": "connection_ack"})

    async def _answer_ping(self, message: Ping) -> None:
        pong: dict[str, Any] = {"type": "pong"}
        if message.payload is not None:
            pong["payload"] = message.payload
        # A pong tells that what was subscribed before the ping listens: nothing from now on is missed.
        starting = self._starting()
        if starting:
            self._do(self._say_after, starting, pong)
        else:
            await self._say(pong)

    async def _say_after(self, starting: list[asyncio.Event], message: dict[str, Any]) -> None:
        for each in starting:
            await each.wait()
        await self._say(message)

    def _starting(self) -> list[asyncio.Event]:
        return [under.started for under in self._operations.values() if not under.started.is_set()]

    async def _begin(self, message: Subscribe) -> None:
        if not self._acknowledged:
            raise Closed(Close.UNAUTHORIZED, "Unauthorized")
        if message.id in self._operations:
            raise Closed(Close.ALREADY_THERE, f"Subscriber for {message.id} already exists")
        if self._leaving:
            return
        if len(self._operations) >= self._limits.operations:
            words = f"The socket has {self._limits.operations} operations under way; that is the limit."
            await self._refuse(message.id, refuse(Code.RATE_LIMITED, words))
            return
        before = self._starting()
        under = self._operations[message.id] = _Under()
        self.operations += 1
        under.task = self._do(self._operate, message, under, before)

    def _do(self, work: Callable[..., Awaitable[None]], *given: Any) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(_while_there(work, *given))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _operate(self, message: Subscribe, under: _Under, before: list[asyncio.Event]) -> None:
        began = asyncio.get_running_loop().time()
        known = Seen(caller=self._known.caller)
        try:
            operation = chosen(self._documents, from_message(message.payload), known, lambda _: None)
            under.kind = operation.kind
            if operation.kind != "subscription":
                under.started.set()
            # In the order they were sent: a mutation finds the subscriptions before it listening.
            for earlier in before:
                await earlier.wait()
            caller = await self._of.standing.caller(self._token)
            known.caller = caller.slug
            if operation.kind == "subscription":
                await self._follow(message.id, operation, caller, under, known)
            else:
                await self._say(
                    {"id": message.id, "type": "next", "payload": await self._once(operation, caller, known)}
                )
            self._forget(message.id, under)
            await self._say({"id": message.id, "type": "complete"})
        except Gone:
            raise
        except Exception as error:  # noqa: BLE001 - the socket answers everything
            stopped = stopped_by(error, known.reference)
            known.codes = sorted({each["extensions"]["code"] for each in stopped.errors})
            self._forget(message.id, under)
            await self._refuse(message.id, stopped)
            if isinstance(stopped, TokenEnded):
                self.end(Closed(Close.FORBIDDEN, f"Forbidden: {stopped}"))
        finally:
            under.started.set()
            self._forget(message.id, under)
            log_operation(known, asyncio.get_running_loop().time() - began)

    async def _once(self, operation: Operation, caller: Caller, known: Seen) -> dict[str, Any]:
        of = self._of
        response = await answer(of.schema, caller, operation, of.open_context, of.limits, plans=of.plans)
        known.codes = sorted({each["extensions"]["code"] for each in response.get("errors", ())})
        if operation.extensions.get("cost") is True:
            response.setdefault("extensions", {}).update(cost_of(operation, of.limits))
        return response

    async def _follow(
        self, key: str, operation: Operation, caller: Caller, under: _Under, known: Seen
    ) -> None:
        known.events = 0
        subscription = await subscribe(self._of, caller, operation, self._token)
        under.started.set()
        try:
            async for response in subscription.responses():
                await self._say({"id": key, "type": "next", "payload": response})
                known.events += 1
        finally:
            await subscription.close()

    def _forget(self, key: str, under: _Under) -> None:
        # The client may have used the id again after its complete.
        if self._operations.get(key) is under:
            del self._operations[key]

    async def _refuse(self, key: str, stopped: Stopped) -> None:
        await self._say({"id": key, "type": "error", "payload": stopped.errors})

    def _arm(self) -> None:
        loop = asyncio.get_running_loop()
        self._beat = loop.call_later(self._limits.ping_seconds, self._do, self._ping)

    async def _ping(self) -> None:
        await self._say({"type": "ping"})
        following = [key for key, under in self._operations.items() if under.kind == "subscription"]
        if self._token is not None and following:
            try:
                await self._of.standing.caller(self._token)
            except TokenEnded as ended:
                for key in following:
                    await self._refuse(key, ended)
                self.end(Closed(Close.FORBIDDEN, f"Forbidden: {ended}"))
                return
            except Exception as error:  # noqa: BLE001 - an outage is no verdict about the token
                stopped_by(error, self._known.reference)
        self._arm()

    async def _say(self, message: dict[str, Any]) -> None:
        try:
            await self._channel.say(message)
        except Gone:
            # Where the client is there and takes nothing, only this wakes the reader.
            self.end(Closed(Close.TRY_AGAIN, "The client takes no messages"))
            raise


_AT_THE_DOOR: Final = {
    Code.UNAUTHENTICATED.value: Close.FORBIDDEN,
    Code.UPSTREAM_UNAVAILABLE.value: Close.TRY_AGAIN,
    Code.TIMEOUT.value: Close.TRY_AGAIN,
}


async def _while_there(work: Callable[..., Awaitable[None]], *given: Any) -> None:
    with contextlib.suppress(Gone):
        await work(*given)
