"""Whether the process is alive and whether it may be sent requests; not ready any more once it drains."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from hub.edge.access_log import seen
from hub.edge.errors import masked

__all__ = ["Drain", "Guest", "Ready", "health_routes"]

Ready = Callable[[], Awaitable[Sequence[str]]]
"""Says what is missing, in words for an operator; empty when nothing is."""


class Guest(Protocol):
    """Somebody who stays longer than a request: an open socket."""

    async def farewell(self) -> None:
        """Tell the guest that the hub is stopping, finish what was begun, and see it out."""
        ...


class Drain:
    """Set once, when the process was told to stop: it finishes what it has and wants nothing new."""

    def __init__(self) -> None:
        self.active = False
        self.guests: set[Guest] = set()

    def begin(self) -> None:
        """From now on `/readyz` answers 503."""
        self.active = True

    async def farewell(self, seconds: float) -> None:
        """See every guest out, within so many seconds."""
        self.begin()
        leaving = [asyncio.ensure_future(guest.farewell()) for guest in self.guests]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await asyncio.gather(*leaving, return_exceptions=True)


def health_routes(ready: Ready, drain: Drain, seconds: float) -> list[Route]:
    """`/healthz`: 200 while the process answers at all. `/readyz`: 200, or 503 with what is missing after at most `seconds`."""

    async def healthz(_request: Request) -> JSONResponse:
        return JSONResponse({"status": "alive"})

    async def readyz(request: Request) -> JSONResponse:
        if drain.active:
            missing: Sequence[str] = ["The hub is stopping."]
        else:
            try:
                async with asyncio.timeout(seconds):
                    missing = await ready()
            except TimeoutError:
                missing = [f"The check did not end within {seconds:g} seconds."]
            except Exception as error:  # noqa: BLE001 - not ready is an answer, never a failure
                masked(error, seen(request.scope).reference)
                missing = ["The check itself failed; the log says why."]
        if missing:
            return JSONResponse({"status": "not ready", "missing": list(missing)}, status_code=503)
        return JSONResponse({"status": "ready"})

    return [
        Route("/healthz", healthz, methods=["GET"]),
        Route("/readyz", readyz, methods=["GET"]),
    ]
