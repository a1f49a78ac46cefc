#!/usr/bin/env bash
# Carries out the long proofs whole, of which each run of the tests does a part. Takes an hour or more; needs root where Ceph or RabbitMQ has to be installed.
#
#   eng/proof.sh            everything below
#   eng/proof.sh kills      200 SIGKILLs of the worker on each way, and the collector's outages, before a real store and a real broker: docs/proof.md
#   eng/proof.sh volumes    the whole suite with all volumes, and all generated inputs of its properties
#   eng/proof.sh stress     the whole suite three times while all processors are kept busy: eng/stress.sh
#
# The exit code is 0 if all of it succeeded.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 S3SNOWPLOW_REQUIRE_BROKERS=1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0

kills() {
  local status=0
  eng/ceph-s3.sh install && eng/rabbitmq.sh install || return 1
  : >"$scratch/kills.log"
  S3SNOWPLOW_PROOF=whole S3SNOWPLOW_KILL_LOG=$scratch/kills.log \
    dotnet test tests/S3Snowplow.IntegrationTests --nologo --filter 'FullyQualifiedName~IntegrationTests.Kills' || status=1
  # What each run printed: its seed, what was lost and what came twice.
  cat "$scratch/kills.log"
  [ -s "$scratch/kills.log" ] && return "$status"
}

# The kills are a proof of their own.
volumes() { S3SNOWPLOW_PROOF=whole dotnet test S3Snowplow.sln --nologo --filter 'FullyQualifiedName!~IntegrationTests.Kills'; }

carry_out() {
  case $1 in
    kills) kills ;;
    volumes) volumes ;;
    stress) eng/stress.sh ;;
  esac
}

case ${1:-all} in
  all) proofs=(kills volumes stress) ;;
  kills | volumes | stress) proofs=("$1") ;;
  *)
    sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac

# One that fails does not keep the others from running.
for proof in "${proofs[@]}"; do
  start=$SECONDS
  printf '\n== %s\n' "$proof"
  if carry_out "$proof"; then
    printf -- '-- %s: proved (%d s)\n' "$proof" $((SECONDS - start))
  else
    failed=1
    printf -- '-- %s: FAILED (%d s)\n' "$proof" $((SECONDS - start))
  fi
done
exit "$failed"
