"""What a reader may fetch: every entity, column, computed value and edge, each declared once.

`ENTITIES` is checked when it is imported: every edge leads to a known entity by columns that exist.
"""

from __future__ import annotations

from hub.store.graph import (
    actions,
    catalogue,
    departments,
    entries,
    listing,
    objections,
    pauses,
    publications,
    repair,
    subjects,
)
from hub.store.graph.fields import Entity, Many, One, Tally

ENTITIES: dict[str, Entity] = {
    entity.name: entity
    for entity in (
        departments.REGION,
        departments.DEPARTMENT,
        listing.LEGAL_BASIS,
        listing.LIST_TYPE,
        listing.STANDARD,
        listing.CRITERION,
        catalogue.EDITION,
        catalogue.MEASURE,
        subjects.SUBJECT,
        subjects.OFFICERSHIP,
        entries.LIST_ENTRY,
        entries.EVIDENCE,
        entries.RESPONSIBLE_PERSON,
        entries.LINKED_ENTRY,
        entries.HISTORY_ITEM,
        actions.LINKED_ACTION,
        actions.UNROUTED_MEASURE,
        actions.ASSIGNMENT,
        actions.FEEDBACK,
        objections.OBJECTION,
        pauses.PAUSE,
        publications.CHANNEL,
        publications.PUBLICATION,
        repair.REPAIR,
        objections.RESTORATION,
    )
}

ROOTS: dict[str, Many] = {
    **departments.ROOTS,
    **listing.ROOTS,
    **catalogue.ROOTS,
    **subjects.ROOTS,
    **entries.ROOTS,
    **actions.ROOTS,
    **publications.ROOTS,
    **repair.ROOTS,
    **objections.ROOTS,
}
"""The lists that a query starts from: edges without a parent."""


def _check() -> None:
    for entity in ENTITIES.values():
        for name, field in entity.fields.items():
            if isinstance(field, One | Many | Tally):
                _check_edge(entity, name, field)
    for name, root in ROOTS.items():
        _check_order(name, root)


def _check_edge(entity: Entity, name: str, edge: One | Many | Tally) -> None:
    target = ENTITIES[edge.target].table.c
    near = edge.via.near if isinstance(edge, Many) and edge.via else edge.by
    far = edge.via.far if isinstance(edge, Many) and edge.via else edge.by
    missing = [mine for mine, _ in near if mine not in entity.table.c] + [
        their for _, their in far if their not in target
    ]
    if missing:
        message = f"{entity.name}.{name} names columns that are not there: {missing}"
        raise TypeError(message)
    if isinstance(edge, Many):
        _check_order(f"{entity.name}.{name}", edge)


def _check_order(name: str, edge: Many) -> None:
    columns = ENTITIES[edge.target].table.c
    missing = [order.column for order in edge.order if order.column not in columns]
    if missing:
        message = f"{name} is ordered by columns that are not there: {missing}"
        raise TypeError(message)


_check()
