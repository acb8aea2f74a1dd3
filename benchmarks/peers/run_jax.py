# SPDX-License-Identifier: Apache-2.0
"""JAX alone, compiled: gradients of logistic regressions, densities and draws of mixtures, and the
likelihood of Gaussian processes."""
import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)
from jax.scipy.linalg import solve_triangular  # noqa: E402
from jax.scipy.special import logsumexp  # noqa: E402
from jax.scipy.stats import norm  # noqa: E402

import protocol  # noqa: E402


def ready(f, *arguments):
    return lambda: jax.block_until_ready(f(*arguments))


def logistic(data, num_calls):
    x, y = jnp.asarray(data.x), jnp.asarray(data.y)

    def log_density(q):
        logits = x @ q
        return -0.5 * jnp.sum(q * q) + jnp.sum(y * logits - jax.nn.softplus(logits))

    one, eight = jax.jit(jax.grad(log_density)), jax.jit(jax.vmap(jax.grad(log_density)))
    point, points = jnp.asarray(data.point), jnp.asarray(data.eight)
    calls = {"gradient": (ready(one, point), num_calls), "8 gradients": (ready(eight, points), num_calls)}
    return lambda seed: calls, lambda: {"sum of the gradient": np.asarray(one(point), float).sum()}


def mixtures(data):
    small_loc, loc = jnp.asarray(data.small_loc), jnp.asarray(data.loc)
    grid, many = jnp.asarray(data.grid), jnp.asarray(data.many)

    @jax.jit
    def log_prob(loc, x):
        return logsumexp(norm.logpdf(x[:, None], loc, 0.75).sum(-1), 1) - jnp.log(len(loc))

    @jax.jit
    def sample(key):
        which, noise = jax.random.split(key)
        k = jax.random.randint(which, (1000,), 0, len(small_loc))
        return small_loc[k] + 0.75 * jax.random.normal(noise, (1000, small_loc.shape[1]))

    def calls(seed):
        return {"3 x 2 log_prob": (ready(log_prob, small_loc, grid), 1),
                "3 x 2 sample": (ready(sample, jax.random.PRNGKey(seed)), 1),
                "16 x 64 log_prob": (ready(log_prob, loc, many), 1)}

    return calls, dict


def gaussian_processes(data):
    calls, checks = {}, {}
    q = jnp.array([0.1, -0.2, -1.2])
    for n in (100, 1000):
        x, y = jnp.asarray(getattr(data, f"x{n}")), jnp.asarray(getattr(data, f"y{n}"))
        squares = (x[:, None] - x) ** 2

        def log_likelihood(q, squares=squares, y=y):
            covariance = jnp.exp(2 * q[1]) * jnp.exp(-0.5 * jnp.exp(-2 * q[0]) * squares)
            factor = jnp.linalg.cholesky(covariance + jnp.exp(2 * q[2]) * jnp.eye(len(y)))
            return (-0.5 * jnp.sum(solve_triangular(factor, y, lower=True) ** 2)
                    - jnp.sum(jnp.log(jnp.diagonal(factor))))

        f = jax.jit(jax.grad(log_likelihood))
        calls[f"n = {n}"] = (ready(f, q), 100 if n == 100 else 3)
        checks[f"gradient at n = {n}"] = float(jnp.abs(f(q)).sum())
    return lambda seed: calls, lambda: checks


def make(key, data):
    build = {"W04.f64": lambda: logistic(data, 5), "W04.f32": lambda: logistic(data, 5),
             "W05": lambda: logistic(data, 200), "W15": lambda: mixtures(data),
             "W19": lambda: gaussian_processes(data)}[key]
    calls, checks = build()
    scale = 1e3 if key == "W15" else 1

    def run(seed):
        figures = {k: scale * v for k, v in protocol.call_figures(calls(seed)).items()}
        return protocol.Run(figures=figures, checks=checks())

    return protocol.Program(run)


protocol.serve(make, ["jax", "jaxlib"])
