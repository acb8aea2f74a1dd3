// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/micro/models/model.h"
#include "benchmarks/suite/workload.h"

namespace aleator::bench {
namespace {

namespace tfd = distributions;
namespace tfb = bijectors;

stats::Posterior sample_flat(const FlatLogProb& log_prob, std::int64_t dimension,
                             mcmc::SampleOptions options, std::uint64_t seed) {
  options.current_state = {zeros({dimension})};
  options.seed = seed;
  options.show_progress = false;
  const auto target = [log_prob](Array q) { return log_prob(q); };
  return mcmc::sample(mcmc::TargetLogProbFn(target), options);
}

Workload sampled(const std::string& name, const std::string& description,
                 const FlatLogProb& log_prob, std::int64_t dimension,
                 const mcmc::SampleOptions& options = {}) {
  return {name, description, dimension, log_prob,
          [=](std::uint64_t seed) { return sample_flat(log_prob, dimension, options, seed); }};
}

Workload of_model(const std::string& name, const std::string& description, const Model& model) {
  return sampled(name, description, model.log_density(float64), model.dimension);
}

/// The change point of daily counts, as the example text_messages samples it.
Workload text_messages() {
  const Array counts =
      array(io::read_csv(ALEATOR_EXAMPLE_DIR "/data/text_messages.csv").counts("count"));
  const std::int64_t n = counts.size();
  const auto joint = [=](Array lambda_1, Array lambda_2, Array tau) {
    const auto prior = tfd::Exponential({.rate = 1. / mean(counts)});
    const Array lambda = where(tau * n <= arange(n), lambda_2, lambda_1);
    return prior.log_prob(lambda_1) + prior.log_prob(lambda_2) +
           tfd::Uniform(0., 1.).log_prob(tau) +
           sum(tfd::Poisson({.rate = lambda}).log_prob(counts));
  };
  const auto run = [=](std::uint64_t seed) {
    return mcmc::sample_chain(
        {.num_results = 10'000,
         .num_burnin_steps = 1'000,
         .current_state = {20., 20., 0.5},
         .kernel = mcmc::TransformedTransitionKernel(
             {.inner_kernel = mcmc::SimpleStepSizeAdaptation(
                  {.inner_kernel = mcmc::HamiltonianMonteCarlo(
                       {.target_log_prob_fn = joint, .num_leapfrog_steps = 2, .step_size = 1.}),
                   .num_adaptation_steps = 800}),
              .bijector = {tfb::Exp(), tfb::Exp(), tfb::Sigmoid()}}),
         .show_progress = false,
         .key = Key(seed)});
  };
  return {"W01 change point", "74 counts, HMC of 2 leapfrogs, 1 chain, 1,000 + 10,000", 3,
          [joint](const Array& q) { return joint(exp(q[0]), exp(q[1]), sigmoid(q[2])); }, run};
}

/// With means in order, so that the states have one labelling: mu_1 and the logs of the distances.
Workload ordered_hmm() {
  const Model model = hmm_scaled();
  const auto log_prob = [f = model.log_density(float64)](const Array& q) {
    const Array second = q[0] + exp(q[1]), third = second + exp(q[2]);
    return f(concatenate({stack({q[0], second, third}), q[Slice(3, 15)]})) + q[1] + q[2];
  };
  return sampled("W10 hidden Markov model",
                 "500 steps, 3 states, ordered means, 8 chains, NUTS, 1,000 + 1,000", log_prob,
                 model.dimension);
}

}  // namespace

std::vector<Workload> all_workloads() {
  mcmc::SampleOptions many_chains{.num_chains = 128, .num_draws = 200};
  many_chains.num_warmup = 500;
  mcmc::SampleOptions chees = many_chains;
  chees.algorithm = mcmc::ChEES;
  return {
      text_messages(),
      of_model("W02 eight schools", "8 chains, NUTS, 1,000 + 1,000", eight_schools()),
      of_model("W06 radon", "12,573 made-up houses, 8 chains, NUTS, 1,000 + 1,000", radon_all()),
      sampled("W07 item response", "400 people, 100 items, 8 chains, NUTS, 1,000 + 1,000",
              item_response(), kItemResponseDimension),
      of_model("W08 stochastic volatility", "500 steps, 8 chains, NUTS, 1,000 + 1,000",
               stochastic_volatility()),
      sampled("W09 sparse logistic, NUTS", "1,000 x 24, 128 chains, 500 + 200", sparse_logistic(),
              kSparseLogisticDimension, many_chains),
      sampled("W09 sparse logistic, ChEES", "1,000 x 24, 128 chains, 500 + 200", sparse_logistic(),
              kSparseLogisticDimension, chees),
      ordered_hmm()};
}

}  // namespace aleator::bench
