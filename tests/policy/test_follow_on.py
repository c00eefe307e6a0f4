"""The watch entry that follows: added, re-dated, prolonged instead of doubled, and taken back."""

from __future__ import annotations

from datetime import date as D  # noqa: N812 - tables of days
from uuid import UUID

from hub.policy.follow_on import Arrangement, Period, Watch, arrange, period_after

FIRST, SECOND, W1, W2 = (UUID(int=n) for n in range(1, 5))
Y27 = Period(D(2027, 1, 1), D(2027, 12, 31))
Y28 = Period(D(2028, 1, 1), D(2028, 12, 31))
MID = Period(D(2027, 7, 1), D(2028, 6, 30))
Y30 = Period(D(2030, 1, 1), D(2030, 12, 31))


def watch(key: UUID, period: Period, follows: UUID | None = None, own_until: D | None = None) -> Watch:
    return Watch(key, period.first, period.last, follows, own_until)


def test_the_period_begins_on_the_exit_day_and_lasts_whole_months() -> None:
    assert period_after(D(2027, 1, 1), 12) == Y27


def test_a_black_entry_is_followed_by_a_new_entry() -> None:
    assert arrange(FIRST, Y27, None, [], []) == Arrangement(added=Y27)


def test_an_earlier_exit_dates_the_same_entry_anew() -> None:
    earlier = Period(D(2026, 9, 7), D(2027, 9, 6))
    found = arrange(FIRST, earlier, Y27, [watch(W1, Y27, FIRST)], [])
    assert found == Arrangement((watch(W1, earlier, FIRST),), following=W1)


def test_an_error_takes_the_entry_back() -> None:
    assert arrange(FIRST, None, Y27, [watch(W1, Y27, FIRST)], []) == Arrangement(removed=(W1,))


def test_an_entry_that_touches_is_prolonged_and_follows_the_later_one() -> None:
    for period in (Y28, MID):
        found = arrange(SECOND, period, None, [watch(W1, Y27, FIRST)], [(FIRST, Y27)])
        assert found == Arrangement((watch(W1, Period(Y27.first, period.last), SECOND),), following=W1)


def test_an_entry_that_does_not_touch_is_left_alone() -> None:
    assert arrange(SECOND, Y30, None, [watch(W1, Y27, FIRST)], [(FIRST, Y27)]) == Arrangement(added=Y30)


def test_a_prolonged_entry_goes_back_to_what_the_other_gives_it() -> None:
    both = Period(Y27.first, Y28.last)
    taken_back = arrange(SECOND, None, Y28, [watch(W1, both, SECOND)], [(FIRST, Y27)])
    assert taken_back == Arrangement((watch(W1, Y27, FIRST),))
    other_way = arrange(FIRST, None, Y27, [watch(W1, both, SECOND)], [(SECOND, Y28)])
    assert other_way == Arrangement((watch(W1, Y28, SECOND),))


def test_a_listing_of_its_own_is_prolonged_and_gets_its_own_term_back() -> None:
    own = watch(W1, Y27)
    prolonged = arrange(FIRST, MID, None, [own], [])
    assert prolonged == Arrangement(
        (Watch(W1, Y27.first, MID.last, FIRST, own_until=Y27.last),), following=W1
    )
    [changed] = prolonged.changed
    assert arrange(FIRST, None, MID, [changed], []) == Arrangement((own,))


def test_an_entry_is_never_prolonged_into_the_next_one() -> None:
    first, second = watch(W1, Y27, FIRST), watch(W2, Y30, SECOND)
    third = UUID(int=9)
    long = Period(D(2027, 12, 1), D(2030, 6, 30))
    found = arrange(third, long, None, [second, first], [])
    assert found.changed == (Watch(W1, Y27.first, D(2029, 12, 31), third, None),)


def test_other_entries_do_not_change_when_one_is_added() -> None:
    found = arrange(SECOND, Y30, None, [watch(W1, Y27)], [])
    assert (found.changed, found.removed) == ((), ())
