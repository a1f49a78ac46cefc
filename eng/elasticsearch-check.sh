#!/usr/bin/env bash
# Tries on a real Elasticsearch or OpenSearch whatever the evaluation rests on, and prints each check with its verdict. It writes to indices of its own and deletes them.
#
#   eng/elasticsearch-check.sh URL [--documents 1000000]    the latter also makes a million documents, and prints took and processor time of each form
#
# An API key is read from ELASTICSEARCH_API_KEY. It has to allow templates, creating, closing and deleting indices s3snowplow-check-*, and for the figures the nodes' statistics.
set -euo pipefail
[ $# -ge 1 ] || { echo "usage: $0 URL [--documents NUMBER]" >&2; exit 2; }
url=$1
shift
exec dotnet run --project "$(dirname "$0")/../src/S3Snowplow.Tool" -- elasticsearch check --elasticsearch "$url" "$@"
