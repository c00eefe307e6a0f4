"""Turns the text of a document into something measured and ready to execute, once, and keeps it."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    TokenKind,
    parse,
    validate,
)

from hub.edge import cost
from hub.edge.cost import Weight
from hub.edge.errors import Code, Stopped, as_asked, refuse
from hub.edge.limits import Limits, Outline, outline
from hub.edge.merging import check_merging

__all__ = ["Documents", "Prepared"]

_KEPT_WEIGHTS: Final = 64
_NUL_ESCAPE: Final = re.compile(r"\\u(?:0000|\{0+\})")
_PARSER_LIMIT: Final = re.compile(r"(?:Document|Source) contains more than (\d+) ([a-z ]+)\.")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that was parsed, found within the limits and validated; weights are kept per set of sizes."""

    text: str
    document: DocumentNode
    outline: Outline
    operations: tuple[OperationDefinitionNode, ...]
    fragments: Mapping[str, FragmentDefinitionNode]
    weights: dict[tuple[object, ...], Weight] = field(default_factory=dict)

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation to execute (GraphQL §6.1, GetOperation); without a name there must be just one."""
        if name is None:
            if len(self.operations) == 1:
                return self.operations[0]
            raise refuse(
                Code.BAD_USER_INPUT,
                "The document has several operations; operationName must say which.",
            )
        for operation in self.operations:
            if operation.name is not None and operation.name.value == name:
                return operation
        raise refuse(Code.BAD_USER_INPUT, "The document has no operation of the name operationName gives.")


class Documents:
    """The documents of one schema: at most `limits.documents` and `limits.kept_characters` are kept, the least recently asked goes first.

    `hits` and `misses` count the look-ups. A refused document is not kept.
    """

    def __init__(self, schema: GraphQLSchema, limits: Limits) -> None:
        self._schema = schema
        self.limits = limits
        self._kept: OrderedDict[str, Prepared] = OrderedDict()
        self._characters = 0
        self.hits = 0
        self.misses = 0

    def __len__(self) -> int:
        return len(self._kept)

    def prepare(self, text: str) -> Prepared:
        """Parse, measure and validate `text`.

        Raises `Stopped` with GRAPHQL_PARSE_FAILED, COST_LIMIT_EXCEEDED or GRAPHQL_VALIDATION_FAILED.
        """
        kept = self._kept.get(text)
        if kept is not None:
            self.hits += 1
            self._kept.move_to_end(text)
            return kept
        self.misses += 1
        prepared = self._prepare(text)
        if len(text) <= self.limits.document_characters:
            self._keep(prepared)
        return prepared

    def _keep(self, prepared: Prepared) -> None:
        self._kept[prepared.text] = prepared
        self._characters += len(prepared.text)
        while len(self._kept) > self.limits.documents or self._characters > self.limits.kept_characters:
            oldest, _ = self._kept.popitem(last=False)
            self._characters -= len(oldest)

    def weigh(
        self,
        prepared: Prepared,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
        allowed: tuple[int, int],
    ) -> Weight:
        """The weight of the operation with these variables; raises `Stopped` over what is `allowed`."""
        sizes: dict[str, int | None] = {}
        for definition in operation.variable_definitions or ():
            name = definition.variable.name.value
            if name in variables:
                sizes[name] = cost.size_of(variables[name])
        key = (id(operation), *sizes.items())
        weight = prepared.weights.get(key)
        if weight is None:
            weight, _ = cost.weigh(self._schema, operation, prepared.fragments, sizes, self.limits)
            if len(prepared.weights) >= _KEPT_WEIGHTS:
                prepared.weights.clear()
            prepared.weights[key] = weight
        cost.check(weight, self.limits, allowed)
        return weight

    def _prepare(self, text: str) -> Prepared:
        document = self._parse(text)
        if _NUL_ESCAPE.search(text):
            _refuse_nul(document)
        found = outline(document)
        # Before validation: comparing fields that may merge is the costly part of it.
        self.limits.check(found)
        check_merging(document, self.limits)
        errors = validate(
            self._schema,
            document,
            max_errors=self.limits.validation_errors,
            hide_suggestions=True,
        )
        if errors:
            raise Stopped(as_asked(errors, Code.GRAPHQL_VALIDATION_FAILED))
        definitions = document.definitions
        operations = tuple(d for d in definitions if isinstance(d, OperationDefinitionNode))
        if not operations:
            raise refuse(Code.GRAPHQL_VALIDATION_FAILED, "The document has no operation.")
        return Prepared(
            text=text,
            document=document,
            outline=found,
            operations=operations,
            fragments={d.name.value: d for d in definitions if isinstance(d, FragmentDefinitionNode)},
        )

    def _parse(self, text: str) -> DocumentNode:
        try:
            return parse(
                text,
                max_lexical_tokens=self.limits.tokens,
                max_comments=self.limits.comments,
                max_source_length=self.limits.source_characters,
            )
        except GraphQLSyntaxError as error:
            over = _PARSER_LIMIT.search(error.message)
            if over is not None:
                limit, what = over.groups()
                raise refuse(
                    Code.COST_LIMIT_EXCEEDED,
                    f"The document has more than {limit} {what}; the limit is {limit}.",
                ) from None
            raise Stopped(as_asked([error], Code.GRAPHQL_PARSE_FAILED)) from None
        except GraphQLError as error:
            raise Stopped(as_asked([error], Code.GRAPHQL_PARSE_FAILED)) from None


def _refuse_nul(document: DocumentNode) -> None:
    # PostgreSQL stores no U+0000; only the lexer knows which escapes are in a string.
    token = document.loc.start_token if document.loc else None
    while token is not None:
        if token.kind in {TokenKind.STRING, TokenKind.BLOCK_STRING} and "\0" in (token.value or ""):
            raise refuse(Code.BAD_USER_INPUT, "A text holds the character U+0000, which cannot be kept.")
        token = token.next
