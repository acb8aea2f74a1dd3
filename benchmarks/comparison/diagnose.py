# SPDX-License-Identifier: Apache-2.0
"""Diagnoses draws of any program by one implementation: prints a JSON line for each .npy file.

    diagnose.py NUM_SUPERCHAINS FILE ...

Of many short chains R-hat says nothing: where NUM_SUPERCHAINS is not 0, so many groups of chains are
compared by nested R-hat (Margossian et al. 2022), of normal scores as R-hat is.

Needs ArviZ's statistics (arviz-stats): setup_peers.sh arviz.
"""
import json
import sys

import numpy as np
from arviz_stats.base import array_stats
from scipy import special, stats


def scores_of_ranks(x):
    ranks = stats.rankdata(x).reshape(x.shape)
    return special.ndtri((ranks - 3 / 8) / (x.size + 1 / 4))


def nested_rhat(x, num_superchains):
    """Of one quantity, [chain, draw]."""
    groups = x.reshape(num_superchains, -1, x.shape[1])
    between = groups.mean((1, 2)).var(ddof=1)
    within = groups.mean(2).var(1, ddof=1).mean() + groups.var(2, ddof=1).mean()
    return np.sqrt(1 + between / within)


def largest_nested_rhat(quantities, num_superchains):
    looks = (lambda x: x, lambda x: abs(x - np.median(x)))
    return max(nested_rhat(scores_of_ranks(look(x)), num_superchains) for x in quantities for look in looks)


def diagnosis(path, num_superchains):
    draws = np.load(path)  # [chain, draw, quantity]
    if len(draws) == 1:  # R-hat needs several chains: quarters of one
        draws = draws.reshape(4, -1, draws.shape[2])
    x = np.moveaxis(draws, 2, 0)
    axes = {"chain_axis": 1, "draw_axis": 2}
    return {"ess": float(np.min(array_stats.ess(x, method="bulk", **axes))),
            "ess_tail": float(np.min(array_stats.ess(x, method="tail", prob=(0.05, 0.95), **axes))),
            "rhat": float(largest_nested_rhat(x, num_superchains) if num_superchains
                          else np.max(array_stats.rhat(x, method="rank", **axes))),
            "means": x.mean((1, 2)).tolist(),
            "mcse": np.asarray(array_stats.mcse(x, method="mean", **axes)).tolist(),
            "num_draws": int(draws.shape[0] * draws.shape[1])}


for name in sys.argv[2:]:
    print(json.dumps(diagnosis(name, int(sys.argv[1]))), flush=True)
