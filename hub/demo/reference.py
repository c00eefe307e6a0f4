"""The demo city's reference data: the TOML files beside this module, read and checked as any city's are."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from hub.casework.setup.reference import City, WrongReferenceData, read_city

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def load_city(folder: Traversable | None = None) -> City:
    """Read and check the files of `folder` (by default the demo city's own); raises WrongReferenceData."""
    return read_city(folder if folder is not None else files("hub.demo") / "city")


__all__ = ["City", "WrongReferenceData", "load_city"]
