"""Refused because an identifier is not one: which of its checks failed, never the citizen id itself."""

from __future__ import annotations

from hub.errors import Refusal


class InvalidCode(Refusal):
    """This is not a unified social credit code (GB 32100): {check}. Copy it from the licence and try again."""

    code = "INVALID_CODE"
    clause = "§3.3"


class InvalidIdNumber(Refusal):
    """This is not a citizen id number (GB 11643): {check}. Copy it from the identity card and try again."""

    code = "INVALID_ID_NUMBER"
    clause = "§3.6"
