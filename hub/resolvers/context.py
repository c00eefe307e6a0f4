"""What every field of one operation shares: who asks, at which moment, and how it reads."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hub.policy.workdays import day_of
from hub.resolvers.reads import Reads

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import AsyncIterator

    from hub.policy.duties import Caller
    from hub.resolvers.following import Following
    from hub.store.session import Store


@dataclass(slots=True)
class Context:
    """One operation. `withheld` collects what may be said to be hidden: {path, code} (V3)."""

    store: Store
    caller: Caller
    moment: dt.datetime
    reads: Reads
    withheld: list[dict[str, object]] = field(default_factory=list)
    following: Following | None = None
    """Who follows inboxes in this process; None where nobody can."""

    @property
    def today(self) -> dt.date:
        """The day in Asia/Shanghai."""
        return day_of(self.moment)


@asynccontextmanager
async def open_context(
    store: Store, caller: Caller, moment: dt.datetime, following: Following | None = None
) -> AsyncIterator[Context]:
    """One operation's context; its snapshot is let go when the answer is complete."""
    today = day_of(moment)
    reads = Reads(store, caller, moment, today)
    try:
        yield Context(store, caller, moment, reads, following=following)
    finally:
        await reads.close()
