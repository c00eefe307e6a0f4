"""Opaque, typed ids: which kind of object, which bucket, which UUIDv7 (engine.md §5)."""

from __future__ import annotations

import base64
import binascii
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

KINDS = {
    "Region": 1,
    "Department": 2,
    "Enterprise": 3,
    "Person": 4,
    "Officership": 5,
    "LegalBasis": 6,
    "ListType": 7,
    "ListingStandard": 8,
    "CatalogueEdition": 9,
    "Measure": 10,
    "ListEntry": 11,
    "LinkedAction": 12,
    "Assignment": 13,
    "Objection": 14,
    "Repair": 15,
    "Publication": 16,
    "Channel": 17,
}
"""GraphQL type name -> its number in an id. Numbers are never reused."""

_NAMES = {number: name for name, number in KINDS.items()}
_SIZE = 18
_TEXT = _SIZE * 4 // 3
_URL_SAFE = bytes.maketrans(b"+/", b"-_")

HEADS: dict[str, list[bytes]] = {
    name: [bytes((number, bucket)) for bucket in range(256)] for name, number in KINDS.items()
}
"""What an id begins with, by type and bucket; sixteen bytes of UUID follow."""


def texts_of(packed: Sequence[bytes]) -> list[str]:
    """The texts of many ids at once, each given as its eighteen bytes: those make 24 characters without a rest."""
    text = binascii.b2a_base64(b"".join(packed), newline=False).translate(_URL_SAFE).decode("ascii")
    return [text[start : start + _TEXT] for start in range(0, len(text), _TEXT)]


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """One object: its type's name, its bucket (0 where its table has none) and its UUID."""

    kind: str
    bucket: int
    id: UUID

    def __str__(self) -> str:
        """The opaque id that clients see: 24 characters of base64url."""
        raw = bytes((KINDS[self.kind], self.bucket)) + self.id.bytes
        return base64.urlsafe_b64encode(raw).decode("ascii")

    @classmethod
    def parse(cls, text: str) -> Ref | None:
        """The object that `text` names, or None where it is no id of this hub."""
        if len(text) != _TEXT:
            return None
        try:
            raw = base64.b64decode(text, altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        kind = _NAMES.get(raw[0])
        return None if kind is None else cls(kind, raw[1], UUID(bytes=raw[2:]))


class IdSource:
    """UUIDv7 (RFC 9562 §5.7) of one moment, rising in the order they are asked for.

    The 12 bits beside the milliseconds count, the other 62 are random; after 4,096 ids the
    milliseconds move on by one.
    """

    def __init__(self, moment: dt.datetime) -> None:
        self._millis = int(moment.timestamp() * 1000)
        self._count = 0

    def __call__(self) -> UUID:
        """The next id."""
        millis = self._millis + (self._count >> 12)
        number = (millis & ((1 << 48) - 1)) << 80
        number |= 0x7 << 76 | (self._count & 0xFFF) << 64
        number |= 0b10 << 62 | secrets.randbits(62)
        self._count += 1
        return UUID(int=number)
