#!/bin/sh
# Rebuilds static/built from static/source. Needs Node; the portal itself does not.
# Usage: static/build.sh [FOLDER]   (FOLDER instead of static/built: to compare)
set -eu
cd "$(dirname "$0")/source"
[ -d node_modules ] || npm ci --silent
exec node build.mjs "$@"
