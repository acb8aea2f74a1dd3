# SPDX-License-Identifier: Apache-2.0
"""NumPyro: NUTS with vectorised chains, and the HMC of the change point."""
import jax
import numpy as np

jax.config.update("jax_enable_x64", True)
import numpyro  # noqa: E402
from numpyro.infer import HMC, NUTS  # noqa: E402

import jax_densities  # noqa: E402
import protocol  # noqa: E402



def schedule(key):
    """Chains, transitions of the warm-up, and draws."""
    if key == "W01":
        return 1, 1000, 10_000
    if key.startswith("W09"):
        return 128, 500, 200
    return protocol.NUM_CHAINS, protocol.NUM_WARMUP, protocol.NUM_DRAWS


def compiled(kernel, num_warmup, num_draws):
    """The whole run as one compiled function, which later runs use again: MCMC.run compiles anew."""
    def transition(state, _):
        state = kernel.sample(state, (), {})
        return state, (state.z, state.num_steps, state.diverging)

    def run(keys, starts):
        state = kernel.init(keys, num_warmup, starts, (), {})
        state = jax.lax.fori_loop(0, num_warmup, lambda _, s: transition(s, None)[0], state)
        draws, num_steps, diverging = jax.lax.scan(transition, state, length=num_draws)[1]
        return jax.numpy.swapaxes(draws, 0, 1), num_steps.sum(), diverging.sum()

    return jax.jit(run)


def make(key, data):
    log_density, dimension = jax_densities.make(key, data)
    num_chains, num_warmup, num_draws = schedule(key)
    options = {"potential_fn": lambda q: -log_density(q)}
    kernel = NUTS(**options)
    if key == "W01":
        kernel = HMC(**options, num_steps=2, trajectory_length=None, adapt_mass_matrix=False)
    sample = compiled(kernel, num_warmup, num_draws)
    value_and_gradient = jax.jit(jax.value_and_grad(log_density))

    def run(seed):
        starts = np.random.default_rng(seed).uniform(-2, 2, (num_chains, dimension))
        if key == "W01":
            starts = np.array([[np.log(20.0), np.log(20.0), 0.0]])
        keys = jax.random.split(jax.random.PRNGKey(seed), num_chains)
        draws, num_steps, divergences = jax.device_get(sample(keys, starts))
        if key == "W01":
            draws = jax_densities.constrained_change_point(draws)
        return protocol.Run(draws, divergences, num_steps)

    return protocol.Program(run, jax.jit(log_density),
                            lambda q: jax.block_until_ready(value_and_gradient(q)), dimension)


numpyro.set_platform("cpu")
protocol.serve(make, ["numpyro", "jax", "jaxlib"])
