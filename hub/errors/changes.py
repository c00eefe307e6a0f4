"""Refusals that any change can meet."""

from __future__ import annotations

from hub.errors import Refusal


class NotFound(Refusal):
    """There is no such {what}, or you may not see it."""

    code = "NOT_FOUND"


class Conflict(Refusal):
    """Somebody else changed the same thing at the same moment; nothing was done. Look again, then repeat."""

    code = "CONFLICT"


class IdempotencyConflict(Refusal):
    """The idempotency key {key} was used before with another input; nothing was done. Use a new key."""

    code = "IDEMPOTENCY_CONFLICT"


class InvalidInput(Refusal):
    """{field}: {problem}"""

    code = "INVALID_INPUT"


class TooMany(Refusal):
    """At most {limit} items in one call; this call had {given} and nothing was done."""

    code = "TOO_MANY"
