"""What a plan is made of: levels to fetch, the arguments they take, and what starts at the root.

`hub.schema.plan` makes a plan from an operation once; `hub.resolvers.reader` runs it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from hub.store.graph.chains import Chain
from hub.store.graph.declared import shaped
from hub.store.graph.fields import Many
from hub.store.graph.levels import Level, Shape

if TYPE_CHECKING:
    from hub.resolvers.context import Context
    from hub.resolvers.reader import Run
    from hub.resolvers.shapes import Output
    from hub.store.graph.fields import Rights


class Anomaly(Exception):
    """Something a plan does not answer by itself; the operation is executed field by field instead."""


class Unproven(Anomaly):
    """The caller that was supposed is not the caller any more."""


@dataclass(frozen=True, slots=True)
class Given:
    """The arguments of one field in one request, as the graph takes them; `first` None for a whole list."""

    arguments: Mapping[str, Any]
    first: int | None = None
    after: Sequence[Any] | None = None
    """The values of the cursor."""


class Arguments(Protocol):
    """The arguments of a field from the context and the operation's variables."""

    @property
    def fixed(self) -> bool:
        """Whether they are the same in every request of one day by one kind of reader."""
        ...

    def __call__(self, context: Context, variables: Any) -> Given:
        """The arguments in one request; raises what the field would."""
        ...


@dataclass(eq=False, slots=True)
class Step:
    """A level as a plan runs it: with the arguments of its field, and of the computed values in it."""

    level: Level
    arguments: Arguments | None = None
    parent: Step | None = None
    computed: list[Arguments] = field(default_factory=list)
    children: list[Step] = field(default_factory=list)
    chain: tuple[Step, ...] = ()
    """Itself and the pages straight below it that one statement can fetch together; empty where there is none."""
    chained: Chain | None = None
    settled: tuple[date, Prepared] | None = None
    """What its arguments came to on a day, where no variable is among them."""

    def under(self, level: Level, arguments: Arguments | None) -> Step:
        """A step whose parents are rows of this one."""
        made = Step(level, arguments, self)
        self.children.append(made)
        return made

    def link(self) -> None:
        """Find what can be fetched together with this look-up, when everything below it is planned."""
        steps = [self]
        while below := [each for each in steps[-1].children if _follows(each)]:
            steps.append(max(below, key=_depth))
        if len(steps) > 1:
            self.chain, self.chained = tuple(steps), Chain([each.level for each in steps])


def _follows(step: Step) -> bool:
    """Whether a step fetches a page straight under the rows above it."""
    level, above = step.level, step.parent
    return (
        level.kind == "page"
        and isinstance(level.edge, Many)
        and level.edge.paged
        and level.edge.via is None
        and above is not None
        and level.parent is above.level.base
    )


def _depth(step: Step) -> int:
    return 1 + max(map(_depth, step.children), default=0)


class Looking(Protocol):
    """A look-up at the root: its keys, and therefore its steps, are known when it is asked."""

    def begin(self, run: Run) -> Sequence[Step]:
        """The steps of this request; their keys are noted in `run.looked`."""
        ...


@dataclass(frozen=True, slots=True)
class Plan:
    """An operation for one kind of reader: what is fetched, and how the answer is put together."""

    rights: Rights
    roots: Sequence[tuple[str, Output]]
    steps: Sequence[Step]
    checks: Sequence[Arguments] = ()
    """Arguments of fields that fetch nothing for this reader; they may be wrong all the same."""
    looking: Sequence[Looking] = ()
    """What starts with keys that only the request tells."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A step with this request's arguments."""

    shape: Shape
    binds: Mapping[str, Any]
    given: Given | None


def prepared(step: Step, context: Context, variables: Any) -> Prepared:
    """The arguments of a step's statement; raises whatever is wrong with them."""
    if step.settled is not None and step.settled[0] == context.today:
        return step.settled[1]
    given = None if step.arguments is None else step.arguments(context, variables)
    binds: dict[str, Any] = {}
    filters: tuple[Any, ...] = ()
    after = False
    if given is not None:
        filters, binds = shaped(step.level.edge, given.arguments)  # type: ignore[arg-type]
        if given.first is not None:
            binds["first"] = given.first + 1
        if given.after is not None and step.level.kind == "page":
            after = True
            binds |= {f"after{i}": value for i, value in enumerate(given.after)}
    slots = []
    for slot, arguments in enumerate(step.computed):
        values = arguments(context, variables).arguments
        slots.append(frozenset(values))
        binds |= {f"s{slot}_{name}": value for name, value in values.items()}
    made = Prepared(Shape(filters, after, tuple(slots)), binds, given)
    if all(each.fixed for each in (step.arguments, *step.computed) if each is not None):
        step.settled = context.today, made
    return made
