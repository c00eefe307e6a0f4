"""Every business object: an opaque, typed id, and the row it is read from."""

from __future__ import annotations

import strawberry

from hub.resolvers.records import Record


@strawberry.interface(description="A business object with an opaque, typed id. 业务对象")
class Node:
    """What `node(id:)` finds again."""

    record: strawberry.Private[Record]

    @strawberry.field(description="The opaque id; the number people use is another field. 标识")
    def id(self) -> strawberry.ID:
        """The object's Ref as text."""
        return strawberry.ID(str(self.record.ref))
