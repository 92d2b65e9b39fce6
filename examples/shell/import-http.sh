#!/bin/sh
# Imports a file with curl, from anywhere: plan, apply, and what became of each record.
#   COMMUNIQUE_TOKEN=… import-http.sh [--skip] FILE
# The server is COMMUNIQUE_URL, http://127.0.0.1:8080 if absent. Nothing is written as long as the plan finds records that cannot be brought in;
# with --skip they are left out. Exit code: 0 all is in the archive, 1 some records are not, 2 nothing was done.
set -eu
url=${COMMUNIQUE_URL:-http://127.0.0.1:8080}
policy=STOP
if [ "${1-}" = --skip ]; then
    policy=SKIP
    shift
fi
if [ $# -ne 1 ] || [ -z "${COMMUNIQUE_TOKEN-}" ]; then
    echo "usage: COMMUNIQUE_TOKEN=... $0 [--skip] FILE" >&2
    exit 2
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# In a file, so that the token is not to be seen in the list of processes.
printf 'header = "Authorization: Bearer %s"\n' "$COMMUNIQUE_TOKEN" >"$folder/curl"
chmod 600 "$folder/curl"

# ask FILTER CURL-ARGUMENT …: what jq's FILTER finds in the data of the answer; the end where the server refuses.
ask() {
    filter=$1
    shift
    if ! curl --silent --show-error --config "$folder/curl" "$url/graphql" "$@" >"$folder/answer.json"; then
        exit 2
    fi
    if ! jq -e 'has("errors") | not' "$folder/answer.json" >/dev/null 2>&1; then
        jq -r '.errors[] | "\(.extensions.code): \(.message)"' "$folder/answer.json" >&2 || cat "$folder/answer.json" >&2
        exit 2
    fi
    jq -r ".data | $filter" "$folder/answer.json"
}

counts='number state created updated unchanged ambiguous invalid'
# In single quotes, $file is GraphQL's.
# shellcheck disable=SC2016
ask '.planImport.job' \
    --form-string operations='{"query": "mutation($file: Upload!) { planImport(file: $file) { job { id '"$counts"' } } }", "variables": {"file": null}}' \
    --form-string map='{"0": ["variables.file"]}' --form "0=@\"$1\"" >"$folder/plan.json"
jq -r '"planned: \(.created) created, \(.updated) updated, \(.unchanged) unchanged, \(.ambiguous) ambiguous, \(.invalid) invalid"' "$folder/plan.json"
if [ "$(jq '.invalid + .ambiguous' "$folder/plan.json")" != 0 ]; then
    jq '{query: "query($id: ID!) { importJob(id: $id) { lines(first: 100, notPlain: true) { outcome file line key issues { field reason } } } }", variables: {id}}' \
        "$folder/plan.json" >"$folder/request.json"
    ask '.importJob.lines[] | "\(.outcome) \(.file):\(.line) \(.key // ""): \([.issues[] | "\(.field // ""): \(.reason)"] | join("; "))"' \
        --json @"$folder/request.json" >&2
    if [ "$policy" = STOP ]; then
        echo "nothing is written; --skip leaves these out" >&2
        exit 2
    fi
fi

jq --arg policy "$policy" \
    '{query: "mutation($id: ID!, $policy: ErrorPolicy!) { applyImport(planId: $id, onError: $policy) { job { id } } }", variables: {id, $policy}}' \
    "$folder/plan.json" >"$folder/request.json"
id=$(ask '.applyImport.job.id' --json @"$folder/request.json")
jq -n --arg id "$id" --arg counts "$counts" '{query: "query($id: ID!) { importJob(id: $id) { \($counts) waiting problem } }", variables: {$id}}' >"$folder/request.json"
while :; do
    ask '.importJob' --json @"$folder/request.json" >"$folder/job.json"
    [ "$(jq -r .state "$folder/job.json")" = RUNNING ] || break
    sleep 1
done
jq -r '"import \(.number) \(.state | ascii_downcase): \(.created) created, \(.updated) updated, \(.unchanged) unchanged, \(.ambiguous) ambiguous, \(.invalid) invalid\(if .problem then ": " + .problem else "" end)"' "$folder/job.json"
curl --silent --show-error --fail --config "$folder/curl" "$url/imports/$(jq .number "$folder/job.json")/result.jsonl" |
    jq -r 'select(.id) | "\(.outcome) \(.type) \(.id)"'
jq -e '.state == "DONE" and .invalid + .ambiguous + .waiting == 0' "$folder/job.json" >/dev/null || exit 1
