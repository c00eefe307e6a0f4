"""Refused where the sharing catalogue (共享目录) does not carry a list, or a list is confirmed as it cannot be (L7, C1)."""

from __future__ import annotations

from hub.errors import Refusal


class ListNotCarried(Refusal):
    """The sharing catalogue does not carry the list {list_type} on {today}; a list is used only while it does."""

    code = "LIST_NOT_CARRIED"
    clause = "§4.2"


class NotKeeper(Refusal):
    """The list {list_type} is confirmed by its keepers, the departments of {keeper} inside its area; yours is none of them."""

    code = "NOT_KEEPER"
    clause = "§4.2"


class ConfirmedAhead(Refusal):
    """A list is confirmed as of a moment that has come; {as_of} has not."""

    code = "CONFIRMED_AHEAD"
    clause = "§4.2"
