#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes tests/data/optimizers.json: where Keras's optimizers go in eight steps of given gradients.

Needs keras and jax (pip install keras jax). The step size is large, so that all digits count.
"""
import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "jax"
import jax  # noqa: E402

jax.config.update("jax_enable_x64", True)
import keras  # noqa: E402
import numpy as np  # noqa: E402

keras.config.set_floatx("float64")
O = keras.optimizers
S = keras.optimizers.schedules

CASES = {
    "sgd": lambda: O.SGD(0.1),
    "momentum": lambda: O.SGD(0.1, momentum=0.9),
    "nesterov": lambda: O.SGD(0.1, momentum=0.9, nesterov=True),
    "adam": lambda: O.Adam(0.1),
    "amsgrad": lambda: O.Adam(0.1, beta_1=0.8, beta_2=0.9, epsilon=1e-3, amsgrad=True),
    "adamw": lambda: O.AdamW(0.1, weight_decay=0.05),
    "nadam": lambda: O.Nadam(0.1),
    "adamax": lambda: O.Adamax(0.1),
    "rmsprop": lambda: O.RMSprop(0.1),
    "rmsprop_centered": lambda: O.RMSprop(0.1, momentum=0.5, centered=True),
    "adagrad": lambda: O.Adagrad(0.1),
    "adadelta": lambda: O.Adadelta(1.0),
    "clip_value": lambda: O.SGD(0.1, clipvalue=0.5),
    "clip_norm": lambda: O.SGD(0.1, clipnorm=1.5),
    "global_clip_norm": lambda: O.SGD(0.1, global_clipnorm=1.5),
    "exponential_decay": lambda: O.SGD(S.ExponentialDecay(0.1, 3, 0.5)),
    "staircase": lambda: O.SGD(S.ExponentialDecay(0.1, 3, 0.5, staircase=True)),
    "cosine_decay": lambda: O.SGD(S.CosineDecay(0.1, 6, alpha=0.1)),
    "piecewise": lambda: O.SGD(S.PiecewiseConstantDecay([2, 5], [0.1, 0.05, 0.01])),
    "inverse_time_decay": lambda: O.SGD(S.InverseTimeDecay(0.1, 3, 0.5)),
    "polynomial_decay": lambda: O.SGD(S.PolynomialDecay(0.1, 6, 0.01, power=2)),
}
STARTS = [np.array([1.0, -2.0]), np.array([[0.5], [0.25], [-1.5]])]


def gradients(step):
    """Without pattern, of both signs and several sizes."""
    k = step + 1.0
    return [np.sin(12.9898 * k + np.array([0.5, 1.5])) * 2,
            np.cos(4.1414 * k + np.array([[0.0], [1.0], [2.0]]))]


def path(optimizer):
    variables = [keras.Variable(x) for x in STARTS]
    optimizer.build(variables)
    steps = []
    for step in range(8):
        optimizer.apply([np.asarray(g) for g in gradients(step)], variables)
        steps.append([float(v) for x in variables for v in np.asarray(x.value).ravel()])
    return steps


data = {name: path(make()) for name, make in CASES.items()}
target = pathlib.Path(__file__).resolve().parent.parent / "data" / "optimizers.json"
target.write_text(json.dumps(data, indent=0) + "\n")
