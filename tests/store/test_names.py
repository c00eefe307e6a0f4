"""Names as they are searched: folded, cut, and in the order of their pinyin (C3)."""

from __future__ import annotations

import pytest

from hub.store.names import asked_grams, folded, grams, order


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("閩南(晉江)銀行 有限公司", "闽南晋江银行有限公司"),
        ("闽南（晋江）银行有限公司", "闽南晋江银行有限公司"),
        ("ＡＢＣ Co., Ltd.", "abccoltd"),
        ("Straße İ", "strassei̇"),
        ("臺灣貿易\u200b行", "台湾贸易行"),
        ("示·例—其·一", "示例其一"),
        ("\u200b\u2060\ufeff", ""),
    ],
)
def test_what_is_kept_and_what_is_asked_fold_alike(name: str, plain: str) -> None:
    assert folded(name) == plain
    assert folded(plain) == plain


@pytest.mark.parametrize("name", ["閩南銀行", "厦门示例", "頭髮發展", "乾坤", "Ma\u00dfe 著名"])
def test_every_part_of_a_name_folds_as_the_whole_does(name: str) -> None:
    whole = folded(name)
    for start in range(len(name)):
        for end in range(start + 1, len(name) + 1):
            assert folded(name[start:end]) in whole


def test_two_characters_are_asked_by_their_pair_and_one_by_itself() -> None:
    assert asked_grams("李四") == ["李四"]
    assert asked_grams("李") == ["李"]
    assert asked_grams("示例陶瓷") == ["例陶", "示例", "陶瓷"]
    assert set(asked_grams("李四")) <= set(grams("李四光"))
    assert asked_grams("\u200b") == []


def test_names_are_in_the_order_of_pinyin_and_tone_with_letters_and_digits_first() -> None:
    names = ["泉州", "厦门", "安溪", "Zeta", "晋江", "9号", "鯉城", "南安", "惠安", "重庆", "德化", "石狮"]
    assert sorted(names, key=order) == [
        "9号",
        "Zeta",
        "安溪",
        "重庆",
        "德化",
        "惠安",
        "晋江",
        "鯉城",
        "南安",
        "泉州",
        "石狮",
        "厦门",
    ]
    assert sorted(["李明", "黎明", "李", "厉明"], key=order) == ["黎明", "李", "李明", "厉明"]


def test_a_persons_first_character_is_read_as_a_surname() -> None:
    people = ["张三", "曾六", "单七", "王五", "解八", "阿一"]
    by_surname = sorted(people, key=lambda name: order(name, of_person=True))
    assert by_surname == ["阿一", "单七", "王五", "解八", "曾六", "张三"]
    assert order("单七") != order("单七", of_person=True)


def test_a_long_name_has_a_place_that_an_index_can_hold() -> None:
    assert len(order("龘" * 200).encode()) < 2000
