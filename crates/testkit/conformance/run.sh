#!/bin/sh
# Runs foreign clients against the stand-in; how to install them: README.md.
#   FOREIGN    folder with py/ (virtual environment) and node_modules/
#   NODE       Node 22.19 or newer; jsforce 3.10.26 takes no older one
#   STAND_IN   the built example; FORCE the built force_run (left out where it is not set)
set -eu
: "${FOREIGN:?the folder of the clients}" "${STAND_IN:?the built example salesforce_stand_in}"
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
port=${PORT:-9500}
tls_port=$((port + 1))
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 \
    -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
serve() {
    "$STAND_IN" --port "$port" --newest 68 --query-batch 200 --instance-url "$1" </dev/null >"$work/org.json" &
    org=$!
    until [ -s "$work/org.json" ]; do sleep 0.1; done
}
org=
python3 "$here/tls_proxy.py" "$work/cert.pem" "$work/key.pem" "$tls_port" "$port" &
proxy=$!
trap 'kill $org $proxy 2>/dev/null || true; rm -rf "$work"' EXIT
serve "https://127.0.0.1:$tls_port"
sleep 0.5
REQUESTS_CA_BUNDLE="$work/cert.pem" "$FOREIGN/py/bin/python" "$here/simple_salesforce_run.py" \
    "http://127.0.0.1:$port" "https://127.0.0.1:$tls_port" "$work/org.json"
kill $org
wait $org 2>/dev/null || true
rm "$work/org.json"
serve "http://127.0.0.1:$port"
FOREIGN="$FOREIGN" "${NODE:-node}" "$here/jsforce_run.mjs" "http://127.0.0.1:$port" "$work/org.json"
if [ -n "${FORCE:-}" ]; then
    "$FORCE" "http://127.0.0.1:$port" "$work/org.json"
fi
