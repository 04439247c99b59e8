#!/bin/sh
# Runs the driver asterisk against a real Asterisk on this machine's loopback, with the files that
# docs/pbx.md prints: they are cut out of the page, so that page and test cannot drift apart. Only
# addresses, ports and the certificate are replaced; pjsip.conf (the telephones) and modules.conf
# are the house's own and written here.
#
#   sh tests/pbx/run-against-asterisk.sh BUILD_FOLDER [STEP…]
#   sh tests/pbx/run-against-asterisk.sh BUILD_FOLDER by-hand     moves the telephones by hand
#
#   SKRANKE_ASTERISK_ROOT    a root folder with an Asterisk to chroot into (needs root), else the one
#                            of this machine
#   SKRANKE_ASTERISK_SIP, SKRANKE_ASTERISK_HTTP   ports (25060; 28088 and the two after it)
#   SKRANKE_ASTERISK_IDLE    seconds of step 26 (600)
#   SKRANKE_ASTERISK_RECORD  a folder that gets a recording of each step (see tests/pbx/recorded)
#   SKRANKE_ASTERISK_KEEP    yes: Asterisk's folder with its log stays
#
# Ends with "N passed, N failed"; 77 and a line that says why where there is no Asterisk.
set -eu
unset CDPATH

here=$(cd "$(dirname "$0")" && pwd)
page=$here/../../docs/pbx.md
build=${1:-$here/../../build-test}
[ $# -eq 0 ] || shift
root=${SKRANKE_ASTERISK_ROOT:-}
sip_port=${SKRANKE_ASTERISK_SIP:-25060}
http_port=${SKRANKE_ASTERISK_HTTP:-28088}
https_port=$((http_port + 1))
manager_port=$((http_port + 2))

skip() {
    echo "Skipped: $*"
    exit 77
}

inside() {
    if [ -n "$root" ]; then
        chroot "$root" "$@"
    else
        "$@"
    fi
}

# ---- is there one? -------------------------------------------------------------------------------

[ -x "$build/against_asterisk" ] || skip "$build/against_asterisk is not built (ninja against_asterisk)"
asterisk=
for place in "$(command -v asterisk 2>/dev/null || :)" /usr/sbin/asterisk /usr/local/sbin/asterisk; do
    [ -n "$place" ] && [ -x "$root$place" ] && asterisk=$place && break
done
[ -n "$asterisk" ] || skip "no Asterisk${root:+ in $root}; SKRANKE_ASTERISK_ROOT names a root folder that has one"
[ -z "$root" ] || [ "$(id -u)" -eq 0 ] || skip "only root can change into $root"
command -v openssl >/dev/null 2>&1 || skip "no openssl, which makes the certificate"

folder=$(mktemp -d "$root/tmp/skranke-pbx.XXXXXX")
own=${folder#"$root"}
chmod 755 "$folder"
mkdir -p "$folder/etc" "$folder/lib" "$folder/db" "$folder/spool" "$folder/run" "$folder/log" "$folder/keys"
pid=
program=

at_exit() {
    for started in $program $pid; do
        kill "$started" 2>/dev/null || :
        wait "$started" 2>/dev/null || :
    done
    if [ "${SKRANKE_ASTERISK_KEEP:-}" = yes ]; then
        echo "Asterisk's folder: $folder"
    else
        rm -rf "$folder"
    fi
}
trap at_exit EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# ---- the files of the page -----------------------------------------------------------------------

# The block of ini that follows the line which begins with the file's name.
of_page() {
    awk -v name="\`$1\`" '
        index($0, name) == 1 { found = 1 }
        found && /^```ini/ { inside = 1; next }
        inside && /^```/ { exit }
        inside { print }' "$page" | sed "$2" >"$folder/etc/$1"
    [ -s "$folder/etc/$1" ] || {
        echo "docs/pbx.md has no block for $1" >&2
        exit 1
    }
}

of_page manager.conf "s/^bindaddr = .*/&\nport = $manager_port/"
of_page http.conf "s/^bindport = .*/bindport = $http_port/
    s/^tlsbindaddr = .*/tlsbindaddr = 127.0.0.1:$https_port/
    s|^tlscertfile = .*|tlscertfile = $own/keys/pbx.pem|
    s|^tlsprivatekey = .*|tlsprivatekey = $own/keys/pbx.key|"
of_page extensions.conf ''
of_page queues.conf ''
of_page features.conf ''
of_page res_parking.conf ''
awk '/^### The settings of the desk/ { found = 1 }
    found && /^```ini/ { inside = 1; next }
    inside && /^```/ { exit }
    inside { print }' "$page" | sed "s|^url = .*|url = https://127.0.0.1:$https_port|
    s|^password_command = .*|password_file = $folder/secret|" >"$folder/skranke.ini"
sed -n 's/^secret = //p' "$folder/etc/manager.conf" >"$folder/secret"
chmod 600 "$folder/secret"

# ---- the house's own -----------------------------------------------------------------------------

authority() {
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$2" -keyout "$folder/keys/$1.key" \
        -out "$folder/keys/$1.pem" -addext "subjectAltName=IP:127.0.0.1" >/dev/null 2>&1
}
authority pbx "pbx.example.org"
authority other "another authority"

# A copy, because a step takes a sound away.
data=$(sed -n 's/^astdatadir *=> *//p' "$root/etc/asterisk/asterisk.conf" 2>/dev/null || :)
inside cp -rL "${data:-/usr/share/asterisk}" "$own/data"

{
    echo "[directories]"
    sed -n 's/^\(ast[a-z]*dir\) *=> *\(.*\)$/\1 => \2/p' "$root/etc/asterisk/asterisk.conf" 2>/dev/null |
        grep -vE '^ast(etc|varlib|db|data|spool|run|log|key|cache)dir' || :
    for name in etc spool run log db data; do
        echo "ast${name}dir => $own/$name"
    done
    echo "astvarlibdir => $own/lib"
    echo "astkeydir => $own/lib"
    echo "[options]"
    echo "nocolor = yes"
    echo "documentation_language = en_US"
} >"$folder/asterisk.conf"

# What would listen elsewhere than on loopback, or needs a server of its own, is left out.
cat >"$folder/etc/modules.conf" <<EOT
[modules]
autoload = yes
noload = chan_iax2.so
noload = chan_unistim.so
noload = chan_motif.so
noload = chan_console.so
noload = pbx_dundi.so
noload = res_snmp.so
noload = res_xmpp.so
noload = res_phoneprov.so
EOT
cat >"$folder/etc/logger.conf" <<EOT
[logfiles]
full = notice,warning,error,verbose
EOT
cat >"$folder/etc/rtp.conf" <<EOT
[general]
rtpstart = 20000
rtpend = 20100
EOT
{
    cat <<EOT
[global]
type = global
endpoint_identifier_order = header,username

[transport-udp]
type = transport
protocol = udp
bind = 127.0.0.1:$sip_port

[telephone](!)
type = endpoint
context = internal
disallow = all
allow = alaw
dtmf_mode = info
direct_media = no
media_address = 127.0.0.1
bind_rtp_to_media_address = yes

; An outside line: From says who is calling on it.
[trunk](telephone)
[of-trunk]
type = identify
endpoint = trunk
match_header = X-Line: trunk
EOT
    for number in 2101 2102 2103; do
        cat <<EOT

[$number](telephone)
aors = $number
callerid = <$number>
[$number]
type = aor
max_contacts = 1
remove_existing = yes
EOT
    done
} >"$folder/etc/pjsip.conf"

# ---- the run -------------------------------------------------------------------------------------

# exec, so that the process which is ended in the end is Asterisk itself.
(
    if [ -n "$root" ]; then
        exec chroot "$root" "$asterisk" -f -C "$own/asterisk.conf"
    fi
    exec "$asterisk" -f -C "$own/asterisk.conf"
) >"$folder/console" 2>&1 &
pid=$!
tries=0
until inside "$asterisk" -C "$own/asterisk.conf" -rx "core waitfullybooted" >/dev/null 2>&1; do
    tries=$((tries + 1))
    if ! kill -0 "$pid" 2>/dev/null || [ $tries -gt 300 ]; then
        tail -n 20 "$folder/console" "$folder/log/full" >&2 || :
        echo "Asterisk did not start" >&2
        exit 1
    fi
    sleep 0.1
done
inside "$asterisk" -C "$own/asterisk.conf" -rx "http show status" |
    grep -q "HTTPS Server Enabled and Bound to 127.0.0.1:$https_port" || {
    echo "Port $https_port is not Asterisk's: taken? SKRANKE_ASTERISK_HTTP and _SIP choose others" >&2
    exit 1
}
version=$(inside "$asterisk" -V)
echo "$version"

export LC_ALL=C.UTF-8
unset SKRANKE_DB SKRANKE_CONFIG SKRANKE_NOW SKRANKE_LOCALE LANGUAGE
status=0
# Beside this shell, so that ending it ends everything at once; with the standard input, which a shell
# keeps from such programs.
exec 3<&0
SKRANKE_ASTERISK_FOLDER=$folder SKRANKE_ASTERISK_SIP=$sip_port SKRANKE_ASTERISK_HTTPS=$https_port SKRANKE_ASTERISK_MANAGER=$manager_port \
    SKRANKE_ASTERISK_COMMAND="${root:+chroot $root }$asterisk -C $own/asterisk.conf -rx" \
    "$build/against_asterisk" "$@" <&3 3<&- &
program=$!
wait "$program" || status=$?
exit "$status"
