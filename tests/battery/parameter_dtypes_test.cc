// SPDX-License-Identifier: Apache-2.0
// Tests what every family says to parameters and values of another dtype than its own: truth values
// are refused, whole numbers are numbers, float32 beside float64 is float64.
#include "aleator/aleator.h"

#include <gtest/gtest.h>

#include "tests/battery/bijector_cases.h"
#include "tests/battery/distribution_cases.h"
#include "tests/support/message.h"

namespace aleator::battery {
namespace {

class ParameterDtypes : public testing::TestWithParam<DistributionCase> {
 protected:
  const DistributionCase& c = GetParam();
  /// With every parameter that is numbers in the dtypes, in turn.
  Distribution with(const std::vector<Dtype>& dtypes, const Arrays& values) const {
    Arrays all;
    for (std::size_t i = 0; i < values.size(); ++i)
      all.push_back(astype(values[i], dtypes[i % dtypes.size()]));
    return c.make(all);
  }
};

TEST_P(ParameterDtypes, TruthValuesAreRefused) {
  for (std::size_t i = 0; i < c.parameters.size(); ++i) {
    DistributionCase changed = c;
    NamedArray& p = changed.parameters[i];
    p.value = full(p.value.shape(), true);
    EXPECT_EQ(message_of([&] { changed.make(); }),
              text(c.family->name, ": parameter '", p.name,
                   "' must be of numbers, got dtype bool; convert it with astype(", p.name,
                   ", float64)"));
    EXPECT_THROW(changed.make(), DtypeError);
  }
}

TEST_P(ParameterDtypes, TruthValuesAreNoEventsOfContinuousFamilies) {
  const Distribution d = c.make();
  const Array x = full(d.event_shape(), true);
  if (d.rules().is_discrete()) {
    EXPECT_EQ(d.log_prob(x).shape(), d.batch_shape());
    return;
  }
  EXPECT_EQ(message_of([&] { d.log_prob(x); }),
            text(d.name(),
                 ".log_prob: the input must be of numbers, got dtype bool; convert it "
                 "with astype(x, float64)"));
}

/// The same parameters rounded to whole numbers, where the family has that member.
TEST_P(ParameterDtypes, WholeNumbersAreNumbers) {
  Arrays rounded;
  for (const Array& value : c.values()) rounded.push_back(ceil(value));
  std::optional<Distribution> expected;
  try {
    expected.emplace(c.make(rounded));
  } catch (const ValueError&) {
    return;  // such as probabilities, which whole numbers hardly are
  }
  const bool is_small = all([&] {
                          Array ok = true;
                          for (const Array& value : rounded)
                            ok = logical_and(ok, all(abs(value) < 1e9));
                          return ok;
                        }())
                            .item<bool>();
  if (!is_small) return;
  const Array x = expected->sample({3}, Key(1));
  for (const std::vector<Dtype>& dtypes :
       {std::vector{int64}, std::vector{int32}, std::vector{int64, int32}}) {
    const Distribution d = with(dtypes, rounded);
    EXPECT_EQ(d.dtype(), float64);
    EXPECT_EQ(d.log_prob(x).values(), expected->log_prob(x).values());
  }
  // Integers beside float32 are float32.
  if (rounded.size() < 2) return;
  EXPECT_EQ(with({float32, int64}, rounded).dtype(), float32);
  if (x.dtype() == float64) {
    EXPECT_EQ(with({int32, float32}, rounded).sample(Key(1)).dtype(), float32);
  }
}

TEST_P(ParameterDtypes, BothWidthsAreTheLargerOne) {
  if (c.is_extreme || c.numeric().size() < 2) return;
  // Rounded directions are not of length 1 in float64.
  for (const NamedArray& p : c.parameters) {
    if (p.name == "mean_direction") return;
  }
  for (const std::vector<Dtype>& dtypes :
       {std::vector{float32, float64}, std::vector{float64, float32}}) {
    Arrays rounded;
    for (std::size_t i = 0; i < c.values().size(); ++i)
      rounded.push_back(astype(astype(c.values()[i], dtypes[i % 2]), float64));
    const Distribution d = with(dtypes, c.values()), expected = c.make(rounded);
    EXPECT_EQ(d.dtype(), float64);
    const Array x = expected.sample({3}, Key(1));
    EXPECT_EQ(d.sample({3}, Key(1)).values(), x.values());
    EXPECT_EQ(d.log_prob(x).values(), expected.log_prob(x).values());
  }
}

TEST_P(ParameterDtypes, CountsAreWhole) {
  for (std::size_t i = 0; i < c.parameters.size(); ++i) {
    DistributionCase changed = c;
    NamedArray& p = changed.parameters[i];
    const Parameter& declared = c.declared(i);
    if (!declared.constraint->is_discrete) continue;
    const Array half = p.value + 0.5;
    p.value = half;
    const std::string place =
        half.rank() == 0 ? "" : text(" at index ", Dims(static_cast<std::size_t>(half.rank()), 0));
    EXPECT_EQ(message_of([&] { changed.make(); }),
              text(c.family->name, ": parameter '", p.name, "' must be ",
                   declared.constraint->description, ", got ", half.values()[0], place));
  }
}

TEST_P(ParameterDtypes, EventsHaveTheirAxes) {
  for (std::size_t i = 0; i < c.parameters.size(); ++i) {
    DistributionCase changed = c;
    NamedArray& p = changed.parameters[i];
    const Parameter& declared = c.declared(i);
    if (declared.is_structural() || declared.event_rank == 0 ||
        declared.kind == ParameterKind::linear_operator)
      continue;
    p.value = strong_scalar(1.);
    const std::string message = message_of([&] { changed.make(); });
    // One number may stand for all coordinates of a location.
    if (message == "no error" && p.name == "loc") continue;
    EXPECT_EQ(message.rfind(text(c.family->name, ": "), 0), 0U) << message;
    EXPECT_NE(message.find(p.name), std::string::npos) << message;
    EXPECT_NE(message.find("got "), std::string::npos) << message;
  }
}

INSTANTIATE_TEST_SUITE_P(, ParameterDtypes, testing::ValuesIn(scalar_cases()),
                         [](const auto& info) { return info.param.name; });

TEST(ParameterDtypesOfWrappers, TruthValuesAreRefused) {
  using namespace distributions;
  const Normal normal(0., 1.);
  const std::string rest = "must be of numbers, got dtype bool; convert it with astype(";
  EXPECT_EQ(message_of([&] { Truncated({.distribution = normal, .low = Array(true)}); }),
            "Truncated: parameter 'low' " + rest + "low, float64)");
  EXPECT_EQ(message_of([&] { Censored({.distribution = normal, .high = Array(true)}); }),
            "Censored: parameter 'high' " + rest + "high, float64)");
  EXPECT_EQ(message_of([] { Empirical({.samples = full({3}, true)}); }),
            "Empirical: parameter 'samples' " + rest + "samples, float64)");
}

TEST(BijectorDtypes, TruthValuesAreRefused) {
  using namespace bijectors;
  const std::string rest = "must be of numbers, got dtype bool; convert it with astype(";
  EXPECT_EQ(message_of([] { Scale({.scale = true}); }),
            "Scale: parameter 'scale' " + rest + "scale, float64)");
  EXPECT_EQ(message_of([] { Sigmoid({.low = 0., .high = true}); }),
            "Sigmoid: parameter 'high' " + rest + "high, float64)");
  for (const BijectorCase& c : bijector_cases()) {
    const std::string who(c.bijector.name());
    const auto sentence = [&](const char* method) {
      return text(who, ".", method, ": the input ", rest, "x, float64)");
    };
    EXPECT_EQ(message_of([&] { c.bijector.forward(full({}, true)); }), sentence("forward"));
    EXPECT_EQ(message_of([&] { c.bijector.inverse_log_det_jacobian(full({}, true)); }),
              sentence("inverse_log_det_jacobian"));
  }
}

}  // namespace
}  // namespace aleator::battery
