"""What is generated and committed is what the code says now, and the documents name every word of the closed lists."""

from pathlib import Path

import pytest

from hub.edge.errors import Code
from hub.policy.clauses import CLAUSES
from hub.policy.vocabulary import Duty, EventKind
from hub.schema.mutations.asking import DUTIES
from hub.settings import PREFIX, Settings
from tests.house import generated
from tests.house.tree import ROOT


def test_the_reference_is_what_the_code_says() -> None:
    written = generated.REFERENCE.read_text(encoding="utf-8")
    assert written == generated.reference(), "run make generate"


@pytest.mark.parametrize("document", generated.READMES, ids=lambda path: path.name)
def test_the_diagram_is_drawn_from_the_table(document: Path) -> None:
    written = document.read_text(encoding="utf-8")
    assert written.count(generated.diagram()) == 1, "run make generate"


def test_no_two_refusals_share_a_code() -> None:
    codes = [leaf.code for leaf in generated.refusals()]
    assert len(codes) == len(set(codes)) > 50


def test_the_reference_names_every_event_duty_and_clause() -> None:
    written = generated.REFERENCE.read_text(encoding="utf-8")
    assert [word for word in (*EventKind, *Duty) if f"| `{word.value}` |" not in written] == []
    assert [clause for clause in CLAUSES if f"| {clause} |" not in written] == []


@pytest.mark.parametrize("document", generated.READMES, ids=lambda path: path.name)
def test_a_readme_names_every_error_code_duty_mutation_and_setting(document: Path) -> None:
    written = document.read_text(encoding="utf-8")
    words = [*Code, *(duty.value for duty in Duty)]
    words += [_camel(name) for name in DUTIES]
    words += [PREFIX + name.upper() for name in Settings.model_fields]
    assert [word for word in words if word not in written] == []


@pytest.mark.parametrize(
    "name", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md", "CHANGELOG.md", "DECISIONS.md"]
)
def test_every_file_that_a_document_points_at_is_there(name: str) -> None:
    written = (ROOT / name).read_text(encoding="utf-8")
    pointed = [part.split(")")[0] for part in written.split("](")[1:]]
    here = [target.partition("#")[0] for target in pointed if "://" not in target and target[0] != "#"]
    assert [target for target in here if not (ROOT / target).exists()] == []


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
