"""Does a read take longer among ten million entries than among a hundred thousand? Two cities, two hubs, in alternation."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any, Final

from hub.store.session import Store
from tests.benchmarks import servers
from tests.benchmarks.asking import Cell, Driver, driving
from tests.benchmarks.population import Size, code_of, folder, populated, token
from tests.benchmarks.rounds import Rounds
from tests.benchmarks.variants import Variants, list_types

ENTRIES: Final = {"small": 100_000, "large": int(os.environ.get("ENTRIES", "10000000"))}
ROUNDS: Final = int(os.environ.get("ROUNDS", "10"))
SECONDS: Final = float(os.environ.get("ROUND_SECONDS", "3"))
SUBJECTS: Final = 1_000
PAGES: Final = 2
"""As far as the newest entries reach in the small city: those are acted on in both."""
QUESTIONS: Final = ("single_subject", "worklist")


def say(sentence: str) -> None:
    """Print, at once."""
    print(f"scale: {sentence}", flush=True)  # noqa: T201


@dataclass(frozen=True)
class City:
    """One of the two: enterprises have 5 entries for every 3 of them."""

    name: str
    store: Store
    place: Path

    @property
    def enterprises(self) -> int:
        """How many it has."""
        return ENTRIES[self.name] * 3 // 5


async def measure() -> dict[str, Any]:
    """The section "scale": milliseconds from request to answer, one at a time; ratios of large to small."""
    say(f"load average {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores")
    rounds = Rounds()
    async with _city("small") as small, _city("large") as large, driving() as driver:
        with ExitStack() as stack:
            cells = [cell for city in (small, large) for cell in await _cells(city, driver, stack)]
            say(f"{ROUNDS} rounds of {SECONDS:g} s for each of {len(cells)} cells")
            await rounds.measure(driver, cells, ROUNDS, SECONDS, connections=1)
    figures = {question: _compared(rounds, question) for question in QUESTIONS}
    for question, found in figures.items():
        ratio = f"{found['large_vs_small']:.2f} ({found['spread'][0]:.2f} to {found['spread'][1]:.2f})"
        say(f"{question:<15} {found['small_ms']:.2f} ms, {found['large_ms']:.2f} ms: {ratio}")
    return {"scale": {"entries": ENTRIES, "load_average": rounds.load_average, **figures}}


@asynccontextmanager
async def _city(name: str) -> AsyncIterator[City]:
    with folder() as place:
        size = Size(ENTRIES[name] * 3 // 5, all_acted=False)
        async with populated(
            place, size, lambda sentence: say(f"{name}: {sentence}"), durable=False
        ) as store:
            yield City(name, store, place)


async def _cells(city: City, driver: Driver, stack: ExitStack) -> list[Cell]:
    hub = stack.enter_context(servers.hub(city.store.url, city.place))
    variants = Variants(driver, city.place, await list_types(city.store), await token(city.store, "READ"))
    # Every tenth enterprise has its entries acted on in both cities.
    numbers = Random(5).sample(range(1, city.enterprises // 10), SUBJECTS)  # noqa: S311
    cells = [
        variants.singles(hub, [code_of(10 * number) for number in numbers]),
        variants.worklist(hub, await variants.walk(hub, PAGES)),
    ]
    sizes = [
        await variants.same([cell], what)
        for cell, what in zip(cells, ("subject", "listEntries"), strict=True)
    ]
    say(f"{city.name}: {sizes[0]:.1f} and {sizes[1]:.1f} assignments in an answer")
    return [replace(cell, question=f"{cell.question} {city.name}") for cell in cells]


def _compared(rounds: Rounds, question: str) -> dict[str, Any]:
    keys = {name: (f"{question} {name}", "hub") for name in ENTRIES}
    small, large = (rounds.rates(key[0], ["hub"])["p50_ms"]["hub"] for key in keys.values())
    values = sorted(
        b / a for a, b in zip(rounds.p50_ms[keys["small"]], rounds.p50_ms[keys["large"]], strict=True)
    )
    middle = values[len(values) // 2]
    return {
        "small_ms": small,
        "large_ms": large,
        "large_vs_small": round(middle, 3),
        "spread": [round(values[0], 3), round(values[-1], 3)],
    }
