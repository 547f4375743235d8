# How collector-config/up starts the programs that install-back-ends builds: each has NAME.pid and NAME.log in $data.

begin() {
  say "building what is not built yet"
  local programs
  # It tells itself what is missing.
  programs=$("$here/install-back-ends" alertmanager loki prometheus collector) || exit 3
  program() { grep "/$1\$" <<<"$programs"; }

  mkdir -p "$data/rules/loki/fake" "$data/rules/prometheus/rules" 2>/dev/null ||
    fail 3 "$data/rules: can't be made: delete what is in its place, or name another folder in TOCSIN_DATA"
  cp "$here/loki/rules/tocsin.yaml" "$data/rules/loki/fake/tocsin.yaml"
  cp "$here/prometheus/rules/tocsin.yaml" "$data/rules/prometheus/rules/tocsin.yaml"
  cp "$here/prometheus/prometheus.yml" "$data/rules/prometheus/prometheus.yml"
  echo "- targets: ['127.0.0.1:$alertmanager']" >"$data/rules/prometheus/alertmanagers.yml"

  # All at once: none of them needs another to start.
  start alertmanager "$(program alertmanager)" \
    --config.file="$here/alertmanager/alertmanager.yml" --storage.path="$data/alertmanager" \
    --web.listen-address="127.0.0.1:$alertmanager" --cluster.listen-address=
  TOCSIN_LOKI_PORT=$loki TOCSIN_LOKI_GRPC_PORT=$loki_grpc TOCSIN_LOKI_DATA=$data/loki \
    TOCSIN_LOKI_RULES=$data/rules/loki TOCSIN_ALERTMANAGER=$at:$alertmanager start loki "$(program loki)" \
    -config.file="$here/loki/loki.yaml" -config.expand-env=true
  start prometheus "$(program prometheus)" \
    --config.file="$data/rules/prometheus/prometheus.yml" --storage.tsdb.path="$data/prometheus" \
    --storage.tsdb.retention.time=31d --web.listen-address="127.0.0.1:$prometheus" --web.enable-otlp-receiver
  TOCSIN_OTLP_HTTP=127.0.0.1:$otlp_http TOCSIN_OTLP_GRPC=127.0.0.1:$otlp_grpc TOCSIN_LOKI=$at:$loki/otlp \
    TOCSIN_PROMETHEUS=$at:$prometheus/api/v1/otlp TOCSIN_QUEUE=$data/queue TOCSIN_HEALTH=127.0.0.1:$health \
    start collector "$(program collector)" --config "$here/collector/collector.yaml"
}

start() {
  local name=$1
  shift
  "$@" >"$data/$name.log" 2>&1 </dev/null &
  echo $! >"$data/$name.pid"
}

runs() { kill -0 "$(cat "$data/$1.pid")" 2>/dev/null; }

# The last line that tells of an error, or the last one.
why() {
  local line
  line=$(grep -iE 'error|err=' "$data/$1.log" | tail -n 1) || line=$(tail -n 1 "$data/$1.log")
  echo "${line:0:600} (all of it is in $data/$1.log)"
}

kept() {
  printf '%-16s %s\n' "Grafana" "only with --containers" "Kept in" "$data"
}

logs=$data/*.log
