#!/bin/sh
# Installs the Debian packages that Skranke needs: `build` to build and run it, `test` for the tests
# too. Asks apt only when something is missing, so a second run costs nothing and needs no network.
# Root, or a user with sudo. Starts no service: the tests start their own servers.
set -eu

build_packages="gcc libc6-dev cmake ninja-build pkg-config gettext libncurses-dev libsqlite3-dev
    libcurl4-openssl-dev libiniparser-dev libglib2.0-dev libgmime-3.0-dev libjansson-dev libxml2-dev
    libical-dev ncurses-term ca-certificates"
test_packages="libcmocka-dev libvterm-dev dovecot-imapd postfix slapd openssl clang clang-14 clang-format
    clang-tidy libclang-rt-14-dev libasan8 libubsan1 tmux git procps diffutils"

fail() {
    echo "install-packages: $*" >&2
    exit 1
}

case "${1:-}" in
    build) wanted=$build_packages ;;
    test)
        wanted="$build_packages $test_packages"
        # npm may come from elsewhere than Debian; its package would then conflict.
        command -v npm >/dev/null 2>&1 || wanted="$wanted nodejs npm"
        ;;
    *)
        echo "usage: sh tests/install-packages.sh build|test" >&2
        exit 2
        ;;
esac

command -v dpkg-query >/dev/null 2>&1 ||
    fail "this is not Debian; install by hand what corresponds to:" $wanted

missing=
for package in $wanted; do
    status=$(dpkg-query -W -f='${db:Status-Status} ' "$package" 2>/dev/null || true)
    case " $status" in
        *" installed "*) ;;
        *) missing="$missing $package" ;;
    esac
done
[ -n "$missing" ] || exit 0

. "$(dirname "$0")/steps.sh"

by_hand() {
    fail "$1 As root, run: apt-get install -y --no-install-recommends$missing"
}

if [ "$(id -u)" -eq 0 ]; then
    as_root=
elif command -v sudo >/dev/null 2>&1; then
    as_root=sudo
    # The password, if one is needed, is asked for here and not in the middle of a step.
    sudo -n true 2>/dev/null || sudo -v ||
        by_hand "packages are missing, and sudo did not let $(id -un) install them."
else
    by_hand "packages are missing, and there is no sudo here."
fi

policy=/usr/sbin/policy-rc.d
own_policy=no
folder=$(mktemp -d)
steps_at_exit() {
    [ "$own_policy" = no ] || $as_root rm -f "$policy"
    rm -rf "$folder"
}
steps_start

# A fresh machine may still be busy with its own updates: wait for the lock.
apt_get() {
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Acquire::Retries=3 \
        -o DPkg::Lock::Timeout=300 "$@"
}

attempt=1
until step "Reading the package lists" apt_get update; do
    [ "$attempt" -lt 3 ] ||
        fail "apt-get update failed three times; is there a network? Missing:$missing"
    attempt=$((attempt + 1))
    sleep 3
done

case "$missing " in
    *" postfix "*)
        echo "postfix postfix/main_mailer_type select No configuration" >"$folder/answers"
        $as_root debconf-set-selections "$folder/answers" || true
        ;;
esac
# Dovecot and Postfix would otherwise be started as services of this machine.
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$folder/policy"
    $as_root install -m 0755 "$folder/policy" "$policy"
    own_policy=yes
fi

# shellcheck disable=SC2086
set -- $missing
# shellcheck disable=SC2086
step "Installing $# packages ($1 and so on)" apt_get install --no-install-recommends $missing ||
    fail "apt-get install failed. Missing:$missing"
