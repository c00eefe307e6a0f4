"""The contract that clients rely on is contained in the hub's own SDL, but for what later releases bring."""

from pathlib import Path

import pytest
from graphql import (
    DocumentNode,
    EnumTypeDefinitionNode,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    UnionTypeDefinitionNode,
    parse,
    print_ast,
)

from hub.schema.build import sdl

CONTRACT = Path(__file__).with_name("contract.graphql")

# What later releases bring; a name leaves this list when it is built, and the test below says so.
LATER_TYPES = {
    # checks and receipts, institutions, rate limits
    "Verdict", "Check", "CheckReceipt", "ReceiptVerification", "Institution", "RateLimit",
    "CheckSubjectsInput", "PurposeInput", "CheckSubjectsPayload",
}  # fmt: skip
LATER_FIELDS = {
    "Viewer.institution", "Viewer.rateLimit",
    "Query.verifyReceipt", "Mutation.checkSubjects",
}  # fmt: skip


def facts(document: DocumentNode) -> set[str]:
    """Every promise of an SDL, one line each: types, fields with their types and arguments, values, members."""
    found: set[str] = set()
    for node in document.definitions:
        name = getattr(getattr(node, "name", None), "value", "")
        found.add(f"{name}")
        if isinstance(node, EnumTypeDefinitionNode):
            found |= {f"{name}={value.name.value}" for value in node.values or ()}
        elif isinstance(node, UnionTypeDefinitionNode):
            found |= {f"{name}|{member.name.value}" for member in node.types or ()}
        elif isinstance(
            node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode | InputObjectTypeDefinitionNode
        ):
            found |= {f"{name}@{directive.name.value}" for directive in node.directives or ()}
            found |= {f"{name}<{parent.name.value}" for parent in getattr(node, "interfaces", None) or ()}
            for field in node.fields or ():
                default = getattr(field, "default_value", None)
                ending = f" = {print_ast(default)}" if default else ""
                found.add(f"{name}.{field.name.value}: {print_ast(field.type)}{ending}")
                found |= {
                    f"{name}.{field.name.value}({argument.name.value}: {print_ast(argument.type)}"
                    f"{' = ' + print_ast(argument.default_value) if argument.default_value else ''})"
                    for argument in getattr(field, "arguments", None) or ()
                }
    return found


def later(fact: str) -> bool:
    name = fact.split("(", maxsplit=1)[0].split(":", maxsplit=1)[0]
    return name in LATER_FIELDS or any(
        name == t or name.startswith((f"{t}.", f"{t}=", f"{t}|", f"{t}@", f"{t}<")) for t in LATER_TYPES
    )


def test_every_definition_of_the_contract_is_in_the_schema_unless_a_later_release_brings_it() -> None:
    missing = {
        fact
        for fact in facts(parse(CONTRACT.read_text(encoding="utf-8"))) - facts(parse(sdl()))
        if not later(fact)
    }
    assert missing == set()


@pytest.mark.parametrize("name", sorted(LATER_TYPES | LATER_FIELDS))
def test_what_a_later_release_brings_is_not_there_yet(name: str) -> None:
    ours = {fact.split("(")[0].split(":")[0] for fact in facts(parse(sdl()))}
    assert name not in ours, f"{name} is built: take it off the list"


def test_the_snapshot_is_the_schema() -> None:
    snapshot = Path("hub/schema/schema.graphql").read_text(encoding="utf-8")
    assert snapshot == sdl(), "run make generate"
