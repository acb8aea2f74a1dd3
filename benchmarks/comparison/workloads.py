# SPDX-License-Identifier: Apache-2.0
"""Which programs run which workload: one line per workload, one per peer."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Peer:
    family: str  # of setup_peers.sh; R: what Rscript finds
    script: str  # in peers
    package: str = ""  # what the script calls it, if not by the name of the peer


PEERS = {
    "NumPyro": Peer("jax", "run_numpyro.py"),
    "BlackJAX": Peer("jax", "run_blackjax.py"),
    "PyStan": Peer("stan", "run_pystan.py"),
    "nutpie": Peer("pymc", "run_nutpie.py"),
    "walnutpie": Peer("walnuts", "run_walnuts.py"),
    "glum": Peer("glm", "run_glm.py"),
    "skglm": Peer("glm", "run_glm.py"),
    "scikit-learn": Peer("glm", "run_glm.py"),
    "statsmodels": Peer("glm", "run_glm.py"),
    "celer": Peer("glm", "run_glm.py"),
    "adelie": Peer("adelie", "run_glm.py"),
    "glmnet": Peer("R", "run_glmnet.R"),
    "R glm": Peer("R", "run_r_glm.R"),
    "rstan": Peer("R", "run_rstan.R"),
    "Pyro": Peer("torch", "run_pyro.py"),
    "TFP on JAX": Peer("tfp", "run_tfp.py"),
    "PyTorch": Peer("torch", "run_torch.py"),
    "PyTorch flow": Peer("torch", "run_torch_flow.py"),
    "Zuko": Peer("torch", "run_torch_flow.py"),
    "flowjax": Peer("jax", "run_flowjax.py"),
    "JAX": Peer("jax", "run_jax.py"),
    "NumPy and SciPy": Peer("glm", "run_numpy.py"),
    "NumPyro SVI": Peer("jax", "run_numpyro_svi.py"),
    "JAX VAE": Peer("jax", "run_jax_vae.py"),
    "PyTorch VAE": Peer("torch", "run_torch_vae.py"),
    "tinygp": Peer("jax", "run_gp.py"),
    "GPyTorch": Peer("torch", "run_gp.py", "gpytorch"),
    "scikit-learn GP": Peer("glm", "run_gp.py", "scikit-learn"),
    "dynamax HMM": Peer("jax", "run_hmm.py", "dynamax"),
    "hmmlearn": Peer("glm", "run_hmm.py"),
    "pomegranate": Peer("torch", "run_hmm.py"),
    "dynamax filter": Peer("jax", "run_kalman.py", "dynamax"),
    "SciPy": Peer("glm", "run_scipy.py"),
    "statsmodels filter": Peer("glm", "run_kalman.py", "statsmodels"),
}


# What people would look for here, and why it is not: RESULTS.md says so.
NOT_COVERED = {
    "rstan on the hidden Markov model": "Stan 2.21 has no hmm_marginal",
    "CmdStan, bridgestan": "get their C++ sources when first used; PyStan and rstan run Stan",
    "fastglm, biglasso": "are not among Debian's packages of R",
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
    num_superchains: int = 0  # groups of many short chains, compared by nested R-hat

    @property
    def is_posterior(self):
        return not self.figures


FIT = (("fit", "ms"),)
GRADIENTS = (("gradient", "ms"), ("8 gradients", "ms"))
FAMILIES = ("normal", "gamma", "beta", "poisson 3", "poisson 50", "binomial 500", "student t",
            "dirichlet 4", "categorical 16", "negative binomial", "von mises")
FLOW = (("step", "ms"), ("log_prob", "ms"), ("sample", "ms"))

WORKLOADS = [
    Workload("W01", "change point", ("NumPyro", "BlackJAX", "TFP on JAX")),
    Workload("W02", "eight schools", ("NumPyro", "BlackJAX", "nutpie", "walnutpie", "PyStan", "rstan", "Pyro")),
    Workload("W03", "annotation", ("NumPyro", "BlackJAX", "nutpie", "PyStan", "rstan")),
    Workload("W04.f64", "tall logistic", ("JAX", "PyTorch"), GRADIENTS),
    Workload("W04.f32", "tall logistic, float32", ("JAX", "PyTorch"), GRADIENTS),
    Workload("W05", "cached logistic", ("JAX", "PyTorch"), GRADIENTS),
    Workload("W06", "radon", ("NumPyro", "BlackJAX", "nutpie", "walnutpie", "PyStan", "rstan")),
    Workload("W07", "item response", ("NumPyro", "BlackJAX", "nutpie", "walnutpie", "PyStan", "rstan")),
    Workload("W08", "stochastic volatility", ("NumPyro", "BlackJAX", "nutpie", "walnutpie", "PyStan", "rstan")),
    Workload("W09.nuts", "sparse logistic, NUTS", ("NumPyro", "BlackJAX", "nutpie"), num_superchains=8),
    Workload("W09.chees", "sparse logistic, ChEES", ("BlackJAX", "NumPyro"), num_superchains=8),
    Workload("W10", "hidden Markov model", ("NumPyro", "BlackJAX", "nutpie", "PyStan")),
    Workload("W11.l1_0.5", "sparse fit", ("glum", "skglm", "adelie", "glmnet", "scikit-learn"), FIT),
    Workload("W11.l1_800", "sparser fit", ("glum", "skglm", "adelie", "glmnet", "scikit-learn"), FIT),
    Workload("W12.lasso", "lasso path", ("celer", "adelie", "glmnet", "scikit-learn"), FIT),
    Workload("W12.logit", "logistic path", ("celer", "adelie", "glmnet"), FIT),
    Workload("W12.wide", "wide lasso path", ("celer", "adelie", "glmnet", "scikit-learn"), FIT),
    Workload("W13.logit", "logistic regression", ("glum", "statsmodels", "scikit-learn", "R glm"), FIT),
    Workload("W13.probit", "probit regression", ("statsmodels", "R glm"), FIT),
    Workload("W13.poisson", "Poisson regression", ("glum", "statsmodels", "scikit-learn", "R glm"), FIT),
    Workload("W13.wide", "wide logistic regression", ("glum", "statsmodels", "scikit-learn", "R glm"), FIT),
    Workload("W14.2", "flow over 2 elements", ("PyTorch flow", "Zuko", "flowjax"), FLOW),
    Workload("W14.64", "flow over 64 elements", ("PyTorch flow", "Zuko", "flowjax"), FLOW),
    Workload("W15", "mixtures", ("JAX", "PyTorch"),
             (("3 x 2 log_prob", "us"), ("3 x 2 sample", "us"), ("16 x 64 log_prob", "us"))),
    Workload("W16", "distributions", ("NumPy and SciPy",),
             tuple((f"{name} {call}", "ns") for name in FAMILIES for call in ("sample", "log_prob"))),
    Workload("W17", "variational inference", ("NumPyro SVI", "Pyro"),
             (("mean-field", "ms"), ("full-rank", "ms"))),
    Workload("W17.vae", "variational autoencoder", ("JAX VAE", "PyTorch VAE"),
             (("step", "ms"), ("50 epochs", "ms"))),
    Workload("W18", "Bayesian layers", ("PyTorch",),
             (("reparameterization step", "ms"), ("flipout step", "ms"))),
    Workload("W19", "Gaussian processes", ("JAX", "tinygp", "GPyTorch", "scikit-learn GP"),
             (("n = 100", "ms"), ("n = 1000", "ms"))),
    Workload("W20.hmm", "hidden Markov models", ("dynamax HMM", "hmmlearn", "pomegranate"),
             (("forward, 4 states", "ms"), ("forward, 32 states", "ms"), ("Viterbi, 4 states", "ms"))),
    Workload("W20.kalman", "Kalman filter", ("dynamax filter", "statsmodels filter"),
             (("likelihood", "ms"), ("gradient", "ms"))),
    Workload("W21", "minimizers", ("SciPy",),
             tuple((f"{name} {part}", "us") for name in ("Rosenbrock", "logistic")
                   for part in ("evaluation", "overhead"))),
]


def selected(prefixes):
    """Workloads whose key begins with one of these; a word that names none is an error."""
    for prefix in prefixes:
        if not any(w.key.startswith(prefix) for w in WORKLOADS):
            raise SystemExit(f"compare.py: no workload {prefix}; there are "
                             + ", ".join(w.key for w in WORKLOADS))
    return [w for w in WORKLOADS if not prefixes or any(w.key.startswith(p) for p in prefixes)]
