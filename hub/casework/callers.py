"""Who has asked lately: a caller from memory is only supposed, and the read that serves it asks for the token again.

Looking a token up takes a round trip to the database. A caller who was here before is answered without it: its
question and the look-up travel together, and the answer is kept back unless the token still says the same.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hub.casework.tokens import as_caller, hash_of
from hub.errors import Unauthenticated
from hub.policy.workdays import day_of
from hub.store.statements import tokens as statements

if TYPE_CHECKING:
    import datetime as dt

    from hub.policy.duties import Caller
    from hub.store.line import Proof
    from hub.store.session import Store

KEPT: Final = 10_000
"""How many callers are remembered, by the keyed hash of their token; the one that asked longest ago goes first."""


@dataclass(frozen=True, slots=True)
class Supposed:
    """A caller as it was when it last asked, and what must still be so."""

    caller: Caller
    proof: Proof
    day: dt.date
    until: dt.datetime
    """By the clock alone it is another caller, or none, from the next day or this moment on."""


class Callers:
    """The callers of one process."""

    def __init__(self, store: Store, kept: int = KEPT) -> None:
        self._store = store
        self._most = kept
        self._kept: OrderedDict[bytes, Supposed] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    async def authenticate(self, token: str, moment: dt.datetime) -> Caller:
        """The caller that a token stands for now, looked up; raises Unauthenticated in words."""
        token_hash, today = hash_of(self._store, token), day_of(moment)
        row, proof = await statements.known(self._store.wire, token_hash, today)
        self._kept.pop(token_hash, None)
        caller = as_caller(row, moment)
        if row is not None and proof is not None:
            self._kept[token_hash] = Supposed(caller, proof, today, row.expires_at)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return caller

    def suppose(self, token: str, moment: dt.datetime) -> Supposed | None:
        """The caller of a token that was here before; None for another, or one that is over by the clock."""
        try:
            token_hash = hash_of(self._store, token)
        except Unauthenticated:
            return None
        kept = self._kept.get(token_hash)
        if kept is None or moment >= kept.until or day_of(moment) != kept.day:
            return None
        self._kept.move_to_end(token_hash)
        return kept
