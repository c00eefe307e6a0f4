"""The demo city's files, read once, with the questions the tests ask of them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from hub.casework.setup.rows import DepartmentRow, ListTypeRow, MeasureRow, StandardRow
from hub.demo.reference import load_city

HERE = Path(__file__).parents[2] / "hub" / "demo" / "city"
TODAY = dt.date(2026, 11, 23)
START = dt.date(2024, 1, 1)
CITY = load_city(HERE)
BLACK = [row for row in CITY.list_types if row.kind == "BLACK"]
DEPARTMENTS = {row.slug: row for row in CITY.departments}
LIST_TYPES = {row.slug: row for row in CITY.list_types}
BASES = {row.key: row for row in CITY.bases}
MEASURES = {row.code: row for row in CITY.measures}


def slug_of(row: ListTypeRow) -> str:
    return row.slug


def standards_of(slug: str) -> list[StandardRow]:
    return [row for row in CITY.standards if row.list_type == slug]


def standard_in_force(slug: str, day: dt.date) -> StandardRow | None:
    for row in standards_of(slug):
        if row.effective_from <= day and (row.effective_to is None or day <= row.effective_to):
            return row
    return None


def holders(function: str, region: str) -> list[DepartmentRow]:
    return [row for row in CITY.departments if function in row.functions and region in row.serves]


def triggered_by_first_criterion(standard: StandardRow) -> list[MeasureRow]:
    group = standard.criterion[0].group
    return [
        row
        for row in CITY.measures
        if standard.list_type in row.triggered_by
        and (not row.criteria_groups or group in row.criteria_groups)
    ]
