#!/bin/sh
# Imports files with the command line, on the machine of the archive: plan, apply, and what became of each record.
#   import-cli.sh [--skip] FILE …
# The archive is the one that COMMUNIQUE_DATA_DIR or DATABASE_URL names. Nothing is written as long as the plan finds records that cannot be brought in;
# with --skip they are left out. Exit code: 0 all is in the archive, 1 some records are not, 2 nothing was done.
set -eu
communique=${COMMUNIQUE:-communique}
policy=stop
if [ "${1-}" = --skip ]; then
    policy=skip
    shift
fi
if [ $# -eq 0 ]; then
    echo "usage: $0 [--skip] FILE ..." >&2
    exit 2
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# A line of JSON for each record.
"$communique" --log warn import plan --json "$@" >"$folder/plan.jsonl" || exit 2
jq -rs 'group_by(.outcome) | map("\(length) \(.[0].outcome | ascii_downcase)") | "planned: " + join(", ")' "$folder/plan.jsonl"
jq -r 'select(.outcome == "INVALID" or .outcome == "AMBIGUOUS")
       | "\(.outcome) \(.file):\(.line) \(.key // ""): \([.issues[]? | "\(.field // ""): \(.reason)"] | join("; "))"' \
    "$folder/plan.jsonl" >"$folder/bad.txt"
if [ -s "$folder/bad.txt" ]; then
    cat "$folder/bad.txt" >&2
    if [ "$policy" = stop ]; then
        echo "nothing is written; --skip leaves these out" >&2
        exit 2
    fi
fi

# The same command again goes on where it was interrupted.
status=0
"$communique" --log warn import apply --on-error "$policy" "$@" >"$folder/applied.txt" || status=1
cat "$folder/applied.txt"
number=$(sed -n 's/^Import \([0-9][0-9]*\) .*/\1/p' "$folder/applied.txt" | tail -n 1)
if [ -n "$number" ]; then
    "$communique" --log warn import result "$number" | jq -r 'select(.id) | "\(.outcome) \(.type) \(.id)"'
fi
exit "$status"
