// SPDX-License-Identifier: Apache-2.0
// A flow along a differential equation whose right side is a small network, FFJORD, trained on a
// ring of three normal distributions. Checks its density on new points against the exact one: the
// mean difference of the logarithms is the divergence, 0 for a perfect fit.
#include <aleator/aleator.h>

#include <cstdio>
#include <numbers>

#include "results/results.h"

using namespace aleator;
namespace tfd = aleator::distributions;
namespace tfb = aleator::bijectors;

namespace {

/// Velocities by time and place; it shows its weights, so that they are the flow's parameters.
struct Velocity {
  nn::Sequential net =
      nn::Sequential({nn::Dense({.units = 24, .activation = tanh}),
                      nn::Dense({.units = 24, .activation = tanh}), nn::Dense({.units = 2})});

  explicit Velocity(const Key& key) { net.build({3}, key); }
  Array operator()(const Array& time, const Array& place) const {
    const Shape column = place.shape().slice(0, place.rank() - 1) + Shape{1};
    return net(concatenate({place, broadcast_to(astype(time, place.dtype()), column)}, -1));
  }
  template <class F>
  void visit_leaves(F&& f) const {
    net.visit_leaves(f);
  }
};

Distribution ring() {
  const Array angles = 2 * std::numbers::pi * arange(0., 3.) / 3.;
  return tfd::MixtureSameFamily(
      {.mixture_distribution = tfd::Categorical({.probs = full({3}, 1. / 3)}),
       .components_distribution = tfd::MultivariateNormalDiag(
           {.loc = 1.5 * stack({cos(angles), sin(angles)}, -1), .scale_diag = full({3, 2}, 0.4)})});
}

/// How far a density is from that of the ring, on points from the latter.
double divergence(const Distribution& flow) {
  const Array points = ring().sample({2000}, Key(2));
  const Array difference = ring().log_prob(points) - flow.log_prob(astype(points, float32));
  return mean(astype(difference, float64)).item();
}

tfb::FFJORD along(const Velocity& velocity, double tolerance) {
  return tfb::FFJORD(
      {.state_time_derivative_fn = velocity, .ode_solve_fn = [=](const math::OdeProblem& problem) {
         return math::DormandPrince{{.rtol = tolerance, .atol = tolerance}}.solve(problem);
       }});
}

}  // namespace

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  const Velocity velocity{Key(1)};
  const Distribution flow = tfd::TransformedDistribution(
      {.distribution = tfd::Sample(tfd::Normal(zeros({}, float32), ones({}, float32)), {2}),
       .bijector = along(velocity, 1e-3)});
  const double before = divergence(flow);

  const Array points = astype(ring().sample({4000}, Key(3)), float32);
  const auto training = optimize::minimize([&](Array x) { return -mean(flow.log_prob(x)); },
                                           {.num_steps = 250,
                                            .optimizer = optimize::Adam({.learning_rate = 1e-2}),
                                            .trainable_variables = trainable_variables(flow),
                                            .data = {points},
                                            .batch_size = 128,
                                            .key = Key(4)});
  const double after = divergence(flow);

  // There and back: the same Variables with a more precise solver.
  const tfb::FFJORD precise = along(velocity, 1e-6);
  const Array draws = flow.sample({500}, Key(5));
  const Array there_and_back = precise.forward(precise.inverse(draws));
  const double error = mean(astype(abs(there_and_back - draws), float64)).item();
  std::printf("divergence before training    %6.3f nats\n", before);
  std::printf("divergence after training     %6.3f nats, %.1f s\n", after, training.seconds);
  std::printf("mean error there and back     %.1e\n", error);
  results.add("divergence", after);
  results.expect(before > 0.5, "before training the flow is far from the ring");
  results.expect(after < 0.15 && after > -0.02, "training finds the density");
  results.expect_near("error there and back", error, 0, 1e-3);
  return results.finish();
}
