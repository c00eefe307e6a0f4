"""Hundreds of different questions for each server, as whole HTTP requests, and the comparison of all the answers."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from tests.benchmarks import questions
from tests.benchmarks.servers import Server
from tests.support.secrets import KEYS

CONNECTIONS: Final = 16


def posted(document: str, variables: dict[str, Any], token: str | None = None) -> str:
    """A GraphQL request."""
    body = json.dumps({"query": " ".join(document.split()), "variables": variables})
    credentials = f"Authorization: Bearer {token}\r\n" if token else ""
    return (
        f"POST /graphql HTTP/1.1\r\nHost: bench\r\nAccept: application/json\r\n{credentials}"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    )


def got(path: str, token: str | None = None, **query: str | None) -> str:
    """A request of the floor."""
    asked = urlencode({name: value for name, value in query.items() if value is not None})
    credentials = f"Authorization: Bearer {token}\r\n" if token else ""
    return f"GET {path}?{asked} HTTP/1.1\r\nHost: bench\r\n{credentials}\r\n"


@dataclass(frozen=True)
class Cell:
    """One question as one server is asked it, in many variants."""

    question: str
    server: Server
    requests: Path

    @property
    def patience(self) -> float:
        """How many times as long it is measured: sixteen worklists at once take the naive way seconds."""
        return 3.0 if self.server.name == "naive" else 1.0


class Driver:
    """The load generator's process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def obey(self, **order: Any) -> dict[str, Any]:
        """One order, as `tests.benchmarks.driver` takes it; its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        answer: dict[str, Any] = json.loads(await self._process.stdout.readline())
        assert "wrong" not in answer, f"{order}: {answer['wrong']}"
        return answer

    async def answers(self, cell: Cell) -> list[Any]:
        """The answer to every variant."""
        into = cell.requests.with_suffix(".answers")
        await self.obey(port=cell.server.port, requests=str(cell.requests), into=str(into))
        found = [json.loads(body) for body in json.loads(into.read_text(encoding="utf-8"))]
        into.unlink()
        wrong = [each for each in found if "errors" in each]
        assert not wrong, f"{cell.server.name}, {cell.question}: {wrong[0]}"
        return [each["data"] if set(each) == {"data"} else each for each in found]

    async def load(
        self, cell: Cell, seconds: float, *, warm: float = 0.3, connections: int = CONNECTIONS
    ) -> dict[str, float]:
        """Keep so many connections busy; answers, answers per second and latencies."""
        return await self.obey(
            port=cell.server.port,
            requests=str(cell.requests),
            connections=connections,
            seconds=seconds,
            warm=warm,
        )


@asynccontextmanager
async def driving() -> AsyncIterator[Driver]:
    """A load generator, ended with the block."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.benchmarks.driver", stdin=pipe, stdout=pipe
    )
    try:
        yield Driver(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


def written(folder: Path, question: str, server: Server, requests: Sequence[str]) -> Cell:
    """The requests in a file, for the load generator."""
    path = folder / f"{question}-{server.name}-{server.port}.json"
    path.write_text(json.dumps(requests), encoding="utf-8")
    return Cell(question, server, path)


def singles(server: Server, codes: Sequence[str], today: dt.date, token: str) -> list[str]:
    """One subject each, in the words of that server."""
    if server.name == "hub":
        return [posted(questions.HUB_SINGLE, {"code": code}, token) for code in codes]
    if server.name == "postgraphile":
        given = [{"bucket": KEYS.bucket_of(code), "code": code, "today": f"{today}"} for code in codes]
        return [posted(questions.POSTGRAPHILE_SINGLE, each) for each in given]
    if server.name == "naive":
        return [posted(questions.NAIVE_SINGLE, {"code": code}) for code in codes]
    return [got(f"/subjects/{code}") for code in codes]


def page(server: Server, slug: str, ids: dict[str, str], after: Any, today: dt.date, token: str) -> str:
    """Fifty entries of a list, after what that server calls its cursor."""
    if server.name == "hub":
        return posted(questions.HUB_WORKLIST, {"list": slug, "after": after}, token)
    if server.name == "postgraphile":
        given = {"list": ids[slug], "after": after, "today": f"{today}"}
        return posted(questions.POSTGRAPHILE_WORKLIST, given)
    if server.name == "naive":
        return posted(questions.NAIVE_WORKLIST, {"list": slug, "before": after})
    return got("/entries", list=slug, after=after)


def cursor_of(server: Server, answer: dict[str, Any]) -> Any:
    """Where the next page of that server begins."""
    if server.name == "floor":
        return answer["after"]
    return answer["listEntries"]["pageInfo"]["endCursor"]
