#!/bin/sh
# The programs that the tests need beside Python and web packages: Redis, PostgreSQL, Chromium, fonts,
# and for calls coturn, Janus and ip.
# On Debian as root what is missing is installed; elsewhere it is named, with how to get it.
set -eu

have() { command -v "$1" >/dev/null 2>&1; }

have_postgres() {
    have initdb && return
    for file in /usr/lib/postgresql/*/bin/initdb; do [ -x "$file" ] && return; done
    return 1
}

have_chromium() { have chromium || have chromium-browser || have google-chrome; }

# $1: a fontconfig pattern. macOS brings both fonts and has no fontconfig.
have_font() { [ "$(uname)" = Darwin ] || { have fc-list && [ -n "$(fc-list "$1" family)" ]; }; }

# Often outside the path of those who are not root.
have_ip() { have ip || [ -x /usr/sbin/ip ] || [ -x /sbin/ip ]; }

missing=
need() { missing="$missing $1"; }
have redis-server || need redis-server
have_postgres || need postgresql
have_chromium || need chromium
have_font ':lang=und-zsye' || need fonts-noto-color-emoji
have_font ':lang=ja' || need fonts-noto-cjk
if [ "$(uname)" != Darwin ]; then
    have turnserver || need coturn
    have janus || need janus
    have_ip || need iproute2
fi
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ] || [ ! -f /etc/debian_version ] || ! have apt-get; then
    cat >&2 <<TEXT
The tests need programs that are not here:$missing
  Debian, Ubuntu:  sudo apt-get install$missing
  Fedora:          sudo dnf install redis postgresql-server chromium google-noto-color-emoji-fonts google-noto-sans-cjk-fonts coturn janus iproute
  Arch:            sudo pacman -S redis postgresql chromium noto-fonts-emoji noto-fonts-cjk coturn iproute2, and janus-gateway from the AUR
  macOS:           brew install redis postgresql && brew install --cask chromium; the tests of calls need Linux
TEXT
    exit 1
fi

# The tests start their own servers: a package must not start one beside them.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod +x "$policy"
fi
echo "· installing$missing"
log=$(mktemp)
# shellcheck disable=SC2086  # a list of names
if ! { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing; } > "$log" 2>&1
then
    cat "$log" >&2
    echo "apt-get could not install:$missing" >&2
    exit 1
fi
rm -f "$log"
