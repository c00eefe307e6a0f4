"""How a mutation asks casework: the duty first, one change, and a payload read after it.

Inputs become casework's dataclasses by name; what comes back are ids, and the payload reads the
objects as they are now, with the caller's rights.
"""

from __future__ import annotations

import dataclasses
from asyncio import gather
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_type_hints
from uuid import UUID

import orjson
import strawberry

from hub.casework import change as changes
from hub.casework import keys
from hub.errors import Refusal as Refused
from hub.errors import Refused as SeveralRefused
from hub.policy.vocabulary import Duty
from hub.schema.declare import Asked
from hub.schema.keys import GIVEN, DepartmentKey, RegionKey, SubjectKey
from hub.schema.mutations.sizes import oversized
from hub.schema.query import Query
from hub.schema.refusals import Refusal, refusal
from hub.schema.whole import whole
from hub.store.ids import Ref

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from hub.casework.change import Change

R = TypeVar("R")

DUTIES: dict[str, Duty] = {}
"""The duty of every mutation, by its Python name; the schema does not build where one is missing."""

NOWHERE = Ref("Region", 0, UUID(int=0))
"""What a text that is no id points at: nothing, so that it is refused as NOT_FOUND."""

INPUT = "What is to be done. 办理内容"

_KEYS = {SubjectKey: keys.SubjectKey, DepartmentKey: keys.DepartmentKey, RegionKey: keys.RegionKey}


def mutation(duty: Duty, description: str) -> Callable[[Any], Any]:
    """A mutation that only callers with `duty` may ask."""

    def declared(resolver: Any) -> Any:
        DUTIES[resolver.__name__] = duty
        given = resolver.__annotations__["input"]
        resolver.__annotations__["input"] = Annotated[given, strawberry.argument(description=INPUT)]
        return strawberry.mutation(resolver=resolver, description=f"{description} ({duty.value})")

    return declared


def taken(kind: type[R], given: Any) -> R:
    """A Strawberry input as casework's dataclass `kind`, field by field; what was left out, or null, keeps its default."""
    optional = {f.name for f in dataclasses.fields(kind) if f.default is not dataclasses.MISSING}  # type: ignore[arg-type]
    values = {}
    for name, hint in _hints(kind).items():  # type: ignore[arg-type]
        value = getattr(given, name, GIVEN)
        if value is not GIVEN and not (value is None and name in optional):
            values[name] = _taken(value, hint)
    return kind(**values)


@cache
def _hints(kind: Any) -> dict[str, str]:
    return {name: str(hint) for name, hint in get_type_hints(kind).items()}


def _taken(value: Any, hint: str) -> Any:
    if type(value) in _KEYS:
        return taken(_KEYS[type(value)], value)
    if isinstance(value, list):
        return tuple(_taken(item, hint) for item in value)
    if isinstance(value, str) and "hub.store.ids.Ref" in hint:
        return Ref.parse(value) or NOWHERE
    if dataclasses.is_dataclass(value):
        return taken(_CASEWORK[type(value)], value)
    return value


_CASEWORK: dict[type[Any], type[Any]] = {}


def becomes(kind: type[Any]) -> Callable[[R], R]:
    """Mark an input that, nested in another, becomes casework's `kind`."""

    def marked(cls: R) -> R:
        _CASEWORK[cls] = kind  # type: ignore[index]
        return cls

    return marked


async def ask(
    info: Asked,
    given: Any,
    result: type[R],
    procedure: Callable[[Change], Awaitable[R]],
    *,
    signed: Any = None,
) -> tuple[R | None, list[Refusal]]:
    """Run one change; its result, or nothing and the refusals. Reads begin anew afterwards.

    `signed` is the part of the input with operator and idempotency key, where that is not the input itself.
    """
    context = info.context
    context.caller.require(DUTIES[info.python_name])
    too_large = oversized(given)
    if too_large is not None:
        return None, [refusal(too_large)]
    signed = given if signed is None else signed
    key = getattr(signed, "idempotency_key", GIVEN)
    asked = changes.Asked(
        caller=context.caller,
        mutation=info.field_name,
        moment=context.moment,
        operator=getattr(signed, "operator", None) or None,
        key=key or None,
        fingerprint=_fingerprint(given),
    )
    try:
        return await changes.run(context.store, asked, procedure, result), []
    except SeveralRefused as several:
        return None, [refusal(each) for each in several.refusals]
    except Refused as single:
        return None, [refusal(single)]
    finally:
        await context.reads.renew()


def _fingerprint(given: Any) -> str:
    """The input as one canonical text, without its idempotency key; what is absent and null differ not."""
    return orjson.dumps(_plain(given), option=orjson.OPT_SORT_KEYS).decode()


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        pairs = {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return {name: each for name, each in pairs.items() if each is not None and name != "idempotency_key"}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return None if value is GIVEN else value


@strawberry.type(description="What every answer to a mutation has. 办理结果")
class Payload:
    """What every payload has: refusals in words, and the query to read on."""

    outcome: strawberry.Private[Any]
    refusals: list[Refusal] = strawberry.field(
        description="Why nothing, or not all, was done. 不予办理的原因"
    )

    @strawberry.field(description="To read on in the same request. 查询")
    def query(self) -> Query:
        """The root query, after the change."""
        return Query()


def shown(attribute: str, description: str) -> Any:
    """A payload's object, or list of objects, that the outcome names under `attribute`."""

    async def objects(self: Any, info: Asked) -> Any:
        found = getattr(self.outcome, attribute, None)
        return None if found is None else await whole(info, found)

    return strawberry.field(resolver=objects, description=description)


def shown_all(attribute: str, description: str) -> Any:
    """A payload's list of objects; empty when refused. Those the caller may not see are left out."""

    async def objects(self: Any, info: Asked) -> Any:
        found = await gather(*(whole(info, ref) for ref in getattr(self.outcome, attribute, ())))
        return [each for each in found if each is not None]

    return strawberry.field(resolver=objects, description=description)


def said(attribute: str, description: str, *, refused: Any = 0) -> Any:
    """A payload's count, flag or list of words; `refused` when nothing was done."""

    def value(self: Any) -> Any:
        found = getattr(self.outcome, attribute, refused)
        return list(found) if isinstance(found, tuple) else found

    return strawberry.field(resolver=value, description=description)


OPERATOR = "The clerk, as the calling system names them. 经办人"
KEY = "Repeats safely: the same key and input answer the same objects. 幂等键"


def left_out(description: str) -> Any:
    """An optional input field without a default."""
    return strawberry.field(default=GIVEN, description=description)


def needed(description: str) -> Any:
    """A required input field."""
    return strawberry.field(description=description)
