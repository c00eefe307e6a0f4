"""The feed under a thousand subscribers on one server process: memory, events per second, commit to delivery."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from hub.casework.change import Asked, Change, run
from hub.casework.tokens import Wanted, issue_tokens
from hub.policy.duties import PUBLIC
from tests.benchmarks.subscribers import Subscriber
from tests.support.inboxes import NOW, departments
from tests.support.siege import Siege, siege
from tests.support.waiting import until

SUBSCRIBERS: Final = 1_000
DEPARTMENTS: Final = 40
EACH: Final = SUBSCRIBERS // DEPARTMENTS
ROUNDS: Final = 3
THIN: Final = (
    "subscription { notifications { __typename ... on Notification { cursor kind occurredAt nodeId } } }"
)
WITH_NODE: Final = "subscription { notifications { __typename ... on Notification { cursor kind nodeId node { __typename id } } } }"


class Ledger:
    """What every subscriber heard, and when."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, float]] = []

    def __call__(self, cursor: bytes, moment: float) -> None:
        self.heard.append((cursor.decode(), moment))

    async def until(self, number: int, seconds: float = 120.0) -> None:
        await until(lambda: len(self.heard) >= number, seconds)

    def latencies(self, commits: list[tuple[str, float]]) -> list[float]:
        """Milliseconds from each commit to each of its deliveries."""
        committed = dict(commits)
        return [max(0.0, moment - committed[cursor]) * 1000 for cursor, moment in self.heard]


class Writer:
    """The process that commits."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, url: str) -> Writer:
        module = "tests.benchmarks.feed_writer"
        pipe = asyncio.subprocess.PIPE
        limit = 64 * 1024 * 1024
        return cls(
            await asyncio.create_subprocess_exec(
                sys.executable, "-m", module, url, stdin=pipe, stdout=pipe, limit=limit
            )
        )

    async def write(
        self, to: list[UUID], times: int, every: float, *, at_once: bool
    ) -> list[tuple[str, float]]:
        order = {"to": [str(each) for each in to], "times": times, "every": every, "all": at_once}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        answer = json.loads(await self._process.stdout.readline())
        return [(cursor, moment) for cursor, moment in answer["commits"]]

    async def stop(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()


async def measure() -> dict[str, Any]:
    """The section "feed"; times in milliseconds, memory in KiB, rates per second; each [median, least, most]."""
    with _folder() as folder:
        async with siege(folder) as hub:
            await hub.up()
            slugs = [f"bureau-{number}" for number in range(DEPARTMENTS)]
            bureaus = await departments(hub.store, *slugs)
            tokens = await _tokens(hub, slugs)
            writer = await Writer.start(hub.url)
            figures: dict[str, Any] = {
                "subscribers": SUBSCRIBERS,
                "departments": DEPARTMENTS,
                "rounds": ROUNDS,
            }
            for name, query in (("thin", THIN), ("with_node", WITH_NODE)):
                figures[name] = await _with(hub, tokens, bureaus, writer, query)
                _print(name, figures[name])
            await writer.stop()
    return figures


async def _with(
    hub: Siege, tokens: list[str], bureaus: list[UUID], writer: Writer, query: str
) -> dict[str, Any]:
    assert hub.hub is not None
    ledger = Ledger()
    before = _memory(hub.hub.pid)
    began = time.monotonic()
    subscribers = await _connected(hub.port, tokens, query, ledger)
    opened = time.monotonic() - began
    found: dict[str, Any] = {
        "opened_per_second": round(SUBSCRIBERS / opened),
        "memory_kib_per_subscriber": round((_memory(hub.hub.pid) - before) / SUBSCRIBERS, 1),
    }
    await _round(ledger, writer, bureaus, 40, 0.05, at_once=False)  # to warm up
    calm, fan, full = [], [], []
    for _ in range(ROUNDS):
        calm.append(await _round(ledger, writer, bureaus, 80, 0.05, at_once=False))
        fan.append(await _round(ledger, writer, bureaus, 3, 2.0, at_once=True))
        full.append(await _round(ledger, writer, bureaus, 200, 0.0, at_once=False))
    found["twenty_events_a_second_to_25_each"] = _times(calm)
    found["one_event_to_all_1000"] = _times(fan)
    found["as_fast_as_it_goes"] = {
        "deliveries_per_second": _spread([len(times) / seconds for times, seconds, _ in full]),
        "events_per_second": _spread([len(times) / EACH / seconds for times, seconds, _ in full]),
    }
    found["memory_kib_per_subscriber_after"] = round((_memory(hub.hub.pid) - before) / SUBSCRIBERS, 1)
    for subscriber in subscribers:
        subscriber.leave()
    await asyncio.sleep(1.0)
    return found


async def _connected(port: int, tokens: list[str], query: str, ledger: Ledger) -> list[Subscriber]:
    loop = asyncio.get_running_loop()
    subscribers: list[Subscriber] = []
    # The first socket starts what all share; a balancer, too, lets the others in as they come.
    for start, end in [(0, 1), *((n, n + 50) for n in range(1, SUBSCRIBERS, 50))]:
        made = []
        for token in tokens[start:end]:
            subscriber = Subscriber("hub", token, query, ledger)
            await loop.create_connection(lambda one=subscriber: one, "127.0.0.1", port)  # type: ignore[misc]
            made.append(subscriber)
        async with asyncio.timeout(60):
            await asyncio.gather(*(each.ready for each in made))
        subscribers += made
    return subscribers


async def _round(
    ledger: Ledger, writer: Writer, bureaus: list[UUID], times: int, every: float, *, at_once: bool
) -> tuple[list[float], float, int]:
    """Latencies, seconds from the first commit to the last delivery, deliveries."""
    ledger.heard.clear()
    commits = await writer.write(bureaus, times, every, at_once=at_once)
    expected = len(commits) * EACH
    await ledger.until(expected)
    await asyncio.sleep(0.1)
    assert len(ledger.heard) == expected, "something was told twice"
    last = max(moment for _, moment in ledger.heard)
    return ledger.latencies(commits), last - commits[0][1], expected


def _times(rounds: list[tuple[list[float], float, int]]) -> dict[str, list[float]]:
    cuts = [statistics.quantiles(times, n=100) for times, _, _ in rounds]
    return {
        "p50_ms": _spread([cut[49] for cut in cuts]),
        "p99_ms": _spread([cut[98] for cut in cuts]),
    }


def _spread(values: list[float]) -> list[float]:
    return [round(value, 1) for value in (statistics.median(values), min(values), max(values))]


async def _tokens(hub: Siege, slugs: list[str]) -> list[str]:
    wanted = [
        Wanted(slugs[number % DEPARTMENTS], ("READ", "READ_PERSONS"), NOW.replace(year=2126), "bench")
        for number in range(SUBSCRIBERS)
    ]
    made: list[str] = []

    async def procedure(change: Change) -> Wanted:
        made.extend(issued.token for issued in await issue_tokens(change, wanted))
        return wanted[0]

    await run(hub.store, Asked(PUBLIC, "bench", NOW), procedure, Wanted)
    return made


def _memory(pid: int) -> float:
    """Resident memory of a process in KiB."""
    return (
        int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
        * os.sysconf("SC_PAGE_SIZE")
        / 1024
    )


@contextmanager
def _folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="hub-bench-"))
    made.chmod(0o711)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _print(name: str, figures: dict[str, Any]) -> None:
    def line(words: str) -> None:
        print(f"feed, {name}: {words}", flush=True)  # noqa: T201

    calm, fan, full = (
        figures[key]
        for key in ("twenty_events_a_second_to_25_each", "one_event_to_all_1000", "as_fast_as_it_goes")
    )
    line(
        f"{figures['opened_per_second']} sockets opened a second, {figures['memory_kib_per_subscriber']} KiB each"
    )
    line(f"20 events/s, 25 subscribers each: p50 {_said(calm['p50_ms'])} ms, p99 {_said(calm['p99_ms'])} ms")
    line(f"one event to all 1,000: p50 {_said(fan['p50_ms'])} ms, p99 {_said(fan['p99_ms'])} ms")
    line(
        f"as fast as it goes: {_said(full['events_per_second'])} events/s,"
        f" {_said(full['deliveries_per_second'])} deliveries/s"
    )


def _said(spread: list[float]) -> str:
    return f"{spread[0]:g} ({spread[1]:g} to {spread[2]:g})"
