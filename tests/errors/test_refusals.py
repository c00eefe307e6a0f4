"""A refusal repeats what a clerk typed, but never a citizen id that was pasted in the wrong place (V2)."""

import pytest

from hub.errors.listing import UnknownListType


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("taxation-blak", "taxation-blak"),
        ("990000197101019917", "…"),
        ("99000019710101991X", "…"),
        ("id 99000019710101991x!", "id …!"),
        ("９９００００１９７１０１０１９９１７", "…"),
        ("91350582X000000195", "91350582X000000195"),
        ("1990000197101019917", "1990000197101019917"),
    ],
)
def test_a_citizen_id_is_never_repeated(typed: str, shown: str) -> None:
    message = UnknownListType(slug=typed).message
    assert shown in message
    assert (typed in message) is (typed == shown)
