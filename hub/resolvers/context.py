"""What every field of one operation shares: who asks, at which moment, and how it reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from hub.policy.workdays import day_of
from hub.resolvers.reads import Reads, rights_of

if TYPE_CHECKING:
    import datetime as dt
    from types import TracebackType

    from hub.policy.duties import Caller
    from hub.resolvers.following import Following
    from hub.store.graph.fields import Rights
    from hub.store.line import Proof
    from hub.store.session import Store


@dataclass(slots=True)
class Context:
    """One operation; its snapshot is let go when the answer is complete, at the end of the block."""

    store: Store
    caller: Caller
    moment: dt.datetime
    following: Following | None = None
    """Who follows inboxes in this process; None where nobody can."""
    objects: Any = None
    """What reads whole objects; None where every field is executed."""
    withheld: list[dict[str, object]] = field(default_factory=list)
    """What may be said to be hidden: {path, code} (V3)."""
    proof: Proof | None = None
    """What has still to be found true before anything is told: a caller from memory is only supposed."""
    today: dt.date = field(init=False)
    """The day in Asia/Shanghai."""
    rights: Rights = field(init=False)
    _reads: Reads | None = None

    def __post_init__(self) -> None:
        self.today = day_of(self.moment)
        self.rights = rights_of(self.caller)

    @property
    def reads(self) -> Reads:
        """How fields read that are executed one by one; made when the first of them asks."""
        if self._reads is None:
            self._reads = Reads(self.store, self.caller, self.moment, self.today)
        return self._reads

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._reads is not None:
            await self._reads.close()
