#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fits the generalized linear models of aleator_glm with other programs, on the same rows: prints
the median CPU time of five later fits, and the objective that was reached.

    python3 benchmarks/peers/glm.py build/release/benchmarks/aleator_glm [--filter W11] [--threads 1]

Needs numpy; glum, scikit-learn and statsmodels are used where they are installed. Objectives are
negative log likelihood + l1 |b|_1 + l2 |b|_2^2, for which each program is told its own parameters.
"""
import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
import warnings

parser = argparse.ArgumentParser()
parser.add_argument("program")
parser.add_argument("--filter", default="")
parser.add_argument("--threads", default="1")
arguments = parser.parse_args()
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[name] = arguments.threads

import numpy as np

warnings.filterwarnings("ignore")


def glum(x, y, family, l1, l2, tolerance):
    from glum import GeneralizedLinearRegressor
    n, total = len(y), l1 + 2 * l2
    model = GeneralizedLinearRegressor(
        family={"logit": "binomial", "poisson": "poisson", "normal": "normal"}[family],
        alpha=total / n, l1_ratio=l1 / total if total > 0 else 0, fit_intercept=False,
        gradient_tol=tolerance, max_iter=200)
    return model.fit(x, y).coef_


def scikit_learn(x, y, family, l1, l2, tolerance):
    from sklearn import linear_model
    if family == "poisson":
        return linear_model.PoissonRegressor(alpha=2 * l2 / len(y), fit_intercept=False, tol=tolerance,
                                             solver="newton-cholesky", max_iter=200).fit(x, y).coef_
    if l1 > 0:
        total = l1 + 2 * l2
        model = linear_model.LogisticRegression(penalty="elasticnet", C=1 / total, l1_ratio=l1 / total,
                                                solver="saga", fit_intercept=False, tol=1e-5,
                                                max_iter=1000)
    else:
        model = linear_model.LogisticRegression(C=np.inf, solver="newton-cholesky",
                                                fit_intercept=False, tol=tolerance)
    return model.fit(x, y).coef_[0]


def statsmodels(x, y, family, l1, l2, tolerance):
    import statsmodels.api as sm
    f = {"logit": sm.families.Binomial(), "poisson": sm.families.Poisson(),
         "probit": sm.families.Binomial(sm.families.links.Probit())}[family]
    return sm.GLM(y, x, family=f).fit(tol=1e-10).params


def skglm(x, y, family, l1, l2, tolerance):
    from skglm import GeneralizedLinearEstimator
    from skglm.datafits import Logistic
    from skglm.penalties import L1_plus_L2
    from skglm.solvers import ProxNewton
    total = l1 + 2 * l2
    model = GeneralizedLinearEstimator(Logistic(), L1_plus_L2(total / len(y), l1 / total),
                                       ProxNewton(fit_intercept=False, tol=tolerance))
    return model.fit(x, 2 * y - 1).coef_.ravel()


def objective(x, y, family, l1, l2, b):
    r = x @ b
    if family == "poisson":
        loss = np.sum(np.exp(r) - y * r)
    elif family == "probit":
        from scipy.special import log_ndtr
        loss = -np.sum(y * log_ndtr(r) + (1 - y) * log_ndtr(-r))
    elif family == "normal":
        loss = 0.5 * np.sum((y - r) ** 2)
    else:
        loss = np.sum(np.logaddexp(0, r) - y * r)
    return loss + l1 * np.abs(b).sum() + l2 * b @ b


def scikit_learn_path(x, y, family, l1, l2, tolerance):
    from sklearn.linear_model import lasso_path
    return lasso_path(x, y, eps=0.01, tol=tolerance)[1][:, -1]


def celer_path(x, y, family, l1, l2, tolerance):
    import celer
    alphas = np.abs(x.T @ y).max() / len(y) * np.geomspace(1, 0.01, 100)
    if family == "logit":
        alphas = np.abs(x.T @ (y - 0.5)).max() * np.geomspace(1, 0.01, 100)
        return celer.celer_path(x, 2 * y - 1, pb="logreg", alphas=alphas, tol=tolerance)[1][:, -1]
    return celer.celer_path(x, y, pb="lasso", alphas=alphas, tol=tolerance)[1][:, -1]


WORKLOADS = [
    ("W11 l1 0", "logit", 100, 0.5, 1.0, [glum, skglm, scikit_learn]),
    ("W11 l1 800", "logit", 100, 800.0, 1.0, [glum, skglm, scikit_learn]),
    ("W13 logit, 30 columns", "logit", 30, 0.0, 0.0, [glum, statsmodels, scikit_learn]),
    ("W13 probit, 30 columns", "probit", 30, 0.0, 0.0, [statsmodels]),
    ("W13 poisson, 30 columns", "poisson", 30, 0.0, 0.0, [glum, statsmodels, scikit_learn]),
    ("W13 logit, 300 columns", "logit", 300, 0.0, 0.0, [glum, statsmodels, scikit_learn]),
    ("W12 normal path, 1000 x 5000", "normal", 5000, 0.0, 0.0, [scikit_learn_path, celer_path]),
    ("W12 logit path, 1000 x 5000", "logit", 5000, 0.0, 0.0, [celer_path]),
    ("W12 normal path, 536 x 17322", "normal", 17322, 0.0, 0.0, [scikit_learn_path, celer_path]),
    ("W12 normal path, 100000 x 100", "normal", 100, 0.0, 0.0, [scikit_learn_path]),
]


def measure(fit):
    times = []
    for repeat in range(6):
        start = time.process_time()
        b = fit()
        times.append(time.process_time() - start)
        if repeat == 1 and times[1] > 5:
            break
    return b, statistics.median(times[1:])


def main():
    for name, family, d, l1, l2, peers in WORKLOADS:
        if arguments.filter not in name:
            continue
        with tempfile.TemporaryDirectory() as folder:
            out = subprocess.run([arguments.program, "--filter", name, "--data", folder], check=True,
                                 capture_output=True, text=True).stdout
            x = np.fromfile(folder + "/x.bin").reshape(-1, d)
            y = np.fromfile(folder + "/y.bin")
        print(out, end="")
        for peer in peers:
            try:
                b, seconds = measure(lambda: peer(x, y, family, l1, l2, 1e-6))
            except ImportError:
                print(f"    {peer.__name__}: not installed")
                continue
            print(f"    {peer.__name__:14} median {1e3 * seconds:9.1f} ms  objective "
                  f"{objective(x, y, family, l1, l2, b):.10g}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
