"""How long anything is worked on: within its time, and no longer than the client waits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Final, TypeVar

from starlette.types import Receive

from hub.edge.errors import Code, refuse

__all__ = ["unless_gone", "within"]


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

    Only to be used after the request body was read: what `receive` still tells is the disconnect. Nobody watches
    over work that is done at once, which is most of it.
    """
    task = asyncio.current_task()
    assert task is not None  # noqa: S101 - a coroutine is run by a task
    before = task.cancelling()
    watch = _Watch(receive, task)
    try:
        return await work
    except asyncio.CancelledError:
        if not watch.gone:
            if task.cancelling() > before:
                raise
            # A loader may hand out a future that somebody else cancelled: a failure, not a farewell.
            raise RuntimeError("The work was cancelled from within.") from None
        if task.uncancel() > before:
            raise
        return None
    finally:
        watch.end()


class _Watch:
    """Waits for the client's farewell from a moment after the work began, and cancels it then."""

    def __init__(self, receive: Receive, task: asyncio.Task[Any]) -> None:
        self._receive = receive
        self._task = task
        self._watcher: asyncio.Task[None] | None = None
        self._beginning = asyncio.get_running_loop().call_later(_AT_ONCE, self._begin)
        self.gone = False

    def _begin(self) -> None:
        self._watcher = asyncio.create_task(self._wait())

    async def _wait(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.gone = True
        self._task.cancel()

    def end(self) -> None:
        self._beginning.cancel()
        if self._watcher is not None:
            self._watcher.cancel()


_AT_ONCE: Final = 0.02
"""Seconds."""
