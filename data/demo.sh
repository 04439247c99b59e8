#!/bin/sh
# From nothing to an open desk: installs what is missing, builds in build/, makes a database with the
# fictional bureau and opens the desk on it. Done again, it only opens the desk.
#
#   sh data/demo.sh [--no-desk]
#
# SKRANKE_DEMO_DB names another database than build/demo/skranke.db (a file, or rqlite://…).
set -eu
unset CDPATH

usage() {
    echo "usage: sh data/demo.sh [--no-desk]"
    echo "  --no-desk   build and make the database, but do not open the desk"
}

open_desk=yes
for argument in "$@"; do
    case $argument in
        --no-desk) open_desk=no ;;
        -h | --help)
            usage
            exit 0
            ;;
        *)
            echo "demo.sh: unknown argument $argument" >&2
            usage >&2
            exit 2
            ;;
    esac
done

root=$(cd "$(dirname "$0")/.." && pwd)
database=${SKRANKE_DEMO_DB:-$root/build/demo/skranke.db}
skranke=$root/build/skranke

. "$root/tests/steps.sh"
. "$root/tests/build.sh"

database_is_there() {
    case $database in
        *://*) "$skranke" --db "$database" inquiry list --limit 1 >/dev/null 2>&1 ;;
        *) [ -s "$database" ] ;;
    esac
}

# A file is made under another name first: an interrupted run leaves no half database behind.
make_database() {
    case $database in
        *://*)
            "$skranke" --db "$database" init --demo
            return
            ;;
    esac
    mkdir -p "$(dirname "$database")" || return
    rm -f "$database.new" "$database.new-wal" "$database.new-shm"
    "$skranke" --db "$database.new" init --demo || return
    [ ! -s "$database.new-wal" ] || {
        echo "The new database $database.new was not closed; it is left as it is."
        return 1
    }
    rm -f "$database.new-wal" "$database.new-shm"
    mv "$database.new" "$database"
}

sh "$root/tests/install-packages.sh" build
steps_start
build_configure "$root" build default
step "Building Skranke in build/" cmake --build "$root/build" --target skranke
if database_is_there; then
    echo "The database is there already: $database"
else
    step "Filling $database" make_database
fi
if [ "$open_desk" = no ]; then
    echo "Ready. The desk opens with: sh data/demo.sh"
    exit 0
fi
if [ ! -t 0 ] || [ ! -t 1 ]; then
    echo "demo.sh: the desk needs a terminal; everything else is done. Use --no-desk without one." >&2
    exit 1
fi
steps_end
trap - EXIT INT TERM HUP
exec "$skranke" --db "$database" --config "${SKRANKE_CONFIG:-$root/data/demo/skranke.ini}"
