# SPDX-License-Identifier: Apache-2.0
"""A variational autoencoder with JAX: all epochs of a training in one compiled loop."""
import jax
import jax.numpy as jnp
import optax

import protocol

HIDDEN, LATENTS, BATCH, EPOCHS = 256, 8, 128, 50


def first_params(key, num_pixels):
    sizes = [(num_pixels, HIDDEN), (HIDDEN, 2 * LATENTS), (LATENTS, HIDDEN), (HIDDEN, num_pixels)]
    glorot = jax.nn.initializers.glorot_uniform()
    return [(glorot(k, size), jnp.zeros(size[1])) for k, size in zip(jax.random.split(key, 4), sizes)]


def loss(params, x, key):
    """Minus the bound of the evidence, with one draw and the exact divergence, a mean of rows."""
    (w1, b1), (w2, b2), (w3, b3), (w4, b4) = params
    loc, raw = jnp.split(jax.nn.relu(x @ w1 + b1) @ w2 + b2, 2, axis=1)
    scale = jax.nn.softplus(raw)
    z = loc + scale * jax.random.normal(key, loc.shape)
    logits = jax.nn.relu(z @ w3 + b3) @ w4 + b4
    log_prob = jnp.sum(x * logits - jax.nn.softplus(logits), axis=1)
    divergence = jnp.sum(0.5 * (scale * scale + loc * loc - 1) - jnp.log(scale), axis=1)
    return jnp.mean(divergence - log_prob)


def make(key, data):
    x = jnp.asarray(data.x)
    num_steps = len(x) // BATCH
    optimizer = optax.adam(1e-3)

    def step(state, rows_and_key):
        params, opt_state = state
        rows, key = rows_and_key
        value, gradient = jax.value_and_grad(loss)(params, x[rows], key)
        updates, opt_state = optimizer.update(gradient, opt_state)
        return (optax.apply_updates(params, updates), opt_state), value

    def epoch(state, key):
        order_key, noise_key = jax.random.split(key)
        order = jax.random.permutation(order_key, len(x))[:num_steps * BATCH]
        return jax.lax.scan(step, state, (order.reshape(num_steps, BATCH),
                                          jax.random.split(noise_key, num_steps)))

    @jax.jit
    def train(key):
        first_key, key = jax.random.split(key)
        params = first_params(first_key, x.shape[1])
        return jax.lax.scan(epoch, (params, optimizer.init(params)), jax.random.split(key, EPOCHS))

    def run(seed):
        whole = 1e3 * protocol.seconds(lambda: jax.block_until_ready(train(jax.random.key(seed))))
        return protocol.Run(figures={"step": whole / (EPOCHS * num_steps), "50 epochs": whole})

    return protocol.Program(run)


protocol.serve(make, ["jax", "jaxlib"])
