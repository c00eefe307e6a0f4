#!/bin/sh
# List a subject and initiate the linked action: ./list_and_initiate.sh DECISION.json [--for-real]. 认定与发起
#
# The listing is your department's decision and is entered at once. The linked action is shown as a plan, and is
# initiated only with --for-real. Run it as often as you like: the decision's case number is the idempotency key, so
# a run that broke off is simply repeated. Exit code 0: done; 1: refused; 2: it could not be found out.
set -u
if [ $# -lt 1 ] || [ $# -gt 2 ] || [ "${2:---for-real}" != --for-real ]; then
  echo "usage: $0 DECISION.json [--for-real]" >&2
  exit 2
fi
. "$(dirname "$0")/hub.sh"

listed=$(jq '{input: (.listing + {idempotencyKey: .caseNumber})}' "$1" | ask list_subject $REPEAT) || exit 2
listed=$(printf '%s' "$listed" | jq '.listSubject')
printf '%s' "$listed" | read_aloud
entry=$(printf '%s' "$listed" | jq --raw-output '.entry.id // empty')
[ -n "$entry" ] || exit 1
printf '%s' "$listed" | jq --raw-output '
  "\(.entry.subject.name) is on the list \(.entry.listType.name) until \(.entry.validUntil).",
  "The register knows no \(.gaps[]) at the time of the conduct."'

plan=$(
  jq --arg entry "$entry" '{input: (.action + {entry: $entry, dryRun: true})}' "$1" | ask initiate $REPEAT
) || exit 2
plan=$(printf '%s' "$plan" | jq '.initiateAction')
printf '%s' "$plan" | read_aloud # beside a plan: what was left out of it
printf '%s' "$plan" | jq --raw-output '
  "The plan has \(.planned) assignments.",
  (.plannedAssignments[] | "  \(.assignedTo.name): \(.measure.title) (\(.measure.force)), \(.target.name)"),
  (.planned - (.plannedAssignments | length) | if . > 0 then "  … and \(.) more" else empty end),
  (.unrouted[] | "  Nobody in \(.region.name) can carry out: \(.measure.title)")'
if [ $# -eq 1 ]; then
  printf '%s' "$plan" | jq --exit-status '.planned > 0' > /dev/null
  exit
fi

# Also after a plan with nothing in it: if an earlier run got this far, the key brings its action back.
action=$(
  jq --arg entry "$entry" '{input: (.action + {entry: $entry, idempotencyKey: .caseNumber})}' "$1" |
    ask initiate $REPEAT
) || exit 2
action=$(printf '%s' "$action" | jq '.initiateAction')
if printf '%s' "$action" | jq --exit-status '.action == null' > /dev/null; then
  printf '%s' "$action" | read_aloud
  exit 1
fi
printf '%s' "$action" | jq --raw-output '"The linked action stands, with \(.action.progress.total) assignments."'
