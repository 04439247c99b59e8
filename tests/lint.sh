#!/bin/sh
# The checks that read the sources instead of running them:
#   sh tests/lint.sh format          clang-format over every .c and .h (changes nothing)
#   sh tests/lint.sh tidy [FILE…]    clang-tidy over src/ (or the named files), as .clang-tidy says
#   sh tests/lint.sh translations    are bokmål and nynorsk complete?
#   sh tests/lint.sh                 all three
set -eu
unset CDPATH

root=$(cd "$(dirname "$0")/.." && pwd)

sources() {
    find "$root/src" "$root/include" "$root/tests" -name '*.[ch]' -type f | LC_ALL=C sort
}

format() {
    sources | tr '\n' '\0' | xargs -0 clang-format --dry-run -Werror &&
        echo "$(sources | wc -l) files are formatted as .clang-format says"
}

# clang-tidy needs to know how each file is compiled: the clang build says so, and makes the files
# that are made.
tidy() {
    folder=$root/build-clang
    . "$root/tests/steps.sh"
    . "$root/tests/build.sh"
    steps_start
    build_configure "$root" build-clang clang
    [ $# -gt 0 ] || set -- $(find "$root/src" -name '*.c' | LC_ALL=C sort)
    echo "clang-tidy over $# files"
    # Each process takes a few files, so that no processor waits for the other at the end.
    results=$folder/tidy.log
    status=0
    printf '%s\0' "$@" |
        xargs -0 -n 4 -P "$(nproc)" clang-tidy -p "$folder" --quiet --warnings-as-errors='*' \
            >"$results" 2>"$results.errors" || status=1
    grep -E ' (warning|error): ' "$results" | sort -u || :
    [ "$status" -eq 0 ] || echo "How it comes to each of these: $results"
    # The counts of suppressed warnings are noise, but what clang-tidy could not read is not.
    grep -E 'error:|Error ' "$results.errors" >&2 || :
    return "$status"
}

case ${1:-all} in
    format) format ;;
    tidy)
        shift
        tidy "$@"
        ;;
    translations) sh "$root/tests/check-translations.sh" ;;
    all)
        status=0
        format || status=1
        sh "$root/tests/check-translations.sh" || status=1
        tidy || status=1
        exit "$status"
        ;;
    *)
        echo "usage: sh tests/lint.sh [format | tidy [FILE…] | translations]" >&2
        exit 2
        ;;
esac
