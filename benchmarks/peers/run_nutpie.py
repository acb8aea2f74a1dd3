# SPDX-License-Identifier: Apache-2.0
"""nutpie's NUTS on PyMC models that Numba compiles, chains one after the other."""
import nutpie
import numpy as np
import pymc as pm
import pytensor
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


def annotation(data):
    def log_sigmoid(x):
        return -pt.softplus(-x)

    names = ("logit_pi", "logit_mean_sens", "log_excess_sens", "logit_mean_spec", "log_excess_spec")
    q = {name: pm.Flat(name) for name in names}
    annotators = data.positive.shape[1]
    rates = {kind: 2 + pm.Flat(kind, shape=annotators) for kind in ("sens", "spec")}

    def log_rates(kind):
        logit, excess, logits = q[f"logit_mean_{kind}"], q[f"log_excess_{kind}"], rates[kind]
        scale = 1 + pt.exp(excess)
        a, b = pt.sigmoid(logit) * scale, pt.sigmoid(-logit) * scale
        return (log_sigmoid(logit) + log_sigmoid(-logit) + excess + np.log(1.5) - 2.5 * pt.log(scale)
                + pt.sum(a * log_sigmoid(logits) + b * log_sigmoid(-logits))
                + annotators * (pt.gammaln(scale) - pt.gammaln(a) - pt.gammaln(b)))

    def side(logit, positive, negative):
        return log_sigmoid(logit) + pt.dot(data.positive, positive) + pt.dot(data.negative, negative)

    pi, sens, spec = q["logit_pi"], rates["sens"], rates["spec"]
    if_true = side(pi, log_sigmoid(sens), log_sigmoid(-sens))
    if_false = side(-pi, log_sigmoid(-spec), log_sigmoid(spec))
    pm.Potential("density", log_sigmoid(pi) + log_sigmoid(-pi) + log_rates("sens") + log_rates("spec")
                 + pt.logaddexp(if_true, if_false).sum())


def stochastic_volatility(data):
    mu, artanh_phi = pm.Normal("mu", 0, 10), pm.Flat("artanh_phi")
    sigma = pm.HalfCauchy("sigma", 5)
    z = pm.Normal("z", 0, 1, shape=len(data.y))
    phi = pt.tanh(artanh_phi)
    pm.Potential("phi", pt.log(1 - phi**2))
    start = sigma * z[0] / pt.sqrt(1 - phi**2)
    later = pytensor.scan(lambda innovation, before, phi, sigma: phi * before + sigma * innovation,
                          sequences=[z[1:]], outputs_info=[start], non_sequences=[phi, sigma],
                          return_updates=False)
    h = mu + pt.concatenate([start[None], later])
    pm.Normal("y", 0, pt.exp(0.5 * h), observed=data.y)


def sparse_logistic(data):
    d = data.x.shape[1]
    beta = pm.Normal("beta", 0, 1, shape=d)
    scales = pm.Gamma("scales", 0.5, 0.5, shape=d)
    overall, intercept = pm.Gamma("overall", 0.5, 0.5), pm.Normal("intercept", 0, 1)
    pm.Bernoulli("y", logit_p=intercept + pt.dot(data.x, beta * scales * overall), observed=data.y)


def hidden_markov(data):
    first, log_distance = pm.Flat("first"), pm.Flat("log_distance", shape=2)
    log_sigma, logits = pm.Normal("log_sigma", 0, 1, shape=3), pm.Normal("logits", 0, 1, shape=9)
    mu = pt.concatenate([first[None], first + pt.cumsum(pt.exp(log_distance))])
    transition = pt.special.softmax(logits.reshape((3, 3)), axis=1)
    z = (data.y[:, None] - mu) * pt.exp(-log_sigma)
    log_emission = -0.5 * z**2 - log_sigma - 0.5 * np.log(2 * np.pi)
    top = log_emission.max(axis=1)
    emission = pt.exp(log_emission - top[:, None])

    def step(now, state, transition):
        joint = pt.dot(state, transition) * now
        total = joint.sum()
        return joint / total, pt.log(total)

    start = emission[0].sum()
    _, logs = pytensor.scan(step, sequences=[emission[1:]], outputs_info=[emission[0] / start, None],
                            non_sequences=[transition], return_updates=False)
    prior = pm.logp(pm.Normal.dist(2 * (np.arange(3) - 1.0), 1), mu).sum() + log_distance.sum()
    pm.Potential("density", prior + top.sum() + pt.log(start) - np.log(3) + logs.sum())


# The variables in the order of the flat position; of those that are positive, logarithms.
MODELS = {
    "W02": (eight_schools, ("mu", "tau", "raw")),
    "W03": (annotation, ("logit_pi", "logit_mean_sens", "log_excess_sens", "logit_mean_spec",
                         "log_excess_spec", "sens", "spec")),
    "W06": (radon, ("mu", "sigma_alpha", "sigma_y", "raw")),
    "W07": (item_response, ("theta", "log_a", "b", "log_sigma_a", "mu_b", "log_sigma_b")),
    "W08": (stochastic_volatility, ("mu", "artanh_phi", "sigma", "z")),
    "W09": (sparse_logistic, ("beta", "scales", "overall", "intercept")),
    "W10": (hidden_markov, ("first", "log_distance", "log_sigma", "logits")),
}
POSITIVE = ("tau", "sigma_alpha", "sigma_y", "sigma", "scales", "overall")


class Model:
    """Compiled when first needed, so that the first run has its compilation."""

    def __init__(self, key, data):
        build, self.names = MODELS[key.split(".")[0]]
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
                              cores=protocol.NUM_THREADS, seed=seed, progress_bar=False,
                              target_accept=protocol.target_acceptance(key))
        stats = trace.sample_stats
        return protocol.Run(lambda: model.draws(trace.posterior), np.sum(stats["diverging"].values),
                            np.sum(stats["n_steps"].values))

    return protocol.Program(run, model.log_density, lambda q: model.log_density(q, 1))


protocol.serve(make, ["nutpie", "pymc", "numba"])
