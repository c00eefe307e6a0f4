"""The rows of large tables as they are generated: sheets of lines, one for each table, handed on when full."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from hub.store.models import (
    ActionRegion,
    Assignment,
    EntryCriterion,
    Evidence,
    Feedback,
    History,
    LinkedAction,
    ListEntry,
    Notification,
    Officership,
    ResponsiblePerson,
    Subject,
    UnroutedMeasure,
)
from hub.store.statements.bulk import line

TABLES: Final = {
    model.__tablename__: model.metadata.tables[model.__tablename__]
    for model in (
        Subject,
        Officership,
        ListEntry,
        EntryCriterion,
        Evidence,
        ResponsiblePerson,
        LinkedAction,
        ActionRegion,
        UnroutedMeasure,
        Assignment,
        Feedback,
        History,
    )
}
"""The tables that are filled, each after those it refers to."""

NUMBERED: Final = ("occurred_at", "department_id", "kind", "object_type", "object_bucket", "object_id")
"""The columns of a message that has no number yet."""

_BLANK: Final[Mapping[str, Mapping[str, Any]]] = {
    name: {column.name: False if column.name in {"erased", "published"} else None for column in table.columns}
    for name, table in TABLES.items()
}
COLUMNS: Final = {name: tuple(blank) for name, blank in _BLANK.items()}
MESSAGES: Final = Notification.__tablename__


class Sheets:
    """Lines by table, in the order in which they were added."""

    def __init__(self) -> None:
        self.lines: dict[str, list[str]] = {name: [] for name in (*TABLES, MESSAGES)}

    def add(self, table: str, row: Mapping[str, Any]) -> None:
        """Add a row; columns left out are null, or false where they must say something."""
        self.lines[table].append(line({**_BLANK[table], **row}.values()))

    def tell(self, values: Iterable[Any]) -> None:
        """Add a message, its values in the order of NUMBERED."""
        self.lines[MESSAGES].append(line(values))

    def take(self) -> dict[str, list[str]]:
        """The lines so far by table; new ones go to empty sheets."""
        taken = self.lines
        self.lines = {name: [] for name in taken}
        return taken
