# SPDX-License-Identifier: Apache-2.0
"""flowjax: a masked autoregressive flow that inverts its network to draw, and its own training step."""
import equinox as eqx
import jax
import jax.numpy as jnp
import optax
from flowjax.distributions import Normal
from flowjax.flows import masked_autoregressive_flow
from flowjax.train.losses import MaximumLikelihoodLoss
from flowjax.train.train_utils import step as training_step

import protocol

HIDDEN, BATCH, STEPS = 512, 512, 50


def make(key, data):
    points, many = jnp.asarray(data.points), jnp.asarray(data.many)
    size = points.shape[1]
    flow = masked_autoregressive_flow(jax.random.key(0), base_dist=Normal(jnp.zeros(size)), flow_layers=1,
                                      nn_width=HIDDEN, nn_depth=2)
    params, static = eqx.partition(flow, eqx.is_inexact_array)
    optimizer = optax.adam(1e-3)
    loss = MaximumLikelihoodLoss()
    log_prob = eqx.filter_jit(lambda x: flow.log_prob(x))
    sample = eqx.filter_jit(lambda k: flow.sample(k, (len(many),)))
    batch_of = jax.jit(lambda k: points[jax.random.permutation(k, len(points))[:BATCH]])

    def run(seed):
        keys = jax.random.split(jax.random.key(seed), STEPS + 1)
        state = {"params": params, "opt_state": optimizer.init(params)}
        density = protocol.seconds(lambda: jax.block_until_ready(log_prob(many)))
        draws = protocol.seconds(lambda: jax.block_until_ready(sample(keys[0])))

        def train():
            for k in keys[1:]:
                state["params"], state["opt_state"], value = training_step(
                    state["params"], static, batch_of(k), optimizer=optimizer,
                    opt_state=state["opt_state"], loss_fn=loss)
            jax.block_until_ready(value)

        train_seconds = protocol.seconds(train)
        return protocol.Run(figures={"step": 1e3 * train_seconds / STEPS, "log_prob": 1e3 * density,
                                     "sample": 1e3 * draws})

    return protocol.Program(run)


protocol.serve(make, ["flowjax", "jax", "jaxlib"])
