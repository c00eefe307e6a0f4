"""What of a person may be shown to the public: the family name, nothing else (V1)."""

from __future__ import annotations


def mask_name(name: str) -> str:
    """The name as the public reads it: the first character, one star for each of the others (张*).

    A name of one character is covered whole.
    """
    family, rest = name[:1], name[1:]
    return family + "*" * len(rest) if rest else "*" * len(family)
