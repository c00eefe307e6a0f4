"""List types, standards, criteria and legal bases as the graph shows them."""

from __future__ import annotations

from hub.store.graph.fields import Entity, Many, One, Order, column
from hub.store.graph.keys import in_force_on, value_in
from hub.store.models import Criterion, LegalBasis, ListingStandard, ListType

LEGAL_BASIS = Entity(
    "LegalBasis",
    LegalBasis.__table__,
    ("id",),
    {
        "act": column("act"),
        "document_number": column("document_number", nullable=True),
        "article": column("article", nullable=True),
        "level": column("level"),
        "in_force_from": column("in_force_from"),
        "in_force_to": column("in_force_to", nullable=True),
    },
)

LIST_TYPE = Entity(
    "ListType",
    ListType.__table__,
    ("id",),
    {
        "slug": column("slug"),
        "name": column("name"),
        "kind": column("kind"),
        "field": column("field"),
        "lead_function": column("lead_function"),
        "scope": column("scope"),
        "region": One("Region", (("region_id", "id"),)),
        "current_as_of": column("current_as_of", nullable=True),
        "fresh_within_days": column("fresh_within_days"),
        "standards": Many(
            "ListingStandard",
            (("id", "list_type_id"),),
            (Order("effective_from", descending=True), Order("id", descending=True)),
            paged=False,
        ),
        "standard": Many(
            "ListingStandard",
            (("id", "list_type_id"),),
            (Order("effective_from", descending=True),),
            filters={"on": in_force_on("effective_from", "effective_to")},
            paged=False,
            nullable=True,
        ),
    },
)

STANDARD = Entity(
    "ListingStandard",
    ListingStandard.__table__,
    ("id",),
    {
        "list_type": One("ListType", (("list_type_id", "id"),), nullable=False),
        "version": column("version"),
        "basis": One("LegalBasis", (("basis_id", "id"),), nullable=False),
        "effective_from": column("effective_from"),
        "effective_to": column("effective_to", nullable=True),
        "criteria": Many("Criterion", (("id", "standard_id"),), (Order("position"),), paged=False),
        "min_term_months": column("min_term_months"),
        "max_term_months": column("max_term_months"),
        "watch_term_months": column("watch_term_months", nullable=True),
        "published": column("published"),
        "correctable": column("correctable"),
        "repairable": column("repairable"),
        "repair_earliest_months": column("repair_earliest_months", nullable=True),
        "repair_decision_days": column("repair_decision_days", nullable=True),
        "repair_requirements": column("repair_requirements"),
    },
)

CRITERION = Entity(
    "Criterion",
    Criterion.__table__,
    ("standard_id", "code"),
    {
        "code": column("code"),
        "description": column("description"),
        "group": column("group", nullable=True),
        "severity": column("severity", nullable=True),
        "occurrences": column("occurrences"),
    },
)

ROOTS = {
    "list_types": Many("ListType", order=(Order("slug"),), filters={"kinds": value_in("kind")}),
    "legal_bases": Many("LegalBasis"),
}
