# How collector-config/up starts compose.yaml with $engine. $data/containers tells down what was started; the data is in
# the engine's volumes.

compose() { "$engine" compose -f "$here/compose.yaml" "$@"; }

begin() {
  # A folder that only its owner can enter, and in it a file that all can read: Grafana is user 472 in its container.
  local password=$data/grafana/password name
  if [[ ! -f $password ]]; then
    mkdir -p "$data/grafana"
    head -c 18 /dev/urandom | base64 >"$password.new"
    chmod 444 "$password.new"
    mv "$password.new" "$password"
  fi
  export COMPOSE_PROJECT_NAME=tocsin-$offset TOCSIN_GRAFANA_PASSWORD_FILE=$password
  export TOCSIN_OTLP_HTTP_PORT=$otlp_http TOCSIN_OTLP_GRPC_PORT=$otlp_grpc TOCSIN_HEALTH_PORT=$health \
    TOCSIN_LOKI_PORT=$loki TOCSIN_PROMETHEUS_PORT=$prometheus TOCSIN_ALERTMANAGER_PORT=$alertmanager \
    TOCSIN_GRAFANA_PORT=$grafana
  for name in COMPOSE_PROJECT_NAME TOCSIN_GRAFANA_PASSWORD_FILE; do printf 'export %s=%q\n' "$name" "${!name}"; done \
    >"$data/containers"
  printf 'engine=%q\n' "$engine" >>"$data/containers"

  say "starting the containers with $engine (--programs does without)"
  compose up -d >&2 || fail 3 "$engine can't start the containers: see above"
}

# A container that ends is started again, so only time tells.
runs() { true; }

why() { echo "see $logs $1"; }

kept() {
  printf '%-16s %s\n' "Grafana" "$at:$grafana (admin; password in $TOCSIN_GRAFANA_PASSWORD_FILE)" \
    "Kept in" "volumes of the project $COMPOSE_PROJECT_NAME"
}

logs="$engine compose -p tocsin-$offset logs"
