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
stage "1/6 $current"
install_packages "${BUILD_PACKAGES[@]}" "${TEST_PACKAGES[@]}"

# XLA's compiler for CPUs, to run programs for devices with, in a virtual environment of the build.
current="a PJRT plugin for tests"
stage "2/6 $current"
readonly plugins=build/plugins
find_plugin() {
  compgen -G "$PWD/$plugins/lib/python3*/site-packages/xla_plugins/xla_cpu_pjrt/xla_cpu_pjrt.so"
}
if ! find_plugin >/dev/null; then
  { python3 -m venv "$plugins" &&
    "$plugins/bin/pip" install --quiet --no-deps --disable-pip-version-check xla-cpu-pjrt==0.0.1; } ||
    [[ -z "${ALEATOR_REQUIRE_PJRT:-}" ]]
fi
plugin=$(find_plugin) || echo "There is none: tests on devices are left out. Set ALEATOR_REQUIRE_PJRT=1 to fail here."

current="configure (preset ci, g++)"
stage "3/6 $current"
cmake --preset ci -D ALEATOR_XLA_CPU_PLUGIN="$plugin"

current="build (preset ci, warnings are errors)"
stage "4/6 $current"
cmake --build --preset ci -j"$(nproc)"

current="every header alone, with the second compiler (clang++)"
stage "5/6 $current"
cmake --preset clang -B build/clang-headers -D ALEATOR_BUILD_TESTS=OFF -D ALEATOR_BUILD_EXAMPLES=OFF
cmake --build build/clang-headers --target all_verify_interface_header_sets -j"$(nproc)"

current="tests (unit tests, examples, layers, sizes, texts, format, install)"
stage "6/6 $current"
ctest --test-dir build/ci --output-on-failure --no-tests=error -j"$(nproc)" --output-junit junit.xml

stage "Done"
echo "Built with g++ and clang++, and all tests passed. Results for machines: build/ci/junit.xml"
