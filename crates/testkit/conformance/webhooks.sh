#!/bin/sh
# Runs Instand's webhooks against a receiver made of foreign libraries; how to install them: README.md.
#   FOREIGN    folder with py/ (virtual environment: standardwebhooks, cloudevents)
#   INSTAND    the built binary
set -eu
: "${FOREIGN:?the folder of the libraries}" "${INSTAND:?the built instand}"
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
port=${PORT:-9510}
touch "$work/secrets" "$work/log"
"$FOREIGN/py/bin/python" "$here/webhooks_receiver.py" "$port" "$work/secrets" "$work/log" &
receiver=$!
server=
trap 'kill $receiver $server 2>/dev/null || true; rm -rf "$work"' EXIT
mkdir "$work/data"
printf '[outgoing]\nallow = ["127.0.0.1:%s"]\n' "$port" >"$work/data/instand.toml"
instand() { "$INSTAND" --data-dir "$work/data" "$@"; }
instand webhook add foreign "http://127.0.0.1:$port/hooks" >"$work/secrets" 2>/dev/null
sleep 1
# The first message is refused with 500, so this ends with problems; the server sends it again.
instand webhook test foreign || true
# Not by the function: what is ended below must be the server itself, not a shell around it.
"$INSTAND" --data-dir "$work/data" serve --listen "127.0.0.1:$((port + 1))" >/dev/null 2>&1 &
server=$!
tries=0
until [ "$(grep -c '^ok   again' "$work/log")" -ge 1 ] || [ $tries -ge 60 ]; do sleep 1; tries=$((tries + 1)); done
instand webhook test foreign || true
sleep 4
cat "$work/log"
if grep -q '^FAIL' "$work/log"; then exit 1; fi
[ "$(grep -c '^ok ' "$work/log")" -eq 3 ] && [ "$(grep -c '^ok   again' "$work/log")" -eq 1 ] || {
    echo 'FAIL not three messages, one of them sent again'
    exit 1
}
