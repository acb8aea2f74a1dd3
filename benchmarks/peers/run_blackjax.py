# SPDX-License-Identifier: Apache-2.0
"""BlackJAX: NUTS with window adaptation, HMC and ChEES; a run is one compiled function."""
import jax
import jax.numpy as jnp
import numpy as np
import optax

jax.config.update("jax_enable_x64", True)
import jax_devices  # noqa: E402
import blackjax  # noqa: E402

import jax_densities  # noqa: E402
import protocol  # noqa: E402


def nuts(log_density, num_warmup, num_draws, target_acceptance):
    warmup = blackjax.window_adaptation(blackjax.nuts, log_density,
                                        target_acceptance_rate=target_acceptance)

    def chain(key, start):
        warmup_key, key = jax.random.split(key)
        (state, parameters), _ = warmup.run(warmup_key, start, num_steps=num_warmup)
        step = blackjax.nuts(log_density, **parameters).step

        def transition(state, key):
            state, info = step(key, state)
            return state, (state.position, info.num_integration_steps, info.is_divergent)

        return jax.lax.scan(transition, state, jax.random.split(key, num_draws))[1]

    return jax.vmap(chain)


def change_point(log_density, num_warmup, num_draws):
    """HMC of two leapfrogs; the step size by dual averaging."""
    kernel = blackjax.hmc.build_kernel()
    init, update, final = blackjax.adaptation.step_size.dual_averaging_adaptation(0.75)
    metric = jnp.ones(3)

    def chain(key, start):
        def transition(carry, key_and_index):
            state, adaptation = carry
            key, i = key_and_index
            is_warmup = i < num_warmup
            step_size = jnp.where(is_warmup, jnp.exp(adaptation.log_step_size), final(adaptation))
            state, info = kernel(key, state, log_density, step_size, metric, 2)
            after = update(adaptation, info.acceptance_rate)
            adaptation = jax.tree.map(lambda a, b: jnp.where(is_warmup, a, b), after, adaptation)
            return (state, adaptation), (state.position, 2, info.is_divergent)

        num = num_warmup + num_draws
        start = (blackjax.hmc.init(start, log_density), init(1.0))
        _, results = jax.lax.scan(transition, start, (jax.random.split(key, num), jnp.arange(num)))
        return jax.tree.map(lambda x: x[num_warmup:], results)

    return jax.vmap(chain)


def chees(log_density, num_warmup, num_draws):
    """All chains share a step size and a length of trajectories."""
    def run(keys, starts):
        num_chains = len(starts)
        warmup = blackjax.chees_adaptation(log_density, num_chains)
        (states, parameters), _ = warmup.run(keys[0], starts, 0.1, optax.adam(0.02), num_warmup)
        step = jax.vmap(blackjax.dynamic_hmc(log_density, **parameters).step)

        def transition(states, key):
            states, info = step(jax.random.split(key, num_chains), states)
            return states, (states.position, info.num_integration_steps, info.is_divergent)

        positions, *counts = jax.lax.scan(transition, states, jax.random.split(keys[1], num_draws))[1]
        return jnp.swapaxes(positions, 0, 1), *counts

    return run


def make(key, data):
    log_density, dimension = jax_densities.make(key, data)
    num_chains, num_warmup, num_draws = protocol.schedule(key)
    build = {"W01": change_point, "W09.chees": chees}.get(key, nuts)
    more = (protocol.target_acceptance(key),) if build is nuts else ()
    whole = build(log_density, num_warmup, num_draws, *more)
    # One chain has no parts, and ChEES tunes all chains together.
    sample = jax_devices.compiled(whole) if build is nuts else jax.jit(whole)
    value_and_gradient = jax.jit(jax.value_and_grad(log_density))

    def run(seed):
        starts = protocol.starts(key, seed, num_chains, dimension)
        keys = jax.random.split(jax.random.PRNGKey(seed), num_chains)
        draws, num_steps, diverging = jax.device_get(sample(keys, starts))
        if key == "W01":
            draws = jax_densities.constrained_change_point(draws)
        return protocol.Run(jax_devices.joined(draws), np.sum(diverging), np.sum(num_steps))

    return protocol.Program(run, jax.jit(log_density),
                            lambda q: jax.block_until_ready(value_and_gradient(q)))


protocol.serve(make, ["blackjax", "jax", "jaxlib"])
