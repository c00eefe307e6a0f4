"""One mutation per business action, one module per word; each declares the duty it needs."""

from __future__ import annotations

import strawberry

from hub.schema.mutations import actions, assignments, exits, listing, notifications, officerships, subjects
from hub.schema.mutations.asking import DUTIES


@strawberry.type(description="What can be done. 办理")
class Mutation:
    """verbNoun(input: VerbNounInput!): VerbNounPayload!"""

    register_enterprise: subjects.RegisterEnterprisePayload = subjects.register_enterprise
    register_person: subjects.RegisterPersonPayload = subjects.register_person
    record_officership: officerships.RecordOfficershipPayload = officerships.record_officership
    end_officership: officerships.EndOfficershipPayload = officerships.end_officership
    list_subject: listing.ListSubjectPayload = listing.list_subject
    exit_entry: exits.ExitEntryPayload = exits.exit_entry
    initiate_action: actions.InitiateActionPayload = actions.initiate_action
    acknowledge_assignments: assignments.AcknowledgeAssignmentsPayload = assignments.acknowledge_assignments
    decline_assignment: assignments.DeclineAssignmentPayload = assignments.decline_assignment
    report_implementation: assignments.ReportImplementationPayload = assignments.report_implementation
    confirm_release: assignments.ConfirmReleasePayload = assignments.confirm_release
    withdraw_action: actions.WithdrawActionPayload = actions.withdraw_action
    confirm_notifications: notifications.ConfirmNotificationsPayload = notifications.confirm_notifications


def _check() -> None:
    """Default deny: a mutation without a duty does not build."""
    names = {field.python_name for field in Mutation.__strawberry_definition__.fields}  # type: ignore[attr-defined]
    missing = sorted(names - DUTIES.keys())
    if missing:
        message = f"mutations without a duty: {missing}"
        raise TypeError(message)


_check()
