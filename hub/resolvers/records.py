"""One row of the graph as the fields of its type read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hub.store.ids import Ref

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.store.graph.fields import Entity


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """An entity's row: `values` by field name, and by `_column` for the keys of its edges."""

    entity: Entity
    values: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """The name of its GraphQL type."""
        discriminator = self.entity.discriminator
        return self.values[f"_{discriminator}"] if discriminator else self.entity.name

    @property
    def ref(self) -> Ref:
        """The object's id."""
        return Ref(self.kind, self.values.get("_bucket", 0), self.values["_id"])

    def key(self, names: tuple[str, ...]) -> tuple[Any, ...] | None:
        """The values of some of its key columns; None where one of them is null."""
        found = tuple(self.values[f"_{name}"] for name in names)
        return None if None in found else found
