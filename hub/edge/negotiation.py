"""Which media type the client accepts, and which it sent (RFC 9110 §12.5.1, GraphQL over HTTP §4)."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from starlette.datastructures import Headers
from starlette.types import Scope

__all__ = ["Media", "Sent", "accepted", "is_json"]

_KEPT: Final = 256
"""How many different headers are remembered with what they mean; systems send the same few for ever."""


class Media(StrEnum):
    """What the hub can answer with; under `RESPONSE` the status says how the operation fared."""

    RESPONSE = "application/graphql-response+json"
    JSON = "application/json"
    HTML = "text/html"


class Sent(Headers):
    """The headers of one request, gone through once however often they are asked for."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope=scope)
        self._fields: dict[str, list[str]] = {}
        for name, value in scope["headers"]:
            self._fields.setdefault(name.decode("latin-1"), []).append(value.decode("latin-1"))

    def getlist(self, key: str) -> list[str]:
        """Every value of a header, in the order they came."""
        return self._fields.get(key.lower(), [])

    def get(self, key: str, default: Any = None) -> Any:
        """The first value of a header."""
        found = self._fields.get(key.lower())
        return found[0] if found else default


# In the order of preference when the client likes them equally by name.
_NAMED: Final = (Media.RESPONSE, Media.JSON, Media.HTML)


@lru_cache(_KEPT)
def accepted(accept: str | None, *, page: bool) -> Media | None:
    """The best media type for an Accept header, None if there is none; `page` says that a page may be it.

    No header, `*/*` and `application/*` mean `application/json`, for clients older than the specification.
    """
    if accept is None or not accept.strip():
        return Media.JSON
    ranges = _ranges(accept)
    best: tuple[float, int, Media] | None = None
    for order, media in enumerate(_NAMED):
        if media is Media.HTML and not page:
            continue
        quality, exact = _quality(media, ranges)
        # Under a wildcard the older type comes first; by name, the order above.
        rank = 10 - order if exact else int(media is Media.JSON)
        wanted = exact or media is not Media.HTML
        if quality > 0 and wanted and (best is None or (quality, rank) > best[:2]):
            best = (quality, rank, media)
    return None if best is None else best[2]


@lru_cache(_KEPT)
def is_json(content_type: str | None) -> bool:
    """Whether a body of this Content-Type is JSON in UTF-8; another charset is not (RFC 8259 §8.1)."""
    if content_type is None:
        return False
    media, *parameters = (part.strip() for part in content_type.split(";"))
    if media.lower() != Media.JSON:
        return False
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip().strip('"').lower() not in {
            "utf-8",
            "utf8",
        }:
            return False
    return True


def _ranges(accept: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for item in accept.split(","):
        media, *parameters = (part.strip().lower() for part in item.split(";"))
        if media:
            found[media] = max(found.get(media, 0.0), _weight(parameters))
    return found


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                weight = float(value)
            except ValueError:
                return 0.0
            return weight if 0.0 <= weight <= 1.0 else 0.0
    return 1.0


def _quality(media: Media, ranges: dict[str, float]) -> tuple[float, bool]:
    """The weight that the most specific matching range gives, and whether it names the type itself."""
    if media in ranges:
        return ranges[media], True
    family = media.split("/")[0] + "/*"
    return ranges.get(family, ranges.get("*/*", 0.0)), False
