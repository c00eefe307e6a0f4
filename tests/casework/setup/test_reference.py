"""The files of a city: whole, in one file or in several, and every mistake one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.casework.setup.city import set_up
from hub.casework.setup.reference import WrongReferenceData, read_city
from hub.demo.example import write_example
from tests.casework.setup.town import Town
from tests.support.actions import NOW


async def test_one_file_with_all_tables_is_the_same_as_the_folder(city: Town, tmp_path: Path) -> None:
    together = tmp_path / "city.toml"
    files = sorted(city.folder.iterdir())
    together.write_text("\n".join(file.read_text(encoding="utf-8") for file in files), encoding="utf-8")
    found = await set_up(city.store, read_city(together), NOW, apply=True, operator=None)
    assert found.lines == ()
    whole = together.read_text(encoding="utf-8")
    together.write_text(whole.replace('parent = "prefecture"', 'parent = "north"', 1), encoding="utf-8")
    with pytest.raises(WrongReferenceData) as refused:
        read_city(together)
    assert str(refused.value) == "city.toml, region 2 (east), parent: 'north' is no region"


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("regions", 'parent = "prefecture"\n', "", "region 2 (east), parent: is missing: one region alone is the root, the prefecture"),
        ("departments", "[[department]]", "[[departement]]", "there is no table 'departement' here; known: department, defaults"),
        ("departments", 'functions = ["TAXATION"]', 'functions = ["TAXES"]', "department 3 (east-taxation), functions: 'TAXES' is no function"),
        ("departments", "valid_from = 2018-04-25", 'valid_from = "2018"', "department 1 (prefecture-credit-office), valid_from: '2018' is no day"),
        ("departments", "valid_from = 2018-04-25", "valid_from = 2018-04-25\nvalid_to = 2017-01-01", "department 1 (prefecture-credit-office), valid_to: lies before valid_from"),
        ("departments", "valid_from = 2018-04-25", 'valid_from = 2018-04-25\nsuccessor = "east-market"', "department 1 (prefecture-credit-office), successor: takes over after valid_to, which is missing"),
        ("departments", "valid_from = 2018-04-25", 'valid_from = 2018-04-25\nvalid_to = 2026-12-31\nsuccessor = "east"', "department 1 (prefecture-credit-office), successor: 'east' is no department"),
        ("departments", "valid_from = 2018-04-25", "valid_from = 2018-04-25\nvalid_to = 2017-12-31", "department 1 (prefecture-credit-office), valid_to: lies before valid_from"),
        ("departments", "valid_from = 2018-04-25", 'valid_from = 2010-04-25\nvalid_to = 2017-12-31\nsuccessor = "east-market"', "department 1 (prefecture-credit-office), successor: east-market is no department on 2018-01-01"),
        ("list_types", 'region = "prefecture"\n', "", "list_type 2 (taxation-watch), region: is left out for NATIONAL and given for every other scope"),
        ("standards", "max_term_months = 36", "max_term_months = 6", "standard 1 (taxation-black), max_term_months: the shortest term comes first and is at least one month"),
        ("standards", 'basis = "tax-collection-law"', 'basis = "quanzhou-notice"', "standard 1 (taxation-black), basis: NORMATIVE_DOCUMENT permits no NATIONAL BLACK list on 2022-02-01"),
        ("standards", "published = false", "published = true", "standard 2 (taxation-watch), published: a watch list is never published (§4.4)"),
        ("catalogue", 'basis = "procurement-law"', 'basis = "quanzhou-notice"', "measure 1 (LIMIT_GOVERNMENT_PROCUREMENT), force: MANDATORY does not rest on a NORMATIVE_DOCUMENT (A10)"),
        ("catalogue", "acknowledge_within_days = 5\n", "", "measure 1 (LIMIT_GOVERNMENT_PROCUREMENT), acknowledge_within_days: is missing"),
        ("parameters", "value = 20", "value = 20.5", "parameter 1 (OBJECTION_WORKING_DAYS), value: 20.5 is no int"),
        ("bases", 'level = "LAW"', 'level = "ACT"', "basis 1 (tax-collection-law), level: 'ACT' is none of LAW, ADMINISTRATIVE_REGULATION, LOCAL_REGULATION, CENTRAL_POLICY, DEPARTMENT_RULE, LOCAL_RULE, NORMATIVE_DOCUMENT"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line_with_file_row_and_key(
    tmp_path: Path, file: str, old: str, new: str, complaint: str
) -> None:
    write_example(tmp_path / "town")
    path = tmp_path / "town" / f"{file}.toml"
    before = path.read_text(encoding="utf-8")
    assert old in before
    path.write_text(before.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(WrongReferenceData) as refused:
        read_city(tmp_path / "town")
    between = ": " if complaint.startswith("there is") else ", "
    assert str(refused.value) == f"{file}.toml{between}{complaint}"
