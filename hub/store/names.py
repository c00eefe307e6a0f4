"""Names of subjects as they are kept for searching: folded, cut into grams, and in the order of their pinyin (C3).

Whatever is asked for is folded like what is kept, by these functions and no others: traditional characters are
read as simplified, full-width as half-width, capitals as small letters, and what cannot be seen is left out.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import pairwise
from typing import Final

from hub.policy.names import NOTHING_TO_READ

ORDERED: Final = 100
"""Characters that a name's place in the order is made of; names alike so far are ordered as they were registered."""

_IDEOGRAPHS: Final = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))

_READ_OTHERWISE: Final = {
    "厦门": ("xia4", "men2"),
    "重庆": ("chong2", "qing4"),
    "银行": ("yin2", "hang2"),
    "商行": ("shang1", "hang2"),
    "音乐": ("yin1", "yue4"),
    "朝阳": ("chao2", "yang2"),
}
"""Words of names in which a character is not read as it mostly is."""

_AS_SURNAME: Final = {
    "单": "shan4",
    "曾": "zeng1",
    "解": "xie4",
    "仇": "qiu2",
    "任": "ren2",
    "区": "ou1",
    "查": "zha1",
    "朴": "piao2",
    "盖": "ge3",
    "华": "hua4",
    "乐": "yue4",
    "缪": "miao4",
    "覃": "qin2",
    "翟": "zhai2",
    "尉": "wei4",
    "召": "shao4",
}
"""Characters that a person's name begins with, and that are read otherwise there."""


class _Simplified(dict[int, str]):
    """Code point -> the simplified character; each asked of the library once, alone, so that a part folds as the whole."""

    def __missing__(self, point: int) -> str:
        found = self[point] = _simplified(chr(point)) if _ideograph(point) else chr(point)
        return found


_SIMPLIFIED: Final = _Simplified()


def folded(name: str) -> str:
    """NFKC, small letters, simplified characters, without spaces, brackets, punctuation and what cannot be seen."""
    plain = NOTHING_TO_READ.sub("", unicodedata.normalize("NFKC", name).casefold())
    return plain.translate(_SIMPLIFIED)


def grams(name: str) -> list[str]:
    """Every character and every pair of neighbours, sorted, each once: what an index can contain."""
    text = folded(name)
    return sorted({*text, *map("".join, pairwise(text))})


def asked_grams(name: str) -> list[str]:
    """The fewest grams that a search needs: the pairs, or the one character."""
    text = folded(name)
    return sorted(set(map("".join, pairwise(text)))) or sorted(text)


def order(name: str, *, of_person: bool = False) -> str:
    """A text whose bytes order names by pinyin and tone, digits and letters first; equal syllables by character.

    `of_person`: the first character is a surname, and read as one.
    """
    text = folded(name)[:ORDERED]
    parts: list[str] = []
    place = 0
    while place < len(text):
        word = text[place : place + 2]
        syllables: tuple[str, ...] = _READ_OTHERWISE.get(word, ())
        if not syllables:
            word = text[place]
            surname = _AS_SURNAME.get(word) if of_person and place == 0 else None
            syllables = (surname or _syllable(word),)
        parts += [
            f"~{syllable}{sign}" if syllable else sign for syllable, sign in zip(syllables, word, strict=True)
        ]
        place += len(word)
    return "".join(parts)


def searched(name: str, *, of_person: bool = False) -> dict[str, str | list[str]]:
    """The columns of a subject that a search reads, made from its name."""
    return {
        "name_grams": grams(name),
        "name_folded": folded(name),
        "name_order": order(name, of_person=of_person),
    }


@cache
def _syllable(sign: str) -> str:
    """How one ideograph is mostly read, with its tone (5: neutral); nothing for any other sign."""
    if not _ideograph(ord(sign)):
        return ""
    from pypinyin import Style, pinyin  # noqa: PLC0415 - its dictionary takes 0.2 s, and most processes never ask

    [[found]] = pinyin(sign, style=Style.TONE3, neutral_tone_with_five=True, errors="ignore") or [["~"]]
    return found


@cache
def _converter() -> object:
    from opencc import OpenCC  # noqa: PLC0415 - as above

    return OpenCC("t2s")


def _simplified(sign: str) -> str:
    return _converter().convert(sign)  # type: ignore[attr-defined, no-any-return]


def _ideograph(point: int) -> bool:
    return any(first <= point <= last for first, last in _IDEOGRAPHS)
