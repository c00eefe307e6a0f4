"""What leaves the hub in `errors[]`: every error has a code from a closed list, and the unexpected is masked.

Stopped                  the request gets no `data`: it was refused, or it failed as a whole
├── at the HTTP level    the status holds whatever the client accepts (405, 406, 413, 415, 401, 503 …)
└── at the GraphQL level 400 under `application/graphql-response+json`, 200 under `application/json`
                         (GraphQL over HTTP, §6.4)
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import structlog
from graphql import GraphQLError

from hub.edge.redaction import redact
from hub.errors import Denied

__all__ = ["Code", "Stopped", "as_asked", "as_executed", "masked", "refuse", "stopped_by"]

_log = structlog.get_logger("hub.edge")

Error = dict[str, Any]
"""One entry of `errors[]`: message, extensions.code, and locations and path where they are known."""


class Code(StrEnum):
    """The closed list of `extensions.code`; a client may switch on these and nothing else."""

    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    OPERATION_NOT_TRUSTED = "OPERATION_NOT_TRUSTED"
    PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    NOT_FOUND = "NOT_FOUND"
    CONFLICT = "CONFLICT"
    COST_LIMIT_EXCEEDED = "COST_LIMIT_EXCEEDED"
    RATE_LIMITED = "RATE_LIMITED"
    TIMEOUT = "TIMEOUT"
    UPSTREAM_UNAVAILABLE = "UPSTREAM_UNAVAILABLE"
    INTERNAL_ERROR = "INTERNAL_ERROR"


# A balancer must see these whatever the client accepts; the rest is an answer about the document.
_FIXED_STATUS: Final[Mapping[Code, int]] = {
    Code.UNAUTHENTICATED: 401,
    Code.RATE_LIMITED: 429,
    Code.INTERNAL_ERROR: 500,
    Code.UPSTREAM_UNAVAILABLE: 503,
    Code.TIMEOUT: 504,
}


class Stopped(Exception):
    """The request ends here, without `data`.

    `errors` is what the client reads; `status` is the HTTP status; `fixed` says that the status also
    holds under `application/json`, where an answer about the document alone is 200.
    """

    def __init__(
        self,
        errors: list[Error],
        *,
        status: int = 400,
        fixed: bool = False,
        headers: Mapping[str, str] | None = None,
        extensions: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(errors[0]["message"])
        self.errors = errors
        self.status = status
        self.fixed = fixed
        self.headers = dict(headers or {})
        self.extensions = dict(extensions or {})


def refuse(
    code: Code,
    message: str,
    *,
    status: int | None = None,
    fixed: bool = False,
    headers: Mapping[str, str] | None = None,
) -> Stopped:
    """One error in our own words; see `Stopped` for `status` and `fixed`."""
    return Stopped(
        [{"message": message, "extensions": {"code": code.value}}],
        status=status or _FIXED_STATUS.get(code, 400),
        fixed=fixed or code in _FIXED_STATUS,
        headers=headers,
    )


def stopped_by(error: Exception, reference: str) -> Stopped:
    """Whatever an inner room raised outside a field, as the end of the request."""
    if isinstance(error, Stopped):
        return error
    denied = _denied(error)
    if denied is None:
        return _stopped([masked(error, reference)], Code.INTERNAL_ERROR)
    code = Code(denied.code)
    return _stopped([_entry(str(denied), code)], code)


def _stopped(errors: list[Error], code: Code) -> Stopped:
    return Stopped(errors, status=_FIXED_STATUS.get(code, 400), fixed=code in _FIXED_STATUS)


def as_asked(errors: Iterable[GraphQLError], code: Code) -> list[Error]:
    """Errors about the document or its variables, before anything ran; values are taken out."""
    entries = []
    for error in errors:
        denied = _denied(error)
        message = redact(error.message, spoken=None if denied is None else str(denied))
        entries.append(_entry(message, code, error))
    return entries


def as_executed(error: GraphQLError, reference: str) -> Error:
    """An error of one field: a denial in its own words, a bad argument redacted, all else masked."""
    denied = _denied(error)
    if denied is not None:
        return _entry(str(denied), Code(denied.code), error)
    if _is_about_an_argument(error):
        return _entry(redact(error.message), Code.BAD_USER_INPUT, error)
    return masked(error, reference, error)


def masked(error: BaseException, reference: str, at: GraphQLError | None = None) -> Error:
    """Replace an unexpected exception by a reference to the log line that tells what it was.

    The log gets the exception's type and its stack of code positions, never its message: a message
    of a driver or of a parser quotes values.
    """
    cause = _cause(error)
    facts = {name: value for name in ("sqlstate",) if isinstance(value := getattr(cause, name, None), str)}
    path = [redact(str(step)) for step in at.path] if at is not None and at.path else None
    _log.error(
        "internal_error",
        reference=reference,
        path=path,
        error=f"{type(cause).__module__}.{type(cause).__qualname__}",
        because=[type(link).__qualname__ for link in _links(cause)],
        traceback=_positions(cause),
        **facts,
    )
    entry = _entry(
        "The hub could not answer this. Quote the reference when you report it.",
        Code.INTERNAL_ERROR,
        at,
    )
    entry["extensions"]["errorId"] = reference
    return entry


def _entry(message: str, code: Code, at: GraphQLError | None = None) -> Error:
    entry: Error = {"message": message}
    if at is not None and at.locations:
        entry["locations"] = [{"line": place.line, "column": place.column} for place in at.locations]
    if at is not None and at.path is not None:
        entry["path"] = list(at.path)
    entry["extensions"] = {"code": code.value}
    return entry


def _cause(error: BaseException) -> BaseException:
    # graphql-core wraps what a resolver raised, sometimes twice.
    while isinstance(error, GraphQLError) and error.original_error is not None:
        error = error.original_error
    return error


def _denied(error: BaseException) -> Denied | None:
    cause = _cause(error)
    return cause if isinstance(cause, Denied) and cause.code in Code.__members__ else None


def _is_about_an_argument(error: GraphQLError) -> bool:
    # Some arguments can only be judged with the variables in hand (a null in a @oneOf input);
    # graphql-core then speaks from within the field, with no cause of its own.
    cause = _cause(error)
    return isinstance(cause, GraphQLError) and cause.message.startswith("Argument '")


def _links(error: BaseException) -> Iterable[BaseException]:
    seen = {id(error)}
    link = error.__cause__ or error.__context__
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or link.__context__


def _positions(error: BaseException) -> list[str]:
    # The last three parts of a path name the module without naming the machine.
    return [
        f"{'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)[-30:]
    ]
