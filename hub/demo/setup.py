"""The demo city's reference data as the rows of the hub's tables, with ids that are the same every time."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from hub.casework.setup import tables
from hub.casework.setup.rows import City
from hub.casework.setup.tables import Rows
from hub.demo.seeds import fixed_id
from hub.policy.workdays import start_of


def rows_of(city: City, today: dt.date) -> Rows:
    """The rows by table; the lists count as confirmed by their keepers on `today`."""
    rows = tables.rows_of(city, fixed_id)
    confirmed = [row | {"current_as_of": start_of(today)} for row in rows["list_type"]]
    return {**rows, "list_type": confirmed}


def region_id(slug: str) -> UUID:
    """The id of a region of any city."""
    return fixed_id("region", slug)


def department_id(slug: str) -> UUID:
    """The id of a department of any city."""
    return fixed_id("department", slug)


def list_type_id(slug: str) -> UUID:
    """The id of a list type of any city."""
    return fixed_id("list_type", slug)
