# SPDX-License-Identifier: Apache-2.0
"""SciPy's L-BFGS with values and gradients by NumPy: microseconds of an evaluation, and what of it is
not the function's."""
import numpy as np
from scipy import optimize, special

import protocol


def rosenbrock(x):
    head, away = x[:-1], x[1:] - x[:-1] ** 2
    gradient = np.zeros_like(x)
    gradient[:-1] = -400 * head * away - 2 * (1 - head)
    gradient[1:] += 200 * away
    return 100 * away @ away + np.sum((1 - head) ** 2), gradient


def logistic_of(x, y):
    def logistic(b):
        r = x @ b
        value = np.logaddexp(0, r).sum() - y @ r + 0.5 * b @ b
        return value, x.T @ (special.expit(r) - y) + b

    return logistic


def make(key, data):
    problems = {"Rosenbrock": (rosenbrock, data.start),
                "logistic": (logistic_of(data.x, data.y), np.zeros(data.x.shape[1]))}

    def run(seed):
        figures, checks = {}, {}
        for name, (f, start) in problems.items():
            found = []
            options = {"maxcor": 10, "maxiter": 10_000, "maxfun": 100_000, "gtol": 1e-5, "ftol": 0}
            total = protocol.seconds(lambda: found.append(optimize.minimize(
                f, start, jac=True, method="L-BFGS-B", options=options)))
            each = total / found[0].nfev
            alone = protocol.seconds(lambda: f(start), repeats=found[0].nfev)
            figures |= {f"{name} evaluation": 1e6 * each, f"{name} overhead": 1e6 * (each - alone)}
            checks[name] = 1 + found[0].fun
        return protocol.Run(figures=figures, checks=checks)

    return protocol.Program(run)


protocol.serve(make, ["numpy", "scipy"])
