# SPDX-License-Identifier: Apache-2.0
"""TensorFlow Probability on JAX: the change point, in the words of its own examples."""
import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)
from tensorflow_probability.substrates import jax as tfp  # noqa: E402

import jax_densities  # noqa: E402
import protocol  # noqa: E402

tfd, tfb, mcmc = tfp.distributions, tfp.bijectors, tfp.mcmc


def change_point(data):
    counts = jnp.asarray(data.counts)
    n = len(counts)

    def joint(lambda_1, lambda_2, tau):
        prior = tfd.Exponential(1 / jnp.mean(counts))
        rates = jnp.where(tau * n <= jnp.arange(n), lambda_2, lambda_1)
        return (prior.log_prob(lambda_1) + prior.log_prob(lambda_2)
                + tfd.Uniform(jnp.float64(0), jnp.float64(1)).log_prob(tau)
                + jnp.sum(tfd.Poisson(rates).log_prob(counts)))

    kernel = mcmc.TransformedTransitionKernel(
        mcmc.SimpleStepSizeAdaptation(
            mcmc.HamiltonianMonteCarlo(joint, num_leapfrog_steps=2, step_size=jnp.float64(1.0)),
            num_adaptation_steps=800),
        [tfb.Exp(), tfb.Exp(), tfb.Sigmoid()])

    def run(key):
        start = [jnp.float64(20.0), jnp.float64(20.0), jnp.float64(0.5)]
        states = mcmc.sample_chain(10_000, start, kernel=kernel, num_burnin_steps=1_000,
                                   trace_fn=None, seed=key)
        return jnp.stack(states, -1)[None], 20_000, 0

    return run


def make(key, data):
    log_density, _ = jax_densities.make(key, data)
    sample = jax.jit(change_point(data))
    value_and_gradient = jax.jit(jax.value_and_grad(log_density))

    def run(seed):
        draws, num_steps, divergences = jax.device_get(sample(jax.random.PRNGKey(seed)))
        return protocol.Run(np.asarray(draws), divergences, num_steps)

    return protocol.Program(run, jax.jit(log_density),
                            lambda q: jax.block_until_ready(value_and_gradient(q)))


protocol.serve(make, ["tensorflow-probability", "jax", "jaxlib"])
