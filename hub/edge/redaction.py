"""Takes values out of graphql-core's messages: what stays are names, types and positions.

graphql-core quotes what it rejects («found: …», «value: …»). A rejected value may be a citizen id,
a person's name or a token, so it must reach neither the answer nor the log.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["is_plain_name", "redact"]

_HEAD: Final = re.compile(
    r"(?:(?:Variable|Argument) '\$?\w+'(?: defined by fragment '\w+')?"
    r" has invalid (?:default )?value(?: at '[^']*')?: )?"
)
_CUTS: Final = (
    (re.compile(r", but encountered error .*", re.DOTALL), "."),
    (re.compile(r",? found: .*", re.DOTALL), "."),
    (re.compile(r"(cannot represent [^:'\"]*): .*", re.DOTALL), r"\1."),
    (
        re.compile(r"Value '.*' does not exist in '(\w+)' enum\..*", re.DOTALL),
        r"Value does not exist in '\1' enum.",
    ),
    (re.compile(r"\b(String|BlockString|Int|Float|Comment) ['\"].*", re.DOTALL), r"\1."),
    (re.compile(r"unknown field '(?!\w+'\.?$).*", re.DOTALL), "unknown field '…'."),
)
_QUOTED: Final = re.compile(r"'([^']*)'")
_NAMES: Final = re.compile(r"[$@]?[\w\[\]!.]{1,120}", re.ASCII)
_SIGNS: Final = re.compile(r"[^\w\s]{1,3}")
_DIGITS: Final = re.compile(r"\d{6,}[0-9Xx]*")


def is_plain_name(text: str) -> bool:
    """Whether `text` reads as names, paths or types, without a run of digits that could be a number of somebody."""
    return bool(_NAMES.fullmatch(text)) and not _DIGITS.search(text)


def redact(message: str, *, spoken: str | None = None) -> str:
    """The message without values; `spoken`, words of our own about the value, replace what follows the head."""
    head_match = _HEAD.match(message)
    head = head_match.group() if head_match else ""
    tail = message[len(head) :] if spoken is None else spoken
    if spoken is None:
        for pattern, left in _CUTS:
            tail = pattern.sub(left, tail)
        tail = _QUOTED.sub(_keep_names, tail)
        tail = _DIGITS.sub("…", tail)
    return head + tail


def _keep_names(match: re.Match[str]) -> str:
    inner = match.group(1)
    return match.group() if is_plain_name(inner) or _SIGNS.fullmatch(inner) else "'…'"
