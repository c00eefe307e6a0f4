"""The page itself, which may load only what this hub serves and talk only to it."""

from __future__ import annotations

import re
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse
from starlette.types import Receive, Scope, Send

from hub.edge.graphiql.assets import HERE, Assets

__all__ = ["GraphiQLPage", "policy"]

_HOST: Final = re.compile(r"[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?", re.ASCII)
_CALLERS: Final = '<meta name="hub-callers" content="graphiql/callers">\n'


def policy(host: str | None) -> str:
    """The Content-Security-Policy for a page asked for under `host`.

    No inline script, no eval, no style of an element's own; `data:` is for GraphiQL's little pictures. 'self' covers the
    socket in browsers of today; the older ones need it named, where a host can be (an IPv6 address cannot).
    """
    sockets = f" ws://{host} wss://{host}" if host is not None and _HOST.fullmatch(host) else ""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"connect-src 'self'{sockets}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


class GraphiQLPage(HTMLResponse):
    """The answer to a browser at /graphql; `callers` says that the page may ask for the demo's callers."""

    def __init__(self, assets: Assets, *, callers: bool = False) -> None:
        text = (HERE / "page" / "index.html").read_text(encoding="utf-8")
        # Relative to /graphql, so that a gateway may put a prefix before both.
        text = text.replace("{assets}", f"graphiql/{assets.version}")
        super().__init__(text.replace("{callers}", _CALLERS if callers else ""))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the page; one object answers everybody, only its policy names the host that was asked."""
        sent = HTMLResponse(
            self.body,
            headers={
                "content-security-policy": policy(Headers(scope=scope).get("host")),
                "vary": "Accept, Host",
            },
        )
        await sent(scope, receive, send)
