# SPDX-License-Identifier: Apache-2.0
# Defines the Debian 12 packages the project is built from, and install_packages(). To be sourced.

# shellcheck disable=SC2034  # used by the scripts that source this one
readonly BUILD_PACKAGES=(g++ cmake ninja-build nlohmann-json3-dev libcli11-dev libfmt-dev libllvm19)
# shellcheck disable=SC2034
readonly TEST_PACKAGES=(ccache libgtest-dev libopenblas0-pthread libdnnl2 clang-format-14 clang-19 python3
                        python3-venv git)

# Says what the script is about to do.
stage() {
  printf '\n==== %s ====\n' "$*"
}

is_installed() {
  [[ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]
}

# Installs those of the packages that are missing; touches nothing when none is.
install_packages() {
  local package missing=() become_root=()
  for package in "$@"; do
    is_installed "$package" || missing+=("$package")
  done
  if ((${#missing[@]} == 0)); then
    echo "All Debian packages are there: $*"
    return
  fi
  if ((EUID != 0)); then
    if ! command -v sudo >/dev/null; then
      echo "These Debian packages are missing; install them as root: ${missing[*]}" >&2
      return 1
    fi
    become_root=(sudo)
  fi
  echo "Installing: ${missing[*]}"
  local apt=("${become_root[@]}" env DEBIAN_FRONTEND=noninteractive
             apt-get -o DPkg::Lock::Timeout=600 -q -y)
  "${apt[@]}" update
  "${apt[@]}" install --no-install-recommends "${missing[@]}"
}
