// SPDX-License-Identifier: Apache-2.0
// Tests bounds of mutual information for two correlated normals, whose value is -log(1 - rho^2)
// / 2.
#include <cmath>

#include "tests/array/support.h"

namespace aleator {
namespace {

using namespace testing;
using namespace vi;
namespace tfd = distributions;

constexpr double kRho = 0.8;
constexpr std::int64_t kNumDraws = 600;
const double kExact = -0.5 * std::log(1 - kRho * kRho);

struct Draws {
  Array x, y;
};
Draws draws() {
  const Array x = random::normal(Key(1), {kNumDraws});
  return {x, kRho * x + std::sqrt(1 - kRho * kRho) * random::normal(Key(2), {kNumDraws})};
}
/// log p(y | x) - log p(y) of every pair.
Array best_scores(const Draws& d) {
  const Array along = expand_dims(d.x, 1), across = expand_dims(d.y, 0);
  return tfd::Normal(kRho * along, std::sqrt(1 - kRho * kRho)).log_prob(across) -
         tfd::Normal(0., 1.).log_prob(across);
}

// One set of 600 draws: the mean log ratio has the standard error rho / sqrt(n) = 0.033, and what
// is averaged over the other pairs less. Five of them: less than one false alarm in a million.
TEST(MutualInformation, BestCriticsReachIt) {
  const Array scores = best_scores(draws());
  EXPECT_NEAR(lower_bound_nguyen_wainwright_jordan(scores + 1.).item(), kExact, 0.17);
  EXPECT_NEAR(lower_bound_info_nce(scores).item(), kExact, 0.17);
  const double entropy = 0.5 * std::log(2 * M_PI * std::exp(1.));
  const Draws d = draws();
  const Array log_q = tfd::Normal(kRho * d.y, std::sqrt(1 - kRho * kRho)).log_prob(d.x);
  EXPECT_NEAR(lower_bound_barber_agakov(log_q, entropy).item(), kExact, 0.17);
}

TEST(MutualInformation, OtherCriticsStayBelow) {
  const Array scores = best_scores(draws());
  const double js = lower_bound_jensen_shannon(scores).item();
  for (const Array& worse : {0.3 * scores, 2. * scores, -1. * scores}) {
    EXPECT_LT(lower_bound_nguyen_wainwright_jordan(worse + 1.).item(), kExact);
    EXPECT_LT(lower_bound_info_nce(worse).item(), kExact);
    EXPECT_LT(lower_bound_jensen_shannon(worse).item(), js);
  }
  EXPECT_NEAR(lower_bound_jensen_shannon(zeros({3, 3})).item(), -std::log(4.), 1e-14);
}

TEST(MutualInformation, FormulasOfAFewPairs) {
  const Array f = array({{1., -2., 0.5}, {0.25, 3., -1.}, {2., 0., -0.5}});
  const auto softplus = [](double x) { return std::log1p(std::exp(x)); };
  const double off[] = {-2., 0.5, 0.25, -1., 2., 0.}, on[] = {1., 3., -0.5};
  double nwj = 0, js = 0;
  for (double x : on) {
    nwj += x / 3;
    js -= softplus(-x) / 3;
  }
  for (double x : off) {
    nwj -= std::exp(x - 1) / 6;
    js -= softplus(x) / 6;
  }
  EXPECT_NEAR(lower_bound_nguyen_wainwright_jordan(f).item(), nwj, 1e-14);
  EXPECT_NEAR(lower_bound_jensen_shannon(f).item(), js, 1e-14);
  const double first = 1. - std::log((std::exp(1.) + std::exp(-2.) + std::exp(0.5)) / 3);
  const Array only_first = array({{1., 0., 0.}, {0., 0., 0.}, {0., 0., 0.}}) > 0.;
  EXPECT_NEAR(lower_bound_info_nce(f, {.joint_sample_mask = only_first}).item(), first, 1e-14);
  // Batches are bounds by themselves.
  const Array both = lower_bound_info_nce(stack({f, 2. * f}));
  EXPECT_NEAR(both.values()[1], lower_bound_info_nce(2. * f).item(), 1e-14);
}

TEST(MutualInformation, ContrastsAreAtMostLogN) {
  // Scores of 1,000 on the diagonal and 0 elsewhere; gradients stay finite.
  const auto bound = [](const Array& scale) { return lower_bound_info_nce(scale * eye(4)); };
  EXPECT_NEAR(bound(1000.).item(), std::log(4.), 1e-12);
  EXPECT_NEAR(grad(bound)(1000.).item(), 0, 1e-12);
}

TEST(MutualInformation, Messages) {
  EXPECT_EQ(message_of<ShapeError>([] {
              lower_bound_info_nce(zeros({2, 3}));
            }),
            "lower_bound_info_nce: logu must be scores of all pairs, [..., n, n] with n of 2 or "
            "more, got shape [2, 3]");
  EXPECT_EQ(message_of<ShapeError>([] {
              lower_bound_jensen_shannon(zeros({3, 3}), {.joint_sample_mask = ones({2, 2})});
            }),
            "lower_bound_jensen_shannon: joint_sample_mask must have the shape [..., n, n] of "
            "logu, [3, 3], got [2, 2]");
  EXPECT_EQ(message_of<ShapeError>([] { lower_bound_barber_agakov(1., 1.); }),
            "lower_bound_barber_agakov: logu must have an axis of draws, got shape []");
}

}  // namespace
}  // namespace aleator
