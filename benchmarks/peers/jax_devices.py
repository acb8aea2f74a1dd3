# SPDX-License-Identifier: Apache-2.0
"""Chains of samplers on JAX over the threads that compare.py gives: a device for each, with its part
of the chains side by side. Imported before what uses a device already when it is imported."""
import jax

import protocol

if protocol.NUM_THREADS > 1:
    jax.config.update("jax_num_cpu_devices", protocol.NUM_THREADS)


def compiled(sample):
    """`sample(keys, starts)` with an axis of chains in front. Results get that of devices in front too,
    if there are several."""
    if protocol.NUM_THREADS == 1:
        return jax.jit(sample)
    parallel = jax.pmap(sample)

    def split(x):
        return x.reshape(protocol.NUM_THREADS, -1, *x.shape[1:])

    return lambda keys, starts: parallel(split(keys), split(starts))


def joined(draws):
    """[chain, draw, quantity] of all devices."""
    return draws.reshape(-1, *draws.shape[-2:])
