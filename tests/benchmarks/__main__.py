"""Measures, prints, and keeps the figures in var/bench.json: python -m tests.benchmarks, ONLY=section for one of them."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from tests.benchmarks import feed

SECTIONS: dict[str, Callable[[], Coroutine[Any, Any, dict[str, Any]]]] = {"feed": feed.measure}
KEPT = Path("var/bench.json")


def main() -> int:
    """Run the sections asked for, one after the other."""
    wanted = os.environ.get("ONLY")
    if wanted is not None and wanted not in SECTIONS:
        print(f"There is no benchmark {wanted!r}; there are: {', '.join(sorted(SECTIONS))}.", file=sys.stderr)  # noqa: T201
        return 2
    for name in [wanted] if wanted else sorted(SECTIONS):
        figures = asyncio.run(SECTIONS[name]())
        kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
        kept[name] = figures
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"{name}: kept in {KEPT}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
