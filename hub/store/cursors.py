"""A place in a department's inbox: which department, which epoch of the feed, after which number."""

from __future__ import annotations

import base64
import binascii
import struct
from dataclasses import dataclass
from uuid import UUID

_SHAPE = struct.Struct(">16sIQ")


@dataclass(frozen=True, slots=True)
class FeedCursor:
    """Opaque outside, kept by the client; `number` 0 is the place before the first message."""

    department_id: UUID
    epoch: int
    number: int

    def __str__(self) -> str:
        raw = _SHAPE.pack(self.department_id.bytes, self.epoch, self.number)
        return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")

    @classmethod
    def parse(cls, text: str) -> FeedCursor | None:
        """The place that `text` names, or None where it is no cursor."""
        try:
            raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            department, epoch, number = _SHAPE.unpack(raw)
        except (binascii.Error, ValueError, struct.error):
            return None
        return cls(UUID(bytes=department), epoch, number)
