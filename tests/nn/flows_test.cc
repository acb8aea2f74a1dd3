// SPDX-License-Identifier: Apache-2.0
// Tests flows over networks: inverses, determinants against Jacobians, training.
#include <numbers>

#include "tests/nn/numbers.h"
#include "tests/support/message.h"

namespace aleator::nn {
namespace {

namespace tfb = aleator::bijectors;
namespace tfd = aleator::distributions;

CouplingNetwork coupling(std::int64_t num_masked, std::int64_t num_changed,
                         std::int64_t params = 2) {
  return CouplingNetwork({.num_masked = num_masked,
                          .num_changed = num_changed,
                          .params = params,
                          .hidden_units = {8},
                          .activation = tanh,
                          .dtype = float64,
                          .key = Key(1)});
}

/// Gives all Variables values that are not those of the start.
void stir(const Layer& layer) {
  std::uint64_t seed = 50;
  for (const NamedVariable& v : layer.variables())
    v.variable.assign(0.5 * random::normal(Key(++seed), v.variable.shape(), v.variable.dtype()));
}

/// Round trip, and log |det| against that of the Jacobian, at random points.
void expect_flow(const Bijector& flow, std::int64_t n) {
  const Array x = random::normal(Key(2), {3, n});
  const Array y = flow.forward(x);
  expect_near(flow.inverse(y), x, 1e-10);
  for (std::int64_t i = 0; i < 3; ++i) {
    const Array derivative = jacobian([&](const Array& at) { return flow.forward(at); })(x[i]);
    const Array diagonal_of_upper = diagonal(lu(derivative).lower_upper);
    const double expected = sum(log(abs(diagonal_of_upper))).item();
    EXPECT_NEAR(flow.forward_log_det_jacobian(x[i]).item(), expected, 1e-10);
    EXPECT_NEAR(flow.inverse_log_det_jacobian(y[i]).item(), -expected, 1e-10);
  }
}

TEST(CouplingNetwork, StartsAsTheIdentity) {
  const CouplingNetwork network = coupling(2, 3);
  const tfb::RealNVP flow({.num_masked = 2, .shift_and_log_scale_fn = network});
  EXPECT_EQ(trainable_variables(flow).size(), 4U);
  const Array x = random::normal(Key(2), {4, 5});
  expect_near(flow.forward(x), x, 0);
  stir(network);
  expect_flow(flow, 5);
  EXPECT_EQ(message_of([&] { flow.forward(zeros({6})); }),
            "CouplingNetwork: was made for 3 changed elements, the flow has 4");
}

TEST(CouplingNetwork, FeedsSplines) {
  constexpr std::int64_t kNumBins = 4;
  const CouplingNetwork network = coupling(1, 2, 3 * kNumBins - 1);
  stir(network);
  const auto spline = [=](const Array& masked, std::int64_t num_changed) -> Bijector {
    const Array all = network(masked, num_changed);
    const auto part = [&](std::int64_t first, std::int64_t last) {
      return slice_axis(all, -1, first, last);
    };
    return tfb::RationalQuadraticSpline(
        {.bin_widths = 8. * softmax(part(0, kNumBins)),
         .bin_heights = 8. * softmax(part(kNumBins, 2 * kNumBins)),
         .knot_slopes = softplus(part(2 * kNumBins, 3 * kNumBins - 1)),
         .range_min = -4.});
  };
  expect_flow(tfb::RealNVP({.num_masked = 1, .bijector_fn = spline}), 3);
}

TEST(AutoregressiveNetwork, MakesFlowsBothWays) {
  const AutoregressiveNetwork network({.params = 2,
                                       .event_shape = {3},
                                       .hidden_units = {8},
                                       .activation = tanh,
                                       .dtype = float64,
                                       .key = Key(1)});
  const tfb::MaskedAutoregressiveFlow maf({.shift_and_log_scale_fn = network});
  expect_flow(maf, 3);
  expect_flow(tfb::Invert(maf), 3);
  // The derivative is triangular in the order of the elements.
  const Array derivative =
      jacobian([&](const Array& at) { return maf.forward(at); })(random::normal(Key(4), {3}));
  expect_near(upper_triangle(derivative, 1), zeros({3, 3}), 1e-15);
}

/// Elements made in their order are those of as many passes as there are elements.
TEST(AutoregressiveNetwork, SolvesByOnePass) {
  for (const Dims& order : {Dims{}, Dims{3, 1, 5, 2, 4}}) {
    for (const std::vector<Dim>& hidden : {std::vector<Dim>{}, std::vector<Dim>{2},
                                           std::vector<Dim>{7, 9}, std::vector<Dim>{16, 4}}) {
      const AutoregressiveNetwork network({.params = 2,
                                           .event_shape = {5},
                                           .hidden_units = hidden,
                                           .input_order = order,
                                           .activation = tanh,
                                           .dtype = float64,
                                           .key = Key(1)});
      stir(network);
      const auto hide = [=](const Array& y) -> Array { return network(y); };
      const tfb::MaskedAutoregressiveFlow fast({.shift_and_log_scale_fn = network}),
          slow({.shift_and_log_scale_fn = hide});
      const Array x = random::normal(Key(2), {4, 3, 5});
      expect_near(fast.forward(x), slow.forward(x), 1e-13);
      expect_near(grad([&](const Array& at) { return sum(square(fast.forward(at))); })(x),
                  grad([&](const Array& at) { return sum(square(slow.forward(at))); })(x), 1e-12);
    }
  }
}

TEST(Flows, TrainByMinimize) {
  // x1 is normal around x0^2: couplings in both directions follow it.
  const Array z = random::normal(Key(5), {1000, 2});
  const Array first = z[{Ellipsis, 0}];
  const Array data = stack({first, square(first) + 0.3 * z[{Ellipsis, 1}]}, 1);
  const CouplingNetwork network({.num_masked = 1,
                                 .num_changed = 1,
                                 .hidden_units = {32, 32},
                                 .activation = relu,
                                 .key = Key(1)});
  const Distribution flow = tfd::TransformedDistribution(
      {.distribution = tfd::Sample(tfd::Normal(0., 1.), {2}),
       .bijector = tfb::RealNVP({.num_masked = 1, .shift_and_log_scale_fn = network})});
  optimize::minimize([&](Array x) { return -mean(flow.log_prob(x)); },
                     {.num_steps = 1500,
                      .optimizer = optimize::Adam({.learning_rate = 3e-3}),
                      .data = {data},
                      .batch_size = 100,
                      .key = Key(3)});
  const double entropy = 1 + std::log(2 * std::numbers::pi) + std::log(0.3);
  EXPECT_NEAR(-mean(flow.log_prob(data)).item(), entropy, 0.1);
}

}  // namespace
}  // namespace aleator::nn
