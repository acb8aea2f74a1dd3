// SPDX-License-Identifier: Apache-2.0
// Latent variables of a Gaussian process: rows of many columns are functions of a few coordinates
// that were not seen, and are found with the kernel's parameters. With a linear kernel the largest
// likelihood is known, that of principal components (Lawrence 2005); with a smooth kernel the order
// of points along a curve is found again.
#include <aleator/aleator.h>

#include <cmath>
#include <cstdio>
#include <numbers>

#include "results/results.h"

using namespace aleator;
namespace tfd = aleator::distributions;
namespace tfk = aleator::math::psd_kernels;

namespace {

constexpr std::int64_t kNumRows = 60, kNumColumns = 12, kNumLatent = 2;

/// Smooth functions of an angle, the row's place on a closed curve, and noise: [rows, columns].
Array made_rows() {
  const Array angle = expand_dims(2 * std::numbers::pi * arange(kNumRows) / double(kNumRows), 1);
  const Array waves = concatenate({cos(angle), sin(angle), cos(2. * angle), sin(2. * angle)}, 1);
  const Array weights =
      array({{1.}, {1.}, {0.7}, {0.7}}) * random::normal(Key(1), {4, kNumColumns});
  const Array rows = matmul(waves, weights) + 0.1 * random::normal(Key(2), {kNumRows, kNumColumns});
  return rows - mean(rows, {.axes = {0}, .keep_dims = true});
}

struct Components {
  Array scores;               ///< [rows, kNumLatent], by principal components
  double log_likelihood = 0;  ///< the largest of linear functions of kNumLatent coordinates
  double noise_variance = 0;
};
/// Rows are independent columns of a process: the covariance of the rows has these eigenvalues.
Components principal_components(const Array& rows) {
  const double n = kNumRows, d = kNumColumns;
  const auto [values, vectors] = eigh(matmul(rows, transpose(rows)) / d);
  const Array first = values[Slice({}, kNumRows - kNumLatent)], last = values[Slice(-kNumLatent)];
  const double noise = mean(first).item();
  const double log_det = sum(log(last)).item() + (n - kNumLatent) * std::log(noise);
  return {vectors[{Ellipsis, Slice(-kNumLatent)}] * sqrt(last - noise),
          -0.5 * d * (n * std::log(2 * std::numbers::pi) + log_det + n), noise};
}

/// Each column is a draw of the process at the latent coordinates.
Array log_likelihood(const Array& rows, const tfk::PositiveSemidefiniteKernel& kernel,
                     const Array& latent, const Array& noise_variance) {
  const tfd::GaussianProcess process(
      {.kernel = kernel, .index_points = latent, .observation_noise_variance = noise_variance});
  return sum(process.log_prob(transpose(rows)));
}

double train(const Callable<Array()>& log_density, std::int64_t num_steps) {
  optimize::minimize([&] { return -log_density(); },
                     {.num_steps = num_steps,
                      .optimizer = optimize::Adam({.learning_rate = optimize::CosineDecay(
                                                       {0.05, static_cast<double>(num_steps)})}),
                      .key = Key(3)});
  return log_density().item();
}

/// How many rows have as nearest neighbour in the latent space one of the two beside them on the
/// curve, as a share.
double share_of_neighbours(const Array& latent) {
  const Array away = expand_dims(latent, 0) - expand_dims(latent, 1);
  const Array distance = sum(square(away), {.axes = {-1}}) + 1e9 * eye(kNumRows);
  const Array steps = remainder(argmin(distance, -1) - arange(kNumRows), kNumRows);
  return mean(where(logical_or(steps == 1, steps == kNumRows - 1), 1., 0.)).item();
}

/// From any start, as high as principal components and no higher.
void linear(example::Results& results, const Array& rows, const Components& exact) {
  const Variable latent(0.5 * random::normal(Key(4), {kNumRows, kNumLatent}), "latent");
  const Variable log_variance(-1., "log_variance");
  const double found =
      train([&] { return log_likelihood(rows, tfk::Linear(), latent, exp(log_variance)); }, 2000);
  std::printf("%-28s %14.3f %12.5f\n", "linear, by Adam", found,
              std::exp(log_variance.value().item()));
  std::printf("%-28s %14.3f %12.5f\n", "principal components", exact.log_likelihood,
              exact.noise_variance);
  results.add("linear", found);
  results.expect_near("largest log likelihood", found, exact.log_likelihood, 0.05);
  results.expect_near("variance of the noise", std::exp(log_variance.value().item()),
                      exact.noise_variance, 0.01 * exact.noise_variance);
}

/// From the principal components: finds the curve.
void smooth(example::Results& results, const Array& rows, const Components& start) {
  const Variable latent(start.scores / stddev(start.scores), "latent");
  const Variable log_amplitude(0., "log_amplitude"), log_length(0., "log_length"),
      log_variance(-2., "log_variance");
  const double found = train(
      [&] {
        const tfk::ExponentiatedQuadratic kernel(
            {.amplitude = exp(log_amplitude), .length_scale = exp(log_length)});
        return log_likelihood(rows, kernel, latent, exp(log_variance)) +
               sum(tfd::Normal(0., 1.).log_prob(latent));
      },
      1500);
  const double variance = std::exp(log_variance.value().item());
  const double by_start = share_of_neighbours(start.scores);
  const double share = share_of_neighbours(latent.value());
  std::printf("%-28s %14.3f %12.5f\n", "smooth, by Adam", found, variance);
  std::printf("nearest neighbours on the curve: %.0f %% of rows, %.0f %% by components\n",
              100 * share, 100 * by_start);
  results.add("smooth", found);
  results.add("share of neighbours", share);
  results.expect(found > start.log_likelihood + 100, "curves are more likely than planes");
  results.expect(share > 0.9, "rows are in their order");
  // The noise was drawn with a standard deviation of 0.1.
  results.expect_near("variance of the noise", variance, 0.01, 0.004);
}

}  // namespace

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  const Array rows = made_rows();
  const Components exact = principal_components(rows);
  std::printf("%-28s %14s %12s\n", "kernel", "log likelihood", "noise");
  linear(results, rows, exact);
  smooth(results, rows, exact);
  return results.finish();
}
