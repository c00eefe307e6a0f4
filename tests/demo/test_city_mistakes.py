"""Every row names its source, and a wrong row is complained of precisely."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from hub.demo.reference import City, WrongReferenceData, load_city
from tests.demo.reading import CITY, HERE, TODAY


def test_every_row_says_where_it_is_from() -> None:
    rows: list[Any] = [
        *CITY.regions, *CITY.functions, *CITY.departments, *CITY.bases, *CITY.list_types, *CITY.standards,
        *(criterion for row in CITY.standards for criterion in row.criterion),
        *CITY.permitted_levels, *CITY.mandatory_levels, *CITY.parameters, CITY.edition, *CITY.measures,
        *CITY.statutory_days,
    ]  # fmt: skip
    assert [row for row in rows if not row.source] == []


def test_every_act_is_in_force_today_except_the_tax_measures_that_were_replaced() -> None:
    assert all(row.in_force_to is None or row.in_force_from <= row.in_force_to for row in CITY.bases)
    assert [row.key for row in CITY.bases if not row.in_force(TODAY)] == ["tax-credit-measures-2014"]


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        (
            "regions.toml",
            'parent = "quanzhou"',
            'parent = "fuzhou"',
            "regions.toml, region 2 (licheng), parent: 'fuzhou' is no region",
        ),
        (
            "regions.toml",
            "takes_part = true",
            'takes_part = "yes"',
            "regions.toml, region 1 (quanzhou), takes_part: 'yes' is no bool",
        ),
        (
            "regions.toml",
            'slug = "fengze"',
            'slug = "licheng"',
            "regions.toml, region 3 (licheng), slug: is given twice",
        ),
        (
            "departments.toml",
            'serves = ["quanzhou"]',
            'serves = ["jinmen"]',
            (
                "departments.toml, department 1 (quanzhou-civil-affairs), serves: "
                "'jinmen' is no region that takes part"
            ),
        ),
        (
            "departments.toml",
            '"READ_PERSONS"',
            '"READ_PEOPLE"',
            (
                "departments.toml, defaults, duties: 'READ_PEOPLE' is none of READ, READ_PERSONS, REGISTER, LIST, "
                "INITIATE, RESPOND, OBJECT, REPAIR, CHECK, CATALOGUE, SUPERVISE, ADMINISTER"
            ),
        ),
        (
            "bases.toml",
            'level = "LAW"',
            'level = "STATUTE"',
            (
                "bases.toml, basis 1 (tax-collection-law), level: 'STATUTE' is none of LAW, "
                "ADMINISTRATIVE_REGULATION, LOCAL_REGULATION, CENTRAL_POLICY, DEPARTMENT_RULE, LOCAL_RULE, "
                "NORMATIVE_DOCUMENT"
            ),
        ),
        (
            "list_types.toml",
            "fresh_within_days = 30\n",
            "",
            "list_types.toml, list_type 1 (taxation-black), fresh_within_days: is missing",
        ),
        (
            "standards.toml",
            "effective_to = 2022-01-31",
            "effective_to = 2022-01-30",
            (
                "standards.toml, standard 1 (taxation-black), effective_to: "
                "is not the day before version 2022 begins"
            ),
        ),
        (
            "standards.toml",
            "occurrences = 1",
            'occurrences = "1"',
            "standards.toml, standard 1 (taxation-black), criterion 1 (TAX-B1), occurrences: '1' is no int",
        ),
        (
            "standards.toml",
            'basis = "quanzhou-credit-regulation"',
            'basis = "quanzhou-notice"',
            (
                "standards.toml, standard 44 (commerce-black), basis: "
                "NORMATIVE_DOCUMENT permits no LOCAL BLACK list on 2026-01-01"
            ),
        ),
        (
            "catalogue.toml",
            'basis = "procurement-law"',
            'basis = "quanzhou-notice"',
            (
                "catalogue.toml, measure 1 (LIMIT_GOVERNMENT_PROCUREMENT), force: "
                "MANDATORY does not rest on a NORMATIVE_DOCUMENT (A10)"
            ),
        ),
        (
            "parameters.toml",
            "[[parameter]]",
            "[[parametre]]",
            "parameters.toml: there is no table 'parametre' here; known: parameter",
        ),
        (
            "statutory.toml",
            "day = 2027-01-01",
            'day = "2027-01-01"',
            "statutory.toml, statutory 1 (2027-01-01), day: '2027-01-01' is no day",
        ),
    ],
)
def test_a_wrong_row_is_said_in_one_line_with_its_file_row_and_key(
    tmp_path: Path, file: str, old: str, new: str, complaint: str
) -> None:
    folder = tmp_path / "city"
    shutil.copytree(HERE, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(WrongReferenceData) as refused:
        load_city(folder)
    assert str(refused.value) == complaint


def test_a_missing_and_a_malformed_file_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "city"
    shutil.copytree(HERE, folder)
    (folder / "levels.toml").write_text("[[permitted]\n", encoding="utf-8")
    with pytest.raises(WrongReferenceData, match=r"^levels\.toml: "):
        load_city(folder)
    (folder / "bases.toml").unlink()
    with pytest.raises(WrongReferenceData, match=r"^bases\.toml: no such file$"):
        load_city(folder)


def test_the_files_are_found_without_naming_a_folder() -> None:
    city: City = load_city()
    assert city == CITY
