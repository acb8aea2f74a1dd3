// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/parts/hamiltonian.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/mcmc/parts/rows.h"
#include "aleator/random/random.h"

namespace aleator::mcmc {
namespace {

/// sum_k stretch_k b_k (b_k . x). The loop ends with the directions in use: most models have none.
/// Several rows share a pass: a sum alone waits for each of its additions.
Array along_directions(const MetricDirections& directions, const Array& x) {
  struct Carry {
    Array k, total;
  };
  const auto is_left = [&](const Carry& carry) { return carry.k < directions.number; };
  const auto add = [&](const Carry& carry) {
    constexpr std::int64_t kTogether = MetricDirections::kTogether;
    Arrays vectors, lengths;
    for (std::int64_t i = 0; i < kTogether; ++i) {
      vectors.push_back(row_at(directions.vectors, carry.k + i));
      lengths.push_back(element_at(directions.stretch, carry.k + i) * sum(vectors.back() * x));
    }
    Array total = carry.total;
    for (std::size_t i = 0; i < vectors.size(); ++i) total = total + lengths[i] * vectors[i];
    return Carry{carry.k + kTogether, total};
  };
  return while_loop(is_left, add, Carry{astype(0, int64), zeros_like(x)}).total;
}

bool has_directions(const Parameters& parameters) {
  return parameters.directions.vectors.rank() > 0;
}

/// F' g.
Array force(const Parameters& parameters, const Array& gradient) {
  if (!has_directions(parameters)) return gradient;
  return gradient + along_directions(parameters.directions, gradient) / parameters.inverse_metric;
}

}  // namespace

Array sample_momentum(const Key& key, const Array& position, const Array& inverse_metric) {
  return random::normal(key, position.shape(), position.dtype()) * rsqrt(inverse_metric);
}

Array velocity(const Parameters& parameters, const Array& momentum) {
  const Array plain = parameters.inverse_metric * momentum;
  if (!has_directions(parameters)) return plain;
  return plain + along_directions(parameters.directions, momentum);
}

Array kinetic_energy(const Array& momentum, const Array& inverse_metric) {
  return 0.5 * sum(square(momentum) * inverse_metric);
}

Array total_energy(const PhasePoint& point, const Array& inverse_metric) {
  return kinetic_energy(point.momentum, inverse_metric) - point.log_density;
}

PhasePoint leapfrog(const Target& target, const Parameters& parameters, const PhasePoint& point) {
  const Array half_kick = 0.5 * parameters.step_size;
  const Array middle = point.momentum + half_kick * force(parameters, point.gradient);
  const Array position = point.position + parameters.step_size * velocity(parameters, middle);
  const auto [log_density, gradient] = target.value_and_gradient(position);
  return {position, middle + half_kick * force(parameters, gradient), log_density, gradient};
}

}  // namespace aleator::mcmc
