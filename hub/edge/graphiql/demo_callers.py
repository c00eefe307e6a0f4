"""The demo's departments with their tokens, told to the hub's own page on the hub's own machine and to nobody else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Final

import orjson
from starlette.requests import Request
from starlette.responses import Response

from hub.edge.graphiql.assets import nothing

__all__ = ["DemoCallers", "is_loopback"]

_TOLD: Final = ("slug", "name", "region", "token")
_HOST: Final = re.compile(r"(?:\[([0-9a-f:.]+)\]|([a-z0-9.-]+))(?::[0-9]{1,5})?", re.ASCII | re.IGNORECASE)
# Whoever passes requests on says so in one of these; then the peer is not who asks.
_PASSED_ON: Final = (
    "forwarded",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
)


@dataclass(frozen=True, slots=True)
class DemoCallers:
    """The endpoint GET /graphiql/callers: a list of `{slug, name, region, token}`, or 404 as if it were not there.

    Another site's page must not get a token: it cannot send `X-Hub-Page` without our leave, its browser says
    `Sec-Fetch-Site`, and a name of its own that it points at this machine (DNS rebinding) is no loopback host.
    """

    callers: Sequence[Mapping[str, Any]]

    async def serve(self, request: Request) -> Response:
        """The callers, or 404."""
        if not self._may_know(request):
            return nothing()
        told = [{name: caller[name] for name in _TOLD} for caller in self.callers]
        return Response(
            orjson.dumps(told), headers={"cache-control": "no-store"}, media_type="application/json"
        )

    def _may_know(self, request: Request) -> bool:
        headers = request.headers
        hosts = headers.getlist("host")
        return (
            bool(self.callers)
            and request.client is not None
            and is_loopback(request.client.host)
            and len(hosts) == 1
            and is_loopback(_without_port(hosts[0]))
            and headers.getlist("x-hub-page") == ["graphiql"]
            and headers.get("sec-fetch-site", "same-origin") == "same-origin"
            and headers.get("origin", f"http://{hosts[0]}") == f"http://{hosts[0]}"
            and not any(name in headers for name in _PASSED_ON)
        )


def is_loopback(host: str) -> bool:
    """Whether a name or an address can only be this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _without_port(host: str) -> str:
    match = _HOST.fullmatch(host)
    return "" if match is None else match[1] or match[2]
