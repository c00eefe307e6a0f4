"""Rounds in which every cell is measured in turn, and what they come to: medians, ratios within a round, spreads."""

from __future__ import annotations

import os
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.benchmarks.asking import CONNECTIONS, Cell, Driver
from tests.benchmarks.servers import database_cpu

Key = tuple[str, str]
"""The question and the server."""


@dataclass
class Rounds:
    """What was measured: for each cell a figure of every round, and how busy the machine was before each."""

    per_second: dict[Key, list[float]] = field(default_factory=dict)
    p50_ms: dict[Key, list[float]] = field(default_factory=dict)
    cpu_ms: dict[Key, list[tuple[float, float]]] = field(default_factory=dict)
    """What an answer cost the server's process and PostgreSQL: steadier than rates where the machine is not quiet."""
    load_average: list[float] = field(default_factory=list)

    async def measure(
        self,
        driver: Driver,
        cells: Sequence[Cell],
        rounds: int,
        seconds: float,
        *,
        postmaster: int | None = None,
        connections: int = CONNECTIONS,
    ) -> None:
        """Every other round goes through the cells backwards, so that nobody always follows the same neighbour."""
        for number in range(rounds):
            self.load_average.append(round(os.getloadavg()[0], 2))
            for cell in cells if number % 2 == 0 else reversed(cells):
                key = cell.question, cell.server.name
                before = cell.server.cpu_seconds, database_cpu(postmaster)
                found = await driver.load(cell, seconds * cell.patience, connections=connections)
                after = cell.server.cpu_seconds, database_cpu(postmaster)
                used = [
                    (now - then) * 1000 / found["answers"] for now, then in zip(after, before, strict=True)
                ]
                self.cpu_ms.setdefault(key, []).append((used[0], used[1]))
                self.per_second.setdefault(key, []).append(found["per_second"])
                self.p50_ms.setdefault(key, []).append(found["p50_ms"])

    def rates(self, question: str, servers: Sequence[str]) -> dict[str, Any]:
        """Medians by server; under "spread" the least and the most, under "p50_ms" the median latency."""
        keys = {server: self.per_second[question, server] for server in servers}
        return {
            **{server: _median(values) for server, values in keys.items()},
            "spread": {server: _ends(values) for server, values in keys.items()},
            "p50_ms": {
                server: round(statistics.median(self.p50_ms[question, server]), 2) for server in servers
            },
            "cpu_ms": {server: self._cpu(question, server) for server in servers},
        }

    def _cpu(self, question: str, server: str) -> list[float]:
        """Medians of what an answer cost, [the server's process, PostgreSQL]."""
        return [
            round(statistics.median(used), 3) for used in zip(*self.cpu_ms[question, server], strict=True)
        ]

    def ratio(self, over: Key, under: Key) -> list[float]:
        """One cell's rate by another's, [median, least, most] of the rounds."""
        pairs = zip(self.per_second[over], self.per_second[under], strict=True)
        values = [a / b for a, b in pairs]
        return [round(value, 3) for value in (statistics.median(values), min(values), max(values))]

    def compared(self, question: str, mine: str, others: Mapping[str, str]) -> dict[str, Any]:
        """The rates of a question with `mine` set against each of `others` (server -> what the ratio is called).

        `..._by_cpu` is the same ratio by what an answer cost, server and PostgreSQL together.
        """
        found = self.rates(question, [mine, *others])
        for server, name in others.items():
            middle, least, most = self.ratio((question, mine), (question, server))
            found[name] = middle
            found["spread"][name] = [least, most]
            found[f"{name}_by_cpu"] = round(sum(found["cpu_ms"][server]) / sum(found["cpu_ms"][mine]), 3)
        return found


def _median(values: Sequence[float]) -> float:
    return round(statistics.median(values), 1)


def _ends(values: Sequence[float]) -> list[float]:
    return [round(min(values), 1), round(max(values), 1)]
