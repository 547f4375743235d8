# What collector-config/up does for --demo and --check.

play() {
  say "playing the demo"
  rm -rf "$data/audit"
  "$here/../tocsin" demo --dir "$data/audit" --otlp "$at:$otlp_http" >"$data/demo.log" 2>&1 ||
    fail 3 "the demo failed: $(tail -n 1 "$data/demo.log") (all of it is in $data/demo.log)"
}

# Asks until the answer is what is wanted, or a minute is over; prints the last answer.
ask() {
  local url=$1 query=$2 wanted=$3 answer="" number='s/.*"value":\[[^,]*,"\([0-9.]*\)"\].*/\1/p'
  for _ in $(seq 60); do
    answer=$(curl -fsG "$url" --data-urlencode "query=$query" | sed -n "$number") || true
    if [[ $answer == "$wanted" || ($wanted == any && -n $answer) ]]; then break; fi
    sleep 1
  done
  echo "${answer:-0}"
}

# What finds nothing ends nothing here: it is told at the end.
tell_what_was_seen() {
  local written journal stream in_loki counted rules rule engine_of told="" missing="" row
  written=$(cat "$data"/audit/security_audit*.log | grep -c '"event_type"') || true
  journal=$(cat "$data"/audit/security_audit*.log | sed -n 's/.*"journal":"\([0-9a-f]*\)".*/\1/p' | sort -u | tail -n 1)
  stream="{tocsin_audit=\"true\", service_instance_id=\"$journal\"} | event_name!=\"tocsin.checkpoint\""
  in_loki=$(ask "$at:$loki/loki/api/v1/query" "sum(count_over_time($stream [1h]))" "$written")
  counted=$(ask "$at:$prometheus/api/v1/query" \
    'count(count by (tocsin_client_network) (sum_over_time(tocsin_rule_high_failure_rate[10m])))' any)
  # What the demo made the process alert of, and who of the fleet's engines has alerted of the same.
  rules=$(cat "$data"/audit/security_audit*.log | grep '"event_type":"alert"' | grep -o '"rule":"[a-z_]*"' |
    cut -d '"' -f 4 | sort -u) || true
  for _ in $(seq 90); do
    told+=$(curl -fs "$at:$alertmanager/api/v2/alerts" | grep -o '"alertname":"[a-z_]*","engine":"[a-z]*"') || true
    missing=$(for rule in $rules; do
      for engine_of in prometheus loki; do
        grep -q "\"$rule\",\"engine\":\"$engine_of\"" <<<"$told" || echo "$rule"
      done
    done)
    [[ -z $missing ]] && break
    sleep 1
  done
  printf '\n%-34s %12s %12s %12s\n' "" process prometheus loki
  printf '%-34s %12s %12s %12s\n' "events" "$written" - "$in_loki" "clients that failed to sign in" - "$counted" -
  for rule in $rules; do
    row=("$rule" alert)
    for engine_of in prometheus loki; do
      if grep -q "\"$rule\",\"engine\":\"$engine_of\"" <<<"$told"; then row+=(alert); else row+=(-); fi
    done
    printf '%-34s %12s %12s %12s\n' "${row[@]}"
  done
  if [[ $in_loki != "$written" || $counted == 0 || -z $rules || -n $missing ]]; then
    fail 1 "something is missing: see $logs"
  fi
}
