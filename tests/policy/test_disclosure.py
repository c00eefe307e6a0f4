"""What the public reads of a name."""

from __future__ import annotations

import pytest

from hub.policy.disclosure import mask_name


@pytest.mark.parametrize(("name", "shown"), [("张三", "张*"), ("张三四", "张**"), ("张", "*"), ("", "")])
def test_the_public_reads_the_family_name_only(name: str, shown: str) -> None:
    assert mask_name(name) == shown
