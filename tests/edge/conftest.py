"""The door, built anew for each test."""

from __future__ import annotations

import pytest

from tests.edge.door import Door, build_door


@pytest.fixture
def door() -> Door:
    return build_door()
