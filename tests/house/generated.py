"""Writes what is generated and committed: the diagram in the READMEs, and the closed lists of docs/reference.md.

`make generate` runs this file; test_generated compares what it would write with what is there.
"""

import ast
import importlib
import inspect
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import hub.errors
from hub.errors import Refusal
from hub.policy.assignments import ASSIGNMENT
from hub.policy.clauses import CARRIED, CLAUSES, NOT_BY_SOFTWARE
from hub.policy.rules import LATER, RULES
from hub.policy.vocabulary import AssignmentState, AssignmentStep, Duty, EventKind, Party, Word
from tests.house.tree import ROOT, modules, name_of, tree_of

READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
REFERENCE = ROOT / "docs" / "reference.md"
_DIAGRAM = re.compile(r"<!-- assignment: begin -->\n.*?<!-- assignment: end -->", re.DOTALL)
_CITED = re.compile(r"§\d\.\d")
_RULE = re.compile(rf"\b({'|'.join(RULES)})\b")

HEAD = """\
# Reference

Written by `make generate` from the code; do not edit it here. The rules' own numbers and deadlines are data, see
[hub/demo/city](../hub/demo/city).
"""


def refusals() -> list[type[Refusal]]:
    """Every refusal there is, by its code."""
    for module in pkgutil.iter_modules(hub.errors.__path__, "hub.errors."):
        importlib.import_module(module.name)
    return sorted(_leaves(Refusal), key=lambda leaf: leaf.code)


def _leaves(cls: type[Refusal]) -> Iterator[type[Refusal]]:
    for below in cls.__subclasses__():
        yield from _leaves(below)
        if below.__module__.startswith("hub.errors."):
            yield below


def citing() -> dict[str, list[str]]:
    """Clause -> the modules of policy and of the errors that cite it."""
    found: dict[str, list[str]] = defaultdict(list)
    for module in modules("hub"):
        if module.parent.name in ("policy", "errors") and module.stem != "clauses":
            for clause in sorted(set(_CITED.findall(module.read_text(encoding="utf-8")))):
                found[clause].append(name_of(module))
    return found


def diagram() -> str:
    """The life of an assignment, between its marks."""
    return f"<!-- assignment: begin -->\n```mermaid\n{ASSIGNMENT.diagram()}```\n<!-- assignment: end -->"


def readme(document: Path) -> str:
    """The document with its diagram drawn anew."""
    return _DIAGRAM.sub(lambda _: diagram(), document.read_text(encoding="utf-8"))


def reference() -> str:
    """The whole of docs/reference.md."""
    parts = [
        HEAD,
        _table("Refusals", "`refusals[].code`, a closed list.", ("Code", "Clause", "Message"), _refused()),
        _words("Events", "`Notification.kind`, a closed list: the past tense of a change.", EventKind),
        _words("Duties", "What a token may hold.", Duty),
        _words("States of an assignment", "`Assignment.state`, as of now.", AssignmentState),
        _table(
            "Steps of an assignment",
            "Everything that is not here is refused.",
            ("From", "Step", "To", "By", "Clause"),
            _steps(),
        ),
        _table(
            "Clauses",
            "泉政文〔2018〕51号 by chapter and item: the rules that carry each and the modules that cite it,"
            " or why software does not.",
            ("Clause", "Heading", "Rules", "In"),
            _clauses(),
        ),
        _table(
            "Rules",
            "Each rule in one sentence, the clauses it carries, and the tests that show it.",
            ("Rule", "What it says", "Clauses", "Shown by"),
            _rules(),
        ),
    ]
    return "\n".join(parts)


def _refused() -> Iterator[tuple[str, ...]]:
    for leaf in refusals():
        message = " ".join(inspect.cleandoc(leaf.__doc__ or "").split())
        yield f"`{leaf.code}`", leaf.clause or "", message.replace("{", "*").replace("}", "*")


def _steps() -> Iterator[tuple[str, ...]]:
    for row in ASSIGNMENT.rows:
        memory = "" if row.remembered is None else f" ({row.remembered.value})"
        source = "" if row.source is None else f"{row.source.value}{memory}"
        step = AssignmentStep(row.step)
        party = Party(row.who)
        yield source, f"{step.value} {step.term}", row.target.value, f"{party.value} {party.term}", row.clause


def _clauses() -> Iterator[tuple[str, ...]]:
    found = citing()
    for clause, heading in CLAUSES.items():
        rules = ", ".join(CARRIED.get(clause, ())) or NOT_BY_SOFTWARE[clause]
        yield clause, heading, rules, ", ".join(f"[{Path(name).stem}](../{name})" for name in found[clause])


def showing() -> dict[str, list[str]]:
    """Rule -> the test modules whose sentences cite it: docstrings alone, since `C1` may be a criterion's code."""
    found: dict[str, list[str]] = defaultdict(list)
    for module in modules("tests"):
        if module.name.startswith("test_"):
            for rule in sorted(set(_RULE.findall(" ".join(_sentences(module))))):
                found[rule].append(name_of(module))
    return found


def _sentences(module: Path) -> Iterator[str]:
    tree = tree_of(module)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield expanded(ast.get_docstring(node) or "")


def expanded(sentence: str) -> str:
    """A sentence with spans of rules written out: O1–O4."""

    def every(span: re.Match[str]) -> str:
        letter, first, last = span[1], int(span[2]), int(span[4])
        return " ".join(f"{letter}{number}" for number in range(first, last + 1))

    return re.sub(r"\b([A-Z])(\d+)[–-]([A-Z])?(\d+)\b", every, sentence)


def _rules() -> Iterator[tuple[str, ...]]:
    shown = showing()
    for rule, sentence in RULES.items():
        clauses = ", ".join(clause for clause, rules in CARRIED.items() if rule in rules)
        tests = ", ".join(f"[{Path(name).stem}](../{name})" for name in shown[rule])
        yield rule, sentence, clauses, tests or ("a later release" if rule in LATER else "")


def _words(title: str, what: str, words: type[Word]) -> str:
    rows = (
        (f"`{word.value}`", word.term, word.description.removesuffix(word.term).strip()) for word in words
    )
    return _table(title, what, ("Word", "中文", "What it is"), rows)


def _table(title: str, what: str, heads: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [f"## {title}", "", what, "", _line(heads), _line(("---",) * len(heads)), *map(_line, rows)]
    return "\n".join(lines) + "\n"


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def write() -> None:
    """Write everything anew."""
    for document in READMES:
        document.write_text(readme(document), encoding="utf-8")
    REFERENCE.parent.mkdir(exist_ok=True)
    REFERENCE.write_text(reference(), encoding="utf-8")


if __name__ == "__main__":
    write()
