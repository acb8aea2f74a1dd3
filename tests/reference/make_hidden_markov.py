#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Log likelihood, with slopes, of a hidden Markov model whose transitions and observations lie
hundreds of nats apart and are partly impossible, by mpmath at 60 digits: the numbers of
HiddenMarkovModel.KeepsWhatIsHundredsOfNatsAway in tests/distributions/time_series_test.cc.

    python3 tests/reference/make_hidden_markov.py
"""
import mpmath as mp

mp.mp.dps = 60
NEVER = None
LOGITS = [[0, -690.3, NEVER], [-467, 0, NEVER], [-2, -750, 0]]
LOCS = [0, 34, -25]
Y = [mp.mpf(v) / 10 for v in (-251, 3, 337, 345, 322, 18, -240, 15)]


def log_likelihood(locs, logits):
    p = []
    for row in logits:
        weights = [mp.mpf(0) if l is NEVER else mp.exp(l) for l in row]
        p.append([w / mp.fsum(weights) for w in weights])

    def density(y, j):
        return mp.exp(-(y - locs[j]) ** 2 / 2) / mp.sqrt(2 * mp.pi)

    state = [density(Y[0], 0) * mp.mpf(1) / 4, mp.mpf(0), density(Y[0], 2) * mp.mpf(3) / 4]
    for y in Y[1:]:
        state = [mp.fsum(state[i] * p[i][j] for i in range(3)) * density(y, j) for j in range(3)]
    return mp.log(mp.fsum(state))


def main():
    print("value", mp.nstr(log_likelihood(LOCS, LOGITS), 20))
    for k in range(3):
        def at(x):
            return log_likelihood(LOCS[:k] + [x] + LOCS[k + 1:], LOGITS)
        print("loc", k, mp.nstr(mp.diff(at, LOCS[k]), 20))
    for i in range(3):
        for j in range(3):
            if LOGITS[i][j] is NEVER:
                continue

            def at(x):
                rows = [list(row) for row in LOGITS]
                rows[i][j] = x
                return log_likelihood(LOCS, rows)
            print("logit", i, j, mp.nstr(mp.diff(at, LOGITS[i][j]), 20))


main()
