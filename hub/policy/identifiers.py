"""The two numbers that say who is meant: unified social credit code (GB 32100) and citizen id (GB 11643)."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Final

from hub.errors.identifiers import InvalidCode, InvalidIdNumber

LENGTH: Final = 18
DIGITS: Final = frozenset("0123456789")
CODE_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CITIZEN_WEIGHTS: Final = tuple(2 ** (LENGTH - place) % 11 for place in range(1, LENGTH))
CITIZEN_CHECKS: Final = "10X98765432"


def enterprise_code(text: str) -> str:
    """The unified social credit code in `text`, normalised: 18 characters, half-width, upper case.

    Its registering authority (first character) may be a letter (A, N, Y), and its check character "0".

    Raises:
        InvalidCode: naming the first check that failed.
    """
    code = _normal(text)
    if len(code) != LENGTH:
        raise InvalidCode(check=f"it has {len(code)} characters instead of {LENGTH}")
    for place, character in enumerate(code, start=1):
        if character not in CODE_ALPHABET:
            raise InvalidCode(
                check=f"character {place} is none that the standard knows (I, O, S, V and Z are not used)"
            )
    if code[-1] != code_check(code[:-1]):
        raise InvalidCode(check="the check character does not match, so at least one character is wrong")
    return code


def code_check(body: str) -> str:
    """The check character of the 17 characters before it (GB 32100: weights 3^(i-1) mod 31)."""
    total = sum(CODE_ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(body))
    return CODE_ALPHABET[-total % 31]


def citizen_id(text: str, today: date | None = None) -> str:
    """The citizen id number in `text`, normalised: 17 digits and a check digit or X.

    The county (first six digits) is not looked up: counties are renamed and abolished. With `today`
    a day of birth that has not come is refused, too.

    Raises:
        InvalidIdNumber: naming the first check that failed, never the number.
    """
    number = _normal(text)
    if len(number) != LENGTH:
        raise InvalidIdNumber(check=f"it has {len(number)} characters instead of {LENGTH}")
    if not DIGITS.issuperset(number[:-1]) or number[-1] not in CITIZEN_CHECKS:
        raise InvalidIdNumber(check="it must be 17 digits followed by a digit or X")
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise InvalidIdNumber(check="its day of birth is no day of the calendar") from None
    if today is not None and born > today:
        raise InvalidIdNumber(check="its day of birth has not come yet")
    if number[-1] != citizen_check(number[:-1]):
        raise InvalidIdNumber(check="the check digit does not match, so at least one digit is wrong")
    return number


def citizen_check(body: str) -> str:
    """The check digit of the 17 digits before it (GB 11643: ISO 7064 MOD 11-2)."""
    return CITIZEN_CHECKS[
        sum(int(digit) * weight for digit, weight in zip(body, CITIZEN_WEIGHTS, strict=True)) % 11
    ]


def masked_id(number: str) -> str:
    """A citizen id as departments read it: the first four and the last two characters, stars between."""
    return number[:4] + "*" * (len(number) - 6) + number[-2:]


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text).upper().strip()
