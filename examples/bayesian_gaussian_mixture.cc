// SPDX-License-Identifier: Apache-2.0
// A mixture of normals in the plane with Dirichlet weights and Wishart precisions: by the No-U-Turn
// sampler over what is left when the component of each row is summed out, and by Gibbs sampling,
// which draws components and parameters in turn from their conditional distributions. Two ways
// that share no code but the families must agree.
#include <aleator/aleator.h>

#include <cmath>
#include <cstdio>

#include "results/results.h"

using namespace aleator;
namespace tfd = aleator::distributions;

namespace {

constexpr std::int64_t kNumRows = 300, kNumComponents = 2, kNumSteps = 4000;
constexpr double kDf = 5, kConcentration = 5;

/// Prior means differ, so that components have names. With these changed the posterior is less than
/// exp(-10) of what it is, and a mode nevertheless: chains start at the prior means.
const Array prior_locs = array({{-2., 0.}, {2., 0.}});
const Array prior_scale = eye(2) / kDf;
const Array first_precision = ones({kNumComponents, 1, 1}) * eye(2);

Array made_rows() {
  const Array scales = stack({array({{1., 0.}, {0.6, 0.7}}), array({{0.6, 0.}, {-0.5, 1.2}})});
  return tfd::MixtureSameFamily(
             {.mixture_distribution = tfd::Categorical({.probs = array({0.4, 0.6})}),
              .components_distribution = tfd::MultivariateNormalTriL(
                  {.loc = array({{-1.5, 1.}, {1.5, -0.5}}), .scale_tril = scales})})
      .sample({kNumRows}, Key(1));
}

Distribution normals(const Array& loc, const Array& precision) {
  return tfd::MultivariateNormalTriL({.loc = loc, .scale_tril = cholesky(linalg::inv(precision))});
}

/// Rows belong to components; the sampler sums over them.
stats::Posterior by_nuts(const Array& rows) {
  ppl::JointDistribution mixture([](ppl::Scope& s) {
    const Array weights = s.sample(
        "weights", tfd::Dirichlet({.concentration = full({kNumComponents}, kConcentration)}));
    const Array loc =
        s.sample("loc", tfd::MultivariateNormalDiag({.loc = prior_locs, .scale_diag = ones({2})}),
                 {.plate = {"component", kNumComponents}});
    const Array precision =
        s.sample("precision", tfd::WishartTriL({.df = kDf, .scale_tril = cholesky(prior_scale)}),
                 {.plate = {"component", kNumComponents}});
    s.sample("x",
             tfd::MixtureSameFamily({.mixture_distribution = tfd::Categorical({.probs = weights}),
                                     .components_distribution = normals(loc, precision)}),
             {.plate = {"row", kNumRows}});
  });
  const auto target = ppl::make_target(mixture.condition({{"x", rows}}));
  const Array weights = full({kNumComponents}, 1. / kNumComponents);
  return mcmc::sample(target, {.current_state = {weights, prior_locs, first_precision},
                               .num_chains = 4,
                               .seed = 2,
                               .show_progress = false});
}

/// The product of each matrix with its vector.
Array times(const Array& matrices, const Array& vectors) {
  return matmul(matrices, expand_dims(vectors, -1))[{Ellipsis, 0}];
}

struct State {
  Array weights, loc, precision;
};
/// One sweep: components of the rows, weights, locations, precisions.
State sweep(const State& state, const Array& rows, const Key& key) {
  const auto [of_row, of_weights, of_loc, of_precision] = split<4>(key);
  const Array log_density =
      normals(state.loc, state.precision).log_prob(expand_dims(rows, 1)) + log(state.weights);
  const Array k = tfd::Categorical({.logits = log_density}).sample(of_row);
  const Array is_of = transpose(where(expand_dims(k, 1) == arange(kNumComponents), 1., 0.));
  const Array count = sum(is_of, {.axes = {1}});
  State next;
  next.weights = tfd::Dirichlet({.concentration = kConcentration + count}).sample(of_weights);

  const Array root =
      cholesky(linalg::inv(eye(2) + expand_dims(expand_dims(count, 1), 2) * state.precision));
  const Array pull = prior_locs + times(state.precision, matmul(is_of, rows));
  next.loc = tfd::MultivariateNormalTriL(
                 {.loc = times(root, times(swap_axes(root, -1, -2), pull)), .scale_tril = root})
                 .sample(of_loc);

  const Array away = expand_dims(is_of, 2) * (rows - expand_dims(next.loc, 1));
  const Array scale = linalg::inv(kDf * eye(2) + matmul(swap_axes(away, -1, -2), away));
  next.precision =
      tfd::WishartTriL({.df = kDf + count, .scale_tril = cholesky(scale)}).sample(of_precision);
  return next;
}

/// Steps of Gibbs sampling from the prior means, without the first tenth: [draws, ...].
State by_gibbs(const Array& rows) {
  const auto one = [&](const State& state, const Array& step) {
    const State next = sweep(state, rows, fold_in(Key(3), step));
    return std::pair(next, next);
  };
  const auto run = jit([&](const Array& start) {
    const State first{full({kNumComponents}, 1. / kNumComponents), start, first_precision};
    return scan(one, first, arange(kNumSteps)).second;
  });
  const State draws = run(prior_locs);
  const auto kept = [](const Array& x) { return slice_axis(x, 0, kNumSteps / 10, kNumSteps); };
  return {kept(draws.weights), kept(draws.loc), kept(draws.precision)};
}

/// One number of each draw: its mean by both, whose difference is judged with the error of both;
/// that of Gibbs sampling is by means of 36 batches.
void compare(example::Results& results, const char* what, const Array& nuts, const Array& gibbs) {
  const Array batches = mean(reshape(gibbs, {36, -1}), {.axes = {1}});
  const double error = stddev(batches).item() / std::sqrt(36.);
  std::printf("%-18s %10.4f %10.4f +- %.4f\n", what, mean(nuts).item(), mean(gibbs).item(), error);
  results.expect_mean(what, nuts, mean(gibbs).item(), error);
}

}  // namespace

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  const Array rows = made_rows();
  const stats::Posterior nuts = by_nuts(rows);
  results.add("posterior", nuts);
  const State gibbs = by_gibbs(rows);
  std::printf("%-18s %10s %10s\n", "posterior mean", "NUTS", "Gibbs");
  compare(results, "weights[0]", nuts["weights"][{Ellipsis, 0}], gibbs.weights[{Ellipsis, 0}]);
  for (std::int64_t k = 0; k < kNumComponents; ++k) {
    for (std::int64_t i = 0; i < 2; ++i) {
      compare(results, text("loc[", k, ", ", i, "]").c_str(), nuts["loc"][{Ellipsis, k, i}],
              gibbs.loc[{Ellipsis, k, i}]);
      compare(results, text("precision[", k, ", 0, ", i, "]").c_str(),
              nuts["precision"][{Ellipsis, k, 0, i}], gibbs.precision[{Ellipsis, k, 0, i}]);
    }
  }
  return results.finish();
}
