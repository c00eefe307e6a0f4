"""Whether a token still stands: looked up anew for each operation and each event, one look-up for all who ask at once.

An event that reaches a thousand subscriptions asks a thousand times. Whoever asks while a look-up of the
same token waits for its turn shares it; nobody shares one that has begun, so an answer is never older than
the question.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

from hub.edge.callers import Authenticate, Caller, caller_with
from hub.edge.errors import Code, Stopped

__all__ = ["Standing", "TokenEnded"]

_AT_ONCE: Final = 3
"""Look-ups at the same time: connections are for more than this."""


class TokenEnded(Stopped):
    """401: the token is unknown, expired or revoked."""


class Standing:
    """The callers of one process's sockets; `public` is who has no token."""

    def __init__(self, authenticate: Authenticate, public: Caller) -> None:
        self._authenticate = authenticate
        self._public = public
        self._asked: dict[str, asyncio.Future[Any]] = {}
        self._workers: set[asyncio.Task[None]] = set()

    async def caller(self, token: str | None) -> Caller:
        """Who holds the token now; raises TokenEnded, or what the look-up raises."""
        if token is None:
            return self._public
        answer = self._asked.get(token)
        if answer is None:
            loop = asyncio.get_running_loop()
            answer = self._asked[token] = loop.create_future()
            # Whoever asked may have left: an exception that nobody reads is no fault.
            answer.add_done_callback(lambda done: done.cancelled() or done.exception())
            if len(self._workers) < _AT_ONCE:
                worker = loop.create_task(self._work())
                self._workers.add(worker)
                worker.add_done_callback(self._workers.discard)
        caller: Caller = await asyncio.shield(answer)
        return caller

    async def _work(self) -> None:
        while self._asked:
            token = next(iter(self._asked))
            answer = self._asked.pop(token)
            try:
                answer.set_result(await caller_with(token, self._authenticate))
            except Stopped as stopped:
                ended = stopped.errors[0]["extensions"]["code"] == Code.UNAUTHENTICATED
                answer.set_exception(TokenEnded(stopped.errors, status=401, fixed=True) if ended else stopped)
            except Exception as error:  # noqa: BLE001 - told to whoever asked
                answer.set_exception(error)
