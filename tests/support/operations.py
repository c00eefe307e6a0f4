"""Makes up operations over the whole schema: every type, argument, fragment, alias and directive, mostly valid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_composite_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
)

from tests.support.ways import ways

MOST_FIELDS = 45
DEEPEST = 9
RICH = frozenset(
    {
        *("listEntries", "linkedActions", "assignments", "subject", "searchSubjects", "nodes", "node"),
        *("person", "linkedEntries", "through", "entry", "enterprise", "officerships", "responsiblePersons"),
        *(
            "followedBy",
            "follows",
            "causedBy",
            "history",
            "feedback",
            "unrouted",
            "residualEffects",
            "target",
        ),
        *(
            "action",
            "evidence",
            "officership",
            "progress",
            "Enterprise",
            "Person",
            "ListEntry",
            "LinkedAction",
        ),
        *("Assignment", "Officership"),
    }
)
"""Fields and types that are asked for more often than others: most of the rules are about them."""


@dataclass
class Operation:
    """A document with one operation, and values for its variables."""

    text: str
    variables: dict[str, Any]


@dataclass
class _Names:
    """What a response key stands for in one place, so that fields of one name can be merged."""

    arguments: dict[str, str] = field(default_factory=dict)
    below: dict[str, _Names] = field(default_factory=dict)


class Author:
    """Writes one operation. `values` are texts by argument: slugs, ids, cursors and days that mean something."""

    def __init__(self, schema: GraphQLSchema, values: Mapping[str, Sequence[Any]], random: Random) -> None:
        self.schema = schema
        self.values = values
        self.random = random
        self.left = MOST_FIELDS
        self.aliases = 0
        self.declared: list[str] = []
        self.variables: dict[str, Any] = {}
        self.fragments: list[tuple[str, str, str]] = []

    def operation(self) -> Operation:
        """One operation with its fragments."""
        query = self.schema.query_type
        assert query is not None
        if self._chance(0.5):
            way = self.random.choice(sorted(ways(self.schema).items()))[1]
            selections = "{ " + self._along(way, query, 0, _Names()) + " }"
        else:
            selections = self._selections(query, 0, _Names(), self.random.randint(1, 3))
        declared = f"({', '.join(self.declared)})" if self.declared else ""
        named = self.random.choice(["query Asked", "query"])
        fragments = "\n".join(f"fragment {name} on {kind} {text}" for name, kind, text in self.fragments)
        return Operation(f"{named}{declared} {selections}\n{fragments}", self.variables)

    def _along(self, way: Sequence[tuple[str, str]], kind: Any, depth: int, names: _Names) -> str:
        """Straight to objects of one type, of which as much as is left is asked."""
        if not way:
            return " ".join(
                each
                for _ in range(self.random.randint(3, 8))
                if (each := self._selection(kind, depth, names))
            )
        [(name, target), *others] = way
        definition = kind.fields[name]
        names.arguments.setdefault(name, self._arguments(definition))
        below = names.below.setdefault(name, _Names())
        reached = self.schema.type_map[target]
        text = self._along(others, reached, depth + 1, below)
        if is_abstract_type(get_named_type(definition.type)):
            text = f"... on {target} {{ {text} }}"
        beside = self._selection(kind, depth, names) if depth and self._chance(0.2) else ""
        return f"{name}{names.arguments[name]} {{ {text} __typename }} {beside}"

    def _chance(self, share: float) -> bool:
        return self.random.random() < share

    def _selections(
        self, kind: GraphQLNamedType, depth: int, names: _Names, wanted: int | None = None
    ) -> str:
        written = [self._selection(kind, depth, names) for _ in range(wanted or self.random.randint(1, 6))]
        found = [each for each in written if each]
        return "{ " + " ".join(found or ["__typename"]) + " }"

    def _selection(self, kind: GraphQLNamedType, depth: int, names: _Names) -> str:
        if is_composite_type(kind) and depth and self._chance(0.25 if is_abstract_type(kind) else 0.1):
            return self._fragment(kind, depth, names)
        fields = self._fields(kind, depth)
        if not fields or self._chance(0.06):
            return self._aliased("__typename") + "__typename" + self._directive()
        name = self._pick(fields)
        return self._field(name, fields[name], depth, names)

    def _pick(self, names: Mapping[str, Any]) -> str:
        several = sorted(names)
        return self.random.choices(several, [5 if name in RICH else 1 for name in several])[0]

    def _fields(self, kind: GraphQLNamedType, depth: int) -> dict[str, GraphQLField]:
        fields: dict[str, GraphQLField] = getattr(kind, "fields", {})
        if depth < DEEPEST and self.left > 0:
            return {name: each for name, each in fields.items() if name != "notifications"}
        return {name: each for name, each in fields.items() if is_leaf_type(get_named_type(each.type))}

    def _field(self, name: str, definition: GraphQLField, depth: int, names: _Names) -> str:
        self.left -= 1
        alias = self._aliased(name)
        key = alias or name
        if key not in names.arguments:
            names.arguments[key] = self._arguments(definition)
            names.below[key] = _Names()
        text = alias + name + names.arguments[key] + self._directive()
        kind = get_named_type(definition.type)
        return text + (
            " " + self._selections(kind, depth + 1, names.below[key]) if is_composite_type(kind) else ""
        )

    def _aliased(self, name: str) -> str:
        if not self._chance(0.15) or self.aliases >= 25:
            return ""
        self.aliases += 1
        return f"{self.random.choice('ab')}{self.aliases}_{name}: "

    def _fragment(self, kind: GraphQLNamedType, depth: int, names: _Names) -> str:
        kinds = {kind.name: kind}
        if is_abstract_type(kind):
            kinds |= {each.name: each for each in self.schema.get_possible_types(kind)}
        for above in getattr(kind, "interfaces", ()):
            kinds[above.name] = above
        if "Enterprise" in kinds:
            kinds["Subject"] = self.schema.type_map["Subject"]
        chosen = kinds[self._pick(kinds)]
        if self._chance(0.3):
            again = [each for each in self.fragments if each[1] == chosen.name]
            if again and self._chance(0.5):
                return f"...{self.random.choice(again)[0]}{self._directive()}"
            text = self._selections(chosen, depth, names)
            name = f"F{len(self.fragments)}"
            self.fragments.append((name, chosen.name, text))
            return f"...{name}{self._directive()}"
        condition = f" on {chosen.name}" if chosen is not kind or self._chance(0.5) else ""
        return f"...{condition}{self._directive()} {self._selections(chosen, depth, names)}"

    def _directive(self) -> str:
        if not self._chance(0.06):
            return ""
        name, value = self.random.choice(["skip", "include"]), self._chance(0.5)
        if self._chance(0.5):
            return f" @{name}(if: {str(value).lower()})"
        return f" @{name}(if: ${self._variable('Boolean!', value)})"

    def _variable(self, kind: str, value: Any, default: str | None = None) -> str:
        name = f"v{len(self.declared)}"
        self.declared.append(f"${name}: {kind}" + (f" = {default}" if default else ""))
        if default is None or self._chance(0.5):
            self.variables[name] = value
        return name

    # ------------------------------------------------------------ arguments

    def _arguments(self, definition: GraphQLField) -> str:
        written = []
        for name, argument in definition.args.items():
            if not is_required_argument(argument) and self._chance(0.85 if name == "after" else 0.45):
                continue
            written.append(f"{name}: {self._argument(name, argument)}")
        return f"({', '.join(written)})" if written else ""

    def _argument(self, name: str, argument: GraphQLArgument) -> str:
        value = self._value(name, argument.type)
        if not self._chance(0.4):
            return _literal(value, argument.type)
        default = None
        if not is_non_null_type(argument.type) and self._chance(0.3):
            default = _literal(self._value(name, argument.type), argument.type)
        return f"${self._variable(str(argument.type), value, default)}"

    def _value(self, name: str, kind: Any) -> Any:
        if not is_non_null_type(kind) and self._chance(0.08):
            return None
        kind = get_nullable_type(kind)
        if is_list_type(kind):
            inner = get_nullable_type(kind.of_type)
            return [self._value(name, _not_null(inner)) for _ in range(self.random.randint(0, 3))]
        if isinstance(kind, GraphQLEnumType):
            return self.random.choice(sorted(kind.values))
        if isinstance(kind, GraphQLInputObjectType):
            chosen = self.random.choice(sorted(kind.fields))
            return {chosen: self._value(f"{kind.name}.{chosen}", _not_null(kind.fields[chosen].type))}
        if kind.name == "Boolean":
            return self._chance(0.5)
        return self.random.choice(self.values.get(name) or self.values[kind.name])


def _not_null(kind: Any) -> Any:
    return kind if is_non_null_type(kind) else GraphQLNonNull(kind)


def _literal(value: Any, kind: Any) -> str:  # noqa: PLR0911 - one kind of literal each
    kind = get_nullable_type(kind)
    if value is None:
        return "null"
    if is_list_type(kind):
        return "[" + ", ".join(_literal(each, kind.of_type) for each in value) + "]"
    if isinstance(kind, GraphQLEnumType):
        return str(value)
    if isinstance(kind, GraphQLInputObjectType):
        return (
            "{"
            + ", ".join(f"{name}: {_literal(each, kind.fields[name].type)}" for name, each in value.items())
            + "}"
        )
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
