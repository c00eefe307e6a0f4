"""The messages of graphql-transport-ws, as they come in and go out, and the codes a socket is closed with.

What a client may send is judged here and nowhere else; whatever is no message of the protocol closes the
socket with 4400, as the protocol's reference server does.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

import orjson

__all__ = ["PROTOCOL", "Close", "Closed", "Complete", "Init", "Message", "Ping", "Pong", "Subscribe", "parse"]

PROTOCOL: Final = "graphql-transport-ws"

_LONGEST_REASON: Final = 123
"""Bytes: a close frame holds 125, two of them the code (RFC 6455 §5.5)."""
_LONGEST_ID: Final = 1_000


class Close(IntEnum):
    """Why a socket is closed: the protocol's own codes, and those of RFC 6455 that mean just this."""

    VIOLATION = 1008
    TOO_BIG = 1009
    RESTART = 1012
    TRY_AGAIN = 1013
    INVALID = 4400
    UNAUTHORIZED = 4401
    FORBIDDEN = 4403
    SUBPROTOCOL = 4406
    INIT_TIMEOUT = 4408
    ALREADY_THERE = 4409
    TOO_MANY_INITS = 4429
    INTERNAL = 4500


class Closed(Exception):
    """The socket ends here, with a code and a reason in words that fits into a close frame."""

    def __init__(self, code: Close, reason: str) -> None:
        self.code = code
        self.reason = reason.encode()[:_LONGEST_REASON].decode(errors="ignore")
        super().__init__(self.reason)


@dataclass(frozen=True, slots=True)
class Init:
    """connection_init: who is there, in whatever the client calls it."""

    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ping:
    """ping: is anybody there?"""

    payload: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Pong:
    """pong: somebody is."""


@dataclass(frozen=True, slots=True)
class Subscribe:
    """subscribe: an operation of any kind under an id of the client's choosing."""

    id: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Complete:
    """complete: the client wants no more of it."""

    id: str


Message = Init | Ping | Pong | Subscribe | Complete


def parse(frame: str | bytes | None, longest: int) -> Message:
    """The message in one frame of at most `longest` characters; raises `Closed` for anything else."""
    if not isinstance(frame, str):
        raise _invalid("messages are text frames of JSON")
    if len(frame) > longest:
        raise Closed(Close.TOO_BIG, f"Message too big: the limit is {longest} characters")
    try:
        found = orjson.loads(frame)
    except orjson.JSONDecodeError:
        raise _invalid("not JSON, or nested too deeply") from None
    if not isinstance(found, dict):
        raise _invalid("a message is a JSON object")
    return _message(found)


def _message(found: dict[str, Any]) -> Message:
    kind, payload = found.get("type"), found.get("payload")
    if kind == "subscribe":
        return Subscribe(_id(found), _operation(payload))
    if kind == "complete":
        return Complete(_id(found))
    if not isinstance(kind, str) or kind not in {"connection_init", "ping", "pong"}:
        raise _invalid("type is not one that a client sends")
    if payload is not None and not isinstance(payload, dict):
        raise _invalid(f"the payload of {kind} is an object, or left out")
    if kind == "ping":
        return Ping(payload)
    return Pong() if kind == "pong" else Init(payload or {})


def _id(found: dict[str, Any]) -> str:
    given = found.get("id")
    if not isinstance(given, str) or not 0 < len(given) <= _LONGEST_ID:
        raise _invalid(f"id is a text of 1 to {_LONGEST_ID} characters")
    return given


def _operation(payload: object) -> dict[str, Any]:
    if not isinstance(payload, dict):
        raise _invalid("the payload of subscribe is an object")
    if not isinstance(payload.get("query"), str):
        raise _invalid("query is a text")
    if not isinstance(payload.get("operationName"), str | None):
        raise _invalid("operationName is a text, null or left out")
    for name in ("variables", "extensions"):
        if not isinstance(payload.get(name), dict | None):
            raise _invalid(f"{name} is an object, null or left out")
    return payload


def _invalid(why: str) -> Closed:
    return Closed(Close.INVALID, f"Invalid message: {why}")
