#!/bin/bash
# Fuzzes all targets one after the other: run.sh SECONDS [TARGET...]. At the end one line a target: seconds, executions,
# crashes. A crash does not end a target's time; what was found lies in fuzz/artifacts/. While the file /tmp/pause-fuzz
# exists, the fuzzer stands still. Build first: RUSTC_BOOTSTRAP=1 cargo fuzz build.
set -u
cd "$(dirname "$0")"
seconds=${1:?seconds for each target}
shift
[ $# -gt 0 ] || set -- delimited xlsx xls ods json pdf zip xml aasx recognise mapping values
binaries=target/x86_64-unknown-linux-gnu/release
# As many restarts as this after crashes; a bug that every input meets would otherwise fill the folder.
most=12
export RAYON_NUM_THREADS=1 ASAN_OPTIONS=detect_odr_violation=0:allocator_may_return_null=0
pid=
trap '[ -n "$pid" ] && kill -CONT "$pid" && kill "$pid"; exit 130' INT TERM

# Waits for the fuzzer, standing still while asked to; adds the seconds it ran to `ran`.
watch() {
    stopped=
    while kill -0 "$pid" 2>/dev/null; do
        if [ -e /tmp/pause-fuzz ]; then
            [ -n "$stopped" ] || { kill -STOP "$pid"; stopped=yes; paused=yes; }
        else
            [ -z "$stopped" ] || { kill -CONT "$pid"; stopped=; }
            ran=$((ran + 1))
        fi
        sleep 1
    done
}

for target in "$@"; do
    # Longest input in bytes: short ones run often.
    case $target in
        values) length=200 ;; mapping) length=4000 ;; recognise) length=6000 ;; pdf) length=20000 ;;
        json | delimited | xml) length=40000 ;; *) length=60000 ;;
    esac
    mkdir -p "corpus/$target" "artifacts/$target"
    dictionary=
    [ -e "dictionaries/$target.dict" ] && dictionary=-dict=dictionaries/$target.dict
    ran=0 executions=0 crashes=0 starts=0
    while [ $ran -lt "$seconds" ] && [ $starts -lt $most ]; do
        starts=$((starts + 1)) paused=
        log=artifacts/$target/log-$starts
        while [ -e /tmp/pause-fuzz ]; do sleep 1; done
        nice -n 19 "$binaries/$target" "corpus/$target" -artifact_prefix="artifacts/$target/" $dictionary \
            -max_total_time=$((seconds - ran)) -rss_limit_mb=3000 -timeout=25 -max_len=$length -report_slow_units=5 \
            -print_final_stats=1 > "$log" 2>&1 &
        pid=$!
        watch
        wait "$pid"; code=$?
        pid=
        done_here=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -1)
        executions=$((executions + ${done_here:-0}))
        # Time goes on while the fuzzer stands still: libFuzzer takes the input it stood at for a slow one.
        [ -z "$paused" ] || rm -f "artifacts/$target"/slow-unit-*
        if [ $code -eq 0 ]; then
            # Only a pause leaves time over.
            [ -n "$paused" ] && continue
            break
        fi
        slow=$(sed -n 's/.*written to \(.*timeout-.*\)$/\1/p' "$log" | tail -1)
        if [ -n "$slow" ] && [ -n "$paused" ] && "$binaries/$target" -timeout=25 -rss_limit_mb=3000 "$slow" > /dev/null 2>&1; then
            rm -f "$slow"
            continue
        fi
        crashes=$((crashes + 1))
    done
    echo "$target: $ran seconds, $executions executions, $crashes crashes"
done
