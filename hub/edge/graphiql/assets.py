"""The files of the GraphiQL page, out of the hub's own package: named by their content, kept by browsers for good."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import Final, Self

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

__all__ = ["HERE", "Asset", "Assets", "nothing"]

HERE: Final = Path(__file__).parent
_MEDIA: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
_FOR_GOOD: Final = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """One file: its bytes and its media type."""

    content: bytes
    media: str

    @cached_property
    def tag(self) -> str:
        """The content's digest, as in an ETag between its quotes."""
        return sha256(self.content).hexdigest()[:32]

    @cached_property
    def packed(self) -> bytes:
        """The content in gzip, the same bytes every time."""
        return gzip.compress(self.content, 6, mtime=0)

    def response(self, request: Headers) -> Response:
        """200 with the content, packed where the client takes that, or 304 where it has it already."""
        packed = _takes_gzip(request.get("accept-encoding", ""))
        tag = f'"{self.tag}-gzip"' if packed else f'"{self.tag}"'
        headers = {"cache-control": _FOR_GOOD, "etag": tag, "vary": "Accept-Encoding"}
        known = {part.strip().removeprefix("W/") for part in request.get("if-none-match", "").split(",")}
        if tag in known or "*" in known:
            return Response(status_code=304, headers=headers)
        if packed:
            headers["content-encoding"] = "gzip"
        return Response(self.packed if packed else self.content, headers=headers, media_type=self.media)


@dataclass(frozen=True)
class Assets:
    """Every file by its name, as in «page/hub.js»; nothing else can be asked for."""

    files: dict[str, Asset]

    @classmethod
    def packaged(cls) -> Self:
        """The files beside this module; read once per process."""
        return cls(_read())

    @cached_property
    def version(self) -> str:
        """The digest of all names and contents: files import one another, so they change their address together."""
        whole = sha256()
        for name, asset in sorted(self.files.items()):
            whole.update(f"{name} {asset.tag}\n".encode())
        return whole.hexdigest()[:16]

    async def serve(self, request: Request) -> Response:
        """The endpoint of GET and HEAD /graphiql/{address}; 404 for all but this version's files."""
        version, _, name = request.path_params["address"].partition("/")
        asset = self.files.get(name) if version == self.version else None
        return nothing() if asset is None else asset.response(request.headers)


def nothing() -> Response:
    """404 for what is not there, or not for whoever asks: the same to the byte."""
    return Response("There is no such file.\n", 404, media_type="text/plain")


@cache
def _read() -> dict[str, Asset]:
    return {
        path.relative_to(HERE).as_posix(): Asset(path.read_bytes(), _MEDIA[path.suffix])
        for folder in ("page", "vendor")
        for path in sorted((HERE / folder).iterdir())
        if path.suffix in _MEDIA
    }


def _takes_gzip(accepted: str) -> bool:
    for part in accepted.split(","):
        coding, _, weight = part.replace(" ", "").lower().partition(";")
        if coding == "gzip":
            return weight not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False
