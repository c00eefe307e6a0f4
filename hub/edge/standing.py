"""Whether a token still stands: looked up anew for each operation and each event, one look-up for all who ask at once.

An event that reaches a thousand subscriptions asks a thousand times. Whoever asks while a look-up of the
same token waits for its turn shares it; nobody shares one that has begun, so an answer is never older than
the question.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from hub.edge.callers import Authenticate, Caller, caller_with
from hub.edge.errors import Code, Stopped

__all__ = ["AuthenticateAll", "Standing", "TokenEnded"]

AuthenticateAll = Callable[[Sequence[str]], Awaitable[Mapping[str, Any]]]
"""Tokens to callers, or to the `hub.errors.Unauthenticated` that says why there is none."""

_AT_ONCE: Final = 2
"""Look-ups at the same time: connections are for more than this, and whoever waits is looked up together."""
_TOGETHER: Final = 500


class TokenEnded(Stopped):
    """401: the token is unknown, expired or revoked."""


class Standing:
    """The callers of one process's sockets; `public` is who has no token.

    `authenticate_all` looks many tokens up at once; without it they are looked up one by one.
    """

    def __init__(
        self, authenticate: Authenticate, public: Caller, authenticate_all: AuthenticateAll | None = None
    ) -> None:
        self._authenticate = authenticate
        self._authenticate_all = authenticate_all
        self._public = public
        self._asked: dict[str, asyncio.Future[Any]] = {}
        self._working = 0
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
            if self._working < _AT_ONCE:
                self._working += 1
                worker = loop.create_task(self._work())
                self._workers.add(worker)
                worker.add_done_callback(self._workers.discard)
        caller: Caller = await asyncio.shield(answer)
        return caller

    async def _work(self) -> None:
        # Counted down in the same breath in which nothing is left to do: a task that has ended is only
        # seen to have ended a moment later, and whoever asks in between would wait for nobody.
        try:
            while self._asked:
                together = 1 if self._authenticate_all is None else _TOGETHER
                answers = {token: self._asked.pop(token) for token in list(self._asked)[:together]}
                await self._look_up(answers)
        finally:
            self._working -= 1

    async def _look_up(self, answers: Mapping[str, asyncio.Future[Any]]) -> None:
        found: Mapping[str, Any] = {}
        try:
            if len(answers) > 1 and self._authenticate_all is not None:
                found = await self._authenticate_all(list(answers))
        except Exception as error:  # noqa: BLE001 - told to whoever asked
            for answer in answers.values():
                answer.set_exception(error)
            return
        for token, answer in answers.items():
            try:
                answer.set_result(await caller_with(token, self._known(found)))
            except Stopped as stopped:
                ended = stopped.errors[0]["extensions"]["code"] == Code.UNAUTHENTICATED
                answer.set_exception(TokenEnded(stopped.errors, status=401, fixed=True) if ended else stopped)
            except Exception as error:  # noqa: BLE001 - told to whoever asked
                answer.set_exception(error)

    def _known(self, found: Mapping[str, Any]) -> Authenticate:
        async def known(token: str) -> Any:
            if token not in found:
                return await self._authenticate(token)
            if isinstance(found[token], Exception):
                raise found[token]
            return found[token]

        return known
