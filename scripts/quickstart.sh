#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the library and its examples on Debian 12, runs one example and says where its pictures are.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/packages.sh
source scripts/packages.sh

current=start
started=$(mktemp)
trap 'status=$?; rm -f "$started"; ((status == 0)) || echo "FAILED: $current" >&2' EXIT

current="Debian packages"
stage "1/3 $current"
install_packages "${BUILD_PACKAGES[@]}"

current="build of the library and the examples"
stage "2/3 $current"
cmake --preset release
cmake --build --preset release -j"$(nproc)"

current="example text_messages"
stage "3/3 $current"
touch "$started"
(cd examples && ../build/release/examples/text_messages)

stage "Done"
echo "The library and the examples are in build/release; examples/text_messages.cc is the program that ran."
pages=$(find examples build/release/examples -name '*.html' -newer "$started")
if [[ -n "$pages" ]]; then
  echo "Its pictures, to open in any browser:"
  while read -r page; do echo "  $PWD/$page"; done <<<"$pages"
fi
