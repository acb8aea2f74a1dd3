// SPDX-License-Identifier: Apache-2.0
// Probabilistic principal component analysis: points around a line, whose direction and places are
// found by the maximum a posteriori and by variational inference. The direction that is most likely
// is known: that of the largest eigenvalue of the covariance (Tipping and Bishop 1999).
#include <aleator/aleator.h>

#include <cmath>
#include <cstdio>
#include <iostream>

#include "results/results.h"

using namespace aleator;
namespace tfd = aleator::distributions;

namespace {

constexpr std::int64_t kNumPoints = 400;
constexpr double kNoise = 0.5;

/// x = w z + noise, of the direction w and the place z of each point on the line.
ppl::JointDistribution line_model() {
  return ppl::JointDistribution([](ppl::Scope& s) {
    const Array w = s.sample("w", tfd::Sample(tfd::Normal(0., 2.), {2}));
    const Array z = s.sample("z", tfd::Normal(0., 1.), {.plate = {"point", kNumPoints}});
    const Array middle = expand_dims(z, -1) * w;
    s.sample("x", tfd::MultivariateNormalDiag({.loc = middle, .scale_diag = full({2}, kNoise)}),
             {.plate = {"point", kNumPoints}});
  });
}

/// Of the likelihood of w, z summed out: up to its sign.
Array most_likely(const Array& x) {
  const auto [values, vectors] = eigh(matmul(transpose(x), x) / static_cast<double>(kNumPoints));
  return vectors[{Ellipsis, 1}] * sqrt(values[1] - kNoise * kNoise);
}

/// The cosine of the angle to the exact direction, and the length relative to the exact one.
std::pair<double, double> compare(const char* name, const Array& w, const Array& exact) {
  const double length = sqrt(dot(w, w)).item(), exact_length = sqrt(dot(exact, exact)).item();
  const double cosine = std::abs(dot(w, exact).item()) / (length * exact_length);
  std::printf("%-22s %9.3f %9.3f %10.5f\n", name, w.values()[0], w.values()[1], cosine);
  return {cosine, length / exact_length};
}

}  // namespace

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  const Array truth = array({1.6, -0.9});
  const Array places = random::normal(Key(1), {kNumPoints, 1});
  const Array x = places * truth + kNoise * random::normal(Key(2), {kNumPoints, 2});
  const auto target = ppl::make_target(line_model().condition({{"x", x}}));

  const auto map = vi::maximum_a_posteriori(target, {.key = Key(3)});
  auto q = vi::build_factored_surrogate_posterior(target, {.key = Key(4)});
  const auto fit = vi::fit_surrogate_posterior(
      target, q,
      {.num_steps = 3000,
       .optimizer = optimize::Adam({.learning_rate = optimize::CosineDecay({0.05, 3000})}),
       .sample_size = 4,
       .key = Key(5)});
  std::cout << fit << "\n";

  std::printf("%-22s %9s %9s %10s\n", "estimate", "w[0]", "w[1]", "cosine");
  const Array exact = most_likely(x);
  compare("truth", truth, exact);
  compare("most likely", exact, exact);
  const auto of_map = compare("maximum a posteriori", map["w"], exact);
  const Array w = mean(q.sample({4000}, Key(6))[0], {.axes = {0}});
  const auto of_fit = compare("variational inference", w, exact);
  // Places that are fitted too make the maximum's direction right and its length wrong.
  results.add("w", w);
  results.expect(of_map.first > 0.9999, "direction of the maximum");
  results.expect(of_fit.first > 0.9999, "direction by variational inference");
  results.expect_near("length by variational inference", of_fit.second, 1, 0.03);
  return results.finish();
}
