"""What of a text can be read: a name or a reason of spaces, punctuation or invisible signs says nothing (C3, §4.1)."""

from __future__ import annotations

import re
from typing import Final

_UNSEEN: Final = r"\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"

NOTHING_TO_READ: Final = re.compile(f"[{_UNSEEN}()（）\\[\\]【】·.,，。、\\-—_]+")
"""What is no part of a name: punctuation, and what cannot be seen."""

_ONLY_UNSEEN: Final = re.compile(f"[{_UNSEEN}\\x00-\\x1f\\x7f-\\x9f]*")


def blank(text: str | None) -> bool:
    """Whether a text has no sign that can be seen: missing, empty, or of spaces and zero-width characters only."""
    return text is None or _ONLY_UNSEEN.fullmatch(text) is not None
