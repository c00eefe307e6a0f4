"""One department's way to the hub: where it is, with which token, and what to make of each kind of no.

A refusal (`refusals[]`) is an answer: a clerk reads it. An error (`errors[]`) is `HubError`: somebody has to change
the request, the token or the hub. No answer at all is `Unreachable`: the same may work a little later.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import httpx
from gql import Client, GraphQLRequest
from gql.client import SyncClientSession
from gql.transport.exceptions import TransportError, TransportQueryError, TransportServerError
from gql.transport.httpx import HTTPXAsyncTransport, HTTPXTransport
from gql.transport.websockets import WebsocketsTransport

URL = os.environ.get("HUB_URL", "http://127.0.0.1:8000/graphql")
OPERATIONS = Path(__file__).parent.parent / "operations"

# Longer than the 60 s that the hub gives a change, so that it is the hub that gives up first.
TIMEOUT = httpx.Timeout(70, connect=5)
# The hub pings every 25 s: after twice that and more, nobody is there any longer.
SILENCE = 60
WAITS = (1, 3)  # seconds before asking a second and a third time
PASSING = {"UPSTREAM_UNAVAILABLE", "TIMEOUT", "RATE_LIMITED"}
PASSING_STATUS = {429, 502, 503, 504}


class HubError(Exception):
    """The hub says that the request, the token or the hub itself has to change first."""


class Unreachable(Exception):
    """There was no answer; what was asked may have been done or not."""


def request(name: str, **variables: Any) -> GraphQLRequest:
    """An operation of the folder `operations`; values go beside its text, never into it."""
    text = (OPERATIONS / f"{name}.graphql").read_text(encoding="utf-8")
    return GraphQLRequest(text, variable_values=variables)


def connect() -> Client:
    """For one question after another."""
    return Client(transport=HTTPXTransport(URL, headers=headers(), timeout=TIMEOUT))


def connect_async() -> Client:
    """The same for asyncio."""
    return Client(transport=HTTPXAsyncTransport(URL, headers=headers(), timeout=TIMEOUT))


def connect_live() -> Client:
    """For subscriptions."""
    url = URL.replace("http", "ws", 1)
    protocols = [WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL]
    return Client(
        transport=WebsocketsTransport(
            url, headers=headers(), subprotocols=protocols, keep_alive_timeout=SILENCE
        )
    )


def headers() -> dict[str, str]:
    """The token, from the environment: on a command line everybody on the machine could read it."""
    token = os.environ.get("HUB_TOKEN")
    if not token:
        raise HubError("HUB_TOKEN is not set: it is the token of your department.")
    return {"Authorization": f"Bearer {token}", "Accept": "application/graphql-response+json"}


def ask(session: SyncClientSession, name: str, *, repeat: bool, **variables: Any) -> dict[str, Any]:
    """The answer's data. Asks again only with `repeat`: for queries, and changes with an idempotency key."""
    waits = iter(WAITS if repeat else ())
    while True:
        try:
            return session.execute(request(name, **variables))
        except TransportError as error:
            failure = understood(error)
            wait = next(waits, None)
            if wait is None or isinstance(failure, HubError):
                raise failure from None
            time.sleep(wait)


def understood(error: Exception) -> HubError | Unreachable:
    """What a failed request means for whoever asked."""
    if isinstance(error, TransportQueryError) and error.errors:
        first = error.errors[0]
        told = first.get("extensions", {})
        code = told.get("code", "ERROR")
        reference = f" (errorId {told['errorId']})" if "errorId" in told else ""
        words = f"{code}: {first['message']}{reference}"
        return Unreachable(words) if code in PASSING else HubError(words)
    if isinstance(error, TransportServerError) and error.code not in {None, *PASSING_STATUS}:
        return HubError(f"HTTP {error.code} from {URL}")
    return Unreachable(f"The hub at {URL} does not answer: {str(error) or type(error).__name__}")


def read_aloud(refusals: list[dict[str, Any]]) -> None:
    """Each refusal in the hub's own words, with the clause, the place in the input and what is possible."""
    for refusal in refusals:
        clause = f", {refusal['clause']}" if refusal["clause"] else ""
        place = f" [{'.'.join(refusal['path'])}]" if refusal["path"] else ""
        print(f"Refused ({refusal['code']}{clause}): {refusal['message']}{place}", file=sys.stderr)
        if refusal["allowed"]:
            print(f"  Possible now: {', '.join(refusal['allowed'])}", file=sys.stderr)


def run(program: Callable[[], int]) -> NoReturn:
    """Run a program; what it could not find out or do is one line, and exit code 2."""
    try:
        sys.exit(program())
    except (HubError, Unreachable) as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
