"""List types, standards, criteria and legal bases as the graph shows them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ARRAY, Text, and_, any_, exists, select

from hub.store.graph import visibility
from hub.store.graph.fields import TODAY, Bind, Entity, Filter, Many, One, Order, Rights, column
from hub.store.graph.keys import equals, in_force_on, value_in
from hub.store.graph.sharing import CALLED, IN_FORCE, SHARING
from hub.store.graph.states import in_force
from hub.store.models import Criterion, EntryCriterion, LegalBasis, ListingStandard, ListType

_MET = EntryCriterion.__table__


def _met(row: Any, name: str) -> Any:
    met = _MET.alias(name)
    return met, and_(met.c.bucket == row.c.bucket, met.c.entry_id == row.c.id)


def _meets_none(row: Any, _: Any, bind: Bind, __: Rights) -> Any:
    """In force, listed for criteria, and for none of these; a follow-on entry is listed for none (X2, X5)."""
    any_met, under = _met(row, "any_met")
    met, also_under = _met(row, "met")
    among = met.c.code == any_(bind("codes", ARRAY(Text)))
    return and_(
        in_force(row, TODAY),
        exists(select(1).select_from(any_met).where(under)),
        ~exists(select(1).select_from(met).where(also_under, among)),
    )


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
        "in_force": IN_FORCE,
    },
    visible=visibility.legal_basis,
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
        **SHARING,
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
    "list_types": Many(
        "ListType", order=(Order("slug"),), filters={"kinds": value_in("kind"), "called": CALLED}
    ),
    "legal_bases": Many("LegalBasis", filters={"on": in_force_on("in_force_from", "in_force_to")}),
    "non_conforming": Many(
        "ListEntry",
        order=(Order("id", descending=True),),
        filters={
            "list_type": equals("list_type_id"),
            "criteria": Filter(_meets_none, binds=lambda codes: {"codes": list(codes)}),
        },
    ),
}
