#!/usr/bin/env bash
# The walk-through of README.md as a program. Each function is one step, and its lines are the very commands that README.md shows: a test compares them.
#
#   ./walkthrough.sh            from nothing to the alert and its picture: up package deploy bucket notification upload event template capacities outgrow index judge index alert picture
#   ./walkthrough.sh STEP...    these steps only, in this order; also documents, dashboards, topic, down
#
# ENDPOINT, MICRO, ELASTICSEARCH, KIBANA, NOTIFICATION, BANDS and the AWS credentials may be set beforehand. bucket, notification and upload work against any S3 store.
set -euo pipefail
cd "$(dirname "$0")"

settings() {
  export ENDPOINT="${ENDPOINT:-http://localhost:4566}" MICRO="${MICRO:-http://localhost:9090}"
  export ELASTICSEARCH="${ELASTICSEARCH:-http://localhost:9200}" KIBANA="${KIBANA:-http://localhost:5601}"
  export BANDS="${BANDS:-bands.yml}"
  export NOTIFICATION="${NOTIFICATION:-config/notification.json}"
  export AWS_ACCESS_KEY_ID="${AWS_ACCESS_KEY_ID:-test}" AWS_SECRET_ACCESS_KEY="${AWS_SECRET_ACCESS_KEY:-test}"
  export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1 AWS_PAGER=
}

up() {
  docker compose up --detach --wait
  curl --silent --show-error --fail --retry 60 --retry-delay 1 --retry-all-errors "$MICRO/health"
}

package() {
  dotnet publish ../Lambda --configuration Release --output ../../artifacts/stack/function
  (cd ../../artifacts/stack/function && zip --quiet --recurse-paths --filesync ../function.zip .)
}

deploy() {
  aws --endpoint-url "$ENDPOINT" lambda create-function --function-name s3-events \
    --runtime dotnet10 --handler bootstrap --timeout 30 --memory-size 512 \
    --zip-file fileb://../../artifacts/stack/function.zip \
    --environment file://config/environment.json \
    --role arn:aws:iam::000000000000:role/irrelevant
  aws --endpoint-url "$ENDPOINT" lambda wait function-active-v2 --function-name s3-events
}

bucket() {
  aws --endpoint-url "$ENDPOINT" s3 mb s3://my-bucket
}

notification() {
  aws --endpoint-url "$ENDPOINT" s3api put-bucket-notification-configuration --bucket my-bucket \
    --notification-configuration "file://$NOTIFICATION"
}

upload() {
  aws --endpoint-url "$ENDPOINT" s3 cp any.txt s3://my-bucket/any.txt
}

event() {
  curl --silent --show-error --fail "$MICRO/micro/good"
}

template() {
  curl --silent --show-error --fail --request PUT "$ELASTICSEARCH/_component_template/s3snowplow-mappings" \
    --header "Content-Type: application/json" --data-binary @../../deploy/elasticsearch/component-template.json
  curl --silent --show-error --fail --request PUT "$ELASTICSEARCH/_index_template/s3snowplow" \
    --header "Content-Type: application/json" --data-binary @../../deploy/elasticsearch/index-template.json
}

capacities() {
  dotnet run --project ../../src/S3Snowplow.Tool -- bands submit "$BANDS" --collector "$MICRO"
}

outgrow() {
  mkdir -p ../../artifacts/stack && head -c 1048576 /dev/zero > ../../artifacts/stack/one.mib
  for number in 1 2 3 4 5 6 7 8; do
    aws --endpoint-url "$ENDPOINT" s3 cp ../../artifacts/stack/one.mib "s3://my-bucket/part-$number"
  done
}

index() {
  dotnet run --project ../../src/S3Snowplow.Tool -- index --micro "$MICRO" --elasticsearch "$ELASTICSEARCH"
}

documents() {
  curl --silent --show-error --fail "$ELASTICSEARCH/snowplow/_search?pretty"
}

judge() {
  dotnet run --project ../../src/S3Snowplow.Tool -- judge --elasticsearch "$ELASTICSEARCH" --collector "$MICRO" --delay 0
}

alert() {
  curl --silent --show-error --fail "$ELASTICSEARCH/snowplow/_search?pretty" --header "Content-Type: application/json" \
    --data '{ "query": { "term": { "event_name": "throughput_exceeded" } } }'
}

picture() {
  dotnet run --project ../../src/S3Snowplow.Tool -- elasticsearch print picture-search --bands "$BANDS" |
    curl --silent --show-error --fail "$ELASTICSEARCH/snowplow/_search?pretty" --header "Content-Type: application/json" --data-binary @-
}

dashboards() {
  docker compose --profile kibana up --detach --wait kibana
  dotnet run --project ../../src/S3Snowplow.Tool -- elasticsearch print kibana --bands "$BANDS" > ../../artifacts/stack/kibana.ndjson
  curl --silent --show-error --fail --request POST "$KIBANA/api/saved_objects/_import?overwrite=true" \
    --header "kbn-xsrf: true" --form file=@../../artifacts/stack/kibana.ndjson
}

topic() {
  aws --endpoint-url "$ENDPOINT" sns create-topic --name s3-events --attributes "push-endpoint=$PUSH_ENDPOINT"
}

down() {
  docker compose --profile kibana down --volumes
}

# The first start of the function pulls its runtime's image, and Micro shows an event a moment after it has answered: two minutes are ample.
await_event() {
  for _ in $(seq 120); do
    if event | grep --quiet '"schema":'; then return; fi
    sleep 1
  done
  echo "No event within two minutes. What Micro refused is at $MICRO/micro/bad; what the function says: docker compose logs localstack" >&2
  return 1
}

# The function sends one event after the other, and a minute is judged when it is over: five minutes are ample.
await_alert() {
  local said
  for _ in $(seq 60); do
    index
    said=$(judge) || true
    printf '%s\n' "$said"
    if grep --quiet ' CRITICAL uploads ' <<<"$said"; then return; fi
    sleep 5
  done
  echo "No alert within five minutes. Are the uploads in the index? ./walkthrough.sh documents" >&2
  return 1
}

# need STEP COMMAND...: says what to install, before a step fails half-way.
need() {
  local step=$1 command
  shift
  for command in "$@"; do
    command -v "$command" >/dev/null && continue
    case $command in
      aws) hint='the AWS command line interface: apt-get install awscli, or https://aws.amazon.com/cli/' ;;
      docker) hint='Docker with Compose: https://docs.docker.com/get-started/get-docker/' ;;
      dotnet) hint='the .NET SDK that global.json names: https://dotnet.microsoft.com/download' ;;
      *) hint="apt-get install $command" ;;
    esac
    echo "The step '$step' needs '$command' ($hint)." >&2
    exit 127
  done
}

check() {
  case $1 in
    up)
      need up docker curl
      docker compose version >/dev/null 2>&1 || { echo "The step 'up' needs Docker Compose, version 2: https://docs.docker.com/compose/install/" >&2; exit 127; }
      docker info >/dev/null 2>&1 || { echo "Docker does not answer. Start it, then run this again." >&2; exit 1; }
      ;;
    down) need down docker ;;
    package) need package dotnet zip ;;
    deploy)
      need deploy aws
      [ -f ../../artifacts/stack/function.zip ] || { echo "There is no function to deploy yet: run the step 'package' first." >&2; exit 1; }
      ;;
    bucket | notification | upload | outgrow) need "$1" aws ;;
    topic)
      need topic aws
      [ -n "${PUSH_ENDPOINT:-}" ] || { echo "The step 'topic' needs PUSH_ENDPOINT, the address that the notifications are posted to." >&2; exit 2; }
      ;;
    event | await_event) need event curl ;;
    template | documents | alert) need "$1" curl ;;
    capacities | index | judge | await_alert) need "$1" dotnet ;;
    picture) need picture dotnet curl ;;
    dashboards) need dashboards docker dotnet curl ;;
    *)
      echo "There is no step '$1': up package deploy bucket notification upload event template capacities outgrow index documents judge alert picture dashboards topic down" >&2
      exit 2
      ;;
  esac
}

settings
if [ $# -eq 0 ]; then
  set -- up package deploy bucket notification upload await_event event template capacities outgrow await_alert index alert picture
  # All tools first: a missing one is better told now than behind three images and a build.
  need walkthrough docker curl dotnet zip aws
fi
for step in "$@"; do
  check "$step"
  echo "== $step" >&2
  "$step"
done
