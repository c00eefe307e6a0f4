"""The two identifiers: what is accepted, which check is named, and that a citizen id is never echoed."""

from __future__ import annotations

from datetime import date

import pytest

from hub.errors.identifiers import InvalidCode, InvalidIdNumber
from hub.policy.identifiers import citizen_check, citizen_id, code_check, enterprise_code, masked_id


def code(body: str) -> str:
    return body + code_check(body)


def number(body: str) -> str:
    return body + citizen_check(body)


@pytest.mark.parametrize(
    "text",
    [
        "91350100M000100Y43",
        "91110000600037341L",
        "91350502MA00000180",  # its remainder is 0
        code("A1350502MA0000XY1"),
        code("N1350502MA0000XY1"),
        code("Y1350502MA0000XY1"),
    ],
)
def test_a_code_whose_check_character_fits_is_accepted(text: str) -> None:
    assert enterprise_code(text) == text


def test_a_code_is_read_half_width_upper_case_and_trimmed() -> None:
    assert enterprise_code(" 91350100m000100y43 \n") == "91350100M000100Y43"


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("", "it has 0 characters instead of 18"),
        ("91350100M000100Y4", "it has 17 characters instead of 18"),
        ("91350100M000100Y433", "it has 19 characters instead of 18"),
        ("9135010IM000100Y43", "character 8 is none that the standard knows"),
        ("91350100M000100Y4٣", "character 18 is none that the standard knows"),
        ("91350100M000100Y44", "the check character does not match"),
        ("19350100M000100Y43", "the check character does not match"),
    ],
)
def test_a_code_is_refused_naming_the_check_that_failed(text: str, check: str) -> None:
    with pytest.raises(InvalidCode) as refused:
        enterprise_code(text)
    assert check in refused.value.message
    assert refused.value.code == "INVALID_CODE"


@pytest.mark.parametrize(
    "text",
    [
        number("35050219900101123"),
        number("99999919900101123"),  # no county of today has this code
        number("35050220000229001"),
    ],
)
def test_a_citizen_id_with_a_day_of_birth_and_a_fitting_check_digit_is_accepted(text: str) -> None:
    assert citizen_id(text) == text


def test_a_citizen_id_is_read_half_width_upper_case_and_trimmed() -> None:
    ending_in_x = next(n for n in (number(f"350502199001011{i:02}") for i in range(100)) if n.endswith("X"))
    assert citizen_id(f"  {ending_in_x.lower()} ") == ending_in_x


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("3505021990010112", "it has 16 characters instead of 18"),
        ("35050219900101A23X", "17 digits followed by a digit or X"),
        ("350502199001011٣30", "17 digits followed by a digit or X"),
        (number("35050219900230123"), "its day of birth is no day of the calendar"),
        (number("35050200000101123"), "its day of birth is no day of the calendar"),
        (number("35050220270101123"), "its day of birth has not come yet"),
    ],
)
def test_a_citizen_id_is_refused_naming_the_check_and_never_the_number(text: str, check: str) -> None:
    with pytest.raises(InvalidIdNumber) as refused:
        citizen_id(text, date(2026, 9, 7))
    assert check in refused.value.message
    assert text not in refused.value.message
    assert text not in repr(refused.value)


def test_a_wrong_check_digit_of_a_citizen_id_is_refused() -> None:
    right = number("35050219900101123")
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")
    with pytest.raises(InvalidIdNumber, match="the check digit does not match"):
        citizen_id(wrong)


def test_a_citizen_id_is_masked_but_for_the_first_four_and_the_last_two() -> None:
    assert masked_id("350502199001011234") == "3505************34"
