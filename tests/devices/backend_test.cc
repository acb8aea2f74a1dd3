// SPDX-License-Identifier: Apache-2.0
// Tests that programs on a device give what the reference backend gives: random functions, random
// bits, control flow, and what is built on them. The device is XLA's for CPUs.
#include "aleator/aleator.h"
#include "aleator/array/lists.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/fourier.h"
#include "aleator/graph/trace.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/runtime/random_function.h"
#include "tests/support/message.h"

namespace aleator {
namespace {

using differential::is_equal;
using differential::random_buffer;

class OnDevice : public testing::Test {
 protected:
  void SetUp() override {
    setenv("ALEATOR_XLA_CPU_PLUGIN", ALEATOR_XLA_CPU_PLUGIN, 1);
    set_default_device("xla_cpu:0");
  }
  void TearDown() override { set_default_device("cpu"); }
};

void expect_reference(const Function& f, const std::vector<Buffer>& arguments, double error) {
  const std::vector<Buffer> actual = run(f, arguments);
  const ReferenceOnly scope;
  const std::vector<Buffer> expected = interpret(f, arguments);
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_TRUE(is_equal(actual[i], expected[i], error)) << "output " << i << " of\n"
                                                         << f.to_string();
}

Function traced(const ArrayTypes& types, const ArraysFunction& f) {
  return trace_closed("f", types, f);
}

TEST_F(OnDevice, RandomFunctionsGiveTheReference) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const auto random = differential::random_function(seed);
    const std::vector<Buffer> actual = run(random.function, random.arguments);
    const ReferenceOnly scope;
    const std::vector<Buffer> expected = interpret(random.function, random.arguments);
    for (std::size_t i = 0; i < expected.size(); ++i)
      EXPECT_TRUE(is_equal(actual[i], expected[i], random.errors[i]))
          << "output " << i << ", seed " << seed << " of\n"
          << random.function.to_string();
  }
}

TEST_F(OnDevice, RandomBitsAreThoseOfEveryBackend) {
  const Function f = traced({{uint32, {5}}, {uint32, {5}}, {uint32, {5}}, {uint32, {5}}},
                            [](const Arrays& p) { return apply_all(kThreefry2x32, p); });
  std::vector<Buffer> arguments;
  for (const ArrayType& type : f.parameter_types())
    arguments.push_back(random_buffer(type, arguments.size() + 1));
  expect_reference(f, arguments, 0);
}

TEST_F(OnDevice, WindowsWithBatchesKeepToTheirRows) {
  const Function f = traced({{float64, {4, 6}}, {int64, {4, 3}}}, [](const Arrays& p) {
    const auto rows = vmap([](const Array& x, const Array& i) { return take(x, i); });
    const auto sums =
        vmap([](const Array& x, const Array& i) { return add_at(x, Indices(i), ones({3})); });
    return Arrays{rows(p[0], p[1]), sums(p[0], p[1])};
  });
  expect_reference(f,
                   {random_buffer({float64, {4, 6}}, 1),
                    array<std::int64_t>({{0, 5, 2}, {1, 1, 4}, {3, 3, 3}, {5, 0, 5}}).buffer()},
                   0);
}

TEST_F(OnDevice, PositionsAndSortingTreatNanAsTheReference) {
  const double nan = std::nan("");
  const Function f = traced({{float64, {2, 5}}}, [](const Arrays& p) {
    return Arrays{
        argmax(p[0]), argmin(p[0]),  max(p[0], {.axes = {-1}}), min(p[0], {.axes = {-1}}),
        sort(p[0]),   argsort(p[0]), cumulative_max(p[0]),      cumulative_sum(p[0], 1, true)};
  });
  expect_reference(f, {array({{0., -0., 3., 3., -2.}, {1., nan, 7., nan, -1.}}).buffer()}, 1e-15);
}

/// Matrices whose factors are unique, from one matrix per member of a batch.
TEST_F(OnDevice, CircularFunctionsKeepTheirDigitsAtFarAngles) {
  std::vector<double> angles;
  for (double size = 1; size < 1e300; size *= 1.3e5)
    for (int k = 1; k < 20; ++k) angles.push_back(size * (k + 0.37));
  for (const auto& [dtype, error] : {std::pair(float64, 4e-16), std::pair(float32, 2e-7)}) {
    std::vector<double> some;
    for (const double angle : angles)
      if (dtype == float64 || angle < 1e30) some.push_back(angle);
    const Array x = astype(array(some), dtype);
    const Function f = traced(strong_types_of({x}), [](const Arrays& p) {
      return Arrays{sin(p[0]), cos(p[0]), tan(p[0])};
    });
    expect_reference(f, {x.buffer().dense()}, error);
  }
}

TEST_F(OnDevice, FactorsMultiplyToTheirMatrices) {
  const auto product = [](const Array& a, const Array& b) { return matmul(a, b); };
  const Function f = traced({{float64, {2, 5, 4}}, {float64, {2, 4, 4}}}, [&](const Arrays& p) {
    const Array symmetric = p[1] + swap_axes(p[1], -2, -1);
    const QrFactors q = qr(p[0]);
    const EighFactors e = eigh(symmetric);
    const SvdFactors s = svd(p[0]);
    const LuFactors l = lu(p[1]);
    const Array positive = product(p[1], swap_axes(p[1], -2, -1)) + eye(4);
    return Arrays{
        q.r,
        product(q.q, q.r),
        e.eigenvalues,
        product(e.eigenvectors * expand_dims(e.eigenvalues, -2), swap_axes(e.eigenvectors, -2, -1)),
        s.singular_values,
        product(s.u * expand_dims(s.singular_values, -2), swap_axes(s.v, -2, -1)),
        l.lower_upper,
        l.permutation,
        cholesky(positive)};
  });
  expect_reference(
      f, {random_buffer({float64, {2, 5, 4}}, 1), random_buffer({float64, {2, 4, 4}}, 2)}, 1e-11);
}

TEST_F(OnDevice, MatricesWithoutFactorsAreNanAlone) {
  const Function f =
      traced({{float64, {2, 2, 2}}}, [](const Arrays& p) { return Arrays{cholesky(p[0])}; });
  expect_reference(
      f, {array(std::vector<double>{1., 0.5, 0.5, 1., 1., 2., 2., 1.}, Shape{2, 2, 2}).buffer()},
      1e-15);
}

TEST_F(OnDevice, FourierTransformsGoBothWays) {
  const Function f = traced({{float64, {3, 10}}, {float64, {3, 10}}}, [](const Arrays& p) {
    const Arrays there = apply_all(kFourier, p, attributes(Fourier{false}));
    return joined({there, apply_all(kFourier, there, attributes(Fourier{true}))});
  });
  expect_reference(f, {random_buffer({float64, {3, 10}}, 1), random_buffer({float64, {3, 10}}, 2)},
                   1e-13);
}

TEST_F(OnDevice, ResultsStayThereAndServeAsArguments) {
  const Function f = traced({{float64, {4}}}, [](const Arrays& p) { return Arrays{2. * p[0]}; });
  const std::vector<Buffer> once = run(f, {ones({4}).buffer()});
  ASSERT_TRUE(once[0].device_memory());
  const std::vector<Buffer> twice = run(f, once);
  EXPECT_EQ(constant(twice[0]).values(), std::vector<double>(4, 4.));
  // Who writes to the elements on the host leaves the device's behind.
  Buffer changed = twice[0];
  changed.mutable_data<double>()[0] = 1;
  EXPECT_FALSE(changed.device_memory());
  EXPECT_EQ(constant(run(f, {changed})[0]).values(), (std::vector<double>{2, 8, 8, 8}));
}

TEST_F(OnDevice, EveryDeviceOfThePluginRunsPrograms) {
  std::vector<std::string> names;
  for (const Device& device : devices()) {
    if (device.name.starts_with("xla_cpu")) names.push_back(device.name);
  }
  ASSERT_EQ(names, (std::vector<std::string>{"xla_cpu:0", "xla_cpu:1", "xla_cpu:2", "xla_cpu:3"}));
  const Function f = traced({{float64, {4}}}, [](const Arrays& p) { return Arrays{exp(p[0])}; });
  Buffer x = zeros({4}).buffer().dense();
  for (const std::string& name : names) {
    set_default_device(name);
    x = run(f, {x})[0];  // from the device before
  }
  EXPECT_NEAR(constant(x).values()[0], std::exp(std::exp(std::exp(1.))), 1e-6);
}

TEST_F(OnDevice, SamplersGiveWhatTheyGiveElsewhere) {
  const auto target = [](const Array& x, const Array& y) {
    return -0.5 * (square(x) + square(y - x));
  };
  const auto draws = [&] {
    return mcmc::sample(target, {.current_state = {0., 0.},
                                 .names = {"x", "y"},
                                 .num_chains = 4,
                                 .num_warmup = 100,
                                 .num_draws = 50,
                                 .seed = 1});
  };
  const std::vector<double> there = draws()["y"].values();
  set_default_device("cpu");
  const std::vector<double> here = draws()["y"].values();
  ASSERT_EQ(there.size(), here.size());
  // The same keys: trajectories part only where rounding has grown.
  for (std::size_t chain = 0; chain < 4; ++chain)
    EXPECT_NEAR(there[50 * chain], here[50 * chain], 1e-6) << chain;
}

}  // namespace
}  // namespace aleator
