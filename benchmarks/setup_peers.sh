#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes the virtual environments of the peers that compare.py runs, one per family, in build/peers:
#
#     bash benchmarks/setup_peers.sh [FAMILY ...]     # arviz jax tfp pymc stan walnuts torch glm
#                                                   # adelie; all by default
#     PEERS_PYTHON=/path/to/python3.12 bash benchmarks/setup_peers.sh
#
# The peers in R need R's packages glmnet, rstan and jsonlite (Debian: r-cran-glmnet, r-cran-rstan,
# r-cran-jsonlite).
#
# Most of the newest versions need Python 3.12. A package that cannot be installed is written with
# the last words of the installer into build/peers/missing.txt, which RESULTS.md quotes.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=build/peers
mkdir -p "$folder"
touch "$folder/missing.txt"

find_python() {
  for candidate in "${PEERS_PYTHON:-}" python3.12 "$(command -v pyenv >/dev/null && pyenv root)"/versions/3.12.*/bin/python; do
    if [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  echo "setup_peers.sh: no Python 3.12 (name one in PEERS_PYTHON); peers are older under $(python3 --version)" >&2
  echo python3
}

# install FAMILY PACKAGE...: each package on its own, so that one that fails stops no other.
install() {
  local family=$1 words
  shift
  [ -x "$folder/$family/bin/python" ] || "$python" -m venv "$folder/$family" || return
  for package in "$@"; do
    sed -i "/^$family ${package%%[=<> ]*}: /d" "$folder/missing.txt"
    if ! words=$("$folder/$family/bin/python" -m pip install --quiet --prefer-binary $package 2>&1); then
      echo "$family ${package%%[=<> ]*}: $(echo "$words" | grep -v '^\s*$' | tail -n 1 | cut -c1-160)" | tee -a "$folder/missing.txt"
    fi
  done
}

install_family() {
  case $1 in
    # What computes effective sizes, for all.
    arviz) install arviz arviz-stats numpy scipy ;;
    jax) install jax numpyro blackjax flowjax optax dynamax tinygp ;;
    # The last release of TFP works with the jax of its time alone.
    tfp) install tfp "jax==0.4.35 jaxlib==0.4.35 tensorflow-probability==0.25.0 numpy<2.1" ;;
    pymc) install pymc pymc nutpie numba ;;
    stan) install stan pystan setuptools ;;
    walnuts) install walnuts numpy numba walnutpie ;;
    torch) install torch torch zuko pyro-ppl gpytorch pomegranate ;;
    glm) install glm numpy scipy scikit-learn glum skglm celer statsmodels hmmlearn ;;
    # Works with an older NumPy than the others.
    adelie) install adelie adelie ;;
    *) echo "setup_peers.sh: no family $1; there are $families" >&2; return 2 ;;
  esac
}

families="arviz jax tfp pymc stan walnuts torch glm adelie"
python=$(find_python)
for family in "${@:-$families}"; do
  for one in $family; do install_family "$one" || exit; done
done
