"""What a word of the vocabulary is: a value that travels, and the sentence and Chinese term that are read."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A closed list of the contract: `value` is what travels, `sentence` and `term` what is read."""

    sentence: str
    term: str

    def __new__(cls, value: str, sentence: str = "", term: str = "") -> Self:
        """One word: what travels, and what is read."""
        word = str.__new__(cls, value)
        word._value_ = value
        word.sentence = sentence
        word.term = term
        return word

    @property
    def description(self) -> str:
        """The sentence and the Chinese term, as the schema prints them."""
        return f"{self.sentence} {self.term}"
