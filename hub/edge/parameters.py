"""Reads a GraphQL request out of a body or a query string, and says in words what is wrong with it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import Receive

from hub.edge.errors import Code, Stopped, refuse
from hub.edge.limits import Limits
from hub.edge.negotiation import is_json

__all__ = ["Parameters", "from_body", "from_message", "from_query_string", "read_body"]

_NAMES: Final = ("query", "operationName", "variables", "extensions")


@dataclass(frozen=True, slots=True)
class Parameters:
    """The four parameters of a request (GraphQL over HTTP §5.1)."""

    query: str
    operation_name: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    extensions: Mapping[str, Any] = field(default_factory=dict)


async def read_body(receive: Receive, headers: Headers, limits: Limits) -> bytes:
    """The body of a POST, in UTF-8 JSON by its headers; never more than `limits.body_bytes` of it are taken.

    Raises `Stopped` 415, 413 or 408, and `ClientDisconnect` when nobody waits for an answer.
    """
    if len(headers.getlist("content-type")) > 1 or not is_json(headers.get("content-type")):
        raise refuse(
            Code.BAD_USER_INPUT,
            "The body must be sent as Content-Type: application/json, in UTF-8.",
            status=415,
            fixed=True,
        )
    if headers.get("content-encoding", "identity").strip().lower() not in {"", "identity"}:
        raise refuse(Code.BAD_USER_INPUT, "The body must not be compressed.", status=415, fixed=True)
    declared = headers.get("content-length", "")
    # Compared by length first: int() of thousands of digits would be work, and an error.
    if declared.isdigit() and (len(declared) > 15 or int(declared) > limits.body_bytes):  # noqa: PLR2004
        raise _too_large(limits)
    try:
        async with asyncio.timeout(limits.body_seconds):
            return await _chunks(receive, limits)
    except TimeoutError:
        raise refuse(
            Code.TIMEOUT,
            f"The body did not arrive within {limits.body_seconds:g} seconds.",
            status=408,
            headers={"connection": "close"},
        ) from None


async def _chunks(receive: Receive, limits: Limits) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > limits.body_bytes:
            raise _too_large(limits)
        if not message.get("more_body", False):
            return bytes(body)


def _too_large(limits: Limits) -> Stopped:
    return refuse(
        Code.COST_LIMIT_EXCEEDED,
        f"The body is larger than {limits.body_bytes} bytes.",
        status=413,
        fixed=True,
        # The rest of it is not read, so the connection cannot be used again.
        headers={"connection": "close"},
    )


def from_body(body: bytes) -> Parameters:
    """The parameters in a JSON body; raises `Stopped` 400. Of a key given twice the last counts."""
    if not body.strip():
        raise _bad("The body is empty; it must be a JSON object with a query.")
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        # Its message quotes nothing, but its document would: keep neither.
        raise _bad("The body is not JSON in UTF-8, or is nested too deeply.") from None
    if isinstance(found, list):
        raise _bad("The body is a JSON array; send one operation at a time, batches are not served.")
    if not isinstance(found, dict):
        raise _bad("The body must be a JSON object with a query.")
    # A NUL can only arrive as this escape, so the walk is rare.
    if b"\\u0000" in body:
        _refuse_nul(found)
    return _parameters(found)


def from_query_string(query_string: bytes, limits: Limits) -> Parameters:
    """The parameters in a URL; variables and extensions are JSON texts there. Raises `Stopped` 400 or 414."""
    if len(query_string) > limits.body_bytes:
        raise refuse(
            Code.COST_LIMIT_EXCEEDED,
            f"The query string is longer than {limits.body_bytes} bytes.",
            status=414,
            fixed=True,
        )
    try:
        pairs = parse_qsl(
            query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=100
        )
    except ValueError:
        raise _bad("The query string is not percent-encoded UTF-8 with at most 100 parameters.") from None
    found = _once_each(pairs)
    for name in ("operationName", "variables", "extensions"):
        # GraphQL over HTTP §6.2.2: an empty operationName is none; so are the others here.
        if found.get(name) == "":
            del found[name]
    for name in ("variables", "extensions"):
        if name in found:
            try:
                found[name] = orjson.loads(found[name])
            except orjson.JSONDecodeError:
                raise _bad(f"{name} in the query string must be a JSON object.") from None
    _refuse_nul(found)
    return _parameters(found)


def from_message(payload: Mapping[str, Any]) -> Parameters:
    """The parameters in the payload of a `subscribe`, whose types were judged; raises `Stopped` for U+0000."""
    _refuse_nul(payload)
    return _parameters(payload)


def _once_each(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _bad(f"The query string gives {name} twice.")
        if name in _NAMES:
            found[name] = value
    return found


def _parameters(found: Mapping[str, Any]) -> Parameters:
    query = found.get("query")
    if query is None:
        raise _bad("The parameter query is missing.")
    if not isinstance(query, str):
        raise _bad("The parameter query must be a string.")
    operation_name = found.get("operationName")
    if operation_name is not None and not isinstance(operation_name, str):
        raise _bad("The parameter operationName must be a string or null.")
    maps = {}
    for name in ("variables", "extensions"):
        value = found.get(name)
        if value is not None and not isinstance(value, dict):
            raise _bad(f"The parameter {name} must be an object or null.")
        maps[name] = value or {}
    return Parameters(query, operation_name, maps["variables"], maps["extensions"])


def _refuse_nul(value: object) -> None:
    # PostgreSQL stores no U+0000. A stack, not recursion: clients choose the nesting.
    stack: list[Any] = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            if "\0" in item:
                raise _bad("A text holds the character U+0000, which cannot be kept.")
        elif isinstance(item, dict):
            stack.extend(item.keys())
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)


def _bad(message: str) -> Stopped:
    return refuse(Code.BAD_USER_INPUT, message, status=400, fixed=True)
