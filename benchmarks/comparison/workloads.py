# SPDX-License-Identifier: Apache-2.0
"""Which programs run which workload: one line per workload, one per peer."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Peer:
    family: str  # of setup_peers.sh
    script: str  # in peers


PEERS = {
    "NumPyro": Peer("jax", "run_numpyro.py"),
}


@dataclass(frozen=True)
class Workload:
    """One of aleator_bench. `figures`: names and units of what is compared; without any, it is a
    posterior, compared by effective draws a second."""
    key: str
    title: str
    peers: tuple
    figures: tuple = ()
    quantities_match: bool = True  # whether programs return the same quantities

    @property
    def is_posterior(self):
        return not self.figures


WORKLOADS = [
    Workload("W01", "change point", ("NumPyro",)),
    Workload("W02", "eight schools", ("NumPyro",)),
    Workload("W06", "radon", ("NumPyro",)),
    Workload("W07", "item response", ("NumPyro",)),
    Workload("W08", "stochastic volatility", ("NumPyro",)),
    Workload("W09.nuts", "sparse logistic, NUTS", ("NumPyro",)),
    Workload("W09.chees", "sparse logistic, ChEES", ()),
    Workload("W10", "hidden Markov model", ("NumPyro",)),
]


def selected(prefixes):
    """Workloads whose key begins with one of these; a word that names none is an error."""
    for prefix in prefixes:
        if not any(w.key.startswith(prefix) for w in WORKLOADS):
            raise SystemExit(f"compare.py: no workload {prefix}; there are "
                             + ", ".join(w.key for w in WORKLOADS))
    return [w for w in WORKLOADS if not prefixes or any(w.key.startswith(p) for p in prefixes)]
