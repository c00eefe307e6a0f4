"""One operation's reads: one connection, one snapshot, the reader's rights in every statement."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any, cast

from hub.policy.duties import Audience
from hub.policy.vocabulary import Duty
from hub.resolvers.loaders import Loaders
from hub.store.graph.fields import Rights

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from hub.policy.duties import Caller
    from hub.store.session import Query, Snapshot, Store


def rights_of(caller: Caller) -> Rights:
    """A token without READ reads what the public reads; READ_PERSONS adds persons (V1, V2)."""
    if not caller.reads:
        return Rights(Audience.PUBLIC, persons=False)
    return Rights(caller.audience, persons=Duty.READ_PERSONS in caller.duties)


class Reads:
    """Opens its connection with the first statement; `renew` looks again, at what is committed now."""

    def __init__(self, store: Store, caller: Caller, moment: dt.datetime, today: dt.date) -> None:
        self.rights = rights_of(caller)
        self.statements = 0
        self._store = store
        self._binds: dict[str, Any] = {"now": moment, "today": today, "department": caller.department_id}
        self._lock = asyncio.Lock()
        self._open = AsyncExitStack()
        self._connection: Snapshot | None = None
        self._ended = False
        self.loaders = Loaders(self)

    async def fetch(self, statement: Query, values: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """The rows of one statement, by label. Sibling fields wait for each other here."""
        async with self._lock:
            if self._ended:
                # A batch that was under way when its fields were given up: nobody waits for it any more.
                message = "The operation is over; nothing is read for it any more."
                raise RuntimeError(message)
            if self._connection is None:
                self._connection = await self._open.enter_async_context(self._store.read())
            self.statements += 1
            result = await self._connection.execute(statement, {**self._binds, **values})
            return cast("Sequence[Mapping[str, Any]]", result.mappings().all())

    async def renew(self) -> None:
        """Forget what was read: the next statement sees the change just committed."""
        await self._let_go()
        self.loaders = Loaders(self)

    async def close(self) -> None:
        """Give the connection back, for good."""
        self._ended = True
        await self._let_go()

    async def _let_go(self) -> None:
        async with self._lock:
            self._connection = None
            await self._open.aclose()
