# SPDX-License-Identifier: Apache-2.0
"""Draws by NumPy's Generator, densities by SciPy: nanoseconds a value."""
import numpy as np
from scipy import stats

import protocol

NUM = 1_000_000
PROBS = np.exp(0.25 * np.arange(16.0)) / np.exp(0.25 * np.arange(16.0)).sum()
DIRICHLET = np.array([0.8, 2.0, 3.0, 5.0])


def members(rng):
    """Name, draws, log density: suite/workloads/distributions.cc has the same."""
    return {
        "normal": (lambda: rng.normal(0.5, 2.0, NUM), stats.norm(0.5, 2.0).logpdf),
        "gamma": (lambda: rng.gamma(2.5, 1 / 1.5, NUM), stats.gamma(2.5, scale=1 / 1.5).logpdf),
        "beta": (lambda: rng.beta(2.5, 1.5, NUM), stats.beta(2.5, 1.5).logpdf),
        "poisson 3": (lambda: rng.poisson(3.0, NUM), stats.poisson(3.0).logpmf),
        "poisson 50": (lambda: rng.poisson(50.0, NUM), stats.poisson(50.0).logpmf),
        "binomial 500": (lambda: rng.binomial(500, 0.3, NUM), stats.binom(500, 0.3).logpmf),
        "student t": (lambda: 0.5 + 2 * rng.standard_t(4.0, NUM), stats.t(4.0, 0.5, 2.0).logpdf),
        "dirichlet 4": (lambda: rng.dirichlet(DIRICHLET, NUM // 4),
                        lambda x: stats.dirichlet(DIRICHLET).logpdf(x.T / x.T.sum(0))),
        "categorical 16": (lambda: rng.choice(16, NUM, p=PROBS),
                           lambda k: np.log(PROBS)[k.astype(np.int64)]),
        "negative binomial": (lambda: rng.negative_binomial(5.5, 0.6, NUM),
                              stats.nbinom(5.5, 0.6).logpmf),
        "von mises": (lambda: rng.vonmises(0.5, 2.0, NUM), stats.vonmises(2.0, loc=0.5).logpdf),
    }


def make(key, data):
    def run(seed):
        figures = {}
        for name, (draw, log_density) in members(np.random.default_rng(seed)).items():
            x = getattr(data, name)
            figures[f"{name} sample"] = 1e9 * protocol.seconds(draw) / NUM
            figures[f"{name} log_prob"] = 1e9 * protocol.seconds(lambda: log_density(x)) / NUM
        return protocol.Run(figures=figures)

    return protocol.Program(run)


protocol.serve(make, ["numpy", "scipy"])
