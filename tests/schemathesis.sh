#!/usr/bin/env bash
# Asks the built program everything its own description allows, and much that it forbids: schemathesis with all checks
# over the served document, signed in with a token of every right. Ends with the result of the checks.
#   tests/schemathesis.sh [more arguments for schemathesis, such as --seed 7 or --max-examples 200]
set -euo pipefail
cd "$(dirname "$0")/.."

version=4.32.5
cache="${XDG_CACHE_HOME:-$HOME/.cache}/casetime"
venv="$cache/schemathesis-$version"
program="${CARGO_TARGET_DIR:-$cache/target}/debug/casetime"

[ -x "$program" ] || { echo "missing: $program (cargo build)" >&2; exit 2; }
if [ ! -x "$venv/bin/st" ]; then
  mkdir -p "$cache"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet "schemathesis==$version"
fi

work=$(mktemp -d)
server=""
cleanup() {
  status=$?
  if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
  rm -rf "$work"
  exit "$status"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

casetime() { "$program" --database "$work/casetime.db" --quiet "$@"; }

# An account with every role, so that no operation is refused for want of a right. It stands for a person, to record time.
password="quatre canards devant la porte"
casetime init
printf '%s\n' "$password" >"$work/password"
casetime people add --number P-1 --name "Alex Example" --team Advice --active-from 2000-01-01 --login alex \
  --role timekeeper --role manager:Advice --role head --role keeper --role auditor --role administrator \
  --password-file "$work/password"
for number in P-2 P-3; do
  casetime people add --number "$number" --name "Person $number" --active-from 2000-01-01
done
casetime people schedule P-2 --from 2020-01-01 --kind part_time --time 5:00
casetime files add --number UKR-12 --title "Prosecution services" --category TA --country UA \
  --project "Support to prosecution services" --opened-on 2000-01-01
casetime files add --number OT-1 --title "Office" --category OT --opened-on 2000-01-01
for days in 1 2 3; do
  casetime record --person P-1 --file UKR-12 --activity TA-TRN --on "$(date -d "$days days ago" +%F)" --time 1:30
done

"$program" --database "$work/casetime.db" serve --listen 127.0.0.1:0 >"$work/serve.log" 2>&1 &
server=$!
url=""
for _ in $(seq 100); do
  url=$(grep -oE 'http://127\.0\.0\.1:[0-9]+' "$work/serve.log" | tail -n 1 || true)
  [ -n "$url" ] && break
  kill -0 "$server" 2>/dev/null || break
  sleep 0.1
done
[ -n "$url" ] || { cat "$work/serve.log"; exit 1; }

# Signs in with the password and makes a token with every right; prints what the header Authorization holds. The cookie is
# taken by hand: curl carries one of its kind over HTTPS only.
sign_in() {
  local cookie scopes
  cookie=$(curl -fsS -D - -o /dev/null -H 'Content-Type: application/json' \
    -d "{\"login\": \"alex\", \"password\": \"$password\"}" "$url/api/v1/session" |
    sed -nE 's/^set-cookie: (__Host-casetime=[^;]+).*/\1/ip')
  scopes=$(curl -fsS -H "Cookie: $cookie" "$url/api/v1/session" | python3 -c 'import json, sys; print(json.dumps(json.load(sys.stdin)["rights"]))')
  curl -fsS -H "Cookie: $cookie" -H 'Content-Type: application/json' -H 'Idempotency-Key: "schemathesis"' \
    -d "{\"name\": \"schemathesis\", \"scopes\": $scopes, \"expires_on\": \"$(date -u -d '+30 days' +%F)\"}" \
    "$url/api/v1/tokens" | python3 -c 'import json, sys; print("Bearer " + json.load(sys.stdin)["secret"])'
}
authorization=$(sign_in)

arguments=(--max-examples 25 --seed 1 --checks all --workers 1 --generation-database none --no-color)
arguments+=(--header "Authorization: $authorization")
# What it keeps of a run goes where everything of the run goes.
configuration="$PWD/tests/schemathesis.toml"
export PYTHONPATH="$PWD/tests" PYTHONDONTWRITEBYTECODE=1 SCHEMATHESIS_HOOKS=schemathesis_formats
cd "$work"
"$venv/bin/st" --config-file "$configuration" run "$url/api/v1/openapi.json" "${arguments[@]}" "$@"
