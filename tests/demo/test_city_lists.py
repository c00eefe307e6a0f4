"""The lists, standards and criteria of the demo city keep what domain.md §3 and the notice promise."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from hub.casework.setup.rows import ListTypeRow
from tests.demo.reading import (
    BASES,
    BLACK,
    CITY,
    LIST_TYPES,
    START,
    TODAY,
    slug_of,
    standard_in_force,
    standards_of,
)

GROUPS = {
    "PUBLIC_HEALTH_SAFETY",
    "MARKET_ORDER",
    "REFUSAL_OF_DUTY",
    "NATIONAL_DEFENCE",
    "ABLE_BUT_REFUSING",
}


def test_taxation_leads_one_list_of_each_kind_in_one_field() -> None:
    led = {row.slug: (row.kind, row.field) for row in CITY.list_types if row.lead_function == "TAXATION"}
    assert led == {
        "taxation-red": ("RED", "TAXATION"),
        "taxation-black": ("BLACK", "TAXATION"),
        "taxation-watch": ("WATCH", "TAXATION"),
    }


def test_the_black_list_of_taxation_rests_on_a_law_and_is_published() -> None:
    for row in standards_of("taxation-black"):
        assert BASES[row.basis].level == "LAW"
        assert row.published


def test_at_least_six_fields_have_all_three_lists_and_none_has_a_kind_twice() -> None:
    kinds = Counter((row.field, row.kind) for row in CITY.list_types)
    assert set(kinds.values()) == {1}
    fields = {row.field for row in CITY.list_types}
    assert sum(all((field, kind) in kinds for kind in ("RED", "BLACK", "WATCH")) for field in fields) >= 6


def test_judgment_is_the_one_black_list_without_a_watch_list() -> None:
    watched = {row.field for row in CITY.list_types if row.kind == "WATCH"}
    assert [row.slug for row in BLACK if row.field not in watched] == ["judgment-black"]
    assert LIST_TYPES["judgment-black"].lead_function == "COURT"
    assert "ABLE_BUT_REFUSING" in {row.group for row in standards_of("judgment-black")[0].criterion}


def test_there_is_one_local_black_list_and_it_rests_on_the_regulation_of_quanzhou() -> None:
    assert [(row.slug, row.region) for row in BLACK if row.scope == "LOCAL"] == [
        ("commerce-black", "quanzhou")
    ]
    (standard,) = standards_of("commerce-black")
    assert standard.basis == "quanzhou-credit-regulation"
    assert BASES[standard.basis].level == "LOCAL_REGULATION"
    assert standard.effective_from == BASES[standard.basis].in_force_from == dt.date(2026, 1, 1)


@pytest.mark.parametrize("list_type", CITY.list_types, ids=slug_of)
def test_every_list_type_has_a_standard_today_and_since_2024_on_a_basis_in_force(
    list_type: ListTypeRow,
) -> None:
    days = [TODAY] if list_type.slug == "commerce-black" else [TODAY, START]
    for day in days:
        standard = standard_in_force(list_type.slug, day)
        assert standard is not None
        assert BASES[standard.basis].in_force(day)


def test_some_list_types_have_an_older_closed_version() -> None:
    closed = {(row.list_type, row.version, row.effective_to) for row in CITY.standards if row.effective_to}
    assert closed == {
        ("taxation-black", "2018", dt.date(2022, 1, 31)),
        ("taxation-red", "2014", dt.date(2025, 6, 30)),
    }


def test_a_watch_list_is_never_published() -> None:
    assert [row.list_type for row in CITY.standards if row.published and "-watch" in row.list_type] == []


def test_the_first_criterion_of_every_standard_makes_a_listing_alone() -> None:
    assert {row.criterion[0].occurrences for row in CITY.standards} == {1}


def test_every_watch_standard_knows_a_minor_conduct_that_counts_at_the_third() -> None:
    for list_type in (row for row in CITY.list_types if row.kind == "WATCH"):
        for standard in standards_of(list_type.slug):
            assert [row.occurrences for row in standard.criterion if row.severity == "MINOR"] == [3]


def test_black_criteria_have_a_group_and_the_others_have_none() -> None:
    groups = {
        kind: {
            criterion.group
            for row in CITY.standards
            if LIST_TYPES[row.list_type].kind == kind
            for criterion in row.criterion
        }
        for kind in ("RED", "BLACK", "WATCH")
    }
    assert groups == {"RED": {None}, "BLACK": GROUPS, "WATCH": {None}}


def test_a_follow_on_fits_the_watch_list_of_its_field() -> None:
    for black in BLACK:
        for watch in (row for row in CITY.list_types if (row.field, row.kind) == (black.field, "WATCH")):
            follow_on = standards_of(black.slug)[-1].watch_term_months or 0
            standard = standards_of(watch.slug)[-1]
            assert standard.min_term_months <= follow_on <= standard.max_term_months


def test_some_listings_are_correctable_and_some_are_not_repairable() -> None:
    black = [row for row in CITY.standards if LIST_TYPES[row.list_type].kind == "BLACK"]
    assert {row.correctable for row in black} == {True, False}
    assert {row.repairable for row in black} == {True, False}
    assert all(row.repair_requirements for row in black if row.repairable)


@pytest.mark.parametrize(
    "words",
    [
        "食品",
        "药",
        "生态环境",
        "工程质量",
        "安全生产",
        "消防",
        "强制性",
        "贿赂",
        "逃税骗税",
        "逃废债务",
        "拖欠货款",
        "欠薪",
        "非法集资",
        "合同欺诈",
        "传销",
        "无证无照",
        "假冒伪劣",
        "知识产权",
        "出借",
        "串通投标",
        "虚假广告",
        "消费者",
        "证券期货投资者",
        "网络空间",
        "聚众扰乱",
        "有履行能力",
        "征用",
        "逃避征集",
    ],
)
def test_the_conduct_that_the_notice_names_is_covered(words: str) -> None:
    assert any(
        words in criterion.description + criterion.source
        for row in CITY.standards
        if LIST_TYPES[row.list_type].kind == "BLACK"
        for criterion in row.criterion
    )
