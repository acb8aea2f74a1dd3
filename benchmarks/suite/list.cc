// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/suite/workloads.h"

namespace aleator::bench {
namespace {

constexpr const char* kNuts = "NUTS, 8 chains, 1,000 + 1,000";

const std::vector<Entry> kWorkloads = {
    {"W01", "change point", "74 counts", "HMC of 2 leapfrogs, 1 chain, 1,000 + 10,000",
     change_point},
    {"W02", "eight schools", "8 schools", kNuts, eight_schools},
    {"W03", "annotation", "1,000 items, 20 annotators", kNuts, annotation},
    {"W04.f64", "tall logistic", "581,012 x 55", "gradients of 1 and of 8 chains", tall_logistic},
    {"W04.f32", "tall logistic, float32", "581,012 x 55", "gradients of 1 and of 8 chains",
     tall_logistic_float32},
    {"W05", "cached logistic", "10,000 x 25", "gradients of 1 and of 8 chains", cached_logistic},
    {"W06", "radon", "12,573 made-up houses, 386 counties", kNuts, radon},
    {"W07", "item response", "400 people, 100 items", kNuts, item_response},
    {"W08", "stochastic volatility", "500 steps", kNuts, stochastic_volatility},
    {"W09.nuts", "sparse logistic, NUTS", "1,000 x 24", "NUTS, 128 chains, 500 + 200",
     sparse_logistic_nuts},
    {"W09.chees", "sparse logistic, ChEES", "1,000 x 24", "ChEES, 128 chains, 500 + 200",
     sparse_logistic_chees},
    {"W10", "hidden Markov model", "500 steps, 3 states", kNuts, hidden_markov},
    {"W11.l1_0.5", "sparse fit", "100,000 x 100", "logistic, l1 = 0.5, l2 = 1, gap 1e-6",
     sparse_fit},
    {"W11.l1_800", "sparser fit", "100,000 x 100", "logistic, l1 = 800, l2 = 1, gap 1e-6",
     sparser_fit},
    {"W12.lasso", "lasso path", "1,000 x 5,000", "100 penalties, gap 1e-6", lasso_path},
    {"W12.logit", "logistic path", "1,000 x 5,000", "100 penalties, gap 1e-6", logistic_path},
    {"W12.wide", "wide lasso path", "536 x 17,322", "100 penalties, gap 1e-6", wide_lasso_path},
    {"W13.logit", "logistic regression", "100,000 x 30", "Fisher scoring", logit_fit},
    {"W13.probit", "probit regression", "100,000 x 30", "Fisher scoring", probit_fit},
    {"W13.poisson", "Poisson regression", "100,000 x 30", "Fisher scoring", poisson_fit},
    {"W13.wide", "wide logistic regression", "100,000 x 300", "Fisher scoring", wide_logit_fit},
    {"W14.2", "flow over 2 elements", "4,096 points",
     "MAF [512, 512], batch 512, Adam; 10,000 densities and draws", narrow_flow},
    {"W14.64", "flow over 64 elements", "4,096 points",
     "MAF [512, 512], batch 512, Adam; 10,000 densities and draws", wide_flow},
    {"W15", "mixtures", "62,500 points of 3 x 2, 20,000 of 16 x 64", "densities, 1,000 draws",
     mixtures},
    {"W16", "distributions", "a million values of each family", "densities and draws",
     distribution_throughput},
    {"W17", "variational inference", "12,573 rows, 777 unknowns", "8 draws a step, Adam",
     variational},
    {"W17.vae", "variational autoencoder", "1,797 images of 8 x 8", "64-256-8, batch 128, Adam",
     variational_autoencoder},
    {"W18", "Bayesian layers", "6,400 x 784", "784-512-512-10, batch 128, Adam", bayesian_layers},
    {"W19", "Gaussian processes", "100 and 1,000 points", "log likelihood with gradient",
     gaussian_processes},
    {"W20.hmm", "hidden Markov models", "50 series of 100 steps", "likelihoods, most likely states",
     hidden_markov_toolkit},
    {"W20.kalman", "Kalman filter", "100 series of 500 steps", "a trend: likelihood, gradient",
     kalman_filter},
    {"W21", "minimizers", "1,000 coordinates; 1,000 x 50", "L-BFGS of 10 pairs", minimizers},
};

}  // namespace

std::vector<Entry> all_workloads() { return kWorkloads; }

}  // namespace aleator::bench
