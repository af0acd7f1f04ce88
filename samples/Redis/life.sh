#!/bin/sh
# A life of a redis-server for audit: writes, a rewrite in the middle of a second (everysec syncs when one ends), 12
# writes, other commands, a last write, and kill -9. Each reply that is no OK goes to the standard error.
# usage: life.sh DIR POLICY [COMMAND...]
dir=$1 policy=$2
shift 2
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
value=$(head -c 4000 /dev/zero | tr '\0' v)
key=0

ask() {
  redis-cli -s "$place/socket" "$@" 2>&1 | grep -v -e '^OK$' -e '^$' >&2
}

write() {
  ask set "key$key" "$key$value"
  key=$((key + 1))
  sleep 0.05
}

redis-server --dir "$dir" --port 0 --unixsocket "$place/socket" --appendonly yes --appendfsync "$policy" --save '' > /dev/null &
server=$!
until redis-cli -s "$place/socket" ping 2> /dev/null | grep -q PONG; do
  kill -0 $server || exit 1
  sleep 0.02
done

while [ $key -lt 12 ] || [ "$(date +%N | cut -c 1)" != 5 ]; do write; done
ask bgrewriteaof
last=$((key + 12))
while [ $key -lt $last ]; do write; done
for command; do
  # Its words are words of redis-cli.
  ask $command
  sleep 1.5
done
ask set last "$value"
kill -9 $server
wait $server
exit 0
