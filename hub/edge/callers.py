"""Who is calling: a bearer token names a department's or an institution's system, no token is the public."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any, Final, Protocol, TypeVar

from starlette.datastructures import Headers

from hub.edge.errors import Code, Stopped, refuse
from hub.errors import Unauthenticated

_C = TypeVar("_C")

__all__ = [
    "Authenticate",
    "Caller",
    "Suppose",
    "bearer",
    "caller_of",
    "caller_with",
    "token_in",
    "token_of",
    "unauthenticated",
]


class Caller(Protocol):
    """What the edge knows of a caller: the slug of its department or institution, None for the public."""

    @property
    def slug(self) -> str | None:
        """As in the URL of its record; in the log it stands for the caller."""
        ...


Authenticate = Callable[[str], Awaitable[Any]]
"""Token to caller. Raises `hub.errors.Unauthenticated` (or returns None) for one unknown, expired or revoked."""

Suppose = Callable[[str], Any]
"""Token to the `caller` that was here with it before, and the `proof` that it still is; None for another token."""

# RFC 6750 §2.1: the b64token; 4,096 characters hold a signed token of any identity provider in use.
_CREDENTIALS: Final = re.compile(r"bearer +([A-Za-z0-9\-._~+/]{1,4096}=*)", re.IGNORECASE | re.ASCII)


async def caller_of(headers: Headers, authenticate: Callable[[str], Awaitable[_C | None]], public: _C) -> _C:
    """The caller of a request; raises `Stopped` 401 for anything in Authorization that is not a good token."""
    token = token_in(headers)
    return public if token is None else await caller_with(token, authenticate)


def token_in(headers: Headers) -> str | None:
    """The bearer token of a request, None without one; raises `Stopped` 401 for another Authorization."""
    given = headers.getlist("authorization")
    if len(given) > 1:
        raise unauthenticated("The request has two Authorization headers; it may have one.")
    return bearer(given[0]) if given else None


def token_of(payload: dict[str, Any]) -> str | None:
    """The token that connection_init brings, as «Bearer TOKEN» or by itself; None where it brings none."""
    credentials = payload.get("Authorization", payload.get("authorization"))
    token = payload.get("token")
    if credentials is None and token is None:
        return None
    if credentials is None and isinstance(token, str):
        credentials = f"Bearer {token}"
    return bearer(credentials if isinstance(credentials, str) else "")


def bearer(credentials: str) -> str:
    """The token in «Bearer TOKEN»; raises `Stopped` 401 for anything else."""
    found = _CREDENTIALS.fullmatch(credentials.strip())
    if found is None:
        raise unauthenticated("The Authorization header is not of the form «Bearer TOKEN».")
    return found.group(1)


async def caller_with(token: str, authenticate: Callable[[str], Awaitable[_C | None]]) -> _C:
    """The caller whose token this is, now; raises `Stopped` 401 for one unknown, expired or revoked."""
    try:
        caller = await authenticate(token)
    except Unauthenticated as error:
        raise unauthenticated(str(error)) from None
    if caller is None:
        raise unauthenticated("The token is wrong, expired or revoked.")
    return caller


def unauthenticated(message: str) -> Stopped:
    """401 with the challenge that RFC 9110 §11.6.1 and RFC 6750 §3 ask for."""
    return refuse(
        Code.UNAUTHENTICATED,
        message,
        headers={"www-authenticate": 'Bearer realm="hub", error="invalid_token"'},
    )
