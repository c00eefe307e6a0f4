"""What a step has fetched: its rows, and under which parent each of them lies."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hub.resolvers.plans import Prepared, Step
    from hub.resolvers.shapes import Row, Rows

Span = tuple[int, int, bool]
"""From where to where a parent's rows lie, and whether there are more."""


@dataclass(slots=True)
class Fetched:
    """A step's rows, the extra one of each page left out; `key_of` a parent's row finds its span."""

    rows: Rows
    spans: Mapping[Any, Span]
    key_of: Callable[[Row], Any]
    before: bool = False
    """Whether its pages began after a cursor."""

    def asked(self, row: Row) -> bool:
        """Whether the parent had a key to ask with."""
        return self.key_of(row) in self.spans


def key_of(step: Step) -> Callable[[Row], Any]:
    """What takes from a parent's row the key by which the step finds its own."""
    places = step.level.parent_keys
    return itemgetter(*places) if places else _root_key


def _root_key(_: Row) -> Any:
    return ()


def whole(key: Any) -> bool:
    """Whether a key can be asked with: none of its parts is null."""
    return key is not None and not (isinstance(key, tuple) and None in key)


def fetched(
    step: Step,
    keys: Sequence[Hashable],
    rows: list[Row],
    how: Prepared,
    asked: Sequence[Hashable] | None = None,
) -> Fetched:
    """The rows by their parents; `asked` are the keys that could be asked with, all of them unless it is said."""
    first = None if how.given is None else how.given.first
    spans: dict[Any, Span] = dict.fromkeys(keys if asked is None else asked, (0, 0, False))
    if step.level.kind == "page" and first is not None and len(rows) > first:
        return _pages(step, keys, rows, first, how, spans)
    _spanned(keys, rows, spans)
    return Fetched(rows, spans, key_of(step), how.shape.after)


def _spanned(keys: Sequence[Hashable], rows: Rows, spans: dict[Any, Span]) -> None:
    start, total = 0, len(rows)
    while start < total:
        n = rows[start][0]
        end = start + 1
        while end < total and rows[end][0] == n:
            end += 1
        spans[keys[n - 1]] = (start, end, False)
        start = end


def _pages(
    step: Step, keys: Sequence[Hashable], rows: list[Row], first: int, how: Prepared, spans: dict[Any, Span]
) -> Fetched:
    _spanned(keys, rows, spans)
    kept: list[Row] = []
    for key, (start, end, _) in spans.items():
        shown = rows[start : min(end, start + first)]
        spans[key] = (len(kept), len(kept) + len(shown), end - start > first)
        kept += shown
    return Fetched(kept, spans, key_of(step), how.shape.after)
