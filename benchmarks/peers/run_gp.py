# SPDX-License-Identifier: Apache-2.0
"""Log likelihoods of Gaussian processes with gradients, by scikit-learn, tinygp and GPyTorch."""
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


def gpytorch(x, y):
    import gpytorch as gp
    import torch
    torch.set_num_threads(protocol.NUM_THREADS)
    x, y = torch.from_numpy(x), torch.from_numpy(y)

    class Model(gp.models.ExactGP):
        def __init__(self):
            super().__init__(x, y, gp.likelihoods.GaussianLikelihood())
            self.mean = gp.means.ZeroMean()
            self.kernel = gp.kernels.ScaleKernel(gp.kernels.RBFKernel())

        def forward(self, at):
            return gp.distributions.MultivariateNormal(self.mean(at), self.kernel(at))

    model = Model().double()
    log_likelihood = gp.mlls.ExactMarginalLogLikelihood(model.likelihood, model)
    # Its parameters are of the lengthscale and of the squares of amplitude and noise.
    parts = (model.kernel.base_kernel, "lengthscale"), (model.kernel, "outputscale"), (model.likelihood, "noise")
    values = np.exp(POINT * np.array([1, 2, 2]))
    for (owner, name), value in zip(parts, values):
        setattr(owner, name, torch.tensor(value))
    raw = [getattr(owner, f"raw_{name}") for owner, name in parts]

    def gradient():
        # As its documentation says: all factors by Cholesky's method up to this size.
        with gp.settings.max_cholesky_size(2000):
            value = log_likelihood(model(x), y) * len(y)
            found = torch.autograd.grad(value, raw)
        slopes = torch.stack([g.reshape(()) / torch.sigmoid(r).reshape(()) for g, r in zip(found, raw)])
        return slopes.detach().numpy() * values * np.array([1, 2, 2])

    return gradient


BUILD = {"scikit-learn": scikit_learn, "tinygp": tinygp, "gpytorch": gpytorch}


def make(key, data):
    build = BUILD[protocol.PEER]
    gradients = {n: build(getattr(data, f"x{n}"), getattr(data, f"y{n}")) for n in (100, 1000)}

    def run(seed):
        figures = {f"n = {n}": 1e3 * protocol.seconds(f, 100 if n == 100 else 3)
                   for n, f in gradients.items()}
        checks = {f"gradient at n = {n}": float(np.abs(f()).sum()) for n, f in gradients.items()}
        return protocol.Run(figures=figures, checks=checks)

    return protocol.Program(run)


protocol.serve(make, [protocol.PEER])
