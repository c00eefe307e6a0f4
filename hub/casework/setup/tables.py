"""A city's reference data as the rows of the hub's tables, with the ids that `ids` gives them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from hub.casework.setup.rows import City, MeasureRow, StandardRow
from hub.store.models.departments import EVER

Rows = Mapping[str, list[dict[str, Any]]]
Ids = Callable[..., UUID]
"""The id of a thing, by its table and the words that name it there: slug, basis key, list type and version, …"""


def rows_of(city: City, ids: Ids) -> Rows:
    """The rows by table; nothing in them says when a list's keeper last confirmed it."""
    return {
        "region": list(_regions(city, ids)),
        "function": [{"code": row.code, "name": row.name} for row in city.functions],
        "department": list(_departments(city, ids)),
        "department_serves": [
            {
                "department_id": ids("department", row.slug),
                "region_id": ids("region", region),
                "valid_from": EVER,
            }
            for row in city.departments
            for region in row.serves
        ],
        "department_function": [
            {"department_id": ids("department", row.slug), "function": function, "valid_from": EVER}
            for row in city.departments
            for function in row.functions
        ],
        "legal_basis": list(_bases(city, ids)),
        "list_type": list(_list_types(city, ids)),
        "listing_standard": [_standard(row, ids) for row in city.standards],
        "criterion": [criterion for row in city.standards for criterion in _criteria(row, ids)],
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
        "kind_name": [
            {
                "kind": row.kind.value,
                "valid_from": row.since,
                "valid_to": row.until,
                "name": row.name,
                "source": row.source,
            }
            for row in city.kind_names
        ],
        "sharing_catalogue": [
            {
                "list_type_id": ids("list_type", row.list_type),
                "valid_from": row.since,
                "valid_to": row.until,
                "fields": list(row.fields),
                "keeper": row.keeper,
                "fresh_within_days": row.fresh_within_days,
                "source": row.source,
            }
            for row in city.shared
        ],
        "channel": [
            {
                "id": ids("channel", row.slug),
                "slug": row.slug,
                "name": row.name,
                "kept_by": ids("department", row.keeper),
                "field": row.field,
                "valid_from": row.since,
                "valid_to": row.until,
                "source": row.source,
            }
            for row in city.channels
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
        "catalogue_edition": [_edition(city, ids)],
        "measure": [_measure(city, place, row, ids) for place, row in enumerate(city.measures)],
        "measure_trigger": [
            {
                "measure_id": ids("measure", city.edition.name, row.code),
                "list_type_id": ids("list_type", slug),
            }
            for row in city.measures
            for slug in row.triggered_by
        ],
    }


def _regions(city: City, ids: Ids) -> Iterator[dict[str, Any]]:
    for position, row in enumerate(city.regions):
        yield {
            "id": ids("region", row.slug),
            "slug": row.slug,
            "gb_code": row.gb_code,
            "name": row.name,
            "parent_id": None if row.parent is None else ids("region", row.parent),
            "takes_part": row.takes_part,
            "position": position,
        }


def _departments(city: City, ids: Ids) -> Iterator[dict[str, Any]]:
    for row in city.departments:
        yield {
            "id": ids("department", row.slug),
            "slug": row.slug,
            "name": row.name,
            "region_id": ids("region", row.region),
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
            "successor_id": None if row.successor is None else ids("department", row.successor),
        }


def _bases(city: City, ids: Ids) -> Iterator[dict[str, Any]]:
    for row in city.bases:
        yield {
            "id": ids("legal_basis", row.key),
            "act": row.act,
            "document_number": row.document_number,
            "article": row.article,
            "level": row.level.value,
            "in_force_from": row.in_force_from,
            "in_force_to": row.in_force_to,
        }


def _list_types(city: City, ids: Ids) -> Iterator[dict[str, Any]]:
    for row in city.list_types:
        yield {
            "id": ids("list_type", row.slug),
            "slug": row.slug,
            "name": row.name,
            "kind": row.kind.value,
            "field": row.field,
            "lead_function": row.lead_function,
            "scope": row.scope.value,
            "region_id": None if row.region is None else ids("region", row.region),
            "fresh_within_days": row.fresh_within_days,
        }


def _standard(row: StandardRow, ids: Ids) -> dict[str, Any]:
    same = asdict(row)
    for key in ("list_type", "basis", "criterion", "source"):
        del same[key]
    return same | {
        "id": ids("listing_standard", row.list_type, row.version),
        "list_type_id": ids("list_type", row.list_type),
        "basis_id": ids("legal_basis", row.basis),
        "repair_requirements": list(row.repair_requirements),
    }


def _criteria(standard: StandardRow, ids: Ids) -> Iterator[dict[str, Any]]:
    for position, row in enumerate(standard.criterion):
        yield {
            "standard_id": ids("listing_standard", standard.list_type, standard.version),
            "code": row.code,
            "position": position,
            "description": row.description,
            "group": row.group,
            "severity": None if row.severity is None else row.severity.value,
            "occurrences": row.occurrences,
        }


def _edition(city: City, ids: Ids) -> dict[str, Any]:
    return {
        "id": ids("catalogue_edition", city.edition.name),
        "name": city.edition.name,
        "effective_from": city.edition.effective_from,
        "published_by": ids("department", city.edition.published_by),
    }


def _measure(city: City, position: int, row: MeasureRow, ids: Ids) -> dict[str, Any]:
    return {
        "id": ids("measure", city.edition.name, row.code),
        "edition_id": ids("catalogue_edition", city.edition.name),
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
        "filed_by": ids("department", row.filed_by),
        "basis_id": ids("legal_basis", row.basis),
        "memorandum": row.memorandum,
    }
