"""The memory of one hub process under mixed reads for ten minutes (SECONDS says how many): does it stay?"""

from __future__ import annotations

import asyncio
import os
import statistics
from itertools import pairwise
from random import Random
from typing import Any, Final

from tests.benchmarks import questions, servers
from tests.benchmarks.asking import driving, posted, written
from tests.benchmarks.population import LEADER_EVERY, Size, code_of, folder, populated, token
from tests.benchmarks.servers import Server
from tests.benchmarks.variants import LISTS

ENTERPRISES: Final = 20_000
SECONDS: Final = float(os.environ.get("SECONDS", "600"))
PARTS: Final = 10
"""The time is told in so many parts."""
FILLING: Final = 2
"""In the first parts caches fill; growth is judged by what comes after them."""


def say(sentence: str) -> None:
    """Print, at once."""
    print(f"memory: {sentence}", flush=True)  # noqa: T201


async def measure() -> dict[str, Any]:
    """The section "memory": MiB by part, and the slope of a line through all samples after caches have filled."""
    say(f"load average {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores")
    with folder() as place:
        async with populated(place, Size(ENTERPRISES), say) as store:
            tokens = await token(store, "READ"), await token(store, "READ", "READ_PERSONS")
            with servers.hub(store.url, place) as hub:
                async with driving() as driver:
                    requests = _mixed(*tokens)
                    await driver.answers(written(place, "sample", hub, requests[:300]))
                    cell = written(place, "mixed", hub, requests)
                    load = asyncio.create_task(driver.load(cell, SECONDS))
                    samples = await _sampled(hub, load)
    figures = _figures(samples) | {"per_second": round((await load)["per_second"]), "seconds": SECONDS}
    figures["load_average"] = round(os.getloadavg()[0], 2)
    say(
        f"{figures['parts_mib'][FILLING]} MiB in the third tenth, {figures['parts_mib'][-1]} MiB in the last;"
        f" {figures['slope_kib_per_minute']:+.1f} KiB a minute at {figures['per_second']} answers a second"
    )
    return {"memory": figures}


def _mixed(token: str, persons: str) -> list[str]:
    """Subjects, worklists, callers, persons, and documents that nobody sent before, well shuffled."""
    chance = Random(4)  # noqa: S311
    codes = [code_of(number) for number in chance.sample(range(1, ENTERPRISES + 1), 400)]
    led = [code_of(number * LEADER_EVERY) for number in range(1, 400)]
    found = [posted(questions.HUB_SINGLE, {"code": code}, token) for code in codes]
    found += [posted(questions.HUB_LEADERS, {"code": code}, persons) for code in led]
    found += [posted(questions.HUB_WORKLIST, {"list": slug}, token) for slug in LISTS for _ in range(5)]
    found += [posted(questions.HUB_VIEWER, {}, token)] * 200
    found *= 20
    # One in fifteen is a document that the hub does not keep: it keeps fewer than these, and has to make room.
    renamed = questions.HUB_SINGLE.replace("subject(", "asked{number}: subject(")
    found += [
        posted(renamed.replace("{number}", f"{number}"), {"code": codes[0]}, token) for number in range(1_500)
    ]
    chance.shuffle(found)
    return found


async def _sampled(hub: Server, load: asyncio.Task[Any]) -> list[float]:
    samples, told = [], 0
    while not load.done():
        samples.append(hub.memory_mib)
        if len(samples) * PARTS >= (told + 1) * SECONDS:
            told += 1
            say(f"{told} of {PARTS}: {samples[-1]:.1f} MiB")
        await asyncio.wait([load], timeout=1.0)
    await load
    return samples


def _figures(samples: list[float]) -> dict[str, Any]:
    cuts = [len(samples) * part // PARTS for part in range(PARTS + 1)]
    parts = [statistics.fmean(samples[start:end]) for start, end in pairwise(cuts)]
    judged = samples[cuts[FILLING] :]
    slope = statistics.linear_regression([n / 60 for n in range(len(judged))], judged).slope
    return {
        "parts_mib": [round(part, 1) for part in parts],
        "first_mib": round(samples[0], 1),
        "most_mib": round(max(samples), 1),
        "slope_kib_per_minute": round(slope * 1024, 1),
    }
