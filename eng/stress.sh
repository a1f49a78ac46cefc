#!/usr/bin/env bash
# Runs the tests while all processors are kept busy by other processes: a test that reads the scheduler, or counts on a machine that is idle, fails or hangs here.
#
#   eng/stress.sh                        the whole suite, three times
#   eng/stress.sh RUNS [PROJECT...]      so many runs, of these projects: eng/stress.sh 5 tests/S3Snowplow.Core.Tests
#
# Builds what it runs. Prints a line for each project and run; a test that hangs is named after ten minutes and counts as failed. The exit code is 0 if none failed.
# STRESS_FILTER is a filter for dotnet test, STRESS_LOAD the number of busy processes (default: one for each processor).
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

runs=3
if [ $# -gt 0 ]; then
  [[ $1 =~ ^[1-9][0-9]*$ ]] || { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2 && exit 2; }
  runs=$1
  shift
fi
projects=("$@")
if [ ${#projects[@]} -eq 0 ]; then
  mapfile -t projects < <(grep -l '<IsTestProject>true' tests/*/*.csproj | xargs -n 1 dirname)
fi

scratch=$(mktemp -d)
busy=()
end() {
  [ ${#busy[@]} -eq 0 ] || kill "${busy[@]}" 2>/dev/null
  busy=()
  rm -rf "$scratch"
}
trap end EXIT
trap 'exit 130' INT TERM

for project in "${projects[@]}"; do
  dotnet build "$project" -v quiet --nologo -p:RunAnalyzers=false >"$scratch/build.log" 2>&1 || { cat "$scratch/build.log"; exit 1; }
done

processors=$(getconf _NPROCESSORS_ONLN)
for ((i = 0; i < ${STRESS_LOAD:-$processors}; i++)); do
  (while :; do :; done) &
  busy+=($!)
done

# one RUN PROJECT: the project's tests once, with their result in a line, and after it what failed.
one() {
  local log=$scratch/run.log results=$scratch/results start=$SECONDS counts passed=0 failed=0 skipped=0 status=0
  rm -rf "$results"
  dotnet test "$2" --no-build --nologo --results-directory "$results" --blame-hang-timeout 10m --blame-hang-dump-type none ${STRESS_FILTER:+--filter "$STRESS_FILTER"} \
    >"$log" 2>&1 || status=1
  counts=$(sed -nE 's/.*Failed: +([0-9]+), Passed: +([0-9]+), Skipped: +([0-9]+).*/\1 \2 \3/p' "$log" | tail -n 1)
  [ -z "$counts" ] || read -r failed passed skipped <<<"$counts"

  # A run that ended without a result, or in which nothing ran, is no success: a hang, or a crash.
  if [ "$status" -ne 0 ] || [ -z "$counts" ] || [ $((failed + passed)) -eq 0 ]; then
    [ "$failed" -gt 0 ] || failed=1
  fi
  printf 'run %d of %d, %s: %d passed, %d failed, %d skipped (%d s)\n' "$1" "$runs" "${2#tests/}" "$passed" "$failed" "$skipped" $((SECONDS - start))
  [ "$failed" -eq 0 ] && return 0
  grep -nE -A 8 '^ +Failed .*\[[0-9<]+|hang|abort|crash|error' "$log" | cut -c 1-300 | head -n 80
  # What had begun and not ended, where a hang was ended.
  find "$results" -name 'Sequence_*.xml' -exec grep -h 'Completed="False"' {} + 2>/dev/null
  return 1
}

total=0
for ((run = 1; run <= runs; run++)); do
  for project in "${projects[@]}"; do
    one "$run" "$project" || total=$((total + 1))
  done
done
printf '%d runs of %d projects, %d with failures\n' "$runs" "${#projects[@]}" "$total"
[ "$total" -eq 0 ]
