# redis-recover.sh DIR: the keys of a redis-server that starts there; its last words if it does not.
redis-server --port 0 --unixsocket "$1.sock" --dir "$1" --appendonly yes --save "" --logfile "$1.log" >/dev/null 2>&1 &
server=$!
while :; do
  if ! kill -0 $server 2>/dev/null; then
    tail -n 1 "$1.log" | sed 's/^[0-9]*:M [^#*]*[#*] //' >&2
    rm -f "$1.log" "$1.sock"
    exit 1
  fi
  answer=$(redis-cli -s "$1.sock" dbsize 2>/dev/null) && case "$answer" in *LOADING*) ;; *) break ;; esac
  sleep 0.005
done
redis-cli -s "$1.sock" --raw keys '*'
kill -9 $server
rm -f "$1.log" "$1.sock"
