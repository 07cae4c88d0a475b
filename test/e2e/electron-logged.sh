#!/usr/bin/env bash
# Stands in for Electron and keeps its process id. Everything that it writes also goes to
# KEYTURN_OUTPUT, from the first byte: before Playwright has attached, nobody else listens.
exec "$KEYTURN_LOGGED" "$@" > >(tee -a "$KEYTURN_OUTPUT") 2> >(tee -a "$KEYTURN_OUTPUT" >&2)
