// SPDX-License-Identifier: Apache-2.0
// Tests every distribution of the battery on a device: what it computes there is what the reference
// backend computes. One family in eight in every run, chosen by its name; all of them where the
// environment variable ALEATOR_DEVICE_BATTERY is set, as the test devices.whole does: plugins
// compile long.
#include "aleator/aleator.h"
#include "aleator/array/lists.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/trace.h"
#include "aleator/lowering/stablehlo/emit.h"

#include <cmath>
#include <cstdlib>
#include <set>

#include <gtest/gtest.h>

#include "tests/battery/distribution_cases.h"

namespace aleator {
namespace {

using battery::DistributionCase;

/// What is compared, with names for messages.
struct Results {
  std::vector<std::string> names;
  Arrays values;
  void add(const std::string& name, const Array& value) {
    names.push_back(name);
    values.push_back(value);
  }
};

constexpr std::pair<Method, const char*> kFunctions[] = {
    {Method::log_prob, "log_prob"},
    {Method::cdf, "cdf"},
    {Method::log_cdf, "log_cdf"},
    {Method::survival_function, "survival_function"},
    {Method::log_survival_function, "log_survival_function"}};

Array value_of(const Distribution& d, Method method, const Array& x) {
  switch (method) {
    case Method::cdf: return d.cdf(x);
    case Method::log_cdf: return d.log_cdf(x);
    case Method::survival_function: return d.survival_function(x);
    case Method::log_survival_function: return d.log_survival_function(x);
    default: return d.log_prob(x);
  }
}

void add_statistics(const Distribution& d, Results& results) {
  if (d.has(Method::mean)) results.add("mean", d.mean());
  if (d.has(Method::variance)) results.add("variance", d.variance());
  if (d.has(Method::mode)) results.add("mode", d.mode());
  if (d.has(Method::covariance)) results.add("covariance", d.covariance());
  if (d.has(Method::entropy)) results.add("entropy", d.entropy());
}

void add_gradients(const std::string& name, const ArraysFunction& f, const Arrays& arguments,
                   Results& results) {
  const Arrays gradients = value_and_grad_arrays("test", f, arguments).gradients;
  for (std::size_t i = 0; i < gradients.size(); ++i)
    results.add(text("gradient ", i, " of ", name), gradients[i]);
}

/// All that a member of a family computes, at the values of its parameters and at points.
Results all_of(const DistributionCase& c, const Arrays& values, const Array& x) {
  Results results;
  const Distribution d = c.make(values);
  results.add("sample", d.sample({3}, Key(7)));
  for (const auto& [method, name] : kFunctions) {
    if (d.has(method)) results.add(name, value_of(d, method, x));
  }
  if (d.has(Method::quantile)) {
    const Array p =
        reshape(array({0.02, 0.3, 0.97}),
                Shape{3} + Shape(Dims(static_cast<std::size_t>(d.batch_shape().rank()), 1)));
    results.add("quantile", d.quantile(p));
    results.add("quantile_complement", d.quantile_complement(p));
  }
  add_statistics(d, results);
  const auto total = [&](const Arrays& a) { return Arrays{sum(c.make(a).log_prob(x))}; };
  add_gradients("log_prob", total, values, results);
  if (d.reparameterization_type() == ReparameterizationType::fully_reparameterized) {
    const auto draw = [&](const Arrays& a) { return Arrays{sum(c.make(a).sample({3}, Key(7)))}; };
    add_gradients("sample", draw, values, results);
  }
  return results;
}

class DistributionOnDevice : public testing::TestWithParam<DistributionCase> {
 protected:
  void SetUp() override {
    setenv("ALEATOR_XLA_CPU_PLUGIN", ALEATOR_XLA_CPU_PLUGIN, 1);
    set_default_device("cpu");
  }
  void TearDown() override { set_default_device("cpu"); }
};

/// The first element that differs by more than `error`, relative or absolute.
std::string difference(const Buffer& actual, const Buffer& expected, double error) {
  const std::vector<double> a = constant(actual).values(), b = constant(expected).values();
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i]))) continue;
    if (!(std::abs(a[i] - b[i]) <= error * (1 + std::abs(b[i]))))
      return text("element ", i, " is ", a[i], ", not ", b[i]);
  }
  return "";
}

TEST_P(DistributionOnDevice, ComputesWhatTheReferenceDoes) {
  const DistributionCase& c = GetParam();
  Arrays arguments = c.values();
  arguments.push_back(c.make().sample({3}, Key(5)));
  std::vector<Buffer> buffers;
  for (const Array& x : arguments) buffers.push_back(x.buffer().dense());
  Results results;
  const Function f = trace_closed("distribution", strong_types_of(arguments), [&](const Arrays& p) {
    results = all_of(c, part_of(p, 0, p.size() - 1), p.back());
    return results.values;
  });
  set_default_device("xla_cpu:0");
  const std::vector<Buffer> actual = run(f, buffers);
  const ReferenceOnly scope;
  const std::vector<Buffer> expected = interpret(f, buffers);
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_EQ(difference(actual[i], expected[i], 1e-9), "") << results.names[i];
}

/// The names of families of whose log density float64 is part though parameters and points are
/// float32, when it is written for devices without it.
std::set<std::string> families_that_need_float64() {
  std::set<std::string> names;
  for (const auto& list : {battery::distribution_cases(), battery::event_cases()}) {
    for (const DistributionCase& c : list) {
      const Array draws = c.make().sample({3}, Key(5));
      Arrays arguments = c.values();
      arguments.push_back(draws);
      for (Array& x : arguments) x = is_floating(x.dtype()) ? astype(x, float32) : x;
      const ArraysFunction log_prob = [&](const Arrays& p) {
        return Arrays{c.make(part_of(p, 0, p.size() - 1)).log_prob(p.back())};
      };
      try {
        const Function f = trace_closed("log_prob", strong_types_of(arguments), log_prob);
        stablehlo::emit(f, {.profile = stablehlo::Profile::Narrow});
      } catch (const NotImplemented&) {
        names.insert(std::string(c.family->name));
      } catch (const ValueError&) {  // parameters that are none in float32
      }
    }
  }
  return names;
}

TEST(DistributionsWithoutFloat64, LogDensitiesAreWritten) {
  // The first one counts in float64; the second one has no parameters, so that its own dtype is.
  EXPECT_EQ(families_that_need_float64(),
            (std::set<std::string>{"CholeskyLKJ", "SphericalUniform"}));
}

/// The cases of all families, or of those whose names say so.
std::vector<DistributionCase> chosen_cases() {
  std::vector<DistributionCase> chosen;
  std::set<std::string> families;
  const bool is_full = std::getenv("ALEATOR_DEVICE_BATTERY") != nullptr;
  for (const auto& list : {battery::distribution_cases(), battery::event_cases()}) {
    for (const DistributionCase& c : list) {
      const std::string name(c.family->name);
      std::size_t number = 0;
      for (const char letter : name) number = 31 * number + static_cast<unsigned char>(letter);
      const bool is_first = families.insert(name).second;
      if (is_full || (is_first && number % 8 == 0)) chosen.push_back(c);
    }
  }
  return chosen;
}

INSTANTIATE_TEST_SUITE_P(All, DistributionOnDevice, testing::ValuesIn(chosen_cases()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace aleator
