#!/usr/bin/env bash
# Runs the commands of the documents as a reader pastes them: each block in the language "sh", one after the other, from the root of this clone.
#
#   eng/documents.sh [FILE...]    by default README.md, docs/serve.md and the samples' READMEs
#
# What stands in the line above a block, as a comment of HTML, says more:
#   <!-- prints: TEXT -->         its output has to contain TEXT
#   <!-- serves: TEXT -->         it runs until it is stopped: it has come up when its output contains TEXT, and is stopped before the next such block and at the document's end
#   <!-- then: TEXT -->           the one that runs says TEXT afterwards
#   <!-- stops, prints: TEXT -->  the one that runs is stopped before, and the block's output has to contain TEXT
#   <!-- needs: WHAT -->          not run here, but said with the reason
#   <!-- run by: WHAT -->         not run here, since WHAT runs it
#   <!-- step: NAME -->           not run here: a step of samples/stack/walkthrough.sh, which tests compare and run
#
# Afterwards no tracked file may have changed. The exit code is 0 where every block that was run ended with 0. What a block makes outside the clone (../MyRelay) is removed.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
root=$PWD
scratch=$(mktemp -d)
made=("$root/../MyRelay")
server='' ran=0 skipped=0 failed=0

stop_server() {
  [ -n "$server" ] || return 0
  kill -TERM -- "-$server" 2>/dev/null
  wait "$server" 2>/dev/null
  server=''
}

clean_up() {
  stop_server
  rm -rf "$scratch"
  local folder
  for folder in "${made[@]}"; do rm -rf "$folder"; done
}

for folder in "${made[@]}"; do
  [ ! -e "$folder" ] || { echo "documents.sh: $folder exists already, and a document makes it: move it away." >&2; exit 1; }
done
trap clean_up EXIT

# blocks FILE: writes each sh block to $scratch/LINE.sh and prints "LINE<tab>the comment above it".
blocks() {
  awk -v folder="$scratch" '
    /^```/ && inside { inside = 0; if (shell) close(file); above = ""; next }
    /^```/ { inside = 1; shell = ($0 == "```sh"); if (shell) { file = folder "/" NR ".sh"; printf "" > file; print NR "\t" above } next }
    inside { if (shell) print > file; next }
    /[^ ]/ { above = $0 }
  ' "$1"
}

# wants KIND COMMENT: what follows KIND in the comment.
wants() { sed -nE "s/^ *<!-- ($1): (.*) -->\$/\\2/p" <<<"$2"; }

# A block runs as a program of its own, which ends at the first command that fails; what it exports is there for the document's next block.
cat >"$scratch/block" <<'BLOCK'
[ ! -e "$1/exported" ] || . "$1/exported"
cd "$2"
. "$3"
export -p >"$1/exported"
BLOCK

# serve SCRIPT TEXT: starts it, and waits until it says TEXT.
serve() {
  stop_server
  setsid bash -e "$scratch/block" "$scratch" "$root" "$1" >"$scratch/served" 2>&1 </dev/null &
  server=$!
  wait_for "$2"
}

# wait_for TEXT: waits until the server says TEXT, three minutes at most.
wait_for() {
  for _ in $(seq 1800); do
    grep -qF -- "$1" "$scratch/served" && return 0
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  printf '   It did not say "%s":\n' "$1"
  tail -n 40 "$scratch/served"
  return 1
}

run() {
  bash -e "$scratch/block" "$scratch" "$root" "$1" >"$scratch/output" 2>&1 </dev/null || return 1
  [ -z "$2" ] || grep -qF -- "$2" "$scratch/output" || { printf '   The output has no "%s".\n' "$2"; return 1; }
}

run_block() {
  local name=$1 script=$2 above=$3 kind text status=0
  printf '\n-- %s\n' "$name"
  sed 's/^/   $ /' "$script"
  for kind in needs 'run by' step; do
    text=$(wants "$kind" "$above")
    [ -z "$text" ] || { printf '   not run here: %s %s\n' "$kind" "$text"; skipped=$((skipped + 1)); return 0; }
  done

  ran=$((ran + 1))
  text=$(wants serves "$above")
  if [ -n "$text" ]; then
    serve "$script" "$text"
    return
  fi

  [ -z "$(wants 'stops, prints' "$above")" ] || stop_server
  run "$script" "$(wants 'prints|stops, prints' "$above")" || status=1
  tail -n "$([ "$status" -eq 0 ] && echo 8 || echo 80)" "$scratch/output" | cut -c 1-300
  text=$(wants 'then' "$above")
  [ -z "$text" ] || wait_for "$text" || status=1
  return "$status"
}

run_document() {
  local file=$1 line above status=0 started=$SECONDS
  rm -f "$scratch/exported"
  blocks "$file" >"$scratch/blocks"
  while IFS=$'\t' read -r line above <&9; do
    run_block "$file:$line" "$scratch/$line.sh" "$above" || { printf 'FAILED: %s:%s\n' "$file" "$line"; status=1; break; }
  done 9<"$scratch/blocks"
  stop_server
  printf '\n-- %s: %d s\n' "$file" $((SECONDS - started))
  return "$status"
}

[ "$#" -gt 0 ] || set -- README.md docs/serve.md samples/*/README.md
before=$(git status --porcelain)
for document in "$@"; do
  run_document "$document" || failed=$((failed + 1))
done

after=$(git status --porcelain)
if [ "$before" != "$after" ]; then
  printf 'The commands of the documents left changes in the clone:\n%s\n' "$after"
  failed=$((failed + 1))
fi
printf 'documents: %d blocks run, %d not run here, %d documents failed\n' "$ran" "$skipped" "$failed"
[ "$failed" -eq 0 ]
