// SPDX-License-Identifier: Apache-2.0
// Tests the messages of distributions and bijectors.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/battery/distribution_cases.h"
#include "tests/support/message.h"

namespace aleator {
namespace {

using namespace distributions;

/// The first scalar case that gives the parameter, with another value for it.
std::string message_with(const Family& family, std::string_view parameter, const Array& value) {
  for (battery::DistributionCase c : battery::distribution_cases()) {
    if (c.family != &family || c.make().batch_shape().rank() > 0) continue;
    for (NamedArray& p : c.parameters) {
      if (p.name != parameter) continue;
      p.value = value;
      return message_of([&] { c.make(); });
    }
  }
  return "no case";
}

TEST(DistributionErrors, EveryParameterRefusesBadValues) {
  for (const Family* family : families()) {
    if (!battery::is_of_numbers(*family)) continue;
    for (const Parameter& p : family->parameters) {
      if (p.name.empty() || p.is_structural()) continue;
      const auto sentence = [&](const char* got) {
        return text(family->name, ": parameter '", p.name, "' must be ", p.constraint->description,
                    ", got ", got);
      };
      EXPECT_EQ(message_with(*family, p.name, std::nan("")), sentence("nan"));
      const bool takes_all = !p.constraint->contains || p.constraint->contains(-1.).item<bool>();
      if (takes_all) continue;
      const double good = p.constraint->inside;
      EXPECT_EQ(message_with(*family, p.name, -1.), sentence("-1"));
      EXPECT_EQ(message_with(*family, p.name, -1), sentence("-1"));
      EXPECT_EQ(message_with(*family, p.name, strong_scalar(-0.5f)), sentence("-0.5"));
      EXPECT_EQ(message_with(*family, p.name, array({good, -1., -2.})),
                sentence("-1 at index [1]"));
      EXPECT_EQ(message_with(*family, p.name, array({{good, good}, {good, -2.}})),
                sentence("-2 at index [1, 1]"));
    }
  }
}

TEST(DistributionErrors, OfParameters) {
  EXPECT_EQ(message_of([] {
              Normal(0, array({1., -1.}));
            }),
            "Normal: parameter 'scale' must be positive, got -1 at index [1]");
  EXPECT_EQ(message_of([] { Normal(0., 0.); }),
            "Normal: parameter 'scale' must be positive, got 0");
  EXPECT_EQ(message_of([] { Normal({.loc = 0.}); }),
            "option 'scale' is required: write {.scale = ...}");
  EXPECT_EQ(message_of([] { Exponential({}); }), "option 'rate' is required: write {.rate = ...}");
  EXPECT_EQ(message_of([] { Bernoulli({}); }), "Bernoulli: give exactly one of probs and logits");
  EXPECT_EQ(message_of([] { Bernoulli({.probs = 0.5, .logits = 0.}); }),
            "Bernoulli: give exactly one of probs and logits");
  EXPECT_EQ(message_of([] { Bernoulli({.probs = 1.5}); }),
            "Bernoulli: parameter 'probs' must be between 0 and 1, got 1.5");
  EXPECT_EQ(message_of([] { Poisson({}); }), "Poisson: give exactly one of rate and log_rate");
  EXPECT_EQ(message_of([] { Poisson({.rate = 1., .log_rate = 0.}); }),
            "Poisson: give exactly one of rate and log_rate");
  EXPECT_EQ(message_of([] { Uniform(2., 1.); }),
            "Uniform: parameter 'high' must be above 'low', got low = 2 and high = 1");
  EXPECT_EQ(message_of([] { Uniform(1., 1.); }),
            "Uniform: parameter 'high' must be above 'low', got low = 1 and high = 1");
  EXPECT_EQ(message_of([] { Normal(zeros({2}), ones({3})); }),
            "Normal: shapes [2] and [3] do not broadcast (trailing dimensions must be equal or 1)");
}

TEST(DistributionErrors, OfNamedParameters) {
  const Family& n = Normal::family;
  EXPECT_EQ(message_of([&] {
              make_distribution(n, {{"loc", 0.}});
            }),
            "Normal: parameter 'scale' is required: write {.scale = ...}");
  EXPECT_EQ(message_of([&] {
              make_distribution(n, {{"loc", 0.}, {"scael", 1.}});
            }),
            "Normal: no parameter 'scael'; it has loc and scale");
  EXPECT_EQ(message_of([&] {
              make_distribution(n, {{"loc", 0.}, {"loc", 0.}, {"scale", 1.}});
            }),
            "Normal: parameter 'loc' is given twice");
  EXPECT_EQ(message_of([&] { make_distribution(Poisson::family, {}); }),
            "Poisson: give exactly one of rate and log_rate");
  const Distribution swapped = make_distribution(n, {{"scale", 2.}, {"loc", 1.}});
  EXPECT_EQ(swapped.mean().item(), 1);
  EXPECT_EQ(swapped.stddev().item(), 2);
}

TEST(DistributionErrors, OfMethods) {
  const Poisson poisson({.rate = 1.});
  EXPECT_EQ(message_of([&] { PlackettLuce({.scores = ones({3})}).entropy(); }),
            "PlackettLuce does not implement entropy");
  EXPECT_EQ(message_of([&] { Horseshoe(1.).mean(); }), "Horseshoe has no mean");
  const Cauchy cauchy(0., 1.);
  EXPECT_EQ(message_of([&] { cauchy.mean(); }), "Cauchy has no mean");
  EXPECT_EQ(message_of([&] { cauchy.stddev(); }), "Cauchy has no variance");
  EXPECT_FALSE(cauchy.has(Method::mean));
  EXPECT_EQ(message_of([&] { poisson.default_event_space_bijector(); }),
            "Poisson does not implement default_event_space_bijector (its support is discrete)");
  EXPECT_EQ(
      message_of([&] { Normal(0., 1.).kl_divergence(poisson); }),
      "kl_divergence: no closed form for Normal and Poisson; kl_divergence(other, {.key = ..., "
      ".num_samples = ...}) estimates it from draws");
  EXPECT_EQ(message_of([&] { Normal(zeros({2}), 1.).log_prob(zeros({3})); }),
            "Normal.log_prob: shapes [3] and [2] do not broadcast (trailing dimensions must be "
            "equal or 1)");
}

TEST(DistributionErrors, TracedParametersAreNotChecked) {
  const auto f = jit([](Array scale) { return Normal(0., scale).log_prob(0.); });
  EXPECT_TRUE(std::isnan(f(strong_scalar(-1.)).item()));
  const Variable v(strong_scalar(-1.));
  EXPECT_NO_THROW(Normal(0., v));
}

TEST(BijectorErrors, OfParameters) {
  using namespace bijectors;
  EXPECT_EQ(message_of([] { Scale({}); }), "Scale: give exactly one of scale and log_scale");
  EXPECT_EQ(message_of([] { Scale({.scale = 1., .log_scale = 0.}); }),
            "Scale: give exactly one of scale and log_scale");
  EXPECT_EQ(message_of([] {
              Scale({.scale = array({1., 0.})});
            }),
            "Scale: parameter 'scale' must be nonzero, got 0 at index [1]");
  EXPECT_EQ(message_of([] { Scale({.log_scale = std::nan("")}); }),
            "Scale: parameter 'log_scale' must be a real number, got nan");
  EXPECT_EQ(message_of([] { Shift(std::nan("")); }),
            "Shift: parameter 'shift' must be a real number, got nan");
  EXPECT_EQ(message_of([] { Sigmoid({.low = 1., .high = 0.}); }),
            "Sigmoid: parameter 'high' must be above 'low', got low = 1 and high = 0");
  EXPECT_EQ(message_of([] { Softplus({.hinge_softness = 0.}); }),
            "Softplus: parameter 'hinge_softness' must be nonzero, got 0");
}

TEST(BijectorErrors, OfEvents) {
  using namespace bijectors;
  EXPECT_EQ(message_of([] { Exp().forward_log_det_jacobian(zeros({2}), 2); }),
            "Exp: event_ndims must lie between 0 and the rank of the input, 1, got 2");
  EXPECT_EQ(message_of([] { Exp().inverse_log_det_jacobian(ones({2}), -1); }),
            "Exp: event_ndims must lie between 0 and the rank of the input, 1, got -1");
}

}  // namespace
}  // namespace aleator
