# One department's way to the hub, for the programs beside it: where it is, with which token, and what to make of
# each kind of no. A refusal (refusals[]) is an answer, and a clerk reads it; an error (errors[]) ends a program
# with 2; no answer at all, with 3 inside these functions, may work a little later.

HUB_URL=${HUB_URL:-http://127.0.0.1:8000/graphql}
OPERATIONS=$(dirname "$0")/../operations
# For queries, and for changes with an idempotency key: nothing else is asked a second time.
REPEAT='--retry 2 --retry-connrefused'

if [ -z "${HUB_TOKEN:-}" ]; then
  echo 'HUB_TOKEN is not set: it is the token of your department.' >&2
  exit 2
fi

# ask OPERATION [OPTIONS OF CURL] < VARIABLES: the answer's data.
# The token goes through a file descriptor: on a command line everybody on the machine could read it.
# 70 s are longer than the 60 that the hub gives a change, so that it is the hub that gives up first.
ask() {
  operation=$OPERATIONS/$1.graphql
  shift
  answer=$(
    jq --rawfile query "$operation" '{query: $query, variables: .}' |
      curl --silent --show-error --connect-timeout 5 --max-time 70 "$@" \
        --header @/dev/fd/3 --header 'Content-Type: application/json' \
        --header 'Accept: application/graphql-response+json' --data-binary @- "$HUB_URL" 3<<END
Authorization: Bearer $HUB_TOKEN
END
  ) || return 3
  if ! printf '%s' "$answer" | jq --exit-status 'type == "object"' > /dev/null 2>&1; then
    echo "$HUB_URL did not answer with JSON." >&2
    return 3
  fi
  if printf '%s' "$answer" | jq --exit-status 'has("errors")' > /dev/null; then
    printf '%s' "$answer" | jq --raw-output '.errors[0] |
      "\(.extensions.code): \(.message)" + if .extensions.errorId then " (errorId \(.extensions.errorId))" else "" end' >&2
    printf '%s' "$answer" | jq --exit-status '.errors[0].extensions.code |
      IN("UPSTREAM_UNAVAILABLE", "TIMEOUT", "RATE_LIMITED")' > /dev/null && return 3
    return 2
  fi
  printf '%s' "$answer" | jq '.data'
}

# read_aloud < PAYLOAD: each refusal in the hub's own words, with clause, place and what is possible.
read_aloud() {
  jq --raw-output '.refusals[] |
    "Refused (\(.code)" + (if .clause then ", \(.clause)" else "" end) + "): \(.message)"
    + (if .path then " [\(.path | join("."))]" else "" end),
    if .allowed == [] then empty else "  Possible now: \(.allowed | join(", "))" end' >&2
}
