"""Measures, prints, and keeps the figures in var/bench.json: python -m tests.benchmarks, ONLY=section for one of them."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from tests.benchmarks import feed, memory, reads, scale


async def _feed() -> dict[str, Any]:
    return {"feed": await feed.measure()}


SECTIONS: dict[str, Callable[[], Coroutine[Any, Any, dict[str, Any]]]] = {
    "feed": _feed,
    "memory": memory.measure,
    "reads": reads.measure,
    "scale": scale.measure,
}
"""A section's figures by their keys in var/bench.json."""
LONG = {"memory", "scale"}
"""Ten minutes and more: only when they are asked for by name."""
KEPT = Path("var/bench.json")


def main() -> int:
    """Run the sections asked for, one after the other."""
    wanted = os.environ.get("ONLY")
    if wanted is not None and wanted not in SECTIONS:
        print(f"There is no benchmark {wanted!r}; there are: {', '.join(sorted(SECTIONS))}.", file=sys.stderr)  # noqa: T201
        return 2
    # Ended from outside, a section still ends its servers and takes its folder with it.
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    for name in [wanted] if wanted else sorted(SECTIONS.keys() - LONG):
        figures = asyncio.run(SECTIONS[name]())
        kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
        kept |= figures
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"{name}: kept in {KEPT}")  # noqa: T201
    if wanted is None:
        print(f"left out, ask by name: {', '.join(sorted(LONG))}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
