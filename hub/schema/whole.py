"""Objects that come whole into an execution of fields: read with everything below, and taken as they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graphql.execution import Executor

from hub.schema.declare import wrap

if TYPE_CHECKING:
    from hub.schema.declare import Asked
    from hub.store.ids import Ref


@dataclass(frozen=True, slots=True)
class Whole:
    """An object as the answer shows it: everything below was read, nothing is left to execute."""

    data: dict[str, Any]


UNREAD: Final = object()
"""In the place of an object that has to be read field by field."""


class Completing(Executor[Any]):
    """graphql-core's executor, which takes whole objects as they are."""

    def complete_object_value(self, return_type: Any, details: Any, info: Any, path: Any, result: Any, position_context: Any) -> Any:  # fmt: skip
        """What is asked of one object."""
        if type(result) is Whole:
            return result.data
        return super().complete_object_value(return_type, details, info, path, result, position_context)

    def complete_abstract_value(self, return_type: Any, details: Any, info: Any, path: Any, result: Any, position_context: Any) -> Any:  # fmt: skip
        """The same of one whose type is only known now."""
        if type(result) is Whole:
            return result.data
        return super().complete_abstract_value(return_type, details, info, path, result, position_context)


async def whole(info: Asked, ref: Ref) -> Any:
    """The object of that id as the field asks for it; None where the caller may not see it or it is gone."""
    context = info.context
    if context.objects is not None:
        found = await context.objects.read(context, info._raw_info, ref)  # noqa: SLF001 - what Strawberry wraps
        if found is not UNREAD:
            return found
    return wrap(await context.reads.loaders.node(ref))
