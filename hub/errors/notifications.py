"""Refused when receipt of messages is confirmed."""

from __future__ import annotations

from hub.errors import Refusal


class CursorNotYours(Refusal):
    """This is not a place in your department's inbox; give a cursor that its notifications carried."""

    code = "CURSOR_NOT_YOURS"


class CursorOfAnotherEpoch(Refusal):
    """This cursor is from before the feed began anew; read the notifications again from the oldest."""

    code = "CURSOR_EXPIRED"


class CursorAhead(Refusal):
    """Message {asked} has not been sent yet: the last one is {head}."""

    code = "CURSOR_AHEAD"


class CursorBehind(Refusal):
    """Receipt is confirmed up to message {confirmed} already; it does not go back to {asked}."""

    code = "CURSOR_BEHIND"
