#!/bin/sh
# Write Janus's configuration from the environment, then become Janus. Also without a container: run it as a service.
#
#   JANUS_API_SECRET   asked of every request: Symposia's `janus_api_secret`
#   JANUS_ADMIN_KEY    asked of those who make rooms: `janus_admin_key`
#   JANUS_PUBLIC_IP    the address at which browsers reach this machine; empty: the machine's own
#   JANUS_LISTEN       the address of the control socket (port JANUS_PORT, 8188), for Symposia only; `all`: every one
#   JANUS_MEDIA_PORTS  the UDP ports of media
set -eu

: "${JANUS_API_SECRET:?is missing}" "${JANUS_ADMIN_KEY:?is missing}"
case "$JANUS_API_SECRET$JANUS_ADMIN_KEY" in
  *[!A-Za-z0-9_-]*) echo "The secrets may have letters, digits, - and _ only." >&2; exit 2 ;;
esac
library=$(ls -d /usr/lib/*/janus /usr/lib/janus 2>/dev/null | head -n 1)
listen=${JANUS_LISTEN:-127.0.0.1}
[ "$listen" = all ] && listen= || listen="ws_ip = \"$listen\""
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# Nothing is loaded that is not used.
mkdir "$folder/plugins" "$folder/transports" "$folder/events" "$folder/loggers"
ln -s "$library/plugins/libjanus_videoroom.so" "$folder/plugins/"
ln -s "$library/transports/libjanus_websockets.so" "$folder/transports/"
umask 077

cat > "$folder/janus.jcfg" <<CONFIGURATION
general: {
  configs_folder = "$folder"
  plugins_folder = "$folder/plugins"
  transports_folder = "$folder/transports"
  events_folder = "$folder/events"
  loggers_folder = "$folder/loggers"
  debug_level = 3
  api_secret = "$JANUS_API_SECRET"
  session_timeout = 60
  # Media go on for so long while Symposia starts anew.
  reclaim_session_timeout = 30
}
media: {
  rtp_port_range = "${JANUS_MEDIA_PORTS:-20000-20399}"
  no_media_timer = 3
}
nat: {
  ${JANUS_PUBLIC_IP:+nat_1_1_mapping = \"$JANUS_PUBLIC_IP\"}
  ice_tcp = false
}
CONFIGURATION
cat > "$folder/janus.transport.websockets.jcfg" <<CONFIGURATION
general: { json = "compact" ws = true ws_port = ${JANUS_PORT:-8188} $listen wss = false }
admin: { admin_ws = false admin_wss = false }
CONFIGURATION
cat > "$folder/janus.plugin.videoroom.jcfg" <<CONFIGURATION
general: { admin_key = "$JANUS_ADMIN_KEY" lock_rtp_forward = true string_ids = true }
CONFIGURATION

janus --configs-folder="$folder" --config="$folder/janus.jcfg" --disable-colors &
server=$!
trap 'kill -TERM "$server"' TERM INT
# The first wait ends with a signal, the second with the server.
wait "$server" || true
wait "$server" 2>/dev/null || true
