"""Refused when a subject is registered or pointed at."""

from __future__ import annotations

from hub.errors import Refusal


class NameDiffers(Refusal):
    """This id number is registered under another name; nothing was changed. Check number and name against the identity card."""

    code = "NAME_DIFFERS"
    clause = "§3.6"
