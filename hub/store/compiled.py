"""Statements made once into the text that PostgreSQL prepares, and their values into what travels to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ARRAY, Date, DateTime, Integer, LargeBinary, Select, Text, Uuid
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.dialects.postgresql.base import PGCompiler

if TYPE_CHECKING:
    import datetime as dt

Encode = Callable[[Any], bytes]


class _Compiler(PGCompiler):
    """Writes what never changes into the text itself; only what a request brings is a parameter."""

    def visit_bindparam(self, bindparam: Any, **how: Any) -> str:  # type: ignore[override]
        if not bindparam.required:
            how["literal_binds"] = True
        text: str = super().visit_bindparam(bindparam, **how)  # type: ignore[no-untyped-call]
        return text


class _Dialect(asyncpg.PGDialect_asyncpg):
    """PostgreSQL's own $1, $2 …, each name once."""

    statement_compiler = _Compiler  # type: ignore[assignment]
    supports_statement_cache = False


_DIALECT = _Dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement's text with `$1` …, and for each of them its name and how its values travel."""

    text: bytes
    parameters: tuple[tuple[str, Encode], ...]

    def values(self, given: Mapping[str, Any]) -> list[bytes | None]:
        """The parameters in their order; KeyError where one was not given."""
        return [None if (value := given[name]) is None else encode(value) for name, encode in self.parameters]


def compiled(statement: Select[Any]) -> Compiled:
    """A statement whose binds without a value are its parameters."""
    made = statement.compile(dialect=_DIALECT)
    names: Sequence[str] = made.positiontup or ()
    return Compiled(
        made.string.encode(),
        tuple((name, _encoder(made.binds[name].type)) for name in names),
    )


def _encoder(kind: Any) -> Encode:
    if isinstance(kind, ARRAY):
        if isinstance(kind.item_type, Text):
            return _texts
        if isinstance(kind.item_type, LargeBinary):
            return _binaries
        return _plain_array(_encoder(kind.item_type))
    for known, encode in _ENCODERS:
        if isinstance(kind, known):
            return encode
    message = f"no value of the type {kind!r} has been sent before"
    raise TypeError(message)


def _text(value: str) -> bytes:
    return value.encode()


def _uuid(value: UUID | bytes) -> bytes:
    return (value if isinstance(value, bytes) else value.bytes).hex().encode()


def _day(value: dt.date) -> bytes:
    return value.isoformat().encode()


def _number(value: int) -> bytes:
    return b"%d" % value


def _binary(value: bytes) -> bytes:
    return b"\\x" + value.hex().encode()


def _binaries(values: Sequence[bytes]) -> bytes:
    # Within an array a backslash is written twice.
    return b"{" + b",".join(b"\\" + _binary(value) for value in values) + b"}"


def _plain_array(encode: Encode) -> Encode:
    def array(values: Sequence[Any]) -> bytes:
        return b"{" + b",".join(map(encode, values)) + b"}"

    return array


def _texts(values: Sequence[str]) -> bytes:
    quoted = ('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values)
    return ("{" + ",".join(quoted) + "}").encode()


_ENCODERS: tuple[tuple[Any, Encode], ...] = (
    (Uuid, _uuid),
    (DateTime, _day),
    (Date, _day),
    (Integer, _number),
    (LargeBinary, _binary),
    (Text, _text),
)
