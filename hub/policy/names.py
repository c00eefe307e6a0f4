"""Names of subjects as they are searched: folded, and cut into one- and two-character grams (C3)."""

from __future__ import annotations

import re
import unicodedata

NO_PART = r"[\s()（）\[\]【】·.,，。、\-—_\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+"
"""What is no part of a name, also what cannot be seen, as a regular expression that Python and PostgreSQL read alike."""

_NO_PART = re.compile(NO_PART)


def folded(name: str) -> str:
    """NFKC, lower case, without spaces, brackets and punctuation."""
    return _NO_PART.sub("", unicodedata.normalize("NFKC", name).casefold())


def grams(name: str) -> list[str]:
    """Every character and every pair of neighbours, sorted, each once: what an index can contain."""
    text = folded(name)
    return sorted({*text, *(text[i : i + 2] for i in range(len(text) - 1))})


def asked_grams(name: str) -> list[str]:
    """The fewest grams that a search needs: the pairs, or the one character."""
    text = folded(name)
    return sorted({text[i : i + 2] for i in range(len(text) - 1)}) or sorted(text)
