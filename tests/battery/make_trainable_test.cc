// SPDX-License-Identifier: Apache-2.0
// Tests members of every family whose parameters are variables.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/battery/distribution_cases.h"
#include "tests/support/message.h"

namespace aleator::battery {
namespace {

using namespace distributions;

/// Parameters that have no map from the reals, at values that fit any others.
std::vector<NamedArray> fixed_for(const Family& family) {
  std::vector<NamedArray> fixed;
  for (const ParameterProperties& p : parameter_properties(family)) {
    if (p.default_constraining_bijector || !p.is_preferred) continue;
    const bool is_vector = p.event_ndims > 0;
    const Array value = p.name == "mean_direction" ? array({0., 1., 0.})
                        : p.name == "dimension"    ? Array(3)
                        : p.name == "batch_shape"  ? array({2})
                        : p.event_ndims == 2       ? eye(3)
                        : is_vector                ? array({-1., 0., 2.})
                        : p.name == "peak"         ? Array(50.)
                        : p.name == "high"         ? Array(100.)
                        : p.name == "skewness"     ? Array(0.)
                                                   : Array(3.);
    fixed.push_back({p.name, value});
  }
  return fixed;
}

TEST(ParameterProperties, BijectorsAreOntoTheConstraints) {
  for (const Family* family : families()) {
    std::size_t i = 0;
    for (const ParameterProperties& p : parameter_properties(*family)) {
      const Parameter& declared = family->parameters[i++];
      EXPECT_EQ(p.name, declared.name);
      EXPECT_EQ(p.event_ndims, declared.event_rank);
      if (!p.default_constraining_bijector || !declared.constraint->contains) continue;
      const Bijector& onto = *p.default_constraining_bijector;
      const Shape event(Dims(static_cast<std::size_t>(p.event_ndims), 3));
      const Array z = random::normal(Key(2), Shape{50} + onto.inverse_event_shape(event));
      EXPECT_EQ(onto.forward(z).shape(), Shape{50} + event) << family->name << " " << p.name;
      EXPECT_TRUE(all(declared.constraint->contains(onto.forward(z))).item<bool>())
          << family->name << " " << p.name;
    }
  }
}

TEST(MakeTrainable, FindsTheVariablesOfEveryFamily) {
  for (const Family* family : families()) {
    SCOPED_TRACE(family->name);
    const std::vector<NamedArray> fixed = fixed_for(*family);
    // Degrees of freedom of a matrix must exceed its rows.
    std::vector<NamedArray> first;
    if (family == &WishartTriL::family || family == &WishartLinearOperator::family)
      first.push_back({"df", full({2}, 4.)});
    const Distribution d = make_trainable(*family, {.key = Key(3),
                                                    .batch_shape = {2},
                                                    .event_size = 3,
                                                    .initial_parameters = first,
                                                    .fixed_parameters = fixed});
    std::size_t num_expected = 0;
    for (const ParameterProperties& p : parameter_properties(*family))
      num_expected += p.is_preferred;
    const std::vector<Variable> variables = trainable_variables(d);
    EXPECT_EQ(variables.size(), num_expected - fixed.size());
    if (variables.empty()) continue;
    EXPECT_EQ(d.batch_shape(), Shape{2});
    // Density and draws are live: they follow each of them.
    const Array draws = d.sample({20}, Key(1)), x = array(draws.values(), draws.shape());
    const Array density = d.log_prob(x);
    EXPECT_EQ(trainable_variables({density}).size(), variables.size());
    for (const Variable& v : variables) {
      const Array before = v.value();
      const std::vector<double> own = density.values(), drawn = draws.values();
      for (const double value : own) EXPECT_TRUE(std::isfinite(value));
      v.assign(before + 0.25 + 0.125 * reshape(arange(before.size()), before.shape()));
      EXPECT_TRUE(density.values() != own || draws.values() != drawn) << v.name();
      v.assign(before);
      EXPECT_EQ(density.values(), own);
    }
  }
}

TEST(MakeTrainable, StartsWhereItIsTold) {
  const Distribution d =
      make_trainable<Normal>({.key = Key(1),
                              .batch_shape = {2},
                              .initial_parameters = {{"scale", array({0.5, 3.})}},
                              .fixed_parameters = {{"loc", 1.}}});
  EXPECT_EQ(d.mean().values(), (std::vector<double>{1, 1}));
  EXPECT_NEAR(d.stddev().values()[0], 0.5, 1e-15);
  EXPECT_NEAR(d.stddev().values()[1], 3, 1e-15);
  const std::vector<Variable> variables = trainable_variables(d);
  ASSERT_EQ(variables.size(), 1U);
  EXPECT_EQ(variables[0].name(), "scale");
  variables[0].assign(array({0., 0.}));
  EXPECT_NEAR(d.stddev().values()[0], std::log(2.), 1e-15);
}

TEST(MakeTrainable, SaysWhatIsMissing) {
  EXPECT_EQ(message_of([] { make_trainable<Uniform>({.key = Key(1)}); }),
            "make_trainable: parameter 'high' of Uniform has no map from the reals: give it in "
            ".fixed_parameters");
  EXPECT_EQ(message_of([] { make_trainable<Categorical>({.key = Key(1)}); }),
            "make_trainable: parameter 'logits' of Categorical has axes of its own: give "
            ".event_size, their length");
  EXPECT_EQ(message_of([] {
              make_trainable<Normal>({.key = Key(1), .initial_parameters = {{"scale", -1.}}});
            }),
            "Normal: parameter 'scale' must be positive, got -1");
  EXPECT_EQ(message_of([] {
              make_trainable<Normal>({.key = Key(1), .initial_parameters = {{"mean", 1.}}});
            }),
            "make_trainable: initial parameter 'mean' of Normal does not exist");
}

}  // namespace
}  // namespace aleator::battery
