"""The file of a backup: a zip with one member of COPY text for each table, and a manifest that tells what it is."""

from __future__ import annotations

import datetime as dt
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from hub.errors import Misconfigured
from hub.store.journal import Mark

FORMAT: Final = 1
_MANIFEST: Final = "manifest.json"
_ZIP: Final = b"PK\x03\x04"
_BLOCK: Final = 1 << 20
_LEVEL: Final = 3
"""Of 9: three quarters of what the best would save, at a fifth of its time."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a backup: its columns in the order of its lines, and how many lines there are."""

    name: str
    columns: Sequence[str]
    rows: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup is: of which revision, which moment, which tables, and how far the journal was."""

    revision: str
    taken_at: dt.datetime
    hub: str
    journal: Mark
    tables: Sequence[Table]

    @property
    def rows(self) -> int:
        """How many rows all tables have together."""
        return sum(table.rows for table in self.tables)


def member(table: str) -> str:
    """The name under which a table's lines are kept."""
    return f"{table}.copy"


@contextmanager
def writing(path: Path) -> Iterator[zipfile.ZipFile]:
    """A new archive, mode 0600, which gets its name when the block has ended well and not before."""
    if path.exists():
        raise Misconfigured(f"{path} is there already: a backup never replaces a file")
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)  # mkstemp makes it 0600
    except OSError as error:
        raise Misconfigured(f"{path} cannot be written: {error.strerror}") from None
    fresh = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
                yield archive
            file.flush()
            os.fsync(file.fileno())
        os.link(fresh, path)  # unlike a rename it replaces nothing
    except OSError as error:
        raise Misconfigured(f"{path} cannot be written: {error.strerror}") from None
    finally:
        fresh.unlink(missing_ok=True)


def write_manifest(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Write the manifest, last of all: an archive without one is not whole."""
    said = {
        "format": FORMAT,
        "hub": manifest.hub,
        "revision": manifest.revision,
        "taken_at": manifest.taken_at.isoformat(),
        "journal": {"id": str(manifest.journal.journal), "size": manifest.journal.size},
        "tables": [
            {"name": table.name, "columns": list(table.columns), "rows": table.rows}
            for table in manifest.tables
        ],
    }
    archive.writestr(_MANIFEST, json.dumps(said, indent=1))


@contextmanager
def reading(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """A backup, read through once and found whole. Raises Misconfigured, in one line, for anything else."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise Misconfigured(f"{path} cannot be read: {error.strerror}") from None
    with file:
        begins = file.read(len(_ZIP))
        try:
            archive = zipfile.ZipFile(file)
        except zipfile.BadZipFile:
            what = "is not whole: it was cut off" if begins == _ZIP else "is no backup of a hub"
            raise Misconfigured(f"{path} {what}") from None
        with archive:
            manifest = _manifest(path, archive)
            _demand_whole(path, archive, manifest)
            yield archive, manifest


def _manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    try:
        said = json.loads(archive.read(_MANIFEST))
        number = int(said["format"])
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile, zlib.error):
        raise Misconfigured(f"{path} is no backup of a hub") from None
    if number != FORMAT:
        raise Misconfigured(
            f"{path} was written by hub {said.get('hub')} in format {number}, and this hub reads {FORMAT}: "
            "restore it with that hub"
        )
    return _told(said)


def _told(said: Mapping[str, object]) -> Manifest:
    journal, tables = said["journal"], said["tables"]
    assert isinstance(journal, dict)  # noqa: S101 - for the type; of format 1, it is
    assert isinstance(tables, list)  # noqa: S101
    return Manifest(
        revision=str(said["revision"]),
        taken_at=dt.datetime.fromisoformat(str(said["taken_at"])),
        hub=str(said["hub"]),
        journal=Mark(UUID(journal["id"]), int(journal["size"])),
        tables=[Table(each["name"], each["columns"], each["rows"]) for each in tables],
    )


def _demand_whole(path: Path, archive: zipfile.ZipFile, manifest: Manifest) -> None:
    names = set(archive.namelist())
    for table in manifest.tables:
        if member(table.name) not in names or not _readable(archive, member(table.name)):
            raise Misconfigured(f"{path} is damaged at {table.name}: nothing was restored")


def _readable(archive: zipfile.ZipFile, name: str) -> bool:
    try:
        with archive.open(name) as lines:
            while lines.read(_BLOCK):
                pass
    except (zipfile.BadZipFile, zlib.error, EOFError):
        return False
    return True
