# SPDX-License-Identifier: Apache-2.0
"""nutpie's NUTS on PyMC models that Numba compiles, chains one after the other."""
import nutpie
import numpy as np
import pymc as pm
import pytensor.tensor as pt

import protocol


def eight_schools(data):
    mu, tau = pm.Normal("mu", 0, 5), pm.HalfCauchy("tau", 5)
    raw = pm.Normal("raw", 0, 1, shape=8)
    pm.Normal("y", mu + tau * raw, data.sigma, observed=data.y)


def radon(data):
    mu = pm.Normal("mu", 0, 10)
    sigma_alpha, sigma_y = pm.HalfNormal("sigma_alpha", 1), pm.HalfNormal("sigma_y", 1)
    raw = pm.Normal("raw", 0, 1, shape=int(data.county[-1]) + 1)
    pm.Normal("y", (mu + sigma_alpha * raw)[data.county], sigma_y, observed=data.y)


def item_response(data):
    people, items = data.y.shape
    theta = pm.Normal("theta", 0, 1, shape=people)
    hyper = {name: pm.Normal(name, 0, scale, shape=())
             for name, scale in (("log_sigma_a", 1), ("mu_b", 5), ("log_sigma_b", 1))}
    log_a = pm.Normal("log_a", 0, pt.exp(hyper["log_sigma_a"]), shape=items)
    b = pm.Normal("b", hyper["mu_b"], pt.exp(hyper["log_sigma_b"]), shape=items)
    pm.Bernoulli("y", logit_p=pt.exp(log_a) * (theta[:, None] - b), observed=data.y)


# The variables in the order of the flat position; of those that are positive, logarithms.
MODELS = {
    "W02": (eight_schools, ("mu", "tau", "raw")),
    "W06": (radon, ("mu", "sigma_alpha", "sigma_y", "raw")),
    "W07": (item_response, ("theta", "log_a", "b", "log_sigma_a", "mu_b", "log_sigma_b")),
}
POSITIVE = ("tau", "sigma_alpha", "sigma_y")


class Model:
    """Compiled when first needed, so that the first run has its compilation."""

    def __init__(self, key, data):
        build, self.names = MODELS[key]
        with pm.Model() as self.model:
            build(data)
        self.compiled = self.functions = None

    def sampler(self):
        self.compiled = self.compiled or nutpie.compile_pymc_model(self.model)
        return self.compiled

    def point(self, q):
        """Values under PyMC's names of a flat position."""
        start, values = self.model.initial_point(), {}
        for name in self.names:
            key = f"{name}_log__" if name in POSITIVE else name
            size = np.size(start[key])
            values[key], q = np.reshape(q[:size], np.shape(start[key])), q[size:]
        return values

    def log_density(self, q, part=0):
        self.functions = self.functions or (self.model.compile_logp(), self.model.compile_dlogp())
        return self.functions[part](self.point(np.asarray(q)))

    def draws(self, posterior):
        parts = []
        for name in self.names:
            x = np.asarray(posterior[name])
            parts.append((np.log(x) if name in POSITIVE else x).reshape(*x.shape[:2], -1))
        return np.concatenate(parts, -1)


def make(key, data):
    model = Model(key, data)
    num_chains, num_warmup, num_draws = protocol.schedule(key)

    def run(seed):
        trace = nutpie.sample(model.sampler(), draws=num_draws, tune=num_warmup, chains=num_chains,
                              cores=protocol.NUM_THREADS, seed=seed, progress_bar=False)
        stats = trace.sample_stats
        return protocol.Run(lambda: model.draws(trace.posterior), np.sum(stats["diverging"].values),
                            np.sum(stats["n_steps"].values))

    return protocol.Program(run, model.log_density, lambda q: model.log_density(q, 1))


protocol.serve(make, ["nutpie", "pymc", "numba"])
