"""Catalogue editions and measures as the graph shows them."""

from __future__ import annotations

from sqlalchemy import ARRAY, Text, cast, func

from hub.store.graph.fields import Column, Entity, Many, One, Order, Via, column
from hub.store.graph.keys import equals, in_force_on
from hub.store.models import CatalogueEdition, Measure, MeasureTrigger

EDITION = Entity(
    "CatalogueEdition",
    CatalogueEdition.__table__,
    ("id",),
    {
        "name": column("name"),
        "effective_from": column("effective_from"),
        "effective_to": column("effective_to", nullable=True),
        "published_by": One("Department", (("published_by", "id"),), nullable=False),
        "measures": Many(
            "Measure",
            (("id", "edition_id"),),
            (Order("code"), Order("id")),
            filters={"function": equals("implementing_function")},
        ),
    },
)

MEASURE = Entity(
    "Measure",
    Measure.__table__,
    ("id",),
    {
        "code": column("code"),
        "title": column("title"),
        "side": column("side"),
        "force": column("force"),
        "category": column("category"),
        "implementing_function": column("implementing_function"),
        "targets": column("targets"),
        "triggered_by": Many(
            "ListType",
            order=(Order("slug"),),
            via=Via(MeasureTrigger.__table__, (("id", "measure_id"),), (("list_type_id", "id"),)),
            paged=False,
        ),
        "acknowledge_within_days": column("acknowledge_within_days"),
        "implement_within_days": column("implement_within_days"),
        "release_within_days": column("release_within_days"),
        "max_months": column("max_months", nullable=True),
        "criteria_groups": Column(lambda row, _: func.coalesce(row.c.criteria_groups, cast([], ARRAY(Text)))),
        "filed_by": One("Department", (("filed_by", "id"),)),
        "basis": One("LegalBasis", (("basis_id", "id"),), nullable=False),
        "memorandum": column("memorandum", nullable=True),
        "edition": One("CatalogueEdition", (("edition_id", "id"),), nullable=False),
    },
)

ROOTS = {
    "catalogue": Many(
        "CatalogueEdition",
        order=(Order("effective_from", descending=True),),
        filters={"on": in_force_on("effective_from", "effective_to")},
        paged=False,
        nullable=True,
    ),
}
