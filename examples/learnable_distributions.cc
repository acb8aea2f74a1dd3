// SPDX-License-Identifier: Apache-2.0
// A zoo of distributions whose parameters are Variables, fitted to draws by gradients of the
// likelihood: normals of three kinds of covariance, factors, a mixture. Where the most likely
// parameters are known the likelihood must be that of them.
#include <aleator/aleator.h>

#include <cmath>
#include <cstdio>
#include <numbers>

#include "results/results.h"

using namespace aleator;
namespace tfd = aleator::distributions;
namespace tfb = aleator::bijectors;

namespace {

constexpr std::int64_t kNumRows = 2000, kNumColumns = 3;

/// One factor and noise: correlated, and of a covariance that a diagonal and rank 1 can have.
Array correlated_rows() {
  const Array factor = random::normal(Key(1), {kNumRows, 1});
  return array({1., -2., 0.5}) + factor * array({1., 0.8, -0.6}) +
         array({0.5, 0.7, 0.9}) * random::normal(Key(2), {kNumRows, kNumColumns});
}

/// Mean log density of rows at the most likely normal with this covariance.
double log_density_of(const Array& covariance) {
  const double log_det = 2 * sum(log(diagonal(cholesky(covariance)))).item();
  return -0.5 * (kNumColumns * (std::log(2 * std::numbers::pi) + 1) + log_det);
}

/// Positive numbers by softplus.
Array positive(const char* name, const Array& start) {
  return tfb::Softplus().forward(Variable(tfb::Softplus().inverse(start), name));
}
Variable location() { return Variable(zeros({kNumColumns}), "loc"); }

Distribution scaled_identity() {
  return tfd::MultivariateNormalDiag(
      {.loc = location(), .scale_diag = positive("scale", 1.) * ones({kNumColumns})});
}
Distribution diagonal_normal() {
  return tfd::MultivariateNormalDiag(
      {.loc = location(), .scale_diag = positive("scale", ones({kNumColumns}))});
}
Distribution full_normal() {
  const tfb::FillScaleTriL onto_triangles;
  const Variable raw(onto_triangles.inverse(eye(kNumColumns)), "scale_tril");
  return tfd::MultivariateNormalTriL(
      {.loc = location(), .scale_tril = onto_triangles.forward(raw)});
}
Distribution one_factor() {
  return tfd::MultivariateNormalDiagPlusLowRankCovariance(
      {.loc = location(),
       .cov_diag_factor = positive("cov_diag_factor", ones({kNumColumns})),
       .cov_perturb_factor = Variable(full({kNumColumns, 1}, 0.1), "cov_perturb_factor")});
}
/// The first mean and weight are held at 0 by Pad, as a reference for the others.
Distribution mixture() {
  const Variable logit(zeros({1}), "logit"), locs(array({{-1., 0., 0.}, {1., 0., 0.}}), "locs");
  const tfb::Pad with_zero;
  return tfd::MixtureSameFamily(
      {.mixture_distribution = tfd::Categorical({.logits = with_zero.forward(logit)}),
       .components_distribution = tfd::MultivariateNormalDiag(
           {.loc = locs, .scale_diag = positive("scale", ones({2, kNumColumns}))})});
}

Distribution true_mixture() {
  return tfd::MixtureSameFamily(
      {.mixture_distribution = tfd::Categorical({.probs = array({0.3, 0.7})}),
       .components_distribution =
           tfd::MultivariateNormalDiag({.loc = array({{-2., 1., 0.}, {1.5, 0., -1.}}),
                                        .scale_diag = array({{0.5, 1., 1.}, {1., 0.6, 0.8}})})});
}

/// Trains all Variables of a distribution; its mean log density at rows.
double fit(const Distribution& d, const Array& rows) {
  optimize::minimize(
      [&] { return -mean(d.log_prob(rows)); },
      {.num_steps = 1500,
       .optimizer = optimize::Adam({.learning_rate = optimize::CosineDecay({0.05, 1500})}),
       .show_progress = false,
       .key = Key(3)});
  return mean(d.log_prob(rows)).item();
}

}  // namespace

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  std::printf("%-22s %12s %12s\n", "distribution", "fitted", "most likely");
  const auto row = [&](const char* name, const Distribution& d, const Array& rows, double exact,
                       double tolerance) {
    const double fitted = fit(d, rows);
    std::printf("%-22s %12.5f %12.5f\n", name, fitted, exact);
    results.add(name, fitted);
    results.expect_near(name, fitted, exact, tolerance);
    return fitted;
  };
  const Array rows = correlated_rows(), centered = rows - mean(rows, {.axes = {0}});
  const Array covariance = matmul(transpose(centered), centered) / static_cast<double>(kNumRows);
  const Array variances = diagonal(covariance);
  row("scaled identity", scaled_identity(), rows,
      log_density_of(mean(variances) * eye(kNumColumns)), 1e-5);
  row("diagonal", diagonal_normal(), rows, log_density_of(diagonal_matrix(variances)), 1e-5);
  row("full", full_normal(), rows, log_density_of(covariance), 1e-5);
  // Of three columns one factor and noise make any covariance of these signs.
  row("one factor", one_factor(), rows, log_density_of(covariance), 1e-4);

  // Twice the log likelihood above that of the truth is chi-squared with 13 degrees of freedom: it
  // exceeds 60 once in 10 million data sets.
  const Array mixed = true_mixture().sample({kNumRows}, Key(4));
  const double true_density = mean(true_mixture().log_prob(mixed)).item();
  const double above = row("mixture of two", mixture(), mixed, true_density, 1) - true_density;
  results.expect(above > 0 && 2 * above * kNumRows < 60, "the mixture is as likely as it must be");
  return results.finish();
}
