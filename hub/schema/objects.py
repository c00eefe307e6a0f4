"""Objects read whole where fields are executed one by one: payloads of mutations, events, and what no plan covers.

The field that names an object plans what is asked of it; the reader fetches it with everything below, many at once:
the aliases and batches of one operation, and one event for all who follow it with equal rights and equal questions.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import orjson
import structlog
from graphql import GraphQLError, get_named_type

from hub.errors import Denied, TimedOut, Unavailable
from hub.resolvers.context import Context
from hub.resolvers.loaders import Shared
from hub.resolvers.plans import Anomaly, Plan
from hub.resolvers.reader import answered, read
from hub.schema.plan import Planner
from hub.schema.plans import CHARACTERS, LONGEST, length
from hub.schema.roots import Named
from hub.schema.selections import Collector, Unplanned, flags
from hub.schema.whole import UNREAD, Whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphql import FragmentDefinitionNode, GraphQLResolveInfo, OperationDefinitionNode
    from strawberry import Schema

    from hub.store.graph.fields import Rights
    from hub.store.ids import Ref

KEPT: Final = 1_000
"""How many plans of fields are kept; the one asked longest ago goes first."""

VARIANTS: Final = 64
"""How many of one field: kinds of readers, and what is skipped and included."""

_log = structlog.get_logger("hub.schema")


@dataclass(eq=False, slots=True)
class _Asked:
    """What is asked of the objects of one field, for one kind of reader; `named` finds them."""

    plan: Plan
    named: Named


@dataclass(frozen=True, slots=True)
class _Field:
    """One field of one document, which is kept too, so that the identity of its nodes stays theirs."""

    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    flags: Sequence[str]
    length: int
    asked: dict[Any, _Asked | None] = field(default_factory=dict)


class Objects:
    """The objects of one process. `unread` counts the reasons for which some were executed field by field."""

    def __init__(self, strawberry: Schema, kept: int = KEPT) -> None:
        self._strawberry = strawberry
        self._schema = strawberry._schema  # noqa: SLF001 - Strawberry gives no public way to it
        self._most = kept
        self._kept: OrderedDict[Any, _Field] = OrderedDict()
        self._characters = 0
        self._asking: dict[Any, Shared] = {}
        self.reads = 0
        self.unread: Counter[str] = Counter()

    async def read(self, context: Context, info: GraphQLResolveInfo[Any], ref: Ref) -> Any:
        """The object as a Whole, None where it may not be read or is gone; UNREAD where no plan answers.

        Raises Unavailable and TimedOut.
        """
        asked = self._planned(context, info)
        if asked is None:
            return UNREAD
        values = info.variable_values.coerced
        said = orjson.dumps(values, default=str, option=orjson.OPT_SORT_KEYS) if values else b""
        together = (asked, context.caller.department_id, context.today, said)
        loader = self._asking.get(together)
        if loader is None:
            loader = self._asking[together] = self._loader(together, asked, context, info.variable_values)
        found = await loader.load(ref)
        if isinstance(found, str):
            self.unread[found] += 1
            return UNREAD
        return None if found is None else Whole(found)

    def _loader(self, together: Any, asked: _Asked, context: Context, variables: Any) -> Shared:
        async def load(refs: Sequence[Ref]) -> list[Any]:
            # Who asks from now on asks anew: nobody is told what was read before.
            self._asking.pop(together, None)
            return await self._load(asked, context, variables, refs)

        return Shared(load, max_batch_size=1_000)

    async def _load(self, asked: _Asked, context: Context, variables: Any, refs: Sequence[Ref]) -> list[Any]:
        """The objects, or in the place of each why there is none."""
        own = Context(context.store, context.caller, context.moment)
        try:
            run = await read(asked.plan, own, variables, {asked.named: refs})
            found: list[Any] = answered(run)[""]
            self.reads += 1
        except (Unavailable, TimedOut):
            raise
        except (Anomaly, Denied, GraphQLError) as error:
            return [type(error).__name__] * len(refs)
        except Exception as error:  # noqa: BLE001 - a fault of ours; field by field it may still be answered
            _log.error("object_unread", error=type(error).__qualname__)
            return [type(error).__name__] * len(refs)
        # Where something is withheld, its path is told, which only execution knows.
        return ["withheld"] * len(refs) if own.withheld else found

    def _planned(self, context: Context, info: GraphQLResolveInfo[Any]) -> _Asked | None:
        nodes = tuple(map(id, info.field_nodes))
        kept = self._kept.get(nodes)
        if kept is None:
            names = flags(info.operation, *info.fragments.values())
            kept = self._keep(nodes, _Field(info.operation, info.fragments, names, length(info.operation)))
        else:
            self._kept.move_to_end(nodes)
        chosen = {name: info.variable_values.coerced.get(name) for name in kept.flags}
        key = (context.rights, tuple(chosen.values()))
        if key not in kept.asked:
            if len(kept.asked) >= VARIANTS:
                kept.asked.clear()
            kept.asked[key] = self._asked(info, chosen, context.rights)
        return kept.asked[key]

    def _keep(self, nodes: Any, kept: _Field) -> _Field:
        if kept.length <= LONGEST:
            self._kept[nodes] = kept
            self._characters += kept.length
            while len(self._kept) > self._most or self._characters > CHARACTERS:
                _, oldest = self._kept.popitem(last=False)
                self._characters -= oldest.length
        return kept

    def _asked(
        self, info: GraphQLResolveInfo[Any], chosen: Mapping[str, Any], rights: Rights
    ) -> _Asked | None:
        try:
            planner = Planner(self._strawberry, Collector(self._schema, info.fragments, chosen), rights)
            named = Named(planner, get_named_type(info.return_type), info.field_nodes)
        except Unplanned as error:
            self.unread[str(error)] += 1
            return None
        return _Asked(Plan(rights, [("", named)], planner.steps, planner.checks, planner.looking), named)
