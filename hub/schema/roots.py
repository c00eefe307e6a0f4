"""The query's look-ups as plans see them: which keys a request points at, and what is asked of what they find."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from graphql import GraphQLNamedType, get_named_type

from hub.errors import BadInput, Refusal
from hub.policy.identifiers import citizen_id, enterprise_code
from hub.resolvers.paging import MOST
from hub.resolvers.plans import Step
from hub.schema.arguments import Converted, is_list, python_name
from hub.schema.keys import GIVEN, key_of
from hub.schema.plan import TABLES, Nodes, Planner
from hub.schema.selections import Unplanned
from hub.store.graph import ENTITIES
from hub.store.ids import Ref

if TYPE_CHECKING:
    from hub.resolvers.context import Context
    from hub.resolvers.reader import Run
    from hub.resolvers.shapes import Output, Rows, Selection


@dataclass(frozen=True, slots=True)
class Pointed:
    """One key: the columns `names` of an entity have these values; `kind` is the type its id tells."""

    entity: str
    names: tuple[str, ...]
    key: tuple[Any, ...]
    kind: str | None = None


Find = Callable[["Context", dict[str, Any]], Sequence[Pointed | None]]


class LookUp:
    """A field of the query that finds objects by keys; every kind of key has a step of its own."""

    def __init__(self, planner: Planner, definition: Any, nodes: Nodes, find: Find) -> None:
        self._prepare(planner, get_named_type(definition.type), nodes)
        self._find = find
        self._list = is_list(definition)
        self._converted = Converted(planner.strawberry, definition, nodes[0])

    def _prepare(self, planner: Planner, kind: GraphQLNamedType, nodes: Nodes) -> None:
        self._planner = planner
        self._type = kind
        self._nodes = nodes
        self._list = True
        self._branches: dict[Any, tuple[Step, Selection]] = {}
        planner.looking.append(self)

    def begin(self, run: Run) -> list[Step]:
        """The steps for this request's keys."""
        return self._begun(run, self._find(run.context, self._converted(run.variables)))

    def _begun(self, run: Run, pointed: Sequence[Pointed | None]) -> list[Step]:
        found: list[Any] = []
        run.looked[self] = found
        keys: dict[Step, dict[tuple[Any, ...], None]] = {}
        for each in pointed:
            if each is None:
                found.append(None)
                continue
            step, selection = self._branch(each)
            keys.setdefault(step, {})[each.key] = None
            found.append((step, selection, each.key))
        for step, asked in keys.items():
            run.looked[step] = list(asked)
        return list(keys)

    def _branch(self, pointed: Pointed) -> tuple[Step, Selection]:
        which = (pointed.entity, pointed.names, pointed.kind)
        branch = self._branches.get(which)
        if branch is None:
            step = Step(self._planner.level("lookup", ENTITIES[pointed.entity], None, names=pointed.names))
            kind = self._planner.schema.get_type(pointed.kind) if pointed.kind else self._type
            selection = self._planner.selection(
                cast("GraphQLNamedType", kind), self._nodes, step.level.base, step
            )
            step.link()
            branch = self._branches[which] = (step, selection)
        return branch

    def column(self, run: Run, rows: Rows) -> Sequence[Any]:
        """What was found, null in the place of what was not."""
        del rows
        values: list[Any] = []
        for each in run.looked[self]:
            if each is None:
                values.append(None)
                continue
            step, selection, key = each
            found = run.fetched[step]
            start, end, _ = found.spans[key]
            values.append(run.objects(selection, found.rows)[end - 1] if end > start else None)
        return [values] if self._list else values


class Named(LookUp):
    """Objects that something else than the operation names: `run.named` has the Refs of each."""

    def __init__(self, planner: Planner, kind: GraphQLNamedType, nodes: Nodes) -> None:
        self._prepare(planner, kind, nodes)

    def begin(self, run: Run) -> list[Step]:
        """The steps for what is named."""
        return self._begun(run, [_of(ref) for ref in run.named[self]])


class Viewing:
    """Who is asking: the department is looked up, the duties are known."""

    def __init__(self, planner: Planner, definition: Any, nodes: Nodes) -> None:
        kind = get_named_type(definition.type)
        self._parts: list[tuple[str, str, LookUp | None]] = []
        for key, same in planner.collector.fields(kind, [node.selection_set for node in nodes]).items():
            field = kind.fields.get(same[0].name.value)
            name = "__typename" if field is None else python_name(field)
            if name not in ("__typename", "department", "duties"):
                raise Unplanned(f"the field {name} of Viewer")
            look = LookUp(planner, field, same, _own) if name == "department" else None
            self._parts.append((key, name, look))

    def column(self, run: Run, rows: Rows) -> Sequence[Any]:
        """The caller; null without a token."""
        caller = run.context.caller
        if caller.department_id is None:
            return [None]
        values: dict[str, Any] = {}
        for key, name, look in self._parts:
            if look is not None:
                [values[key]] = look.column(run, rows)
            elif name == "duties":
                values[key] = sorted(duty.value for duty in caller.duties)
            else:
                values[key] = "Viewer"
        return [values]


def _own(context: Context, _: dict[str, Any]) -> Sequence[Pointed | None]:
    own = context.caller.department_id
    return [None if own is None else Pointed("Department", ("id",), (own,))]


def _of(ref: Ref | None) -> Pointed | None:
    if ref is None:
        return None
    entity = ENTITIES[TABLES.get(ref.kind, ref.kind)]
    key = (ref.bucket, ref.id) if "bucket" in entity.key else (ref.id,)
    return Pointed(entity.name, entity.key, key, ref.kind)


def _node(_: Context, given: dict[str, Any]) -> Sequence[Pointed | None]:
    return [_of(Ref.parse(str(given["id"])))]


def _nodes(_: Context, given: dict[str, Any]) -> Sequence[Pointed | None]:
    if len(given["ids"]) > MOST:
        raise BadInput("too many ids")
    return [_of(Ref.parse(str(each))) for each in given["ids"]]


def _keyed(kind: str) -> Find:
    def find(_: Context, given: dict[str, Any]) -> Sequence[Pointed | None]:
        key = key_of(given["by"])
        if key.column is not None:
            return [Pointed(kind, (key.column,), (key.value,))]
        return [_of(key.ref) if key.ref is not None and key.ref.kind == kind else None]

    return find


def _list_type(_: Context, given: dict[str, Any]) -> Sequence[Pointed | None]:
    return [Pointed("ListType", ("slug",), (given["slug"],))]


def _subject(context: Context, given: dict[str, Any]) -> Sequence[Pointed | None]:
    by, keys = given["by"], context.store.keys
    if by.id not in (None, GIVEN):
        ref = Ref.parse(str(by.id))
        return [None if ref is None or ref.kind not in TABLES else _of(ref)]
    try:
        if by.code not in (None, GIVEN):
            code = enterprise_code(str(by.code))
            return [Pointed("Subject", ("bucket", "code"), (keys.bucket_of(code), code))]
        if not context.rights.persons:
            return [None]
        number = citizen_id(str(by.id_number), context.today)
    except Refusal:
        return [None]
    found = (keys.bucket_of(number), keys.lookup_hash(number))
    return [Pointed("Subject", ("bucket", "id_hash"), found)]


def _looking(find: Find) -> Callable[[Planner, Any, Nodes], Output]:
    return lambda planner, definition, nodes: LookUp(planner, definition, nodes, find)


LOOKUPS: dict[str, Callable[[Planner, Any, Nodes], Output]] = {
    "viewer": Viewing,
    "node": _looking(_node),
    "nodes": _looking(_nodes),
    "region": _looking(_keyed("Region")),
    "department": _looking(_keyed("Department")),
    "list_type": _looking(_list_type),
    "subject": _looking(_subject),
}
"""The query's hand-written fields by attribute; `notifications` is not planned."""
