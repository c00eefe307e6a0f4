"""What can befall a subject of the demo city: one story for each way onto a list and off it again (§4, §6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from random import Random
from typing import Final

from hub.demo.cases import Case
from hub.policy.vocabulary import ExitGround, ListKind

DAY: Final = dt.timedelta(days=1)
Scenario = Callable[[Case], None]


def ago(case: Case, least: int, most: int) -> dt.date:
    """A day between `least` and `most` days before today."""
    return case.world.today - DAY * case.chance.randint(least, most)


def pick(case: Case, kind: ListKind, day: dt.date) -> str:
    """A list of the kind that has a standard on the day."""
    fitting = [
        known.slug
        for known in case.world.of_kind(kind)
        if case.world.rulebook.standard(known.id, day) is not None
    ]
    return case.chance.choice(fitting)


def pick_watched(case: Case, day: dt.date) -> tuple[str, str]:
    """A black list that has a standard on the day, and the watch list of its field."""
    pairs = [
        (black.slug, watch.slug)
        for black in case.world.of_kind(ListKind.BLACK)
        if case.world.rulebook.standard(black.id, day) is not None
        and (watch := case.world.watch_list(black)) is not None
    ]
    return case.chance.choice(pairs)


def red(case: Case) -> None:
    """On a red list, in force."""
    day = ago(case, 1, 170)
    case.put_on(pick(case, ListKind.RED, day), day, case.chance.random())


def red_twice(case: Case) -> None:
    """On two red lists at once."""
    slugs = [known.slug for known in case.world.of_kind(ListKind.RED)]
    first, second = sorted((ago(case, 1, 170), ago(case, 1, 170)))
    for slug, day in zip(case.chance.sample(slugs, 2), (first, second), strict=True):
        case.put_on(slug, day, 1)


def red_expired(case: Case) -> None:
    """Off the red list by time."""
    day = ago(case, 260, 900)
    case.put_on(pick(case, ListKind.RED, day), day, 0)


def red_misused(case: Case) -> None:
    """Off the red list because its benefits were misused."""
    day = ago(case, 60, 160)
    entry = case.put_on(pick(case, ListKind.RED, day), day, 1)
    if entry is not None:
        case.end(entry, ago(case, 2, 50), ExitGround.MISUSE)


def red_changed(case: Case) -> None:
    """Off a red list because its standard changed."""
    entry = case.put_on("taxation-red", dt.date(2025, 6, 30) - DAY * case.chance.randint(1, 100), 1)
    if entry is not None:
        case.end(
            entry,
            min(dt.date(2025, 7, 10) + DAY * case.chance.randint(1, 60), case.world.today - DAY),
            ExitGround.STANDARD_CHANGED,
        )


def red_error(case: Case) -> None:
    """Put on a red list in error."""
    day = ago(case, 40, 120)
    entry = case.put_on(pick(case, ListKind.RED, day), day, 1)
    if entry is not None:
        case.end(entry, ago(case, 3, 30), ExitGround.ERROR)


def red_lost(case: Case) -> None:
    """Off the red list because of a black entry."""
    day = ago(case, 100, 170)
    case.put_on(pick(case, ListKind.RED, day), day, 1)
    day = ago(case, 3, 90)
    case.put_on(pick(case, ListKind.BLACK, day), day, case.chance.random())


def red_lost_to_watch(case: Case) -> None:
    """Off the red list because of a watch entry."""
    day = ago(case, 100, 170)
    case.put_on(pick(case, ListKind.RED, day), day, 1)
    day = ago(case, 3, 90)
    case.put_on(pick(case, ListKind.WATCH, day), day, 1)


def black(case: Case) -> None:
    """On a black list, in force; some for a week, some for a year."""
    day = ago(case, *case.chance.choice(((1, 12), (13, 60), (61, 330))))
    case.put_on(pick(case, ListKind.BLACK, day), day, case.chance.random())


def black_for_judgments(case: Case) -> None:
    """On the court's list: high consumption is limited, and no watch list follows (§3.3, X2)."""
    case.put_on("judgment-black", ago(case, 1, 170), case.chance.random())


def black_for_long(case: Case) -> None:
    """On a black list for so long that some measures have run out before it (A6)."""
    day = ago(case, 400, 1000)
    case.put_on(case.chance.choice(("judgment-black", pick(case, ListKind.BLACK, day))), day, 1)


def black_in_person(case: Case) -> None:
    """A person on a black list for what only persons can do, or for a judgment."""
    case.put_on(
        case.chance.choice(("defence-black", "judgment-black")), ago(case, 1, 300), case.chance.random()
    )


def black_twice(case: Case) -> None:
    """On the black lists of two fields."""
    first, second = sorted((ago(case, 100, 300), ago(case, 5, 90)))
    slugs = case.chance.sample(("taxation-black", "market-black", "wages-black", "fire-black"), 2)
    for slug, day in zip(slugs, (first, second), strict=True):
        case.put_on(slug, day, 1)


def black_expired(case: Case) -> None:
    """Off the black list by time, and on the watch list since (X2)."""
    day = ago(case, 400, 700)
    case.put_on(pick_watched(case, day)[0], day, 0)


def black_long_ago(case: Case) -> None:
    """Off the black list and the watch list that followed, both by time."""
    day = ago(case, 800, 1100)
    case.put_on(pick_watched(case, day)[0], day, 0)


def black_again(case: Case) -> None:
    """Off the black list by time, and on it again while on the watch list that followed."""
    day = ago(case, 500, 680)
    slug, _ = pick_watched(case, day)
    case.put_on(slug, day, 0)
    case.put_on(slug, ago(case, 5, 60), 1)


def black_changed(case: Case) -> None:
    """Off the black list because its standard changed; the watch entry begins earlier."""
    day = ago(case, 150, 330)
    entry = case.put_on(pick_watched(case, day)[0], day, 1)
    if entry is not None:
        case.end(entry, ago(case, 5, 120), ExitGround.STANDARD_CHANGED)


def black_error(case: Case) -> None:
    """Put on a black list in error: erased, with its follow-on."""
    day = ago(case, 60, 200)
    entry = case.put_on(pick(case, ListKind.BLACK, day), day, 1)
    if entry is not None:
        case.end(entry, ago(case, 3, 40), ExitGround.ERROR)


def black_ahead(case: Case) -> None:
    """Decided to be on a black list from a day that is still to come."""
    day = ago(case, 1, 3)
    case.put_on(pick(case, ListKind.BLACK, day), day, 0.5, later=20)


def watch(case: Case) -> None:
    """On a watch list, in force."""
    day = ago(case, 1, 300)
    case.put_on(pick(case, ListKind.WATCH, day), day, 1)


def watch_expired(case: Case) -> None:
    """Off the watch list by time."""
    day = ago(case, 60, 500)
    case.put_on(pick(case, ListKind.WATCH, day), day, 0)


def watch_error(case: Case) -> None:
    """Put on a watch list in error."""
    day = ago(case, 60, 200)
    entry = case.put_on(pick(case, ListKind.WATCH, day), day, 1)
    if entry is not None:
        case.end(entry, ago(case, 3, 40), ExitGround.ERROR)


def watch_changed(case: Case) -> None:
    """Off the watch list because its standard changed."""
    day = ago(case, 60, 200)
    entry = case.put_on(pick(case, ListKind.WATCH, day), day, 1)
    if entry is not None:
        case.end(entry, ago(case, 3, 40), ExitGround.STANDARD_CHANGED)


def watch_escalated(case: Case) -> None:
    """From the watch list to the black list of the same field (L3)."""
    day = ago(case, 100, 200)
    slug, watching = pick_watched(case, day)
    case.put_on(watching, day, 1)
    case.put_on(slug, ago(case, 5, 80), case.chance.random())


def clean(_: Case) -> None:
    """On no list."""


WEIGHTS: Final[Mapping[Scenario, int]] = {
    red: 400,
    red_twice: 40,
    red_expired: 100,
    red_misused: 8,
    red_changed: 20,
    red_error: 4,
    red_lost: 12,
    red_lost_to_watch: 8,
    black: 110,
    black_for_judgments: 40,
    black_for_long: 30,
    black_twice: 10,
    black_expired: 40,
    black_long_ago: 30,
    black_again: 8,
    black_changed: 12,
    black_error: 8,
    black_ahead: 6,
    watch: 130,
    watch_expired: 60,
    watch_error: 4,
    watch_changed: 4,
    watch_escalated: 20,
}
"""How many of ten thousand subjects each befalls; the rest are clean."""

ALL: Final = tuple(WEIGHTS)
_WEIGHTS: Final = (*WEIGHTS.values(), 10_000 - sum(WEIGHTS.values()))
PERSONS: Final = (black_in_person, black_for_judgments, black_for_long)


def draw(chance: Random) -> Scenario:
    """One of them all, as often as it happens."""
    return chance.choices((*ALL, clean), _WEIGHTS)[0]


__all__ = ["ALL", "PERSONS", "Scenario", "clean", "draw"]
