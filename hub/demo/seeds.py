"""Ids and chances of the demo city: the same for the same words, so that it is the same city every time."""

from __future__ import annotations

import datetime as dt
from hashlib import sha256
from random import Random
from uuid import UUID

from hub.policy.workdays import start_of

BEGAN = dt.date(2018, 4, 25)
"""The day of the notice: what the city is made of is as old as it."""

_RANDOM_BITS = 74


def fixed_id(*words: str) -> UUID:
    """The id of a thing that reference data name: UUIDv7 in shape, always the same for the same words."""
    digest = sha256("/".join(words).encode()).digest()
    return _uuid7(start_of(BEGAN), int.from_bytes(digest, "big") >> (256 - _RANDOM_BITS))


def drawn_id(chance: Random, moment: dt.datetime) -> UUID:
    """The id of a thing made at `moment`, drawn from `chance`."""
    return _uuid7(moment, chance.getrandbits(_RANDOM_BITS))


def _uuid7(moment: dt.datetime, random_bits: int) -> UUID:
    number = int(moment.timestamp() * 1000) << 80
    number |= 0x7 << 76 | (random_bits >> 62) << 64
    number |= 0b10 << 62 | random_bits & ((1 << 62) - 1)
    return UUID(int=number)
