#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/data/sample_statistics.json: statistics of arrays, computed by NumPy and SciPy.

    python3 tests/reference/make_sample_statistics.py [tests/data/sample_statistics.json]

A case is {name: {"shape", "values"}}; inputs and results stand beside each other.
"""
import json
import sys

import numpy as np
import scipy.special
import scipy.stats

rng = np.random.default_rng(20260)


def normal(*shape):
    return np.round(rng.normal(size=shape), 3)


def percentiles():
    x = normal(7, 4, 3)
    q = np.array([0., 12.5, 50., 60., 75., 100.])
    case = {"x": x, "q": q}
    for method in ("nearest", "lower", "higher", "midpoint", "linear"):
        case[method] = np.percentile(x, q, axis=(0, 2), method=method)
        case["all_" + method] = np.percentile(x, q, method=method)
    case["deciles"] = np.percentile(x, np.linspace(0, 100, 11), axis=1, method="linear")
    return case


def histograms():
    x = np.round(rng.normal(size=(40, 3)), 1)
    edges = np.array([-1.0, -0.5, 0.0, 0.25, 1.5])
    weights = np.round(rng.uniform(size=(40, 3)), 2)
    integers = rng.integers(0, 6, size=(20, 3))
    return {
        "x": x, "edges": edges, "weights": weights,
        "counts": np.histogram(x, edges)[0],
        "columns": np.stack([np.histogram(x[:, j], edges)[0] for j in range(3)], -1),
        "weighted": np.stack([np.histogram(x[:, j], edges, weights=weights[:, j])[0] for j in range(3)], -1),
        "integers": integers,
        "integer_counts": np.bincount(integers.ravel()),
        "integer_columns": np.stack([np.bincount(integers[:, j], minlength=8) for j in range(3)], -1),
        "integer_weights": np.bincount(integers.ravel(), weights=np.round(weights[:20], 2).ravel()),
    }


def moments():
    x, y = normal(30, 2, 3), normal(30, 2, 3)
    def of_pair(f, a, b):
        return np.stack([f(a[:, j].T, b[:, j].T)[:3, 3:] for j in range(2)])
    return {
        "x": x, "y": y,
        "variance": x.var(axis=0), "stddev": x.std(axis=(0, 2)),
        "covariance": np.stack([np.cov(x[:, j].T, bias=True) for j in range(2)]),
        "cross": of_pair(lambda a, b: np.cov(a, b, bias=True), x, y),
        "elementwise": ((x - x.mean(0)) * (y - y.mean(0))).mean(0),
        "correlation": of_pair(np.corrcoef, x, y),
        "cholesky": np.stack([np.linalg.cholesky(np.cov(x[:, j].T, bias=True)) for j in range(2)]),
        "cumulative": np.stack([x[:i + 1].var(axis=0) for i in range(30)]),
        "low": np.array([0, 3, 10, 29]), "high": np.array([1, 30, 25, 30]),
        "window_mean": np.stack([x[a:b].mean(axis=0) for a, b in ((0, 1), (3, 30), (10, 25), (29, 30))]),
        "window_variance": np.stack([x[a:b].var(axis=0) for a, b in ((0, 1), (3, 30), (10, 25), (29, 30))]),
        "later_half": np.stack([x[(i + 1) // 2:i + 1].mean(axis=0) for i in range(30)]),
    }


def autocorrelations():
    x = np.cumsum(normal(2, 50), axis=-1)
    n = 50
    def lags(y):
        return np.stack([(y[:, :n - m] * y[:, m:]).sum(-1) / (n - m) for m in range(n)], -1)
    centered = lags(x - x.mean(-1, keepdims=True))
    return {"x": x, "centered": centered, "plain": lags(x), "normalized": centered / centered[:, :1]}


def calibration():
    logits = normal(60, 4) * 2
    labels = np.where(rng.uniform(size=60) < 0.6, logits.argmax(-1), rng.integers(0, 4, size=60))
    p = scipy.special.softmax(logits, -1)
    predicted, conf = p.argmax(-1), p.max(-1)
    hit = (predicted == labels).astype(float)
    bins = np.minimum((conf * 5).astype(int), 4)
    ece = sum((bins == b).mean() * abs(hit[bins == b].mean() - conf[bins == b].mean())
              for b in range(5) if (bins == b).any())
    unit = np.eye(4)[labels]
    freq = unit.mean(0)
    given = np.stack([unit[predicted == k].mean(0) if (predicted == k).any() else 0 * freq for k in range(4)])
    weight = np.array([(predicted == k).mean() for k in range(4)])
    edges = np.percentile(np.log(conf), np.linspace(0, 100, 6))
    bucket = np.clip(np.searchsorted(edges, np.log(conf), side="right") - 1, 0, 4)
    acc = np.array([hit[bucket == b].mean() for b in range(5)])
    mean_conf = np.array([conf[bucket == b].mean() for b in range(5)])
    cnt = np.array([(bucket == b).sum() for b in range(5)])
    return {
        "logits": logits, "labels": labels,
        "brier": ((p - unit) ** 2).sum(-1) - 1,
        "uncertainty": -(freq ** 2).sum(),
        "resolution": (weight * ((freq - given) ** 2).sum(-1)).sum(),
        "reliability": ((given[predicted] - p) ** 2).sum(-1).mean(),
        "ece": ece, "hit": hit, "pred_log_prob": np.log(conf),
        "quantile_ece": (cnt / 60 * abs(acc - mean_conf)).sum(),
        "acc": acc, "conf": mean_conf, "cnt": cnt, "edges": edges, "bucket": bucket,
        "log_average": np.log(p.mean(0)),
        "log_average_binary": np.log(scipy.special.expit(logits).mean(0)),
    }


def leave_one_out():
    x = normal(6, 2) * 3
    n = 6
    def of_others(f):
        return np.stack([f(np.delete(x, i, 0)) for i in range(n)])
    lse = scipy.special.logsumexp
    def swapped(i):
        others = np.delete(x, i, 0)
        return lse(np.concatenate([others, others.mean(0, keepdims=True)]), axis=0)
    return {"x": x, "sum": of_others(lambda o: lse(o, axis=0)),
            "mean": of_others(lambda o: lse(o, axis=0) - np.log(n - 1)),
            "swap_sum": np.stack([swapped(i) for i in range(n)]),
            "swap_mean": np.stack([swapped(i) - np.log(n) for i in range(n)])}


def ranks():
    x, y = rng.integers(0, 12, size=40), rng.integers(0, 9, size=40)
    y = np.round(0.5 * x + y).astype(int)
    return {"x": x, "y": y, "tau": scipy.stats.kendalltau(x, y).statistic}


def moving():
    x, decay = normal(12, 2) + 3, 0.8
    states = []
    for i in range(1, 13):
        w = (1 - decay) * decay ** np.arange(i)[::-1]
        m = (w[:, None] * x[:i]).sum(0)
        total = w.sum()
        states.append((m, (w[:, None] * (x[:i] - m) ** 2).sum(0) + (1 - total) * m ** 2, m / total,
                       (w[:, None] * (x[:i] - m / total) ** 2).sum(0) / total))
    names = ("mean", "variance", "debiased_mean", "debiased_variance")
    return {"x": x, **{name: np.stack([s[k] for s in states]) for k, name in enumerate(names)}}


def as_json(array):
    array = np.asarray(array)
    return {"shape": list(array.shape), "values": array.ravel().tolist()}


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else "tests/data/sample_statistics.json"
    cases = {f.__name__: {name: as_json(value) for name, value in f().items()}
             for f in (percentiles, histograms, moments, autocorrelations, calibration, leave_one_out, ranks, moving)}
    with open(path, "w", encoding="utf-8") as file:
        json.dump(cases, file, indent=None, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
