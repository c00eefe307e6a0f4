"""One mutation per business action, one module per word; each declares the duty it needs."""

from __future__ import annotations

import strawberry

from hub.schema.mutations import (
    actions,
    assignments,
    bases,
    catalogue,
    departments,
    escalation,
    exits,
    listing,
    notifications,
    objections,
    officerships,
    pauses,
    publications,
    repair,
    sharing,
    standards,
    subjects,
)
from hub.schema.mutations.asking import DUTIES


@strawberry.type(description="What can be done. 办理")
class Mutation:
    """verbNoun(input: VerbNounInput!): VerbNounPayload!"""

    register_enterprise: subjects.RegisterEnterprisePayload = subjects.register_enterprise
    register_person: subjects.RegisterPersonPayload = subjects.register_person
    record_officership: officerships.RecordOfficershipPayload = officerships.record_officership
    end_officership: officerships.EndOfficershipPayload = officerships.end_officership
    correct_subject: subjects.CorrectSubjectPayload = subjects.correct_subject
    correct_officership: officerships.CorrectOfficershipPayload = officerships.correct_officership
    list_subject: listing.ListSubjectPayload = listing.list_subject
    escalate_to_black_list: listing.ListSubjectPayload = escalation.escalate_to_black_list
    publish_standard: standards.PublishStandardPayload = standards.publish_standard
    publish_catalogue: catalogue.PublishCataloguePayload = catalogue.publish_catalogue
    end_basis: bases.EndBasisPayload = bases.end_basis
    confirm_list_current: sharing.ConfirmListCurrentPayload = sharing.confirm_list_current
    register_department: departments.RegisterDepartmentPayload = departments.register_department
    change_department: departments.ChangeDepartmentPayload = departments.change_department
    end_department: departments.EndDepartmentPayload = departments.end_department
    exit_entry: exits.ExitEntryPayload = exits.exit_entry
    confirm_correction: exits.ExitEntryPayload = repair.confirm_correction
    apply_for_repair: repair.ApplyForRepairPayload = repair.apply_for_repair
    decide_repair: repair.DecideRepairPayload = repair.decide_repair
    open_objection: objections.OpenObjectionPayload = objections.open_objection
    decide_objection: objections.DecideObjectionPayload = objections.decide_objection
    close_restoration: objections.CloseRestorationPayload = objections.close_restoration
    pause_entry: pauses.PauseEntryPayload = pauses.pause_entry
    confirm_publications: publications.ConfirmPublicationsPayload = publications.confirm_publications
    hand_out_notice: publications.HandOutNoticePayload = publications.hand_out_notice
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
