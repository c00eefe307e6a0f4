"""The journal of what must never come back: ids of what was erased or revoked, kept outside the database.

A backup is older than the erasures after it. So each erasure is noted in a file beside the database, by id alone:
`begun` before its change commits, `done` afterwards. What was begun and never done is an erasure whose outcome
nobody saw; it is settled from the database while there is one (`casework.restore`), and is never done on a guess.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from hub.errors import Misconfigured
from hub.store.ids import Ref

FILE: Final = "erasures.log"
TOKEN: Final = "Token"  # noqa: S105 - the kind of a Ref
NAMING: Final = "ResponsiblePerson"
"""The kind of a Ref for an entry's naming of a person, which a decision has revoked (O3)."""
_HEAD: Final = "hub-erasures"
_BEGUN, _DONE, _DROPPED, _INCLUDES = "begun", "done", "dropped", "includes"


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a journal is: its id and its size in bytes. A journal only grows, so a later one has more."""

    journal: UUID
    size: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What a journal says: what is gone since when, what may be gone, and whose marks it includes."""

    mark: Mark
    done: Mapping[Ref, dt.datetime]
    begun: Mapping[Ref, dt.datetime]
    includes: Mapping[UUID, int] = field(default_factory=dict)

    def covers(self, mark: Mark) -> bool:
        """Whether everything that the journal knew at that mark is known here."""
        return self.includes.get(mark.journal, -1) >= mark.size


class Journal:
    """One hub's journal. Lines are appended whole and on the disk before a call returns; OSError if they are not."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def begin(self, refs: Iterable[Ref], moment: dt.datetime) -> None:
        """Note what a change is about to erase or revoke for good."""
        self._append(_line(_BEGUN, ref, moment) for ref in refs)

    def done(self, refs: Iterable[Ref], moment: dt.datetime) -> None:
        """Note that the change committed."""
        self._append(_line(_DONE, ref, moment) for ref in refs)

    def dropped(self, refs: Iterable[Ref], moment: dt.datetime) -> None:
        """Note that the change never committed."""
        self._append(_line(_DROPPED, ref, moment) for ref in refs)

    def take_over(self, other: Kept) -> None:
        """Note everything that is gone by another journal, and that it is included from here on."""
        lines = [_line(_DONE, ref, moment) for ref, moment in other.done.items()]
        included = {**other.includes, other.mark.journal: other.mark.size}
        self._append([*lines, *(f"{_INCLUDES} {journal} {size}\n" for journal, size in included.items())])

    def mark(self) -> Mark:
        """How far the journal is; it is begun if there is none."""
        self._append(())
        return read(self.path).mark

    def kept(self) -> Kept:
        """What the journal says; it is begun if there is none."""
        self._append(())
        return read(self.path)

    def _append(self, lines: Iterable[str]) -> None:
        text = "".join(lines)
        self.path.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            size = os.fstat(descriptor).st_size
            if size == 0:
                text = f"{_HEAD} {uuid4()}\n{text}"
            elif os.pread(descriptor, 1, size - 1) != b"\n":  # a crash tore the last line
                text = f"\n{text}"
            left = text.encode()
            while left:
                left = left[os.write(descriptor, left) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def read(path: Path) -> Kept:
    """What a journal says; Misconfigured, in one line, for a file that is none. A torn line says nothing."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Misconfigured(f"{path} cannot be read: {error.strerror}") from None
    head, *lines = raw.decode("utf-8", errors="replace").splitlines() or [""]
    words = head.split()
    try:
        journal = UUID(words[1]) if words[0] == _HEAD else None
    except (ValueError, IndexError):
        journal = None
    if journal is None:
        raise Misconfigured(f"{path} is no journal of erasures")
    done: dict[Ref, dt.datetime] = {}
    begun: dict[Ref, dt.datetime] = {}
    includes = {journal: len(raw)}
    for line in lines:
        _take(line, done, begun, includes)
    return Kept(Mark(journal, len(raw)), done, begun, includes)


def _take(
    line: str, done: dict[Ref, dt.datetime], begun: dict[Ref, dt.datetime], includes: dict[UUID, int]
) -> None:
    words = line.split(" ")
    try:
        if words[0] == _INCLUDES:
            includes[UUID(words[1])] = int(words[2])
            return
        word, moment, kind, bucket, key = words
        ref, when = Ref(kind, int(bucket), UUID(key)), dt.datetime.fromisoformat(moment)
    except (ValueError, IndexError):
        return
    if word == _DONE:
        done.setdefault(ref, when)
        begun.pop(ref, None)
    elif word == _BEGUN and ref not in done:
        begun[ref] = when
    elif word == _DROPPED:
        begun.pop(ref, None)


def _line(word: str, ref: Ref, moment: dt.datetime) -> str:
    return f"{word} {moment.isoformat()} {ref.kind} {ref.bucket} {ref.id}\n"
