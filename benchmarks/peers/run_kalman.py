# SPDX-License-Identifier: Apache-2.0
"""Kalman filters of many series by dynamax and statsmodels: a trend with a slope, both wander."""
import numpy as np

import protocol

POINT = np.array([-2.0, -3.0, 0.0])  # log scales of level, slope, noise


def dynamax(y):
    import jax
    jax.config.update("jax_enable_x64", True)
    import jax.numpy as jnp
    from dynamax.linear_gaussian_ssm import lgssm_filter
    from dynamax.linear_gaussian_ssm.inference import make_lgssm_params

    def log_likelihood(q):
        variances = jnp.exp(2 * q)
        params = make_lgssm_params(
            initial_mean=jnp.zeros(2), initial_cov=jnp.eye(2),
            dynamics_weights=jnp.array([[1.0, 1.0], [0.0, 1.0]]), dynamics_cov=jnp.diag(variances[:2]),
            emissions_weights=jnp.array([[1.0, 0.0]]), emissions_cov=variances[2:, None])
        return jax.vmap(lambda s: lgssm_filter(params, s[:, None]).marginal_loglik)(y).sum()

    value, gradient = jax.jit(log_likelihood), jax.jit(jax.grad(log_likelihood))
    return (lambda: jax.block_until_ready(value(POINT)), lambda: jax.block_until_ready(gradient(POINT)))


def statsmodels(y):
    from statsmodels.tsa.statespace.mlemodel import MLEModel
    variances = np.exp(2 * POINT)

    def model(series):
        made = MLEModel(series, k_states=2, k_posdef=2)
        made["design"], made["transition"] = np.array([[1.0, 0.0]]), np.array([[1.0, 1.0], [0.0, 1.0]])
        made["selection"], made["state_cov"] = np.eye(2), np.diag(variances[:2])
        made["obs_cov"] = variances[2:, None]
        made.ssm.initialize_known(np.zeros(2), np.eye(2))
        made.ssm.filter_timing = 0
        return made

    models = [model(series) for series in y]
    return lambda: sum(m.ssm.loglike() for m in models), None


def make(key, data):
    value, gradient = {"dynamax": dynamax, "statsmodels": statsmodels}[protocol.PEER](data.y)
    calls = {"likelihood": (value, 5)} | ({"gradient": (gradient, 5)} if gradient else {})

    def run(seed):
        return protocol.Run(figures=protocol.call_figures(calls),
                            checks={"log likelihood": -float(value())})

    return protocol.Program(run)


protocol.serve(make, [protocol.PEER])
