# SPDX-License-Identifier: Apache-2.0
"""Diagnoses draws of any program by one implementation: prints a JSON line for each .npy file.

Needs ArviZ's statistics (arviz-stats): setup_peers.sh arviz.
"""
import json
import sys

import numpy as np
from arviz_stats.base import array_stats


def diagnosis(path):
    draws = np.load(path)  # [chain, draw, quantity]
    if len(draws) == 1:  # R-hat needs several chains: quarters of one
        draws = draws.reshape(4, -1, draws.shape[2])
    x = np.moveaxis(draws, 2, 0)
    axes = {"chain_axis": 1, "draw_axis": 2}
    return {"ess": float(np.min(array_stats.ess(x, method="bulk", **axes))),
            "ess_tail": float(np.min(array_stats.ess(x, method="tail", prob=(0.05, 0.95), **axes))),
            "rhat": float(np.max(array_stats.rhat(x, method="rank", **axes))),
            "means": x.mean((1, 2)).tolist(),
            "mcse": np.asarray(array_stats.mcse(x, method="mean", **axes)).tolist(),
            "num_draws": int(draws.shape[0] * draws.shape[1])}


for name in sys.argv[1:]:
    print(json.dumps(diagnosis(name)), flush=True)
