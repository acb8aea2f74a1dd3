// SPDX-License-Identifier: Apache-2.0
// Tests the functions of divergences against their definitions, and the divergences of two normals
// against quadrature.
#include <map>
#include <sstream>

#include "tests/array/support.h"

namespace aleator {
namespace {

using namespace testing;
using namespace vi;

DiscrepancyFn normalized(Array (*f)(const Array&, bool)) {
  return [f](const Array& logu) { return f(logu, true); };
}

std::map<std::string, DiscrepancyFn> functions() {
  return {
      {"kl_reverse", kl_reverse},
      {"kl_reverse_normalized", normalized(kl_reverse)},
      {"kl_forward", kl_forward},
      {"kl_forward_normalized", normalized(kl_forward)},
      {"jensen_shannon", jensen_shannon},
      {"jensen_shannon_normalized", normalized(jensen_shannon)},
      {"arithmetic_geometric", arithmetic_geometric},
      {"arithmetic_geometric_normalized", normalized(arithmetic_geometric)},
      {"modified_gan", modified_gan},
      {"modified_gan_normalized", normalized(modified_gan)},
      {"total_variation", total_variation},
      {"pearson", pearson},
      {"chi_square", chi_square},
      {"squared_hellinger", squared_hellinger},
      {"triangular", triangular},
      {"jeffreys", jeffreys},
      {"log1p_abs", log1p_abs},
      {"amari_alpha_half", [](const Array& x) { return amari_alpha(x, {0.5}); }},
      {"amari_alpha_half_normalized",
       [](const Array& x) {
         return amari_alpha(x, {0.5, true});
       }},
      {"amari_alpha_2",
       [](const Array& x) {
         return amari_alpha(x, {2, true});
       }},
      {"t_power_quarter", [](const Array& x) { return t_power(x, {0.25}); }},
      {"t_power_3_halves",
       [](const Array& x) {
         return t_power(x, {1.5, true});
       }},
      {"dual_of_kl_forward", [](const Array& x) { return dual_csiszar_function(x, kl_forward); }},
      {"symmetrized_squared_hellinger",
       [](const Array& x) { return symmetrized_csiszar_function(x, squared_hellinger); }},
  };
}

/// By the rule of rectangles, whose error for smooth functions that vanish at the ends is rounding.
double divergence(const DiscrepancyFn& f) {
  const double step = 1. / 1024;
  const Array x = arange(-14. * 1024, 14. * 1024 + 1) * step;
  const Array log_p = distributions::Normal(0.3, 0.8).log_prob(x);
  const Array log_q = distributions::Normal(0., 1.).log_prob(x);
  return step * sum(exp(log_q) * f(log_p - log_q)).item();
}

TEST(Divergences, OfTwoNormals) {
  std::ifstream file(ALEATOR_TEST_DATA_DIR "/divergences.csv");
  std::string line;
  std::getline(file, line);
  const auto all = functions();
  std::size_t num = 0;
  while (std::getline(file, line)) {
    std::replace(line.begin(), line.end(), ',', ' ');
    std::istringstream words(line);
    std::string name;
    double expected = 0, hundredth = 0, half = 0, three = 0;
    words >> name >> expected >> hundredth >> half >> three;
    SCOPED_TRACE(name);
    const DiscrepancyFn& f = all.at(name);
    expect_near(f(log(array({0.01, 0.5, 3.}))), array({hundredth, half, three}), 2e-15);
    // These two have a kink where p = q: the rule's error is of the order of step^2.
    const bool has_kink = name == "total_variation" || name == "log1p_abs";
    EXPECT_NEAR(divergence(f), expected, has_kink ? 1e-6 : 1e-14);
    ++num;
  }
  EXPECT_EQ(num, all.size());
}

TEST(Divergences, SmallRatiosKeepTheirDigits) {
  // u = exp(1e-9): (u - 1)^2 / (1 + u) and so on, to first order in 1e-9.
  const Array tiny = array({1e-9});
  expect_near(pearson(tiny) * 1e18, ones({1}), 1e-8);
  expect_near(triangular(tiny) * 2e18, ones({1}), 1e-8);
  expect_near(jeffreys(tiny) * 2e18, ones({1}), 1e-8);
  expect_near(squared_hellinger(tiny) * 4e18, ones({1}), 1e-8);
}

}  // namespace
}  // namespace aleator
