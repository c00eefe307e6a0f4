"""How much one input may hold: texts and lists beyond it are refused in words, before anything is looked up."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, Final

from strawberry.utils.str_converters import to_camel_case

from hub.errors.changes import InvalidInput, TooMany

if TYPE_CHECKING:
    from hub.errors import Refusal

LONGEST_TEXT: Final = 20_000
"""Characters of one text: some thirty pages, more than a decision's facts take."""
LONGEST_LIST: Final = 1_000
"""Items of one list (api.graphql, conventions)."""
LONGEST: Final = {"idempotencyKey": 128}
"""Characters of a text that is kept shorter, by its field."""


def oversized(given: Any, at: tuple[str, ...] = ()) -> Refusal | None:
    """The first text or list of an input that is too long, as its refusal; None where all fit."""
    if isinstance(given, str):
        name = at[-1]
        most = LONGEST.get(name, LONGEST_TEXT)
        if len(given) > most:
            return InvalidInput(path=at, field=name, problem=f"it has at most {most} characters.")
        return None
    if isinstance(given, list):
        if len(given) > LONGEST_LIST:
            return TooMany(path=at, limit=LONGEST_LIST, given=len(given))
        parts = [(str(place), item) for place, item in enumerate(given)]
    elif dataclasses.is_dataclass(given):
        parts = [(to_camel_case(f.name), getattr(given, f.name)) for f in dataclasses.fields(given)]
    else:
        return None
    found = (oversized(value, (*at, name)) for name, value in parts)
    return next((refusal for refusal in found if refusal is not None), None)
