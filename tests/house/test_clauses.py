"""Every clause a rule cites is one of the notice's, every clause is carried, and every rule is shown."""

import ast
import re

from hub.policy.clauses import CARRIED, CLAUSES, NOT_BY_SOFTWARE
from hub.policy.rules import LATER, RULES
from tests.house import generated
from tests.house.tree import ROOT, files, modules, name_of, tree_of

CITED = re.compile(r"§\d+(\.\d+)*")


def test_every_clause_cited_in_code_exists() -> None:
    unknown = [
        f"{name_of(module)}:{node.lineno} {node.value}"
        for module in modules("hub")
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if CITED.fullmatch(node.value) and node.value not in CLAUSES
    ]
    assert unknown == []


def test_every_clause_cited_in_data_exists() -> None:
    unknown = [
        f"{name_of(path)}:{number} {found[0]}"
        for path in files()
        if path.is_relative_to(ROOT / "hub") and path.suffix in (".toml", ".csv")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for found in re.finditer(r"(?<=[\"',])§\d+(\.\d+)*(?=[\"',])", line)
        if found[0] not in CLAUSES
    ]
    assert unknown == []


def test_every_clause_is_carried_by_rules_or_says_why_software_does_not() -> None:
    assert CARRIED.keys() | NOT_BY_SOFTWARE.keys() == CLAUSES.keys()
    assert CARRIED.keys() & NOT_BY_SOFTWARE.keys() == set()
    assert {rule for rules in CARRIED.values() for rule in rules} == RULES.keys()


def test_every_rule_is_shown_by_a_test_or_belongs_to_a_later_release() -> None:
    shown = {rule for rule, modules_ in generated.showing().items() if modules_}
    assert RULES.keys() - shown - LATER == set()


def test_what_is_called_a_later_rule_is_one() -> None:
    assert RULES.keys() >= LATER


def test_spans_of_rules_are_written_out() -> None:
    assert (
        generated.expanded("Objections (O1–O4), listings L1-3.")
        == "Objections (O1 O2 O3 O4), listings L1 L2 L3."
    )
