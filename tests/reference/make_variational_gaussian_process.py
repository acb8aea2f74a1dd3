# SPDX-License-Identifier: Apache-2.0
"""Prints the values that tests/distributions/variational_gaussian_process_test.cc expects: mean,
covariance, divergence and expected log likelihood, from the definitions with 50 digits."""

from mpmath import mp, mpf, matrix, exp, log, pi, diag, det

mp.dps = 50

AMPLITUDE, LENGTH_SCALE = mpf("1.5"), mpf("0.75")
X = [mpf("1"), mpf("-0.25"), mpf("0.5")]
Z = [mpf("0"), mpf("1.75")]
LOC = matrix([mpf("0.5"), mpf("3")])
SCALE = matrix([[mpf("0.5"), 0], [mpf("-0.25"), mpf("0.125")]])
NOISE, PREDICTIVE = mpf("0.25"), mpf("0.125")
Y = matrix([mpf("2"), mpf("-0.5"), mpf("1")])


def kernel(a, b):
    return matrix(
        [[AMPLITUDE**2 * exp(-((s - t) ** 2) / (2 * LENGTH_SCALE**2)) for t in b] for s in a]
    )


def mean(points):
    return matrix([mpf("0.1") + 2 * t for t in points])


def show(name, value):
    print(name, mp.nstr(value, 20))


prior = kernel(Z, Z)
weights = kernel(X, Z) * prior**-1
center = mean(X) + weights * (LOC - mean(Z))
covariance = kernel(X, X) - weights * kernel(Z, X) + weights * SCALE * SCALE.T * weights.T
for i in range(3):
    show(f"mean {i}", center[i])
for i in range(3):
    for j in range(3):
        show(f"covariance {i} {j}", covariance[i, j] + (PREDICTIVE if i == j else 0))
surrogate = SCALE * SCALE.T
difference = LOC - mean(Z)
product = prior**-1 * surrogate
divergence = (
    product[0, 0]
    + product[1, 1]
    + (difference.T * prior**-1 * difference)[0]
    - 2
    + log(det(prior) / det(surrogate))
) / 2
show("divergence", divergence)
expected = sum(
    -((Y[i] - center[i]) ** 2 + covariance[i, i]) / (2 * NOISE) - log(2 * pi * NOISE) / 2
    for i in range(3)
)
show("expected log likelihood", expected)
