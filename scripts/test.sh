#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds everything on Debian 12 with warnings as errors, and runs all tests.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/packages.sh
source scripts/packages.sh

current=start
trap 'status=$?; ((status == 0)) || echo "FAILED: $current" >&2' EXIT

current="Debian packages"
stage "1/5 $current"
install_packages "${BUILD_PACKAGES[@]}" "${TEST_PACKAGES[@]}"

current="configure (preset ci, g++)"
stage "2/5 $current"
cmake --preset ci

current="build (preset ci, warnings are errors)"
stage "3/5 $current"
cmake --build --preset ci -j"$(nproc)"

current="every header alone, with the second compiler (clang++)"
stage "4/5 $current"
cmake --preset clang -B build/clang-headers -D ALEATOR_BUILD_TESTS=OFF -D ALEATOR_BUILD_EXAMPLES=OFF
cmake --build build/clang-headers --target all_verify_interface_header_sets -j"$(nproc)"

current="tests (unit tests, examples, layers, sizes, texts, format, install)"
stage "5/5 $current"
ctest --test-dir build/ci --output-on-failure --no-tests=error -j"$(nproc)" --output-junit junit.xml

stage "Done"
echo "Built with g++ and clang++, and all tests passed. Results for machines: build/ci/junit.xml"
