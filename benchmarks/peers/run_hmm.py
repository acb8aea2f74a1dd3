# SPDX-License-Identifier: Apache-2.0
"""Hidden Markov models of many series by dynamax, hmmlearn and pomegranate."""
import numpy as np

import protocol


def parts(k):
    stay = (0.9 - 0.1 / (k - 1)) * np.eye(k) + 0.1 / (k - 1)
    return np.full(k, 1 / k), stay, np.arange(float(k))


def dynamax(y):
    import jax
    jax.config.update("jax_enable_x64", True)
    import jax.numpy as jnp
    from dynamax.hidden_markov_model import hmm_filter, hmm_posterior_mode
    from jax.scipy.stats import norm

    def of(f, k):
        initial, transition, means = (jnp.asarray(a) for a in parts(k))

        def one(series):
            return f(initial, transition, norm.logpdf(series[:, None], means, 1.0))

        compiled = jax.jit(jax.vmap(one))
        return lambda: jax.block_until_ready(compiled(y))

    def likelihood(*arguments):
        return hmm_filter(*arguments).marginal_loglik

    forward = of(likelihood, 4)
    return forward, of(likelihood, 32), of(hmm_posterior_mode, 4), lambda: forward().sum()


def hmmlearn(y):
    from hmmlearn.hmm import GaussianHMM
    rows, lengths = y.reshape(-1, 1), [y.shape[1]] * len(y)

    def model(k):
        made = GaussianHMM(k, "diag")
        made.startprob_, made.transmat_, means = parts(k)
        made.means_, made.covars_ = means[:, None], np.ones((k, 1))
        return made

    small, large = model(4), model(32)
    return (lambda: small.score(rows, lengths), lambda: large.score(rows, lengths),
            lambda: small.decode(rows, lengths), lambda: small.score(rows, lengths))


def pomegranate(y):
    import torch
    from pomegranate.distributions import Normal
    from pomegranate.hmm import DenseHMM
    torch.set_num_threads(protocol.NUM_THREADS)
    series = torch.from_numpy(y)[:, :, None]

    def model(k):
        starts, edges, means = parts(k)
        # What it is given of ends it divides by: a chain goes on after its last step.
        normals = [Normal(torch.tensor([m], dtype=torch.float64), torch.ones(1, dtype=torch.float64),
                          covariance_type="diag") for m in means]
        return DenseHMM(normals, edges=edges, starts=starts, ends=np.ones(k)).double()

    small, large = model(4), model(32)
    forward = lambda: small.log_probability(series)  # noqa: E731
    return (forward, lambda: large.log_probability(series), lambda: small.viterbi(series),
            lambda: forward().sum())


def make(key, data):
    build = {"dynamax": dynamax, "hmmlearn": hmmlearn, "pomegranate": pomegranate}[protocol.PEER]
    forward_4, forward_32, mode_4, total = build(data.y)

    def run(seed):
        figures = protocol.call_figures({"forward, 4 states": (forward_4, 20),
                                         "forward, 32 states": (forward_32, 5),
                                         "Viterbi, 4 states": (mode_4, 20)})
        return protocol.Run(figures=figures, checks={"log likelihood": -float(total())})

    return protocol.Program(run)


protocol.serve(make, [protocol.PEER])
