#!/bin/sh
# Prints the path of a Chrome or Chromium that Playwright can drive, installing one where there is none:
# Debian's package as root, else Playwright's own download. Prints nothing where neither is possible.
set -u

installed() {
    for name in chromium chromium-browser google-chrome google-chrome-stable chrome; do
        command -v "$name" && return
    done
    own=$(.venv/bin/python -c '
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)' 2>/dev/null) && [ -x "$own" ] && echo "$own"
}

install_one() {
    echo "No Chrome or Chromium found: installing one" >&2
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        { apt-get update -q && apt-get install -qy --no-install-recommends chromium; } >&2
    else
        .venv/bin/playwright install chromium >&2
    fi
}

if [ -n "${CHROMIUM_PATH:-}" ]; then
    echo "$CHROMIUM_PATH"
    exit
fi
installed || { install_one && installed; } || echo "NO CHROMIUM: the browser tests will be skipped" >&2
