#!/bin/sh
# Are the screens of Skranke complete in bokmål and nynorsk? Extracts every marked text from the
# sources and fails with the list of those that data/po/nb.po or nn.po leave untranslated, fuzzy or
# out. --template FILE writes the extracted texts to FILE (a .pot) and checks nothing.
set -eu
unset CDPATH
export LC_ALL=C.UTF-8

root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM

extract() {
    (cd "$root" && find src include -name '*.[ch]' | LC_ALL=C sort |
        xgettext --language=C --from-code=UTF-8 --keyword=_ --keyword=N_ --add-comments=TRANSLATORS \
            --package-name=skranke --files-from=- --sort-by-file --output="$1")
}

# $1 is a .po file; how many texts it has, without its header.
count() {
    msgattrib --no-obsolete "$1" | grep -c '^msgid ' | awk '{ print ($1 > 0 ? $1 - 1 : 0) }'
}

check() {
    language=$1
    po=$root/data/po/$language.po
    [ -f "$po" ] || {
        echo "$language: data/po/$language.po is missing" >&2
        return 1
    }
    msgfmt --check -o /dev/null "$po" || return 1
    msgmerge --quiet --no-fuzzy-matching -o "$folder/$language.po" "$po" "$folder/all.pot"
    msgattrib --untranslated --no-obsolete "$folder/$language.po" >"$folder/untranslated"
    msgattrib --only-fuzzy --no-obsolete "$folder/$language.po" >"$folder/fuzzy"
    total=$(count "$folder/all.pot")
    untranslated=$(count "$folder/untranslated")
    fuzzy=$(count "$folder/fuzzy")
    unused=$(msgattrib --only-obsolete "$folder/$language.po" | grep -c '^#~ msgid ' || true)
    echo "$language: $total texts in the sources, $((total - untranslated - fuzzy)) translated," \
        "$untranslated untranslated, $fuzzy fuzzy, $unused no longer used"
    [ "$untranslated" -eq 0 ] || grep -v '^#,' "$folder/untranslated" | sed -n '/^#:/,$p' >&2
    [ "$fuzzy" -eq 0 ] || sed -n '/^#:/,$p' "$folder/fuzzy" >&2
    [ $((untranslated + fuzzy)) -eq 0 ]
}

case ${1:-} in
    --template)
        [ $# -eq 2 ] || { echo "usage: $0 [--template FILE]" >&2; exit 2; }
        extract "$folder/all.pot"
        cp "$folder/all.pot" "$2"
        exit 0
        ;;
    '') ;;
    *)
        echo "usage: $0 [--template FILE]" >&2
        exit 2
        ;;
esac

extract "$folder/all.pot"
status=0
for language in nb nn; do
    check "$language" || status=1
done
exit "$status"
