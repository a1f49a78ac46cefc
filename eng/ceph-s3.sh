#!/usr/bin/env bash
# A throwaway Ceph object store on loopback: real S3, real bucket notifications, for tests. Three processes (ceph-mon, ceph-osd, radosgw), no container, nothing kept.
#
#   eng/ceph-s3.sh install                       Debian's packages, where they are missing; as root
#   eng/ceph-s3.sh start                         installs, makes a new store, waits until it answers, prints what env prints
#   eng/ceph-s3.sh env                           endpoint and keys, as shell assignments
#   eng/ceph-s3.sh topic NAME PUSH_ENDPOINT [ATTRIBUTE=VALUE...]   creates a topic, prints its ARN; e.g. amqp-exchange=s3 amqp-ack-level=broker
#   eng/ceph-s3.sh notify BUCKET ID TOPIC_ARN    creates the bucket and notifies the topic of what is created and removed in it
#   eng/ceph-s3.sh status                        says what runs; exit code 0 only when the store answers
#   eng/ceph-s3.sh stop                          ends what start has started, and removes its data; logs stay
#
# Set before each command; two stores run side by side if both differ:
#   CEPH_S3_DIR    its folder, default ceph-s3 in the folder for temporary files; a folder with anything else in it is refused
#   CEPH_S3_PORT   S3 and topics, default 18000; the port after it is the monitor's
set -uo pipefail
umask 022
dir=${CEPH_S3_DIR:-${TMPDIR:-/tmp}/ceph-s3}
port=${CEPH_S3_PORT:-18000}
monitor_port=$((port + 1))
endpoint=http://127.0.0.1:$port
access_key=testaccess secret_key=testsecret region=us-east-1
packages=(ceph-mon ceph-osd radosgw ceph-common curl)
limit=60
export CEPH_CONF=$dir/ceph.conf CEPH_ARGS=

say() { printf 'ceph-s3: %s\n' "$*" >&2; }

# A start that fails leaves nothing running.
die() {
  say "$*"
  [ -z "${starting:-}" ] || end_all
  exit 1
}

# started PID: when the kernel started it, in ticks; a zombie counts as gone. With the pid it tells a process from a later one of the same number.
started() {
  local stat fields
  { stat=$(cat "/proc/$1/stat"); } 2>/dev/null || return 1
  read -ra fields <<<"${stat##*) }"
  [ "${fields[0]}" != Z ] && printf '%s\n' "${fields[19]}"
}

# pid_of NAME: the process that we started under that name, if it still runs.
pid_of() {
  local pid since
  { read -r pid since <"$dir/run/$1.pid"; } 2>/dev/null || return 1
  [ -n "${since:-}" ] && [ "$(started "$pid")" = "$since" ] && printf '%s\n' "$pid"
}

launch() {
  local name=$1
  shift
  setsid "$@" </dev/null >"$dir/log/$name.out" 2>&1 &
  printf '%s %s\n' $! "$(started $!)" >"$dir/run/$name.pid"
}

# wait_for WHAT PROCESS COMMAND...: until the command succeeds; the process must not die meanwhile.
wait_for() {
  local what=$1 process=$2 end=$((SECONDS + limit))
  shift 2
  until "$@" >/dev/null 2>&1; do
    pid_of "$process" >/dev/null || die "$process ended while this was waited for: $what. $(tail -n 5 "$dir/log/$process.out")"
    [ "$SECONDS" -lt "$end" ] || die "this did not come within $limit s: $what. Its logs are in $dir/log"
    sleep 0.05
  done
}

end_one() {
  local pid i
  pid=$(pid_of "$1") || return 0
  kill -TERM "$pid" 2>/dev/null
  for ((i = 0; i < 100; i++)); do
    pid_of "$1" >/dev/null || return 0
    [ "$i" -ne 60 ] || kill -KILL "$pid" 2>/dev/null
    sleep 0.05
  done
  say "$1 (pid $pid) does not end"
  return 1
}

end_all() {
  local name failed=0
  for name in rgw osd mon; do end_one "$name" || failed=1; done
  return "$failed"
}

apt_install() { DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"; }

install_packages() {
  local package missing=() policy=/usr/sbin/policy-rc.d ours='' status=0
  for package in "${packages[@]}"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" -eq 0 ] || die "these packages are missing, and only root can install them: ${missing[*]}"
  say "installing ${missing[*]}"

  # Debian's agreed way to keep packages from starting services.
  [ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy" && ours=1; }
  { apt_install "${missing[@]}" || { apt-get update -q && apt_install "${missing[@]}"; }; } >&2 || status=1
  [ -z "$ours" ] || rm -f "$policy"
  [ "$status" -eq 0 ] || die "the packages could not be installed: ${missing[*]}"
}

# Everything is on 127.0.0.1 and without authentication between the three; "ms mon client mode" because radosgw alone would insist on it. The commits of the monitor
# at once, so that the gateway's pools take milliseconds to make. civetweb, because radosgw 16.2 with beast aborts on a multi-delete in a bucket with notifications.
configuration() {
  cat <<CONF
[global]
fsid = $1
run dir = $dir/run
pid file =
admin socket = $dir/run/\$name.asok
log file = $dir/log/\$name.log
mon cluster log file = $dir/log/cluster.log
crash dir = $dir/crash
keyring = $dir/keyring
mon host = [v2:127.0.0.1:$monitor_port]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv4 = true
ms bind ipv6 = false
ms bind msgr1 = false
auth cluster required = none
auth service required = none
auth client required = none
ms mon client mode = crc
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 2000
[mon]
mon data = $dir/mon
mon data avail warn = 1
mon data avail crit = 0
auth allow insecure global id reclaim = false
paxos propose interval = 0.01
paxos min wait = 0
[osd]
osd data = $dir/osd
osd objectstore = memstore
osd class dir = $(find /usr/lib -maxdepth 2 -name rados-classes | head -n 1)
memstore device bytes = 2147483648
[client.rgw.a]
rgw data = $dir/rgw
rgw frontends = civetweb port=127.0.0.1:$port num_threads=128
rgw thread pool size = 128
rgw trust forwarded https = true
CONF
}

make() { "$@" >>"$dir/log/make.out" 2>&1 || die "'$*' failed: $(tail -n 5 "$dir/log/make.out")"; }
is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
osd_is_up() { timeout 10 ceph osd stat | grep -q '1 up'; }
answers() { [ "$(curl -s --noproxy '*' -m 5 -o "$dir/log/answer" -w '%{http_code}' "$endpoint/")" = 200 ]; }

start() {
  local name cluster disk
  for name in rgw osd mon; do ! pid_of "$name" >/dev/null || die "a store runs in $dir; stop it first"; done
  [ ! -e "$dir" ] || [ -e "$dir/.ceph-s3" ] || [ -z "$(ls -A "$dir")" ] || die "$dir holds something else; set CEPH_S3_DIR to a folder of its own"
  install_packages
  for name in "$port" "$monitor_port"; do ! is_taken "$name" || die "port $name is taken; set CEPH_S3_PORT"; done
  { rm -rf "$dir" && mkdir -p "$dir"/{mon,osd,rgw,run,log,crash} && chmod 700 "$dir" && : >"$dir/.ceph-s3"; } || die "$dir cannot be made"

  starting=1
  cluster=$(cat /proc/sys/kernel/random/uuid) disk=$(cat /proc/sys/kernel/random/uuid)
  configuration "$cluster" >"$CEPH_CONF"
  make monmaptool --create --fsid "$cluster" --addv a "[v2:127.0.0.1:$monitor_port]" "$dir/monmap"
  make ceph-mon -i a --mkfs --monmap "$dir/monmap"
  launch mon ceph-mon -f -i a
  wait_for "the monitor answers" mon timeout 10 ceph osd new "$disk" 0
  make ceph-osd -i 0 --mkfs --osd-uuid "$disk"
  launch osd ceph-osd -f -i 0
  wait_for "the disk is up" osd osd_is_up
  make timeout "$limit" radosgw-admin user create --uid=test --display-name=test --access-key="$access_key" --secret-key="$secret_key"
  launch rgw radosgw -f -n client.rgw.a
  wait_for "S3 answers" rgw answers
  starting=
  print_env
}

print_env() { printf '%s\n' "CEPH_S3_ENDPOINT=$endpoint" "CEPH_S3_ACCESS_KEY=$access_key" "CEPH_S3_SECRET_KEY=$secret_key" "CEPH_S3_REGION=$region"; }

status() {
  local name pid all=0
  for name in mon osd rgw; do
    if pid=$(pid_of "$name"); then echo "$name runs, pid $pid"; else echo "$name does not run" && all=1; fi
  done
  if [ "$all" -eq 0 ] && answers; then echo "S3 answers at $endpoint"; else echo "S3 does not answer at $endpoint" && return 1; fi
}

stop() {
  [ -e "$dir/.ceph-s3" ] || { say "no store of ours in $dir" && return 0; }
  end_all || exit 1
  rm -rf "$dir"/{mon,osd,rgw,run,crash,monmap}
}

# X-Forwarded-Proto: Ceph takes a push endpoint with a password in it only where the topic is made over HTTPS.
topic() {
  [ $# -ge 2 ] || die "topic NAME PUSH_ENDPOINT [ATTRIBUTE=VALUE...]"
  local form=(--data-urlencode Action=CreateTopic --data-urlencode "Name=$1") number=0 attribute answer
  shift
  for attribute in "push-endpoint=$1" "${@:2}"; do
    number=$((number + 1))
    form+=(--data-urlencode "Attributes.entry.$number.key=${attribute%%=*}" --data-urlencode "Attributes.entry.$number.value=${attribute#*=}")
  done
  answer=$(curl -sS --noproxy '*' --aws-sigv4 "aws:amz:$region:sns" --user "$access_key:$secret_key" -H 'X-Forwarded-Proto: https' "${form[@]}" "$endpoint/")
  [[ $answer == *"<TopicArn>"* ]] || die "the topic cannot be made: $answer"
  answer=${answer#*<TopicArn>}
  printf '%s\n' "${answer%%</TopicArn>*}"
}

# put PATH BODY: prints the status. S3 wants the body's hash as a header too, which curl does not add by itself.
put() {
  local hash
  hash=$(printf '%s' "$2" | sha256sum)
  curl -sS --noproxy '*' --aws-sigv4 "aws:amz:$region:s3" --user "$access_key:$secret_key" -X PUT -H "x-amz-content-sha256: ${hash%% *}" \
    -H 'Content-Type: application/xml' --data-binary "$2" -o "$dir/log/answer" -w '%{http_code}' "$endpoint$1"
}

notify() {
  [ $# -eq 3 ] || die "notify BUCKET ID TOPIC_ARN"
  local answer
  answer=$(put "/$1" "")
  [ "$answer" = 200 ] || [ "$answer" = 409 ] || die "bucket $1 cannot be made: $answer $(cat "$dir/log/answer")"
  answer=$(put "/$1?notification=" "<NotificationConfiguration><TopicConfiguration><Id>$2</Id><Topic>$3</Topic><Event>s3:ObjectCreated:*</Event><Event>s3:ObjectRemoved:*</Event></TopicConfiguration></NotificationConfiguration>")
  [ "$answer" = 200 ] || die "the notification cannot be set: $answer $(cat "$dir/log/answer")"
}

command=${1:-}
[ $# -eq 0 ] || shift
case $command in
  install) install_packages ;;
  env) print_env ;;
  start | stop | status | topic | notify) "$command" "$@" ;;
  *)
    sed -n '2,/^set /{/^#/p}' "$0"
    exit 2
    ;;
esac
