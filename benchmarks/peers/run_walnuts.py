# SPDX-License-Identifier: Apache-2.0
"""walnutpie on densities that Numba compiles. On eight schools its warm-up ends by itself, as is its
default; elsewhere that is too early, and it warms up as long as the other samplers do."""
import numba
import numpy as np
import walnutpie

import protocol
import walnuts_densities


def make(key, data):
    density, dimension = walnuts_densities.DENSITIES[key](data)
    num_chains, num_warmup, num_draws = protocol.schedule(key)
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

    def settings(seed):
        """Of the warm-up. Far from 0 its first step sizes are of no use, so it begins nearer than others."""
        if key == "W02":
            return {"num_params": dimension}
        return {"inits": 0.1 * protocol.starts(key, seed, num_chains, dimension),
                "min_warmup_iter": num_warmup, "max_warmup_iter": num_warmup, "max_trajectory_doublings": 10}

    def run(seed):
        chains = walnutpie.walnuts_pyfunc(callback(), num_chains=num_chains, seed=seed,
                                          min_sampling_iter=num_draws, max_sampling_iter=num_draws,
                                          **settings(seed))
        return protocol.Run(lambda: np.stack([np.asarray(c)[:num_draws] for c in chains]))

    def value_and_gradient(q):
        g = np.empty(dimension)
        return density(q, g), g

    return protocol.Program(run, lambda q: value_and_gradient(q)[0], value_and_gradient)


protocol.serve(make, ["walnutpie", "numba"])
