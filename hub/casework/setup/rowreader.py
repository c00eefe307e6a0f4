"""TOML tables become typed rows; the first thing wrong is said in one line: file, row, key, what is wrong."""

from __future__ import annotations

import datetime as dt
import tomllib
import types
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

from hub.errors import HubError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable

R = TypeVar("R")
NAMING_KEYS = ("slug", "code", "key", "name", "day", "list_type", "kind", "level")


class WrongReferenceData(HubError):
    """A file of reference data cannot be used: one line that names the file, the row and the key."""


class Where(NamedTuple):
    """A place in the files: `standards.toml, standard 3 (taxation-watch), criterion 1 (TAXATION-W1)`."""

    file: str
    row: str

    def wrong(self, key: str, complaint: str) -> WrongReferenceData:
        """The error for one key of this row."""
        return WrongReferenceData(f"{self.file}, {self.row}, {key}: {complaint}")

    def inner(self, row: str) -> Where:
        """A row within this row."""
        return Where(self.file, f"{self.row}, {row}")


@dataclass(frozen=True, slots=True)
class Files:
    """A city's tables: in a folder with a file for each kind of row, or all of them in one file."""

    path: Traversable

    @property
    def together(self) -> bool:
        """Whether all tables are in one file."""
        return self.path.is_file()

    def name(self, file: str) -> str:
        """The name of the file that holds what `file` holds in a folder."""
        return self.path.name if self.together else file

    def read(self, file: str) -> dict[str, object]:
        """Parse one file; a missing or malformed one is WrongReferenceData."""
        found = self.path if self.together else self.path / file
        try:
            return tomllib.loads(found.read_text(encoding="utf-8"))
        except FileNotFoundError as missing:
            raise WrongReferenceData(f"{found.name}: no such file") from missing
        except OSError as unreadable:
            raise WrongReferenceData(f"{found.name}: {unreadable.strerror}") from unreadable
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as malformed:
            raise WrongReferenceData(f"{found.name}: {malformed}") from malformed


def check_tables(file: str, document: Mapping[str, object], known: tuple[str, ...]) -> None:
    """Refuse a table that the file may not have, such as a misspelt one."""
    for table in document:
        if table not in known:
            raise WrongReferenceData(f"{file}: there is no table {table!r} here; known: {', '.join(known)}")


def each_row(
    file: str, document: Mapping[str, object], table: str
) -> Iterator[tuple[Where, Mapping[str, object]]]:
    """The rows `[[table]]` of a document, each with its place; a file without any is refused."""
    rows = document.get(table)
    if not isinstance(rows, list) or not rows:
        raise WrongReferenceData(f"{file}: it has no [[{table}]]")
    yield from places(rows, table, Where(file, ""))


def places(rows: list[Any], table: str, around: Where) -> Iterator[tuple[Where, Mapping[str, object]]]:
    """Number the rows and name each by its slug, code or key."""
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise WrongReferenceData(f"{around.file}: [[{table}]] {number} is no table")
        name = next((f" ({row[key]})" for key in NAMING_KEYS if key in row), "")
        place = f"{table} {number}{name}"
        yield (around.inner(place) if around.row else Where(around.file, place)), row


def read_row(kind: type[R], row: Mapping[str, object], where: Where) -> R:
    """Build one row: every key known, every required key there, every value of its type."""
    shape = shape_of(kind)
    for key in row:
        if key not in shape:
            raise where.wrong(key, f"no such key; known: {', '.join(shape)}")
    values: dict[str, Any] = {}
    for key, (name, hint, required) in shape.items():
        if key in row:
            values[name] = read_value(hint, row[key], where, key)
        elif required:
            raise where.wrong(key, "is missing")
    return kind(**values)


def shape_of(kind: type) -> dict[str, tuple[str, Any, bool]]:
    """Key in the file -> (field, type, required)."""
    if not is_dataclass(kind):
        raise TypeError(f"{kind.__name__} is no row")
    hints = get_type_hints(kind)
    return {
        each.metadata.get("key", each.name): (each.name, hints[each.name], each.default is MISSING)
        for each in fields(kind)
    }


def read_value(hint: Any, value: object, where: Where, key: str) -> object:
    """Check one value against its type and turn it into it."""
    if get_origin(hint) in (Union, types.UnionType):
        (hint,) = (each for each in get_args(hint) if each is not types.NoneType)
    if get_origin(hint) is tuple:
        return read_list(get_args(hint)[0], value, where, key)
    if issubclass(hint, StrEnum):
        known = [str(word.value) for word in hint]
        if value not in known:
            raise where.wrong(key, f"{value!r} is none of {', '.join(known)}")
        return hint(str(value))
    if type(value) is not hint:
        raise where.wrong(key, f"{value!r} is no {'day' if hint is dt.date else hint.__name__}")
    if isinstance(value, str) and (not value or value != value.strip()):
        raise where.wrong(key, "is empty or has blanks around it")
    return value


def read_list(member: Any, value: object, where: Where, key: str) -> tuple[object, ...]:
    """Check a list: of rows, or of values of which none is given twice."""
    if not isinstance(value, list):
        raise where.wrong(key, f"{value!r} is no list")
    if isinstance(member, type) and is_dataclass(member):
        return tuple(read_row(member, row, place) for place, row in places(value, key, where))
    read = tuple(read_value(member, each, where, key) for each in value)
    for each in read:
        if read.count(each) > 1:
            raise where.wrong(key, f"{each} is given twice")
    return read
