"""A city's reference data as the rows of the hub's tables, with ids that are the same every time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from hub.demo.rows import City, MeasureRow, StandardRow
from hub.demo.seeds import fixed_id
from hub.policy.workdays import start_of

Rows = Mapping[str, list[dict[str, Any]]]


def rows_of(city: City, today: dt.date) -> Rows:
    """The rows by table; the lists count as confirmed by their keepers on `today`."""
    return {
        "region": list(_regions(city)),
        "function": [{"code": row.code, "name": row.name} for row in city.functions],
        "department": list(_departments(city)),
        "department_serves": [
            {"department_id": department_id(row.slug), "region_id": region_id(region)}
            for row in city.departments
            for region in row.serves
        ],
        "department_function": [
            {"department_id": department_id(row.slug), "function": function}
            for row in city.departments
            for function in row.functions
        ],
        "legal_basis": list(_bases(city)),
        "list_type": list(_list_types(city, today)),
        "listing_standard": [_standard(row) for row in city.standards],
        "criterion": [criterion for row in city.standards for criterion in _criteria(row)],
        "permitted_level": [
            {
                "kind": row.kind.value,
                "scope": row.scope.value,
                "level": row.level.value,
                "valid_from": row.since,
                "valid_to": row.until,
                "source": row.source,
            }
            for row in city.permitted_levels
        ],
        "mandatory_level": [
            {"level": row.level.value, "valid_from": row.since, "valid_to": row.until, "source": row.source}
            for row in city.mandatory_levels
        ],
        "parameter": [
            {
                "code": row.code,
                "valid_from": row.since,
                "value": row.value,
                "unit": row.unit,
                "source": row.source,
            }
            for row in city.parameters
        ],
        "catalogue_edition": [_edition(city)],
        "measure": [_measure(city, place, row) for place, row in enumerate(city.measures)],
        "measure_trigger": [
            {"measure_id": _measure_id(city, row), "list_type_id": list_type_id(slug)}
            for row in city.measures
            for slug in row.triggered_by
        ],
    }


def region_id(slug: str) -> UUID:
    """The id of a region of any city."""
    return fixed_id("region", slug)


def department_id(slug: str) -> UUID:
    """The id of a department of any city."""
    return fixed_id("department", slug)


def list_type_id(slug: str) -> UUID:
    """The id of a list type of any city."""
    return fixed_id("list_type", slug)


def _regions(city: City) -> Iterator[dict[str, Any]]:
    for position, row in enumerate(city.regions):
        yield {
            "id": region_id(row.slug),
            "slug": row.slug,
            "gb_code": row.gb_code,
            "name": row.name,
            "parent_id": None if row.parent is None else region_id(row.parent),
            "takes_part": row.takes_part,
            "position": position,
        }


def _departments(city: City) -> Iterator[dict[str, Any]]:
    for row in city.departments:
        yield {
            "id": department_id(row.slug),
            "slug": row.slug,
            "name": row.name,
            "region_id": region_id(row.region),
            "valid_from": row.valid_from,
        }


def _bases(city: City) -> Iterator[dict[str, Any]]:
    for row in city.bases:
        yield {
            "id": _basis_id(row.key),
            "act": row.act,
            "document_number": row.document_number,
            "article": row.article,
            "level": row.level.value,
            "in_force_from": row.in_force_from,
            "in_force_to": row.in_force_to,
        }


def _list_types(city: City, today: dt.date) -> Iterator[dict[str, Any]]:
    for row in city.list_types:
        yield {
            "id": list_type_id(row.slug),
            "slug": row.slug,
            "name": row.name,
            "kind": row.kind.value,
            "field": row.field,
            "lead_function": row.lead_function,
            "scope": row.scope.value,
            "region_id": None if row.region is None else region_id(row.region),
            "fresh_within_days": row.fresh_within_days,
            "current_as_of": start_of(today),
        }


def _standard(row: StandardRow) -> dict[str, Any]:
    same = asdict(row)
    for key in ("list_type", "basis", "criterion", "source"):
        del same[key]
    return same | {
        "id": _standard_id(row),
        "list_type_id": list_type_id(row.list_type),
        "basis_id": _basis_id(row.basis),
        "repair_requirements": list(row.repair_requirements),
    }


def _criteria(standard: StandardRow) -> Iterator[dict[str, Any]]:
    for position, row in enumerate(standard.criterion):
        yield {
            "standard_id": _standard_id(standard),
            "code": row.code,
            "position": position,
            "description": row.description,
            "group": row.group,
            "severity": None if row.severity is None else row.severity.value,
            "occurrences": row.occurrences,
        }


def _edition(city: City) -> dict[str, Any]:
    return {
        "id": _edition_id(city),
        "name": city.edition.name,
        "effective_from": city.edition.effective_from,
        "published_by": department_id(city.edition.published_by),
    }


def _measure(city: City, position: int, row: MeasureRow) -> dict[str, Any]:
    return {
        "id": _measure_id(city, row),
        "edition_id": _edition_id(city),
        "code": row.code,
        "position": position,
        "title": row.title,
        "side": row.side.value,
        "force": row.force.value,
        "category": row.category.value,
        "implementing_function": row.implementing_function,
        "targets": [target.value for target in row.targets],
        "criteria_groups": list(row.criteria_groups) or None,
        "acknowledge_within_days": row.acknowledge_within_days,
        "implement_within_days": row.implement_within_days,
        "release_within_days": row.release_within_days,
        "max_months": row.max_months,
        "filed_by": department_id(row.filed_by),
        "basis_id": _basis_id(row.basis),
        "memorandum": row.memorandum,
    }


def _basis_id(key: str) -> UUID:
    return fixed_id("legal_basis", key)


def _standard_id(row: StandardRow) -> UUID:
    return fixed_id("listing_standard", row.list_type, row.version)


def _edition_id(city: City) -> UUID:
    return fixed_id("catalogue_edition", city.edition.name)


def _measure_id(city: City, row: MeasureRow) -> UUID:
    return fixed_id("measure", city.edition.name, row.code)
