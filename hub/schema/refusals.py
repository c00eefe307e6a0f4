"""Refusals in the schema: what was refused, by which clause, and what would be allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import strawberry

if TYPE_CHECKING:
    from hub import errors


@strawberry.type(description="Why something was not done, in words for a clerk. 不予办理的原因")
class Refusal:
    """Closed list of codes: `hub.errors`."""

    code: str = strawberry.field(description="The code, from a closed list. 代码")
    message: str = strawberry.field(description="What was refused and why, in words. 说明")
    path: list[str] | None = strawberry.field(description="Which part of the input it is about. 位置")
    clause: str | None = strawberry.field(description="The clause of the notice. 条款")
    allowed: list[str] = strawberry.field(
        description="The mutations that would be accepted now. 可办理的操作"
    )


def refusal(found: errors.Refusal) -> Refusal:
    """A refusal of the inner rooms as the graph shows it."""
    return Refusal(
        code=found.code,
        message=found.message,
        path=list(found.path) or None,
        clause=found.clause,
        allowed=list(found.allowed),
    )
