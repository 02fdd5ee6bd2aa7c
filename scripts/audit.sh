#!/bin/sh
# Looks the locked packages up in the database of known vulnerabilities. A finding fails; a database that
# cannot be asked is said aloud and does not.
set -u

report=$(.venv/bin/pip-audit --requirement "$1" --require-hashes --disable-pip --progress-spinner off 2>&1)
status=$?
case $report in
    *"could not be audited"* | *ConnectionError* | *ServiceError*)
        [ "$status" = 0 ] || echo "$report" | tail -n 3
        echo "NOT AUDITED, at least in part: the vulnerability database does not answer from here" >&2
        echo "$report" | grep -qE '^Found [1-9]' && exit 1
        exit 0 ;;
esac
echo "$report"
exit "$status"
