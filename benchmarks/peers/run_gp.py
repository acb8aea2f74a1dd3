# SPDX-License-Identifier: Apache-2.0
"""Log likelihoods of Gaussian processes with gradients, by scikit-learn and by tinygp."""
import numpy as np

import protocol

POINT = np.array([0.1, -0.2, -1.2])  # log lengthscale, log amplitude, log noise


def scikit_learn(x, y):
    from sklearn.gaussian_process import GaussianProcessRegressor, kernels
    kernel = (kernels.ConstantKernel(1.0) * kernels.RBF(1.0)) + kernels.WhiteKernel(1.0)
    model = GaussianProcessRegressor(kernel, optimizer=None).fit(x[:, None], y)
    # Its logarithms are of the squares of amplitude and noise.
    theta = np.array([2 * POINT[1], POINT[0], 2 * POINT[2]])

    def gradient():
        g = model.log_marginal_likelihood(theta, eval_gradient=True, clone_kernel=False)[1]
        return np.array([g[1], 2 * g[0], 2 * g[2]])

    return gradient


def tinygp(x, y):
    import jax
    jax.config.update("jax_enable_x64", True)
    import jax.numpy as jnp
    from tinygp import GaussianProcess, kernels

    def log_likelihood(q):
        kernel = jnp.exp(2 * q[1]) * kernels.ExpSquared(scale=jnp.exp(q[0]))
        return GaussianProcess(kernel, x, diag=jnp.exp(2 * q[2])).log_probability(y)

    f = jax.jit(jax.grad(log_likelihood))
    return lambda: jax.block_until_ready(f(POINT))


def make(key, data):
    build = {"scikit-learn": scikit_learn, "tinygp": tinygp}[protocol.PEER]
    gradients = {n: build(getattr(data, f"x{n}"), getattr(data, f"y{n}")) for n in (100, 1000)}

    def run(seed):
        figures = {f"n = {n}": 1e3 * protocol.seconds(f, 100 if n == 100 else 3)
                   for n, f in gradients.items()}
        checks = {f"gradient at n = {n}": float(np.abs(f()).sum()) for n, f in gradients.items()}
        return protocol.Run(figures=figures, checks=checks)

    return protocol.Program(run)


protocol.serve(make, [protocol.PEER])
