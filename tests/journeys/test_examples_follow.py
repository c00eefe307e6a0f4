"""The followers that a department takes home: each message once, through kills, broken lines and lost cursors."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hub.store.cursors import FeedCursor
from tests.support.departments import Departments
from tests.support.languages import LANGUAGES, parameters
from tests.support.programs import Programs
from tests.support.wire import wire

FOLLOW = "follow_and_acknowledge"
MEASURE = "从严审核行政许可审批项目"
LIVE = [language for language in LANGUAGES if language.live]


def of_another_epoch(cursor: str) -> str:
    place = FeedCursor.parse(cursor)
    assert place is not None
    return str(replace(place, epoch=place.epoch + 1))


def taken_on(case: str) -> str:
    return f"Taken on: {MEASURE}, 晋江市示例{case}有限公司"


def test_an_inbox_is_read_to_its_end_and_each_assignment_taken_on_once(
    programs: Programs, departments: Departments, tmp_path: Path
) -> None:
    region, cursor = programs.language.region, tmp_path / "cursor"
    slug = f"{region}-market-regulation"
    one, two, three = (f"{programs.language.name}{number}" for number in "123")
    assert programs.run(slug, FOLLOW, cursor, "--once")[0] == 0  # what the demo city gave it before
    before = cursor.read_text(encoding="utf-8")

    issued = departments.initiated(one, region) + departments.initiated(two, region)
    assert programs.run(slug, FOLLOW, cursor, "--once") == (
        0,
        [taken_on(one), taken_on(two), "Caught up."],
        [],
    )
    assert programs.run(slug, FOLLOW, cursor, "--once") == (0, ["Caught up."], [])

    # As if it had been killed after the work and before the cursor was stored.
    cursor.write_text(before, encoding="utf-8")
    issued += departments.initiated(three, region)
    assert programs.run(slug, FOLLOW, cursor, "--once") == (0, [taken_on(three), "Caught up."], [])
    assert departments.steps(slug, issued) == [["assignment_issued", "assignment_acknowledged"]] * 3

    # A cursor of another epoch, as after a restore from backup.
    cursor.write_text(of_another_epoch(before), encoding="utf-8")
    again = "The kept cursor has expired: beginning again at the oldest message."
    assert programs.run(slug, FOLLOW, cursor, "--once") == (0, [again, "Caught up."], [])
    assert departments.steps(slug, issued) == [["assignment_issued", "assignment_acknowledged"]] * 3


@pytest.mark.parametrize("programs", parameters(LIVE), indirect=True)
def test_a_follower_goes_on_after_a_kill_and_after_a_broken_line(
    programs: Programs, departments: Departments, tmp_path: Path
) -> None:
    region, cursor = programs.language.region, tmp_path / "cursor"
    slug = f"{region}-market-regulation"
    four, five, six, seven, eight = (f"{programs.language.name}{number}" for number in "45678")
    with wire(departments.port) as line:
        url = f"http://127.0.0.1:{line.port}/graphql"
        with programs.started(slug, FOLLOW, cursor, HUB_URL=url) as follower:
            assert follower.until("Following live.")[-2:] == ["Caught up.", "Following live."]
            issued = departments.initiated(four, region)
            assert follower.until("Taken on:") == [taken_on(four)]
            assert follower.kill() == []

        issued += departments.initiated(five, region)
        with programs.started(slug, FOLLOW, cursor, HUB_URL=url) as follower:
            assert follower.until("Following live.") == [taken_on(five), "Caught up.", "Following live."]
            assert line.cut() >= 1
            said = follower.until("Following live.")
            assert said[0].startswith("The hub at ")
            assert said[0].endswith("trying again in 1 s.")
            assert said[-2:] == ["Caught up.", "Following live."]
            issued += departments.initiated(six, region)
            assert follower.until("Taken on:") == [taken_on(six)]
            assert follower.kill() == []

        with programs.started(slug, FOLLOW, cursor, "--poll", "1", HUB_URL=url) as follower:
            assert follower.until("Caught up.") == ["Caught up."]
            issued += departments.initiated(seven, region)
            assert [said for said in follower.until("Taken on:") if said != "Caught up."] == [taken_on(seven)]

    # A network that lets no WebSocket through.
    with wire(departments.port, websockets=False) as line:
        url = f"http://127.0.0.1:{line.port}/graphql"
        with programs.started(slug, FOLLOW, cursor, HUB_URL=url) as follower:
            assert follower.until("The hub at ")[-1].endswith("trying again in 1 s.")
            issued += departments.initiated(eight, region)
            assert follower.until("Taken on:")[-1] == taken_on(eight)
    assert departments.steps(slug, issued) == [["assignment_issued", "assignment_acknowledged"]] * 5


@pytest.mark.parametrize("programs", parameters(LIVE), indirect=True)
def test_a_token_that_is_not_known_ends_a_follower_at_once(programs: Programs, tmp_path: Path) -> None:
    slug = f"{programs.language.region}-market-regulation"
    ended = programs.run(slug, FOLLOW, tmp_path / "cursor", HUB_TOKEN="hub_wrong")
    assert ended == (2, [], ["UNAUTHENTICATED: The token is not known to this hub."])
    assert not (tmp_path / "cursor").exists()
