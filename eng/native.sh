#!/usr/bin/env bash
# Publishes natively what promises to be publishable natively, and tries the binaries. Needs clang and zlib1g-dev.
#
#   eng/native.sh publish FOLDER    publishes into FOLDER; a warning of the compilers fails it
#   eng/native.sh try FOLDER        runs what was published there: the smoke program, the tests of the two functions' processes, the worker, its roles; needs the ordinary build
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
export MSBUILDDISABLENODEREUSE=1

# Where a program was published to.
program() { find "$folder/build/publish" -type f -path "*/$1/*" -name "$2" -perm -u+x | head -n 1; }

publish() {
  mkdir -p "$folder" || return 1
  dotnet msbuild eng/native.proj -m -nologo -v:minimal -p:Folder="$folder" 2>&1 | tee "$folder/publish.log"
  [ "${PIPESTATUS[0]}" -eq 0 ] || return 1

  # ASP.NET Core warns of JSON options of its own that the worker does not use.
  if grep -E 'warning [A-Z]+[0-9]+' "$folder/publish.log" | grep -vE 'Microsoft\.AspNetCore\.Http\.(Json\.JsonOptions|Extensions)'; then
    echo "The native build warned."
    return 1
  fi
}

# The tests of a process, with the native program in the place of the managed one. They have to have run.
test_function() {
  local variable=$1 project=$2 filter=$3 log=$folder/$1.log
  env "$variable=$4" dotnet test "$project" --no-build --nologo --filter "$filter" 2>&1 | tee "$log"
  [ "${PIPESTATUS[0]}" -eq 0 ] && grep -qE 'Passed: +[1-9]' "$log"
}

# What samples/Worker/README.md says under "Natively": with a collector that is not there, it stores what is posted to it, and answers 200.
try_worker() {
  local worker=$1 log=$folder/worker.log address='' status pid
  COLLECTOR_URI=http://127.0.0.1:9 "$worker" --urls http://127.0.0.1:0 --S3Snowplow:Spool:Directory "$folder/spool" >"$log" 2>&1 &
  pid=$!
  for _ in $(seq 600); do
    address=$(sed -n 's/^Try: curl -i \(http[^ ]*\) .*/\1/p' "$log")
    [ -n "$address" ] && break
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  status=$(curl -s -o /dev/null -w '%{http_code}' "$address" --data-binary @samples/Worker/notification.json)
  kill -KILL "$pid"
  wait "$pid" 2>/dev/null
  [ "$status" = 200 ] || { cat "$log"; echo "The worker answered '$status', not 200."; return 1; }
  echo "The native worker stored a notification and answered 200."
}

try() {
  "$(program S3Snowplow.AotSmoke S3Snowplow.AotSmoke)" &&
    test_function S3SNOWPLOW_FUNCTION tests/S3Snowplow.Lambda.Tests 'FullyQualifiedName~ProcessTests&FullyQualifiedName!~LocalMode' "$(program Lambda bootstrap)" &&
    test_function S3SNOWPLOW_CAPACITY_FUNCTION tests/S3Snowplow.Capacity.Elasticsearch.Tests FullyQualifiedName~ProcessTests "$(program LambdaCapacity bootstrap)" &&
    try_worker "$(program Worker Worker)" &&
    test_function S3SNOWPLOW_WORKER tests/S3Snowplow.IntegrationTests FullyQualifiedName~RoleTests "$(program Worker Worker)"
}

case ${1:-} in
  publish | try)
    [ -n "${2:-}" ] || { sed -n '2,/^set /{/^#/p}' "$0"; exit 2; }
    mkdir -p "$2" && folder=$(cd "$2" && pwd) && "$1"
    ;;
  *)
    sed -n '2,/^set /{/^#/p}' "$0"
    exit 2
    ;;
esac
