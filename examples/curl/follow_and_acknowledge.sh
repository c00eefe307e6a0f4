#!/bin/sh
# Follow the inbox and take new assignments on: ./follow_and_acknowledge.sh CURSOR_FILE [--once]. 接收并确认
#
# Reads on from the cursor in the file (from the oldest message without one), again every 30 seconds; --once reads to
# the end and stops, for cron. It may be killed at any moment: the cursor is stored after the work it stands for, and
# an assignment taken on twice is only looked at twice. curl does not follow live: see the other languages for that.
set -u
if [ $# -lt 1 ] || [ $# -gt 2 ] || [ "${2:---once}" != --once ]; then
  echo "usage: $0 CURSOR_FILE [--once]" >&2
  exit 2
fi
. "$(dirname "$0")/hub.sh"
FILE=$1
CURSOR=
[ ! -f "$FILE" ] || CURSOR=$(cat "$FILE")

# Acknowledge what is new and ours on the page; what was withdrawn meanwhile is refused, and said.
take_on() {
  new=$(printf '%s' "$page" | jq '.viewer.department.id as $ours | [.notifications.items[].node // empty |
    select(.__typename == "Assignment" and .state == "ISSUED" and .assignedTo.id == $ours) | .id]')
  [ "$new" != '[]' ] || return 0
  # Not repeated here: after a lost answer the inbox is read again, and shows what was done.
  taken=$(
    printf '%s' "$new" | jq '{input: {assignments: ., operator: "inbox follower"}}' | ask acknowledge
  ) || return
  taken=$(printf '%s' "$taken" | jq '.acknowledgeAssignments')
  printf '%s' "$taken" |
    jq --raw-output '.assignments[] | "Taken on: \(.measure.title), \(.target.name // "(erased)")"'
  printf '%s' "$taken" | read_aloud
}

# Store the place whole or not at all, then tell the hub how far the inbox was received.
keep() {
  printf '%s' "$CURSOR" > "$FILE.new" && sync "$FILE.new" && mv "$FILE.new" "$FILE" || exit 2
  receipt=$(
    jq --null-input --arg upTo "$CURSOR" '{input: {upTo: $upTo}}' | ask confirm_receipt $REPEAT
  ) || return
  printf '%s' "$receipt" | jq '.confirmNotifications' | read_aloud
}

# Poll until there is no more.
catch_up() {
  more=true
  while [ "$more" = true ]; do
    page=$(
      jq --null-input --arg after "$CURSOR" \
        '{after: (if $after == "" then null else $after end), kinds: ["assignment_issued"]}' |
        ask inbox $REPEAT
    ) || return
    oldest=$(printf '%s' "$page" | jq --raw-output '.notifications.items[0].oldest // empty')
    if [ -n "$oldest" ]; then
      echo 'The kept cursor has expired: beginning again at the oldest message.'
      CURSOR=$oldest
      continue
    fi
    take_on || return
    CURSOR=$(printf '%s' "$page" | jq --raw-output '.notifications.end')
    keep || return
    more=$(printf '%s' "$page" | jq '.notifications.hasMore')
  done
  echo 'Caught up.'
}

while :; do
  catch_up
  said=$?
  [ "$said" -ne 2 ] || exit 2
  [ $# -eq 1 ] || exit $((said > 0 ? 2 : 0))
  sleep 30
done
