// SPDX-License-Identifier: Apache-2.0
// Posteriors of covariances. A Wishart prior of the precision matrix of normal rows is conjugate:
// its posterior is known. One of standard deviations and an LKJ correlation is not: quadrature
// over the three numbers of two columns knows its means.
#include <aleator/aleator.h>

#include <cmath>
#include <cstdio>

#include "results/results.h"

using namespace aleator;
namespace tfd = aleator::distributions;

namespace {

constexpr std::int64_t kNumRows = 100, kNumColumns = 3;
constexpr double kPriorDf = 5;

const Array true_covariance = array({{1., 0.6, -0.3}, {0.6, 2., 0.5}, {-0.3, 0.5, 0.8}});

Array made_rows() {
  return tfd::MultivariateNormalTriL(
             {.loc = zeros({kNumColumns}), .scale_tril = cholesky(true_covariance)})
      .sample({kNumRows}, Key(1));
}

/// Rows of a precision matrix with a Wishart prior, whose mean is the identity.
stats::Posterior precision_posterior(const Array& rows) {
  ppl::JointDistribution model([](ppl::Scope& s) {
    const Array scale_tril = eye(kNumColumns) / std::sqrt(kPriorDf);
    const Array precision =
        s.sample("precision", tfd::WishartTriL({.df = kPriorDf, .scale_tril = scale_tril}));
    s.deterministic("covariance", linalg::inv(precision));
    s.sample("x",
             tfd::MultivariateNormalTriL(
                 {.loc = zeros({kNumColumns}), .scale_tril = cholesky(linalg::inv(precision))}),
             {.plate = {"row", kNumRows}});
  });
  return mcmc::sample(ppl::make_target(model.condition({{"x", rows}})), {.seed = 2});
}

/// Each element of the mean of the draws against that of the exact posterior.
void compare(example::Results& results, const stats::Posterior& draws, const char* name,
             const Array& exact) {
  for (std::int64_t i = 0; i < kNumColumns; ++i) {
    for (std::int64_t j = 0; j <= i; ++j) {
      const Array element = draws[name][{Ellipsis, i, j}];
      const std::string what = text(name, "[", i, ", ", j, "]");
      std::printf("%-20s %10.4f %10.4f\n", what.c_str(), mean(element).item(), exact[i][j].item());
      results.expect_mean(what, element, exact[i][j].item());
    }
  }
}

/// Standard deviations with half-normal priors, and a correlation with the LKJ prior.
stats::Posterior correlation_posterior(const Array& rows) {
  ppl::JointDistribution model([](ppl::Scope& s) {
    const Array sd = s.sample("sd", tfd::HalfNormal({.scale = 2.}), {.plate = {"column", 2}});
    const Array root = s.sample("root", tfd::CholeskyLKJ({.dimension = 2, .concentration = 2.}));
    s.deterministic("correlation", root[1][0]);
    s.sample(
        "x",
        tfd::MultivariateNormalTriL({.loc = zeros({2}), .scale_tril = expand_dims(sd, 1) * root}),
        {.plate = {"row", kNumRows}});
  });
  return mcmc::sample(ppl::make_target(model.condition({{"x", rows}})), {.seed = 3});
}

/// Means of both standard deviations and of the correlation over a grid of 60 x 60 x 60 midpoints.
Array exact_means(const Array& rows) {
  const Array squares = matmul(transpose(rows), rows), steps = (arange(60) + 0.5) / 60.;
  const Array s0 = reshape(0.6 + 0.9 * steps, {60, 1, 1}), s1 = reshape(0.9 + 1.2 * steps, {60, 1});
  const Array r = -0.2 + 1.15 * steps, rest = 1. - square(r);
  const Array form =
      squares[0][0] / square(s0) + squares[1][1] / square(s1) - 2. * r * squares[0][1] / (s0 * s1);
  const double n = static_cast<double>(kNumRows);
  const Array log_density = -n * (log(s0) + log(s1) + 0.5 * log(rest)) - 0.5 * form / rest -
                            (square(s0) + square(s1)) / 8. + log(rest);
  const Array weights = exp(log_density - logsumexp(log_density));
  return stack({sum(weights * s0), sum(weights * s1), sum(weights * r)});
}

}  // namespace

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  const Array rows = made_rows();
  const double df = kPriorDf + kNumRows;
  // Posterior: Wishart with df degrees of freedom and this inverse scale.
  const Array inverse_scale = kPriorDf * eye(kNumColumns) + matmul(transpose(rows), rows);
  const stats::Posterior draws = precision_posterior(rows);
  results.add("precision", draws);
  std::printf("%-20s %10s %10s\n", "posterior mean", "NUTS", "exact");
  compare(results, draws, "precision", df * linalg::inv(inverse_scale));
  compare(results, draws, "covariance", inverse_scale / (df - kNumColumns - 1.));

  const Array two = rows[{Ellipsis, Slice({}, 2)}], exact = exact_means(two);
  const stats::Posterior correlated = correlation_posterior(two);
  results.add("correlation", correlated);
  results.expect_mean("sd[0]", correlated["sd"][{Ellipsis, 0}], exact[0].item());
  results.expect_mean("sd[1]", correlated["sd"][{Ellipsis, 1}], exact[1].item());
  results.expect_mean("correlation", correlated["correlation"], exact[2].item());
  std::printf("exact by quadrature: sd %.4f, %.4f, correlation %.4f\n", exact[0].item(),
              exact[1].item(), exact[2].item());
  return results.finish();
}
