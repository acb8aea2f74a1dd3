# SPDX-License-Identifier: Apache-2.0
"""NumPyro: NUTS with vectorised chains, and the HMC of the change point."""
import jax

jax.config.update("jax_enable_x64", True)
import jax_devices  # noqa: E402
import numpyro  # noqa: E402
from numpyro.infer import HMC, NUTS  # noqa: E402

import jax_densities  # noqa: E402
import protocol  # noqa: E402


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

    return jax_devices.compiled(run)


def make(key, data):
    log_density, dimension = jax_densities.make(key, data)
    num_chains, num_warmup, num_draws = protocol.schedule(key)
    options = {"potential_fn": lambda q: -log_density(q)}
    kernel = NUTS(**options, target_accept_prob=protocol.target_acceptance(key))
    if key == "W01":
        kernel = HMC(**options, num_steps=2, trajectory_length=None, adapt_mass_matrix=False,
                     target_accept_prob=0.75)
    sample = compiled(kernel, num_warmup, num_draws)
    value_and_gradient = jax.jit(jax.value_and_grad(log_density))

    def run(seed):
        starts = protocol.starts(key, seed, num_chains, dimension)
        keys = jax.random.split(jax.random.PRNGKey(seed), num_chains)
        draws, num_steps, divergences = jax.device_get(sample(keys, starts))
        if key == "W01":
            draws = jax_densities.constrained_change_point(draws)
        return protocol.Run(jax_devices.joined(draws), divergences.sum(), num_steps.sum())

    return protocol.Program(run, jax.jit(log_density),
                            lambda q: jax.block_until_ready(value_and_gradient(q)))


numpyro.set_platform("cpu")
protocol.serve(make, ["numpyro", "jax", "jaxlib"])
