#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares densities and draws with SciPy's and NumPy's, in one run: prints nanoseconds a value and
peer / Aleator, above 1 where Aleator is faster.

    python3 benchmarks/peers/distributions.py build/release/benchmarks/aleator_micro [--quick]

Both sides use CPU time of one thread, and run in turn: the program, then the peers, and again. The
median of each side counts.
"""
import json
import os
import statistics
import subprocess
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np
import scipy
from scipy import stats

LOGITS = 0.25 * np.arange(16.0)
PROBS = np.exp(LOGITS) / np.exp(LOGITS).sum()
DIRICHLET = np.array([0.8, 2.0, 3.0, 5.0])


def members(rng, num):
    """Name, draws, log density: benchmarks/micro/distributions.cc has the same members."""
    vectors = num // 4
    return {
        "normal": (lambda: rng.normal(0.5, 2.0, num), stats.norm(0.5, 2.0).logpdf),
        "gamma": (lambda: rng.gamma(2.5, 1 / 1.5, num), stats.gamma(2.5, scale=1 / 1.5).logpdf),
        "beta": (lambda: rng.beta(2.5, 1.5, num), stats.beta(2.5, 1.5).logpdf),
        "poisson 3": (lambda: rng.poisson(3.0, num), stats.poisson(3.0).logpmf),
        "poisson 50": (lambda: rng.poisson(50.0, num), stats.poisson(50.0).logpmf),
        "binomial 20": (lambda: rng.binomial(20, 0.3, num), stats.binom(20, 0.3).logpmf),
        "binomial 500": (lambda: rng.binomial(500, 0.3, num), stats.binom(500, 0.3).logpmf),
        "student t": (lambda: 0.5 + 2 * rng.standard_t(4.0, num), stats.t(4.0, 0.5, 2.0).logpdf),
        "dirichlet 4": (lambda: rng.dirichlet(DIRICHLET, vectors),
                        lambda x: stats.dirichlet(DIRICHLET).logpdf(x.T)),
        "categorical 16": (lambda: rng.choice(16, num, p=PROBS), lambda k: np.log(PROBS)[k]),
        "negative binomial": (lambda: rng.negative_binomial(5.5, 0.6, num),
                              stats.nbinom(5.5, 0.6).logpmf),
        "von mises": (lambda: rng.vonmises(0.5, 2.0, num), stats.vonmises(2.0, loc=0.5).logpdf),
    }


def nanoseconds(action, num):
    start = time.process_time()
    action()
    return 1e9 * (time.process_time() - start) / num


def peers(num):
    rows = {}
    for name, (draw, log_density) in members(np.random.Generator(np.random.PCG64(7)), num).items():
        draw_time = nanoseconds(draw, num)
        x = draw()
        rows[name] = {"sample": draw_time, "log_prob": nanoseconds(lambda: log_density(x), num)}
    return rows


def aleator(program, options):
    text = subprocess.run([program, "--distributions", "--json", *options], check=True,
                          capture_output=True, text=True).stdout
    return {row["distribution"]: row for row in json.loads(text) if "distribution" in row}


def main():
    program, options = sys.argv[1], sys.argv[2:]
    num = 1_000_000 if "--quick" in options else 10_000_000
    runs = [(aleator(program, options), peers(num)) for _ in range(1 if "--quick" in options else 3)]
    print(f"NumPy {np.__version__}, SciPy {scipy.__version__}; ns a value")
    print(f"{'distribution':20}{'operation':>10}{'Aleator':>10}{'peer':>10}{'ratio':>8}")
    for name in runs[0][1]:
        for operation in ("sample", "log_prob"):
            own = statistics.median(run[0][name][operation] for run in runs)
            other = statistics.median(run[1][name][operation] for run in runs)
            print(f"{name:20}{operation:>10}{own:10.2f}{other:10.2f}{other / own:8.1f}")


if __name__ == "__main__":
    main()
