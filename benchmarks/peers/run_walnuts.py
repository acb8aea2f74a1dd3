# SPDX-License-Identifier: Apache-2.0
"""walnutpie on eight schools: the gradient is written by hand and compiled by Numba; the warm-up
ends by itself, as is its default."""
import math

import numba
import numpy as np
import walnutpie

import protocol

LOG_2_PI = math.log(2 * math.pi)


def density_of(y, sigma):
    constant = (math.log(2 / (5 * math.pi)) - math.log(5) - 0.5 * LOG_2_PI
                - len(y) * LOG_2_PI - np.log(sigma).sum())

    @numba.njit
    def density(q, g):
        """Position: mu, log tau, raw effects."""
        mu, log_tau = q[0], q[1]
        tau = math.exp(log_tau)
        ratio = (tau / 5) ** 2
        value = constant + log_tau - math.log1p(ratio) - 0.02 * mu * mu
        g[0], g[1] = -0.04 * mu, 1 - 2 * ratio / (1 + ratio)
        for i in range(len(y)):
            raw = q[2 + i]
            z = (y[i] - mu - tau * raw) / sigma[i]
            value -= 0.5 * (raw * raw + z * z)
            slope = z / sigma[i]
            g[0] += slope
            g[1] += slope * tau * raw
            g[2 + i] = slope * tau - raw
        return value

    return density


def make(key, data):
    density = density_of(data.y, data.sigma)
    num_chains, _, num_draws = protocol.schedule(key)
    size, doubles = numba.types.uintp, numba.types.CPointer(numba.types.double)
    compiled = []

    def callback():
        if not compiled:
            @numba.cfunc(numba.types.int32(size, doubles, doubles, doubles, numba.types.voidptr))
            def call(n, q, g, value, _):
                value[0] = density(numba.carray(q, n), numba.carray(g, n))
                return 0
            compiled.append(call)
        return compiled[0]

    def run(seed):
        chains = walnutpie.walnuts_pyfunc(callback(), num_params=10, num_chains=num_chains, seed=seed,
                                          min_sampling_iter=num_draws, max_sampling_iter=num_draws)
        return protocol.Run(lambda: np.stack([np.asarray(c)[:num_draws] for c in chains]))

    def value_and_gradient(q):
        g = np.empty(10)
        return density(q, g), g

    return protocol.Program(run, lambda q: value_and_gradient(q)[0], value_and_gradient)


protocol.serve(make, ["walnutpie", "numba"])
