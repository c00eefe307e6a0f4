"""One line per request in the log, one reference per request, and the headers that every answer carries."""

from __future__ import annotations

import sys
import time
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any, Final, TextIO

import orjson
import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.edge.errors import masked
from hub.edge.redaction import is_plain_name

__all__ = ["AccessLog", "Seen", "configure_logging", "log_operation", "log_socket", "seen"]

_log = structlog.get_logger("hub.edge")

_KEY: Final = "hub.seen"
_NAME_LENGTH: Final = 64
_QUIET_PATHS: Final = frozenset({"/healthz", "/readyz"})

_HEADERS: Final = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (
        b"content-security-policy",
        b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
)


@dataclass(slots=True)
class Seen:
    """What the log will tell of a request; the handler fills it in as it learns it. Never a text or a value."""

    reference: str = field(default_factory=lambda: token_hex(16))
    kind: str | None = None
    operation: str | None = None
    caller: str | None = None
    codes: list[str] = field(default_factory=list)
    cost: int | None = None
    events: int | None = None

    def name_operation(self, name: str | None) -> None:
        """Note the operation's name, if it is one that cannot be anything else."""
        if name is not None and len(name) <= _NAME_LENGTH and is_plain_name(name):
            self.operation = name


def seen(scope: Scope) -> Seen:
    """What is known of this request so far; made on first use."""
    found = scope.get(_KEY)
    if not isinstance(found, Seen):
        found = scope[_KEY] = Seen()
    return found


class AccessLog:
    """ASGI middleware around the whole application.

    Answers `x-reference-id` with every response, and logs `request`: method, path (of ours only),
    status (0 when the client left first), ms, and what `Seen` holds.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and tell afterwards how it went."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        known = seen(scope)
        started = time.perf_counter()
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_headers(message, known.reference)
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except Exception as error:
            # The last net: no handler of ours lets an exception pass.
            entry = masked(error, known.reference)
            known.codes.append(entry["extensions"]["code"])
            if status:
                raise
            await _send_error(send_with_headers, entry)
        finally:
            if scope["path"] not in _QUIET_PATHS or status >= 400:  # noqa: PLR2004
                _write(scope, known, status, started)


def _add_headers(message: Message, reference: str) -> None:
    headers = [pair for pair in message["headers"] if pair[0] != b"x-reference-id"]
    there = {name for name, _ in headers}
    headers += [pair for pair in _HEADERS if pair[0] not in there]
    headers.append((b"x-reference-id", reference.encode()))
    message["headers"] = headers


async def _send_error(send: Send, entry: dict[str, Any]) -> None:
    body = orjson.dumps({"errors": [entry]})
    headers = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _write(scope: Scope, known: Seen, status: int, started: float) -> None:
    # A path that is no route of ours may hold anything: it is not written.
    path = scope["path"] if "endpoint" in scope else None
    _log.info(
        "request",
        method=scope["method"] if scope["method"].isalpha() else None,
        path=path,
        status=status,
        ms=round((time.perf_counter() - started) * 1000, 1),
        kind=known.kind,
        operation=known.operation,
        caller=known.caller,
        cost=known.cost,
        codes=known.codes or None,
        reference=known.reference,
    )


def log_operation(known: Seen, seconds: float) -> None:
    """Write `operation`: one that came over a socket, with the events delivered where it was a subscription."""
    _log.info(
        "operation",
        ms=round(seconds * 1000, 1),
        kind=known.kind,
        operation=known.operation,
        caller=known.caller,
        cost=known.cost,
        events=known.events,
        codes=known.codes or None,
        reference=known.reference,
    )


def log_socket(known: Seen, seconds: float, operations: int, code: int | None) -> None:
    """Write `socket`: how long it was open, how many operations it carried, and with which code the hub closed it."""
    _log.info(
        "socket",
        ms=round(seconds * 1000, 1),
        operations=operations,
        closed=code,
        caller=known.caller,
        codes=known.codes or None,
        reference=known.reference,
    )


def configure_logging(stream: TextIO | None = None, *, level: str = "info") -> None:
    """Write every log line from `level` up as one JSON object per line, to standard error or `stream`."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_empty,
            structlog.processors.JSONRenderer(serializer=_line),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=stream or sys.stderr),
        cache_logger_on_first_use=False,
    )


def _without_empty(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    return {name: value for name, value in event.items() if value is not None}


def _line(event: object, **_options: object) -> str:
    return orjson.dumps(event, default=lambda value: type(value).__name__).decode()
