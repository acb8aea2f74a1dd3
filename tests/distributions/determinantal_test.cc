// SPDX-License-Identifier: Apache-2.0
// Tests determinantal point processes against their minors, by hand, and the share of draws.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/distributions/vector_checks.h"
#include "tests/support/message.h"

namespace aleator {
namespace {

using namespace distributions;

/// L = [[2, 1, 0], [1, 3, 1], [0, 1, 1]], det(I + L) = 19.
DeterminantalPointProcess three_items() {
  const auto [values, vectors] = eigh(array({{2., 1., 0.}, {1., 3., 1.}, {0., 1., 1.}}));
  return DeterminantalPointProcess({.eigenvalues = values, .eigenvectors = vectors});
}
/// All subsets; the first item counts 4, the last 1.
Array subsets() {
  return array({{0., 0., 0.},
                {0., 0., 1.},
                {0., 1., 0.},
                {0., 1., 1.},
                {1., 0., 0.},
                {1., 0., 1.},
                {1., 1., 0.},
                {1., 1., 1.}});
}
Array minors() { return array({1., 1., 3., 2., 2., 2., 5., 3.}); }

TEST(DeterminantalPointProcess, ProbabilitiesAreMinors) {
  const DeterminantalPointProcess d = three_items();
  expect_near(exp(d.log_prob(subsets())), minors() / 19., 1e-14);
  expect_near(d.mean(), array({12., 13., 8.}) / 19., 1e-14);
  expect_near(d.variance(), array({84., 78., 88.}) / 361., 1e-14);
  // P(both) - P(first) P(second): 8/19 - 12 13/361, and so on.
  expect_near(d.covariance(), array({{84., -4., -1.}, {-4., 78., -9.}, {-1., -9., 88.}}) / 361.,
              1e-14);
  EXPECT_EQ(d.log_prob(array({1., 0.5, 0.})).item(), -HUGE_VAL);
}

TEST(DeterminantalPointProcess, DrawsHaveTheirShares) {
  constexpr std::int64_t kNumDraws = 40'000;
  const Array x = three_items().sample({kNumDraws}, Key(5));
  const Array code = sum(x * array({4., 2., 1.}), {.axes = {-1}});
  double chi_square = 0;
  for (int i = 0; i < 8; ++i) {
    const double expected = kNumDraws * minors().values()[static_cast<std::size_t>(i)] / 19;
    const double count = sum(astype(code == static_cast<double>(i), float64)).item();
    chi_square += (count - expected) * (count - expected) / expected;
  }
  EXPECT_LT(chi_square, 40.52);  // with 7 degrees of freedom exceeded once in a million keys
}

TEST(DeterminantalPointProcess, ItemsOfADiagonalAreIndependent) {
  const Array odds = array({{0.5, 2., 4.}, {1., 1., 3.}});
  const DeterminantalPointProcess d({.eigenvalues = odds, .eigenvectors = eye(3)});
  EXPECT_EQ(d.batch_shape(), Shape{2});
  const Array x = array({1., 0., 1.});
  const Array each = Bernoulli({.probs = odds / (1. + odds)}).log_prob(x);
  expect_near(d.log_prob(x), sum(each, {.axes = {-1}}), 1e-14);
  const Array draws = d.sample({7}, Key(1));
  EXPECT_EQ(draws.shape(), (Shape{7, 2, 3}));
}

TEST(DeterminantalPointProcess, SaysWhatDoesNotFit) {
  EXPECT_EQ(message_of([] {
              DeterminantalPointProcess({.eigenvalues = ones({3}), .eigenvectors = eye(2)});
            }),
            "DeterminantalPointProcess: eigenvectors must be [..., 3, 3] for 3 eigenvalues, got "
            "shape [2, 2]");
  EXPECT_EQ(
      message_of(
          [] { DeterminantalPointProcess({.eigenvalues = ones({3}), .eigenvectors = ones({3})}); }),
      "DeterminantalPointProcess: parameter 'eigenvectors' must have at least 2 axes, got shape "
      "[3]");
}

TEST(ExpRelaxedOneHotCategorical, IsTheLogarithmOfTheRelaxedOne) {
  const Array logits = array({0.3, -0.5, 1.});
  const ExpRelaxedOneHotCategorical d({.temperature = 0.7, .logits = logits});
  const RelaxedOneHotCategorical relaxed({.temperature = 0.7, .logits = logits});
  const Array x = d.sample({100}, Key(1));
  expect_near(exp(x), relaxed.sample({100}, Key(1)), 1e-14);
  // By differences of logarithms instead of by coordinates: dx = prod(x) d(differences).
  expect_near(d.log_prob(x), relaxed.log_prob(exp(x)) + sum(x, {.axes = {-1}}), 1e-11);
  // Where the relaxed draws are 0 in double.
  const ExpRelaxedOneHotCategorical cold({.temperature = 1e-4, .logits = logits});
  EXPECT_TRUE(all(is_finite(cold.log_prob(cold.sample({100}, Key(2))))).item<bool>());
}

}  // namespace
}  // namespace aleator
