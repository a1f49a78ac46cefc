#!/usr/bin/env bash
# A RabbitMQ broker for tests and trials: loopback only, in a folder of its own, beside whatever else runs on the machine. Needs rabbitmq-server, Debian's or another
# that has /usr/lib/rabbitmq/bin; as root it installs Debian's where it is missing. Any user may run it.
#
#   eng/rabbitmq.sh install       installs it where it is missing; nothing is started
#   eng/rabbitmq.sh start         starts the broker, and again after "stop" or "kill" with the same ports and what was durable; prints what "env" does
#   eng/rabbitmq.sh stop          ends it in an orderly way, with its port mapper; what was durable stays in BROKER_DIR until that is deleted
#   eng/rabbitmq.sh kill          SIGKILL: a broker that dies
#   eng/rabbitmq.sh env           prints AMQP_URI=amqp://127.0.0.1:PORT (user guest, password guest) and the process ids
#   eng/rabbitmq.sh ctl ARGS...   rabbitmqctl on it
#
# Variables: BROKER_DIR, its folder (default /tmp/s3snowplow-rabbitmq-USER); BROKER_PORT, BROKER_DIST_PORT and BROKER_EPMD_PORT (default: free ones, kept for the next start);
# BROKER_CONF, a file with more lines for rabbitmq.conf.
set -euo pipefail

dir=${BROKER_DIR:-${TMPDIR:-/tmp}/s3snowplow-rabbitmq-$(id -un)}
bin=/usr/lib/rabbitmq/bin
port='' dist='' epmd='' node='' mapper=''

die() {
  echo "rabbitmq.sh: $*" >&2
  exit 1
}

install_broker() {
  [ -x "$bin/rabbitmq-server" ] && return 0
  [ "$(id -u)" -eq 0 ] || die "rabbitmq-server is missing, and only root can install it: apt-get install --no-install-recommends rabbitmq-server"

  # The package would start a service of its own; policy-rc.d is how Debian is told not to.
  local policy=/usr/sbin/policy-rc.d status=0
  if [ -e "$policy" ]; then
    policy=
  else
    printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy"
  fi
  (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends rabbitmq-server) >&2 || status=$?
  [ -z "$policy" ] || rm -f "$policy"
  [ "$status" -eq 0 ] || die "rabbitmq-server could not be installed"
}

# Ports nobody listens on. Another process may take one before it is used; then the start fails and says so.
free_ports() {
  local port found=()
  while [ "${#found[@]}" -lt "$1" ]; do
    port=$((20000 + RANDOM % 12000))
    case " ${found[*]-} " in *" $port "*) continue ;; esac
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || found+=("$port")
  done
  echo "${found[@]}"
}

settings() {
  mkdir -p "$dir/log"
  chmod 700 "$dir"
  if [ ! -e "$dir/ports" ]; then
    local free
    read -ra free <<<"$(free_ports 3)"
    printf 'port=%s\ndist=%s\nepmd=%s\n' "${BROKER_PORT:-${free[0]}}" "${BROKER_DIST_PORT:-${free[1]}}" "${BROKER_EPMD_PORT:-${free[2]}}" >"$dir/ports"
  fi
  use_ports
  {
    printf 'listeners.tcp.1 = 127.0.0.1:%s\n' "$port"
    # A machine that is short of disk is no reason to refuse a few messages.
    printf 'disk_free_limit.absolute = 1MB\nlog.console = false\n'
    [ -z "${BROKER_CONF:-}" ] || cat "$BROKER_CONF"
  } >"$dir/rabbitmq.conf"
  echo '[].' >"$dir/enabled_plugins"
}

use_ports() {
  [ -e "$dir/ports" ] || die "there is no broker in $dir; start it first"
  # shellcheck source=/dev/null
  . "$dir/ports"
  node=" -epmd_port $epmd " mapper="epmd -port $epmd "
  export HOME=$dir ERL_CRASH_DUMP=$dir/log/erl_crash.dump ERL_EPMD_PORT=$epmd ERL_EPMD_ADDRESS=127.0.0.1
  export RABBITMQ_NODENAME=s3snowplow-$port@localhost RABBITMQ_DIST_PORT=$dist RABBITMQ_PID_FILE=$dir/pid
  export RABBITMQ_CONF_ENV_FILE=$dir/no-env RABBITMQ_CONFIG_FILE=$dir/rabbitmq.conf RABBITMQ_ADVANCED_CONFIG_FILE=$dir/no-advanced
  export RABBITMQ_ENABLED_PLUGINS_FILE=$dir/enabled_plugins RABBITMQ_MNESIA_BASE=$dir/data RABBITMQ_LOG_BASE=$dir/log
  export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none'
  export RABBITMQ_CTL_ERL_ARGS='+S 1:1 +sbwt none'
}

# alive FILE TEXT: whether the process whose id the file holds is there, and is by its command line what we started and not a later one of the same id.
alive() { [ -s "$1" ] && tr '\0' ' ' 2>/dev/null <"/proc/$(cat "$1")/cmdline" | grep -qF -- "$2"; } 2>/dev/null

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# end FILE TEXT SIGNAL: ends what we started, and waits for it.
end() {
  local pid tries=300
  alive "$1" "$2" || { rm -f "$1"; return 0; }
  pid=$(cat "$1")
  kill "-$3" "$pid" 2>/dev/null || true
  while kill -0 "$pid" 2>/dev/null && ! grep -q '^State:.Z' "/proc/$pid/status" 2>/dev/null; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || die "process $pid does not end"
    sleep 0.1
  done
  rm -f "$1"
}

start() {
  install_broker
  settings
  if ! alive "$dir/epmd.pid" "$mapper"; then
    setsid epmd -port "$epmd" -address 127.0.0.1 >"$dir/log/epmd.log" 2>&1 </dev/null &
    echo $! >"$dir/epmd.pid"
  fi
  if ! alive "$dir/pid" "$node"; then
    rm -f "$dir/pid"
    setsid "$bin/rabbitmq-server" >"$dir/log/start.log" 2>&1 </dev/null &
    local starting=$! tries=600
    until listens "$port" && [ -s "$dir/pid" ]; do
      tries=$((tries - 1))
      if [ "$tries" -eq 0 ] || ! kill -0 "$starting" 2>/dev/null; then
        tail -n 30 "$dir"/log/start.log "$dir"/log/*@localhost.log >&2 2>/dev/null || true
        stop
        die "the broker did not start; its last words are above"
      fi
      sleep 0.1
    done
  fi
  print_env
}

stop() {
  end "$dir/pid" "$node" TERM
  end "$dir/epmd.pid" "$mapper" TERM
}

print_env() {
  printf 'AMQP_URI=amqp://127.0.0.1:%s\nBROKER_PID=%s\nEPMD_PID=%s\n' "$port" "$(cat "$dir/pid" 2>/dev/null)" "$(cat "$dir/epmd.pid" 2>/dev/null)"
}

case ${1:-} in
  install) install_broker ;;
  start) start ;;
  stop) if [ -e "$dir/ports" ]; then use_ports && stop; fi ;;
  kill) use_ports && end "$dir/pid" "$node" KILL ;;
  env) use_ports && print_env ;;
  ctl) shift && use_ports && exec "$bin/rabbitmqctl" --quiet "$@" ;;
  *) sed -n '2,14s/^# \{0,1\}//p' "$0" >&2 && exit 2 ;;
esac
