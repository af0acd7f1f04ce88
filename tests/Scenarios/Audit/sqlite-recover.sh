# sqlite-recover.sh DIR: the rows of a database, if it is one.
[ -f "$1/t.db" ] || exit 0
found=$(sqlite3 "$1/t.db" "pragma integrity_check; select count(*) from sqlite_master where name='t';" 2>&1) || { echo "$found" >&2; exit 1; }
case "$found" in
"ok
1") sqlite3 "$1/t.db" "select id from t where v like 'v'||id||'%' and length(v)=length('v'||id)+300*(id%4);" ;;
"ok
0") ;;
*) echo "integrity: $found" | tr '\n' ' ' >&2; exit 1 ;;
esac
