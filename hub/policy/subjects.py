"""Who corrects what is registered of a subject or an office (§3.6, §5.3)."""

from __future__ import annotations

from uuid import UUID

from hub.errors import Refusal
from hub.errors.subjects import NotYourRegistration
from hub.policy.departments import Places
from hub.policy.duties import CREDIT_OFFICE, Caller


def judge_corrector(
    caller: Caller, registered_by: UUID | None, region: UUID | None, places: Places
) -> Refusal | None:
    """Whoever registered it, its successor, or a credit office at or above the subject's region.

    Of a subject without a region, and of one that no department registered, it is the prefecture's office.
    """
    if registered_by is not None and registered_by in caller.acts_for:
        return None
    if CREDIT_OFFICE in caller.functions and caller.region_id is not None:
        prefecture = places.parents.get(caller.region_id) is None
        if prefecture or (region is not None and places.under(region, caller.region_id)):
            return None
    return NotYourRegistration()
