#!/bin/sh
# Installs what the portal needs, once: `install.sh run` to run it, `install.sh test` for its tests as well.
# Python packages come from a lock file with hashes into .venv; Debian packages only where this user may install them.
# A stamp tells what was installed; a changed lock file installs anew.
set -eu
cd "$(dirname "$0")/.."
what=${1:-run}
python=${PYTHON:-python3}

case $what in
  run) lock=requirements.lock
       debian="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core fonts-symbola" ;;
  test) lock=requirements-dev.lock
        debian="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core fonts-symbola
                chromium postgresql default-jdk-headless gettext poppler-utils nodejs npm git" ;;
  *) echo "Usage: deploy/install.sh run|test" >&2; exit 2 ;;
esac
stamp=.venv/.installed-$what

say() { printf '%s\n' "$*" >&2; }

# Many machines have Java, Node or PostgreSQL from elsewhere: ask for what is used, not for a package's name.
is_here() {
  case $1 in
    chromium) command -v chromium ;;
    postgresql) ls /usr/lib/postgresql/*/bin/initdb ;;
    default-jdk-headless) command -v javac ;;
    gettext) command -v msgfmt ;;
    poppler-utils) command -v pdftotext ;;
    nodejs) command -v node ;;
    npm) command -v npm ;;
    git) command -v git ;;
    *) [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ] ;;
  esac >/dev/null 2>&1
}

debian_packages() {
  missing=
  for package in $debian; do is_here "$package" || missing="$missing $package"; done
  [ -n "$missing" ] || return 0
  install="apt-get install -y --no-install-recommends$missing"
  as=
  if ! command -v apt-get >/dev/null; then
    say "Not installed, as this is no Debian:$missing. Install the like of them by hand."; return 0
  elif [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as="sudo -n"
    else say "Not installed, as this user may not:$missing. PDFs and some tests need them. Run:"; say "  sudo $install"; return 0; fi
  fi
  say "Installing Debian packages:$missing"
  $as apt-get -q -o DPkg::Lock::Timeout=300 update >/dev/null || true
  if ! DEBIAN_FRONTEND=noninteractive $as apt-get -q -o DPkg::Lock::Timeout=300 install -y --no-install-recommends $missing >/dev/null
  then say "Could not install:$missing. The command was:"; say "  $install"; fi
}

python_packages() {
  if [ -f "$stamp" ] && [ "$stamp" -nt "$lock" ]; then return 0; fi
  [ -x .venv/bin/python ] || "$python" -m venv .venv || {
    say "Python could not make .venv. On Debian: apt-get install python3-venv"; exit 1; }
  say "Installing Python packages from $lock"
  .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r deploy/uv.lock
  .venv/bin/uv pip install -q --python .venv --require-hashes -r "$lock"
  # The checkout itself: on the path, and its command. Nothing is built, so no build tool without a hash is fetched.
  site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  pwd > "$site/portal.pth"
  {
    printf '#!%s/.venv/bin/python\n' "$PWD"
    printf 'import sys\n\nfrom portal.cli import main\n\nsys.exit(main())\n'
  } > .venv/bin/portal
  chmod +x .venv/bin/portal
  touch "$stamp"
}

node_packages() {
  [ "$what" = test ] || return 0
  for folder in tests static/source; do
    [ -f "$folder/package-lock.json" ] || continue
    stamp=$folder/node_modules/.installed
    if [ -f "$stamp" ] && [ "$stamp" -nt "$folder/package-lock.json" ]; then continue; fi
    command -v npm >/dev/null || { say "Not installed, as there is no npm: the packages of $folder/package.json."; continue; }
    say "Installing npm packages of $folder/package.json"
    # Without their own installation scripts: nothing here needs one, and they run unknown programs.
    if (cd "$folder" && npm ci --silent --no-audit --no-fund --ignore-scripts); then touch "$stamp"
    else say "Could not install the npm packages of $folder/package.json."; fi
  done
}

debian_packages
python_packages
node_packages
