#!/bin/sh
# Look up a company before a licence: ./look_up.sh CODE. 发证前查询
#
# Exit code 0: nothing stands against it; 1: look into it first; 2: it could not be found out.
set -u
if [ $# -ne 1 ]; then
  echo "usage: $0 CODE" >&2
  exit 2
fi
. "$(dirname "$0")/hub.sh"

subject=$(jq --null-input --arg code "$1" '{by: {code: $code}}' | ask look_up $REPEAT) || exit 2
subject=$(printf '%s' "$subject" | jq '.subject')
if [ "$subject" = null ]; then
  echo "$1 is not registered: nothing is known of it, neither good nor bad."
  exit 2
fi

printf '%s' "$subject" | jq --raw-output --arg code "$1" '
  {RED: "red list 红名单", BLACK: "black list 黑名单", WATCH: "watch list 重点关注名单"} as $lists |
  "\(.name) (\($code))",
  (.listEntries.nodes[] |
    "On the \($lists[.kind]) \(.listType.name) of \(.listedBy.name), until \(.validUntil // "further notice")."),
  (.residualEffects.nodes[] |
    "Still restricted by \(.assignedTo.name): \(.measure.title), "
    + "to be lifted since \(.releaseDueSince[:10]) (\(.releaseReason))."),
  (if .listEntries.pageInfo.hasNextPage or .residualEffects.pageInfo.hasNextPage
   then "There is more than is shown here." else empty end)'

if printf '%s' "$subject" | jq --exit-status '
  .residualEffects.nodes == [] and all(.listEntries.nodes[]; .kind == "RED")
  and (.listEntries.pageInfo.hasNextPage or .residualEffects.pageInfo.hasNextPage | not)' > /dev/null
then
  echo 'Nothing stands against it.'
else
  echo 'Look into this before you grant anything.'
  exit 1
fi
