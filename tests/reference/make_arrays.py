#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/data/arrays.json: inputs and results of array operations, computed by NumPy, SciPy and JAX.

    python3 tests/reference/make_arrays.py [tests/data/arrays.json]

A case is {"arrays": {name: {"shape", "values"}}}; inputs and results stand beside each other. Values of special
functions are checked elsewhere; here stand their derivatives (mpmath, 30 digits).
"""
import json
import sys

import jax
import mpmath
import numpy as np
import scipy.linalg

jax.config.update("jax_enable_x64", True)
mpmath.mp.dps = 30
rng = np.random.default_rng(20240)


def normal(*shape):
    return np.round(rng.normal(size=shape), 3)


def positive_definite(*shape):
    x = normal(*shape, shape[-1])
    return x @ np.swapaxes(x, -1, -2) + 2 * np.eye(shape[-1])


# --- indexing -------------------------------------------------------------------------------------------------------

def indexing():
    x = normal(4, 5, 6)
    i, j = np.array([[0, 3], [2, 2]]), np.array([4, 1])
    return {
        "x": x, "i": i, "j": j,
        "slices": x[1:3, ::-2, -2:], "number": x[-1], "last": x[..., 0], "new_axis": x[:, None, 2],
        "positions": x[i], "middle": x[:, i], "joint": x[:, i, j], "apart": x[i, :, j], "with_number": x[2, :, i],
        "taken": np.take(x, i, axis=2), "along": np.take_along_axis(x, i.reshape(4, 1, 1), axis=1),
    }


def updates():
    x, u = normal(4, 3), normal(5, 3)
    i = np.array([0, 2, 2, 3, 0])
    added, multiplied, largest, least = x.copy(), x.copy(), x.copy(), x.copy()
    np.add.at(added, i, u)
    np.multiply.at(multiplied, i, u)
    np.maximum.at(largest, i, u)
    np.minimum.at(least, i, u)
    written, block = x.copy(), x.copy()
    written[i] = u
    block[1:3, ::2] = u[:2, :2]
    return {"x": x, "u": u, "i": i, "added": added, "multiplied": multiplied, "largest": largest, "least": least,
            "written": written, "block": block}


def sorting():
    x = normal(3, 7)
    x[0, 2] = x[0, 5]
    values = np.array([-5., 0., 0.25, 9.])
    row = np.sort(x[0])
    return {"x": x, "sorted": np.sort(x, -1), "columns": np.sort(x, 0), "order": np.argsort(x, -1, kind="stable"),
            "descending": -np.sort(-x, -1), "row": row, "values": np.append(values, row[3]),
            "left": np.searchsorted(row, np.append(values, row[3])),
            "right": np.searchsorted(row, np.append(values, row[3]), side="right")}


# --- linear algebra -------------------------------------------------------------------------------------------------

def products():
    a, b, v, c = normal(2, 1, 3, 4), normal(5, 4, 2), normal(4), normal(3, 4)
    return {"a": a, "b": b, "v": v, "c": c, "a_b": a @ b, "a_v": a @ v, "v_b": v @ b, "c_b": c @ b,
            "a_ct": a @ c.T, "dot": np.dot(a, b), "tensordot": np.tensordot(a, c, [[2, 3], [0, 1]]),
            "outer": np.outer(v, c), "einsum": np.einsum("xyij,zjk->zki", a, b)}


def triangles():
    s, b = positive_definite(2, 3), normal(2, 3, 2)
    factor = np.linalg.cholesky(s)
    cases = {"s": s, "b": b, "factor": factor, "solved": np.linalg.solve(s, b)}
    for lower in (True, False):
        for transposed in (False, True):
            for unit in (False, True):
                name = f"{int(lower)}{int(transposed)}{int(unit)}"
                cases[name] = np.stack([scipy.linalg.solve_triangular(
                    m, r, lower=lower, trans=int(transposed), unit_diagonal=unit) for m, r in zip(s, b)])

    def f(x):
        return (jax.numpy.sin(jax.lax.linalg.cholesky(x[0] + x[0].T, symmetrize_input=False)) * factor[0]).sum()
    cases["gradient"] = np.asarray(jax.grad(f)(s))[0]
    return cases


# --- convolution ----------------------------------------------------------------------------------------------------

CONVOLUTIONS = [
    dict(x=(2, 7, 6, 4), w=(3, 2, 4, 6), window_strides=(1, 1), padding=((0, 0), (0, 0))),
    dict(x=(2, 7, 6, 4), w=(3, 2, 4, 6), window_strides=(2, 3), padding=((1, 2), (0, 1))),
    dict(x=(2, 7, 6, 4), w=(3, 2, 2, 6), window_strides=(2, 1), padding=((1, 1), (1, 0)), rhs_dilation=(2, 1),
         feature_group_count=2),
    dict(x=(4, 5, 3, 3), w=(2, 2, 3, 4), window_strides=(1, 2), padding=((2, 1), (1, 1)), lhs_dilation=(2, 1),
         batch_group_count=2),
    dict(x=(1, 6, 2), w=(3, 2, 2), window_strides=(1,), padding=((-1, 3),), lhs_dilation=(3,), rhs_dilation=(2,)),
]


def convolutions():
    arrays = {}
    for k, case in enumerate(CONVOLUTIONS):
        options = {name: value for name, value in case.items() if name not in "xw"}
        x, w = normal(*case["x"]), normal(*case["w"])
        numbers = ("NHWC", "HWIO", "NHWC") if x.ndim == 4 else ("NHC", "HIO", "NHC")
        y = jax.lax.conv_general_dilated(x, w, dimension_numbers=numbers, precision="highest", **options)
        arrays |= {f"x{k}": x, f"w{k}": w, f"y{k}": np.asarray(y)}
    return arrays


# --- derivatives of special functions -------------------------------------------------------------------------------

def special():
    from mpmath import mpf
    def ndtr(x): return mpmath.erfc(-x / mpmath.sqrt(2)) / 2
    def density(x): return mpmath.exp(-x * x / 2) / mpmath.sqrt(2 * mpmath.pi)
    def erfcx_slope(x):
        # At 200 digits the cancellation of 2 x erfcx(x) - 2 / sqrt(pi) does not matter.
        with mpmath.workdps(200):
            tail = mpmath.quad(lambda t: mpmath.exp(-t * t - 2 * x * t), [0, 1 / (1 + abs(x)), 10 / (1 + abs(x)), mpmath.inf]) if x > 20 \
                else mpmath.exp(x * x) * mpmath.erfc(x) * mpmath.sqrt(mpmath.pi) / 2
            return 2 / mpmath.sqrt(mpmath.pi) * (2 * x * tail - 1)
    functions = {
        "lgamma": (lambda x: mpmath.psi(0, x), [0.1, 0.9, 2.5, 40., -0.7]),
        "digamma": (lambda x: mpmath.psi(1, x), [0.1, 0.9, 2.5, 40.]),
        "erf": (lambda x: 2 / mpmath.sqrt(mpmath.pi) * mpmath.exp(-x * x), [-3., 0., 0.5, 5.]),
        "erfcx": (erfcx_slope, [-2., 0., 3., 20., 49., 51., 1e4]),
        "ndtr": (density, [-30., -1., 0., 2.]),
        "log_ndtr": (lambda x: density(x) / ndtr(x), [-1000., -30., -5., -0.1, 0., 0.1, 5., 30.]),
        "ndtri": (lambda p: 1 / density(mpmath.findroot(lambda x: mpmath.log(ndtr(x) / p), -3 if p < 0.4 else 0)),
                  [1e-10, 0.01, 0.5, 0.9]),
        "softplus": (lambda x: 1 / (1 + mpmath.exp(-x)), [-700., -1., 0., 2., 800.]),
        "log1mexp": (lambda x: mpmath.exp(-x) / (1 - mpmath.exp(-x)), [1e-10, 0.1, 5., 700.]),
    }
    arrays = {}
    for name, (slope, points) in functions.items():
        arrays[name] = np.array(points)
        arrays[name + "_slope"] = np.array([float(slope(mpf(p))) for p in points])
    return arrays


def as_json(array):
    array = np.asarray(array)
    return {"shape": list(array.shape), "values": array.ravel().tolist()}


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else "tests/data/arrays.json"
    cases = {f.__name__: {name: as_json(value) for name, value in f().items()}
             for f in (indexing, updates, sorting, products, triangles, convolutions, special)}
    with open(path, "w", encoding="utf-8") as file:
        json.dump(cases, file, indent=None, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
