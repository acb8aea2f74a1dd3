# SPDX-License-Identifier: Apache-2.0
"""Stan by PyStan: NUTS, its chains one after the other on the cores it is given."""
import os
import tempfile

CACHE = tempfile.TemporaryDirectory(prefix="aleator_compare_stan_")
os.environ["XDG_CACHE_HOME"] = CACHE.name  # a cold run compiles

import numpy as np  # noqa: E402
import stan  # noqa: E402

import protocol  # noqa: E402
import stan_data  # noqa: E402

os.chdir(CACHE.name)  # its compiler leaves objects where it runs


class Model:
    """Built when first needed, so that the first run has its compilation."""

    def __init__(self, key, data):
        self.code, self.data, self.model = stan_data.program(key), stan_data.DATA[key](data), None

    def __call__(self, seed=1):
        if self.model is None or seed != self.model.random_seed:
            self.model = stan.build(self.code, data=self.data, random_seed=seed)
        return self.model


def make(key, data):
    model = Model(key, data)
    num_chains, num_warmup, num_draws = protocol.schedule(key)

    def run(seed):
        fit = model(seed).sample(num_chains=num_chains, num_warmup=num_warmup, num_samples=num_draws,
                                 max_depth=10)
        names = fit.sample_and_sampler_param_names
        count = {name: fit._draws[i].sum() for i, name in enumerate(names)}
        draws = lambda: np.moveaxis(fit._draws[len(names):], 0, 2).swapaxes(0, 1)  # noqa: E731
        return protocol.Run(draws, count["divergent__"], count["n_leapfrog__"])

    return protocol.Program(run, lambda q: model().log_prob(q.tolist()),
                            lambda q: model().grad_log_prob(q.tolist()))


protocol.serve(make, ["pystan", "httpstan"])
