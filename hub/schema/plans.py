"""The plans of a schema's operations: made once for each kind of reader, kept, counted, and run.

An operation that no plan covers, and any request in which something odd comes up, is answered without data: it is
then executed field by field, which tells errors at their paths.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
)
from graphql.execution.values import VariableValues, get_variable_values

from hub.errors import Denied, TimedOut, TooLarge, Unavailable
from hub.policy.vocabulary import Duty
from hub.resolvers.plans import Anomaly, Plan
from hub.resolvers.reader import answered, read
from hub.schema.plan import Planner
from hub.schema.selections import Collector, Unplanned, flags

if TYPE_CHECKING:
    from collections.abc import Mapping

    from strawberry import Schema

    from hub.policy.duties import Caller
    from hub.resolvers.context import Context
    from hub.resolvers.reader import Run

_NOTHING: Final = VariableValues({}, {})

KEPT: Final = 1_000
"""How many plans are kept; the one asked longest ago goes first."""

LONGEST: Final = 20_000
"""Characters of the longest document whose plans are kept; edge.limits keeps none that is longer either."""
CHARACTERS: Final = 500_000
"""The same of all documents together: with its plans one takes some hundred times its text."""

_VARIANTS: Final = 64
"""How many plans of one document are kept: kinds of readers, and what is skipped and included."""


@dataclass(slots=True)
class _Kept:
    document: DocumentNode
    """Kept too, so that its identity stays its own."""
    names: tuple[str, ...]
    plans: dict[Any, Plan | str]
    length: int


@dataclass(frozen=True, slots=True)
class Answered:
    """A planned answer and how it was read; without data, the reason why it has to be made field by field."""

    data: dict[str, Any] | None = None
    run: Run | None = None
    reason: str | None = None
    error: Exception | None = None
    """What went wrong that should not have; it is logged, and the operation executed all the same."""

    def told(self, caller: Caller) -> dict[str, Any] | None:
        """What `extensions.plan` tells: levels, statements, rows, milliseconds; None for whom it is not for."""
        if _MAY_BE_TOLD.isdisjoint(caller.duties):
            return None
        if self.run is None:
            return {"planned": False, "reason": self.reason}
        levels = [each.words() for each in self.run.told]
        return {
            "planned": True,
            "statements": len(levels),
            "rows": sum(each["rows"] for each in levels),
            "milliseconds": round(sum({each["stage"]: each["milliseconds"] for each in levels}.values()), 2),
            "levels": levels,
        }


_MAY_BE_TOLD = frozenset({Duty.SUPERVISE, Duty.CATALOGUE})


class Plans:
    """`hits` and `misses` count look-ups, `planned` answers, `unplanned` the reasons for which there were none."""

    def __init__(self, strawberry: Schema, kept: int = KEPT) -> None:
        self._strawberry = strawberry
        self._schema = strawberry._schema  # noqa: SLF001 - Strawberry gives no public way to it
        self._most = kept
        self._kept: OrderedDict[int, _Kept] = OrderedDict()
        self._characters = 0
        self.hits = 0
        self.misses = 0
        self.planned = 0
        self.unplanned: Counter[str] = Counter()

    def __len__(self) -> int:
        return sum(len(kept.plans) for kept in self._kept.values())

    async def answer(
        self,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
        context: Context,
    ) -> Answered:
        """The data of a query, or none where it has to be executed field by field: errors are told at their paths.

        Raises Unavailable and TimedOut.
        """
        if operation.operation is not OperationType.QUERY:
            return self._not("no query")
        if operation.directives:
            return self._not("a directive on the operation")
        try:
            found = await self._answered(document, operation, variables, context)
        except (Unavailable, TimedOut, TooLarge):
            # None the better for being asked again at once, with more statements.
            raise
        except (Anomaly, Denied, GraphQLError) as error:
            context.withheld.clear()
            return self._not(type(error).__name__)
        except Exception as error:  # noqa: BLE001 - a fault of ours; graphql-core may still answer
            context.withheld.clear()
            return self._not(type(error).__name__, error)
        if isinstance(found, str):
            return self._not(found)
        self.planned += 1
        return found

    async def _answered(
        self,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
        context: Context,
    ) -> Answered | str:
        coerced: Any = _NOTHING
        if operation.variable_definitions:
            coerced = get_variable_values(self._schema, operation.variable_definitions, dict(variables))
        if isinstance(coerced, list):
            return "variables that do not fit"
        plan = self._plan(document, operation, coerced.coerced, context)
        if isinstance(plan, str):
            return plan
        run = await read(plan, context, coerced)
        return Answered(answered(run), run)

    def _not(self, reason: str, error: Exception | None = None) -> Answered:
        self.unplanned[reason] += 1
        return Answered(reason=reason, error=error)

    def _plan(
        self,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
        context: Context,
    ) -> Plan | str:
        kept = self._kept.get(id(document))
        if kept is None:
            kept = self._keep(document)
        else:
            self._kept.move_to_end(id(document))
        chosen = {name: variables.get(name) for name in kept.names}
        rights = context.rights
        key = (id(operation), rights, tuple(chosen.values()))
        plan = kept.plans.get(key)
        if plan is not None:
            self.hits += 1
            return plan
        self.misses += 1
        if len(kept.plans) >= _VARIANTS:
            kept.plans.clear()
        plan = kept.plans[key] = self._planned(document, operation, chosen, rights)
        while len(self) > self._most and len(self._kept) > 1:
            self._forget()
        return plan

    def _keep(self, document: DocumentNode) -> _Kept:
        """Make room for the plans of a document; one that is too long to be kept itself has them for this once."""
        kept = _Kept(document, flags(document), {}, length(document))
        if kept.length <= LONGEST:
            self._kept[id(document)] = kept
            self._characters += kept.length
            while self._characters > CHARACTERS:
                self._forget()
        return kept

    def _forget(self) -> None:
        _, oldest = self._kept.popitem(last=False)
        self._characters -= oldest.length

    def _planned(
        self,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        chosen: Mapping[str, Any],
        rights: Any,
    ) -> Plan | str:
        fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        try:
            return Planner(self._strawberry, Collector(self._schema, fragments, chosen), rights).plan(
                operation
            )
        except Unplanned as error:
            return str(error)


def length(part: DocumentNode | OperationDefinitionNode) -> int:
    """The characters of the text that a document, or a part of it, was parsed from."""
    return len(part.loc.source.body) if part.loc is not None else 0
