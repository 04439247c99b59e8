#!/bin/sh
# Brings new and changed texts of the sources into nb.po and nn.po, and lists what then wants a
# translation. Lines stay unwrapped and without line numbers, so that a change shows as one line.
set -eu
unset CDPATH
export LC_ALL=C.UTF-8

root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM

sh "$root/tests/check-translations.sh" --template "$folder/all.pot"
for language in nb nn; do
    po=$root/data/po/$language.po
    msgmerge --quiet --no-fuzzy-matching --no-wrap --add-location=file -o "$folder/merged.po" \
        "$po" "$folder/all.pot"
    msgattrib --no-obsolete --no-wrap --add-location=file "$folder/merged.po" |
        grep -v -e '^"POT-Creation-Date' -e '^"Report-Msgid-Bugs-To' >"$folder/$language.po"
    msgfmt --check-format -o /dev/null "$folder/$language.po"
    cp "$folder/$language.po" "$po"
    echo "$language.po:"
    msgattrib --untranslated --no-wrap "$po" | sed -n '/^#:/,$p'
done
