# SPDX-License-Identifier: Apache-2.0
"""Fits of generalized linear models by glum, skglm, scikit-learn, statsmodels, celer and adelie. All minimise
negative log likelihood + l1 |b|_1 + l2 |b|_2^2, and are told so in their own parameters."""
import warnings

import numpy as np

import protocol

warnings.filterwarnings("ignore")
TOLERANCE = 1e-6
PROBLEMS = {"W11.l1_0.5": ("logit", 0.5, 1.0), "W11.l1_800": ("logit", 800.0, 1.0),
            "W12.lasso": ("normal", 0, 0), "W12.wide": ("normal", 0, 0), "W12.logit": ("logit", 0, 0)}


def glum(x, y, family, l1, l2):
    from glum import GeneralizedLinearRegressor
    total = l1 + 2 * l2
    model = GeneralizedLinearRegressor(
        family={"logit": "binomial", "poisson": "poisson"}[family], alpha=total / len(y),
        l1_ratio=l1 / total if total > 0 else 0, fit_intercept=False, gradient_tol=TOLERANCE,
        max_iter=200)
    return model.fit(x, y).coef_


def scikit_learn(x, y, family, l1, l2):
    from sklearn import linear_model
    options = {"fit_intercept": False, "tol": TOLERANCE, "solver": "newton-cholesky"}
    if family == "poisson":
        return linear_model.PoissonRegressor(alpha=0, max_iter=200, **options).fit(x, y).coef_
    if l1 == 0:
        return linear_model.LogisticRegression(C=np.inf, **options).fit(x, y).coef_[0]
    total = l1 + 2 * l2
    options |= {"solver": "saga", "tol": 1e-5}
    return linear_model.LogisticRegression(C=1 / total, l1_ratio=l1 / total, max_iter=1000,
                                           **options).fit(x, y).coef_[0]


def statsmodels(x, y, family, l1, l2):
    import statsmodels.api as sm
    families = {"logit": sm.families.Binomial, "poisson": sm.families.Poisson,
                "probit": lambda: sm.families.Binomial(sm.families.links.Probit())}
    return sm.GLM(y, x, family=families[family]()).fit(tol=1e-10).params


def skglm(x, y, family, l1, l2):
    from skglm import GeneralizedLinearEstimator
    from skglm.datafits import Logistic
    from skglm.penalties import L1_plus_L2
    from skglm.solvers import ProxNewton
    total = l1 + 2 * l2
    model = GeneralizedLinearEstimator(Logistic(), L1_plus_L2(total / len(y), l1 / total),
                                       ProxNewton(fit_intercept=False, tol=TOLERANCE))
    return model.fit(x, 2 * y - 1).coef_.ravel()


def scikit_learn_path(x, y, family, penalties):
    from sklearn.linear_model import lasso_path
    return lasso_path(x, y, alphas=penalties / len(y), tol=TOLERANCE)[1][:, -1]


def celer_path(x, y, family, penalties):
    import celer
    if family == "logit":
        return celer.celer_path(x, 2 * y - 1, pb="logreg", alphas=penalties, tol=TOLERANCE)[1][:, -1]
    return celer.celer_path(x, y, pb="lasso", alphas=penalties / len(y), tol=TOLERANCE)[1][:, -1]


def adelie_path(x, y, family, penalties, l1_ratio=1.0):
    """Its objective has a mean over rows; the last of the coefficients."""
    import adelie
    model = adelie.glm.gaussian(y=y) if family == "normal" else adelie.glm.binomial(y=y)
    made = adelie.grpnet(X=x, glm=model, intercept=False, alpha=l1_ratio, lmda_path=penalties / len(y),
                         early_exit=False, tol=1e-12, n_threads=protocol.NUM_THREADS, progress_bar=False)
    return made.betas[-1].toarray().ravel()


def adelie(x, y, family, l1, l2):
    total = l1 + 2 * l2
    return adelie_path(x, y, family, np.array([total]), l1 / total)


FITS = {"adelie": adelie, "glum": glum, "skglm": skglm, "scikit-learn": scikit_learn, "statsmodels": statsmodels}
PATHS = {"adelie": adelie_path, "scikit-learn": scikit_learn_path, "celer": celer_path}


def objective(x, y, family, l1, l2, b):
    from scipy.special import log_ndtr
    r = x @ b
    loss = {"logit": lambda: np.logaddexp(0, r) - y * r, "poisson": lambda: np.exp(r) - y * r,
            "probit": lambda: -log_ndtr((2 * y - 1) * r), "normal": lambda: 0.5 * (y - r) ** 2}[family]()
    return loss.sum() + l1 * np.abs(b).sum() + l2 * b @ b


def make(key, data):
    family, l1, l2 = PROBLEMS.get(key, (key.split(".")[1].replace("wide", "logit"), 0.0, 0.0))
    is_path = key.startswith("W12")
    fit = (PATHS if is_path else FITS)[protocol.PEER]
    l1 = data.penalties[-1] if is_path else l1
    penalties = (data.penalties,) if is_path else (l1, l2)
    # Columns lie in memory as each program asks for in its documentation.
    x, y, checks = np.asfortranarray(data.x), data.y, {}

    def run(_):
        seconds = protocol.seconds(lambda: found.update(b=fit(x, y, family, *penalties)))
        if "objective" not in checks:
            checks["objective"] = objective(x, y, family, l1, l2, found["b"])
        return protocol.Run(figures={"fit": 1e3 * seconds}, checks=checks)

    found = {}
    return protocol.Program(run)


protocol.serve(make, [protocol.PEER])
