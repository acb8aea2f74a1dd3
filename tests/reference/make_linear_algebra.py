#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/data/linear_algebra.json: inputs and results of linear algebra, computed by mpmath with 60 digits,
and by NumPy and SciPy where a result is one of combination or order (Kronecker products, spirals, cosine transforms).

    python3 tests/reference/make_linear_algebra.py [tests/data/linear_algebra.json]

A case is {"name": {"array": {"shape", "values"}}}; inputs and results stand beside each other. Inputs have few digits,
so that both sides start from the same numbers.
"""
import json
import sys

import mpmath
import numpy as np
import scipy.fft
import scipy.linalg

mpmath.mp.dps = 60
rng = np.random.default_rng(20260)


def normal(*shape):
    return np.round(rng.normal(size=shape), 3)


def exact(a):
    return mpmath.matrix([[mpmath.mpf(float(x)) for x in row] for row in np.atleast_2d(a)])


def rounded(m):
    return np.array([[float(m[i, j]) for j in range(m.cols)] for i in range(m.rows)])


def hilbert(n):
    """The scaled Hilbert matrix, whose entries are integers."""
    scale = int(np.lcm.reduce(np.arange(1, 2 * n)))
    return np.array([[scale / (i + j + 1) for j in range(n)] for i in range(n)])


def systems():
    a, b = normal(5, 5), normal(5, 2)
    lu_det = mpmath.det(exact(a))
    big = a * 1e80
    return {"a": a, "b": b, "x": rounded(mpmath.lu_solve(exact(a), exact(b[:, :1]))).ravel(),
            "inverse": rounded(exact(a) ** -1), "det": np.array(float(lu_det)),
            "big_log_det": np.array(float(mpmath.log(abs(mpmath.det(exact(big))))))}


def least_squares():
    a, b, w = normal(7, 4), normal(7), normal(3, 6)
    e = exact(a)
    x = mpmath.lu_solve(e.T * e, e.T * exact(b).T)
    ew = exact(w)
    shortest = ew.T * mpmath.lu_solve(ew * ew.T, exact(b[:3]).T)
    ridge = mpmath.lu_solve(e.T * e + mpmath.mpf("0.5") * mpmath.eye(4), e.T * exact(b).T)
    deficient = np.hstack([a[:, :2], a[:, :1] + a[:, 1:2], 2 * a[:, :1]])
    return {"a": a, "b": b, "x": rounded(x).ravel(), "ridge": rounded(ridge).ravel(), "wide": w,
            "shortest": rounded(shortest).ravel(), "deficient": deficient,
            "pinv": np.linalg.pinv(deficient), "rank": np.array(2)}


def spectra():
    s = normal(6, 6)
    s = s + s.T
    w, v = mpmath.eigsy(exact(s))
    a = normal(6, 4)
    singular = mpmath.svd_r(exact(a), compute_uv=False)
    h = hilbert(6)
    hw, _ = mpmath.eigsy(exact(h))
    projection = v[:, 0] * v[:, 0].T
    return {"s": s, "w": np.array([float(x) for x in w]), "projection": rounded(projection), "a": a,
            "singular": np.array([float(x) for x in singular]), "hilbert": h,
            "hilbert_w": np.array([float(x) for x in hw])}


def exponentials():
    cases = {"small": normal(4, 4) * 0.01, "middle": normal(4, 4), "large": normal(4, 4) * 8,
             "nilpotent": np.triu(normal(4, 4) * 1000, 1), "awkward": np.array([[1., 1e6], [0., -1.]]),
             "decay": -np.round(np.diag([1., 10., 100., 1000.]) + 0.1 * normal(4, 4), 3)}
    out = {}
    for name, a in cases.items():
        out[name] = a
        out["exp_" + name] = rounded(mpmath.expm(exact(a), method="taylor"))
    return out


def structures():
    x = np.arange(1., 11.)
    spiral = np.zeros((4, 4))
    y = np.concatenate([x[4:], x[::-1]]).reshape(4, 4)
    spiral = np.tril(y)
    upper = np.triu(np.concatenate([x, x[4:][::-1]]).reshape(4, 4))
    a, b, lower, upper_diagonal, d, rhs = (normal(2, 3), normal(3, 2), normal(4), normal(4), normal(5) + 4, normal(5, 2))
    banded = np.zeros((3, 5))
    banded[0, 1:], banded[1], banded[2, :-1] = upper_diagonal, d, lower
    return {"x": x, "spiral": spiral, "upper": upper, "a": a, "b": b, "kronecker": np.kron(a, b),
            "block_diag": scipy.linalg.block_diag(a, b), "sub": lower, "super": upper_diagonal, "d": d, "rhs": rhs,
            "tridiagonal": scipy.linalg.solve_banded((1, 1), banded, rhs)}


def dft(x):
    n = len(x)
    y = [sum(mpmath.mpf(float(x[j])) * mpmath.expjpi(mpmath.mpf(-2 * j * k) / n) for j in range(n)) for k in range(n)]
    return np.array([float(z.real) for z in y]), np.array([float(z.imag) for z in y])


def transforms():
    out = {}
    for n in (1, 2, 3, 5, 8, 12, 37, 74):
        x = normal(n)
        real, imaginary = dft(x)
        out.update({f"x{n}": x, f"real{n}": real, f"imaginary{n}": imaginary})
        for kind in (2, 3, 4) if n == 1 else (1, 2, 3, 4):
            out[f"dct{kind}_{n}"] = scipy.fft.dct(x, kind)
            out[f"dct{kind}o_{n}"] = scipy.fft.dct(x, kind, norm="ortho")
    out["convolution"] = np.convolve(out["x12"], out["x37"])
    return out


def toeplitz_systems():
    out = {}
    for n in (1, 2, 7, 20):
        column, row, b = normal(n), normal(n), normal(n)
        column[0] += 4
        exact = mpmath.matrix(scipy.linalg.toeplitz(column, row).tolist())
        sides = mpmath.matrix(b.tolist())
        out.update({f"column{n}": column, f"row{n}": row, f"b{n}": b,
                    f"x{n}": np.array([float(v) for v in mpmath.lu_solve(exact, sides)]),
                    f"product{n}": np.array([float(v) for v in exact * sides])})
    return out


def main():
    cases = {"systems": systems(), "least_squares": least_squares(), "spectra": spectra(),
             "exponentials": exponentials(), "structures": structures(), "transforms": transforms(),
             "toeplitz": toeplitz_systems()}
    data = {name: {key: {"shape": list(np.shape(x)), "values": np.ravel(x).tolist()} for key, x in case.items()}
            for name, case in cases.items()}
    path = sys.argv[1] if len(sys.argv) > 1 else "tests/data/linear_algebra.json"
    with open(path, "w", encoding="utf-8") as file:
        lines = [f' "{name}": {{\n' + ",\n".join(f'  "{key}": {json.dumps(x)}' for key, x in case.items()) + "\n }"
                 for name, case in data.items()]
        file.write("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
