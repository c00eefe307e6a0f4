"""What a refusal may say of an entry to whom (V3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.policy.vocabulary import ListKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from hub.policy.duties import Caller


def entry_shown(caller: Caller, listed_by: UUID | None, *, public: bool) -> bool:
    """Whether a refusal may speak of an entry: to whom it belongs, to whoever reads, and where it is `public`.

    To others it is refused exactly as one that does not exist (V3). `public`: published and in force.
    """
    return public or caller.reads or (listed_by is not None and listed_by in caller.acts_for)


def known_kinds(kinds: Iterable[ListKind], *, department: bool) -> list[ListKind]:
    """Those of the kinds that a reader may know of: outside the departments the watch list does not exist (§4.4, V1)."""
    return [kind for kind in kinds if department or kind is not ListKind.WATCH]
