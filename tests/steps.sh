# Read by the other scripts with `.`: shows long steps as one line each, with how long they took.
# The output of a step goes to a log, which is shown (its tail) and kept only when the step fails.
#
#   steps_start               once, before the first step; makes the log and sets the traps
#   step "Text" command…      runs it; on failure shows the tail of the log and gives its status
#   steps_at_exit             may be redefined: called once when the script ends, however it ends

steps_log=
steps_failed=no
steps_ticker=

steps_at_exit() {
    :
}

steps_end() {
    [ -z "$steps_ticker" ] || kill "$steps_ticker" 2>/dev/null || :
    steps_at_exit
    [ "$steps_failed" = yes ] || rm -f "$steps_log"
}

steps_start() {
    steps_log=$(mktemp)
    trap steps_end EXIT
    trap 'echo; exit 130' INT
    trap 'exit 143' TERM HUP
}

# The last [12/140] of ninja, if there is one.
steps_count() {
    tail -c 2000 "$steps_log" 2>/dev/null | tr '\r' '\n' | sed -n 's/^\(\[[0-9]*\/[0-9]*\]\).*/\1/p' |
        tail -n 1
}

# On a terminal the line is painted again every second; elsewhere it grows by a dot now and then.
steps_tick() {
    started=$1
    text=$2
    shell=$$
    turn=0
    while sleep 1 >/dev/null 2>&1 && kill -0 "$shell" 2>/dev/null; do
        turn=$((turn + 1))
        if [ -t 1 ]; then
            printf '\r%s ... %s s %s ' "$text" $(($(date +%s) - started)) "$(steps_count)"
        elif [ $((turn % 15)) -eq 0 ]; then
            printf '.'
        fi
    done
}

step() {
    step_text=$1
    shift
    step_started=$(date +%s)
    printf '%s ...' "$step_text"
    steps_tick "$step_started" "$step_text" &
    steps_ticker=$!
    step_status=0
    steps_failed=no
    # The command stays in the foreground, so that Ctrl-C reaches it and not only this shell.
    "$@" >"$steps_log" 2>&1 </dev/null || step_status=$?
    kill "$steps_ticker" 2>/dev/null || :
    wait "$steps_ticker" 2>/dev/null || :
    steps_ticker=
    step_seconds=$(($(date +%s) - step_started))
    [ ! -t 1 ] || printf '\r\033[K%s ...' "$step_text"
    if [ "$step_status" -eq 0 ]; then
        printf ' %s s\n' "$step_seconds"
        return 0
    fi
    printf ' failed after %s s\n' "$step_seconds"
    steps_failed=yes
    tail -n 30 "$steps_log" >&2
    echo "(the whole log: $steps_log)" >&2
    return "$step_status"
}
