"""Small rooms with names of their own, each saying at its door what it is."""

import ast

from tests.house.tree import ROOT, files, modules, name_of, tree_of

VAGUE = ("utils", "util", "helpers", "helper", "manager", "managers", "base", "common", "misc")


def test_no_module_has_300_lines() -> None:
    long = {
        name_of(module): count
        for module in modules("hub", "tests")
        if (count := len(module.read_text(encoding="utf-8").splitlines())) >= 300
    }
    assert long == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    vague = [
        name_of(module)
        for module in modules("hub", "tests", "examples")
        if set(module.stem.split("_")) & set(VAGUE) or module.parent.name in VAGUE
    ]
    assert vague == []


def test_every_module_says_in_its_first_line_what_it_is() -> None:
    silent = []
    for module in modules("hub", "tests", "alembic"):
        tree = tree_of(module)
        said = ast.get_docstring(tree)
        if said is None or not said.splitlines()[0].rstrip().endswith((".", "。", "?", ":")):
            silent.append(name_of(module))
    assert silent == []


def test_the_folder_of_revisions_never_becomes_a_package() -> None:
    assert [name_of(path) for path in files() if path.match("alembic/**/__init__.py")] == []
    assert not (ROOT / "alembic" / "__init__.py").exists()


def test_tests_stand_in_the_rooms_they_test() -> None:
    rooms = {path.name for path in (ROOT / "hub").iterdir() if path.is_dir() or path.suffix == ".py"}
    rooms |= {"house", "support", "journeys", "conformance", "reliability", "scale", "benchmarks", "soak"}
    strangers = {
        path.relative_to(ROOT).parts[1] for path in modules("tests") if len(path.relative_to(ROOT).parts) > 2
    } - rooms
    assert strangers == set()


def test_nothing_is_left_unfinished() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "X" + "XX")
    left = [
        f"{name_of(module)}:{number}"
        for module in modules("hub", "tests", "alembic", "examples")
        for number, line in enumerate(module.read_text(encoding="utf-8").splitlines(), 1)
        if any(mark in line for mark in marks)
    ]
    assert left == []
