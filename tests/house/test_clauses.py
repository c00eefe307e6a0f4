"""Every clause a rule cites is one of the notice's."""

import ast
import re

from hub.policy.clauses import CLAUSES
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
