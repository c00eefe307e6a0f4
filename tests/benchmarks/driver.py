"""The load generator, a process of its own: python -m tests.benchmarks.driver obeys orders from standard input.

An order is a JSON line {"port", "requests": a file with a JSON list of whole HTTP requests, "connections", "seconds",
"pause"}: requests are sent over kept connections, one after the other on each, and answered for the first `warm`
seconds without being counted. "into": each request once instead, the bodies into that file. The answer is a JSON line.
An answer under load must be as long as when the request was asked once.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import uvloop

PATIENCE: Final = 120.0


@dataclass
class Load:
    """What all connections share."""

    requests: list[bytes]
    lengths: list[int]
    order: list[int]
    bodies: dict[int, str] | None = None
    start: float = 0.0
    end: float = float("inf")
    next: int = 0
    times: list[float] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event)
    open: int = 0
    wrong: str | None = None

    def take(self) -> int | None:
        """The next request, by its place; None when there is nothing more to ask."""
        if self.wrong is not None or (self.bodies is not None and self.next == len(self.order)):
            return None
        place = self.order[self.next % len(self.order)]
        self.next += 1
        return place

    def fail(self, why: str) -> None:
        """Stop everything."""
        self.wrong = self.wrong or why
        self.done.set()


class Connection(asyncio.Protocol):
    """One kept connection: a request, its answer, the next request."""

    def __init__(self, load: Load) -> None:
        self.load = load
        self.data = b""
        self.place = 0
        self.sent = 0.0
        self.left = False
        self.transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self._ask()

    def connection_lost(self, _: Exception | None) -> None:
        if not self.left:
            self.load.fail("a server closed a connection")

    def _ask(self) -> None:
        load = self.load
        place = load.take()
        self.sent = now = time.perf_counter()
        if place is None or now >= load.end:
            self.left = True
            load.open -= 1
            if not load.open:
                load.done.set()
            self.transport.close()
            return
        self.place = place
        self.transport.write(load.requests[place])

    def data_received(self, data: bytes) -> None:
        if self.data:
            data = self.data + data
        head = data.find(b"\r\n\r\n")
        if head < 0:
            self.data = data
            return
        length = _length(data[:head])
        if len(data) < head + 4 + length:
            self.data = data
            return
        self.data = b""
        self._answered(data, head, length)

    def _answered(self, data: bytes, head: int, length: int) -> None:
        load, place = self.load, self.place
        if not data.startswith(b"HTTP/1.1 200"):
            load.fail(data[: head + 400].decode(errors="replace"))
            return
        now = time.perf_counter()
        if load.bodies is not None:
            load.bodies[place] = data[head + 4 :].decode()
            load.lengths[place] = length
        elif length != (load.lengths[place] or length):
            load.fail(
                f"an answer of {length} bytes, {load.lengths[place]} before: {data[head + 4 :][:400]!r}"
            )
            return
        elif load.start <= now < load.end:
            load.times.append(now - self.sent)
        self._ask()


def _length(head: bytes) -> int:
    start = head.find(b"ontent-")
    while start >= 0:
        if head[start : start + 14].lower() == b"ontent-length:":
            end = head.find(b"\r\n", start)
            return int(head[start + 14 : end if end >= 0 else len(head)])
        start = head.find(b"ontent-", start + 1)
    raise ValueError(head)


class Driver:
    """Keeps the requests of each file, and how long their answers were."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[list[bytes], list[int]]] = {}

    async def obey(self, order: dict[str, Any]) -> dict[str, Any]:
        """Run one order."""
        name = order["requests"]
        if name not in self.kept:
            texts: list[str] = await asyncio.to_thread(_read, Path(name))
            self.kept[name] = [text.encode() for text in texts], [0] * len(texts)
        requests, lengths = self.kept[name]
        load = Load(requests, lengths, list(range(len(requests))))
        if "into" in order:
            load.bodies = {}
            await self._run(load, order["port"], min(4, len(requests)))
            bodies = [load.bodies[place] for place in range(len(requests))]
            await asyncio.to_thread(Path(order["into"]).write_text, json.dumps(bodies), encoding="utf-8")
            return {"count": len(bodies)}
        load.next = first = int(time.time() * 1000) % len(requests)
        load.start = time.perf_counter() + order.get("warm", 0.0)
        load.end = load.start + order["seconds"]
        await self._run(load, order["port"], order["connections"])
        times = sorted(load.times)
        if not times:
            raise RuntimeError(f"no answer to {name} in {order['seconds']} s")
        return {
            "answers": load.next - first,
            "per_second": len(times) / order["seconds"],
            "p50_ms": times[len(times) // 2] * 1000,
            "p99_ms": times[len(times) * 99 // 100] * 1000,
        }

    async def _run(self, load: Load, port: int, connections: int) -> None:
        load.open = connections
        loop = asyncio.get_running_loop()
        for _ in range(connections):
            await loop.create_connection(lambda: Connection(load), "127.0.0.1", port)
        left = 0.0 if load.bodies is not None else load.end - time.perf_counter()
        await asyncio.wait_for(load.done.wait(), PATIENCE + left)
        if load.wrong is not None:
            raise RuntimeError(load.wrong)


def _read(path: Path) -> list[str]:
    found: list[str] = json.loads(path.read_text(encoding="utf-8"))
    return found


async def main() -> None:
    """Obey order after order until standard input ends."""
    driver = Driver()
    while line := await asyncio.to_thread(sys.stdin.readline):
        try:
            answer = await driver.obey(json.loads(line))
        except (OSError, RuntimeError, TimeoutError, ValueError) as error:
            answer = {"wrong": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)  # noqa: T201


if __name__ == "__main__":
    uvloop.run(main())
