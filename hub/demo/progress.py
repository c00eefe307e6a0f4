"""Says how far the loading of a city has come: a bar on a terminal, a line at each tenth elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Tell = Callable[[str], object]
TENTHS = 10
WORTH_TELLING = 20_000
"""Below this many, a line of progress would only be noise."""


@contextmanager
def progress(what: str, total: int, tell: Tell) -> Iterator[Callable[[int], None]]:
    """A function to be told how many more are done, for as long as the block lasts; sentences go to `tell`."""
    if sys.stderr.isatty():
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(what, total=total)
            yield lambda more: bar.advance(task, more)
        return
    yield _Lines(what, total, tell)


class _Lines:
    def __init__(self, what: str, total: int, tell: Tell) -> None:
        self.what, self.total, self.tell = what, total, tell
        self.done = 0

    def __call__(self, more: int) -> None:
        before = self.done * TENTHS // max(self.total, 1)
        self.done += more
        tenths = self.done * TENTHS // max(self.total, 1)
        if tenths > before and self.total >= WORTH_TELLING:
            self.tell(f"{self.what}: {self.done:,} of {self.total:,}")
