#!/usr/bin/env bash
# Renders the PNGs from the SVGs, when those change. Debian: librsvg2-bin.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
mkdir -p app tray
for size in 16 24 32 48 64 128 256 512 1024; do
  rsvg-convert --width "$size" icon.svg --output "app/${size}x${size}.png"
done
# "template" is black, which macOS recolours; "light" is for the dark panels of Linux and Windows.
for name in tray tray-due; do
  for size in 16 22 32 44; do
    rsvg-convert --width "$size" "$name.svg" --output "tray/$name-template-$size.png"
    sed -e 's/stroke="#000"/stroke="#fff"/; s/r="3.8" fill="#000"/r="3.8" fill="#fff"/' "$name.svg" |
      rsvg-convert --width "$size" --output "tray/$name-light-$size.png"
  done
done
