// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/kernels/replica_exchange.h"

#include "aleator/array/lists.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/mcmc/kernels/complete.h"
#include "aleator/mcmc/parts/metropolis.h"
#include "aleator/random/random.h"
#include "aleator/transforms/transforms.h"

#include <algorithm>
#include <limits>

namespace aleator::mcmc {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<double> checked_temperatures(const Array& inverse_temperatures) {
  const auto fail = [](auto... pieces) {
    throw ValueError(text("ReplicaExchangeMC: inverse_temperatures must ", pieces...));
  };
  if (inverse_temperatures.rank() != 1 || inverse_temperatures.size() < 1 ||
      !inverse_temperatures.is_known())
    fail("be a vector of known numbers, got shape ", inverse_temperatures.shape());
  const std::vector<double> values = inverse_temperatures.values();
  if (values[0] != 1) fail("begin with 1, the temperature of the target, got ", values[0]);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!(values[i] > 0) || (i > 0 && !(values[i] < values[i - 1]))) {
      fail("fall and stay positive, got ", values[i], " at index ", i,
           i > 0 ? text(" after ", values[i - 1]) : "");
    }
  }
  return values;
}

/// Who swaps with whom when pairs begin at 0, 2, ... (parity 0) or at 1, 3, ... (parity 1); the
/// replicas without a neighbour are their own partners.
std::vector<std::int64_t> partners(std::int64_t num_replicas, std::int64_t parity) {
  std::vector<std::int64_t> result;
  for (std::int64_t i = 0; i < num_replicas; ++i) {
    const std::int64_t other = i % 2 == parity ? i + 1 : i - 1;
    result.push_back(other < 0 || other >= num_replicas ? i : other);
  }
  return result;
}

/// The swaps of all pairs of one parity.
struct Swaps {
  Array positions, is_swapped, acceptance;
};

Swaps swap_pairs(const Key& key, const Array& inverse_temperatures, const Array& positions,
                 const Array& log_densities, std::int64_t parity) {
  const std::int64_t num_replicas = positions.dim(0);
  const std::vector<std::int64_t> partner = partners(num_replicas, parity);
  std::vector<std::int64_t> first;
  std::vector<double> is_first;
  for (std::int64_t i = 0; i < num_replicas; ++i) {
    const std::int64_t other = partner[static_cast<std::size_t>(i)];
    first.push_back(std::min(i, other));
    is_first.push_back(i < other);
  }
  const auto of_partner = [&](const Array& x) { return x[{array(partner)}]; };
  const Array log_ratio = (inverse_temperatures - of_partner(inverse_temperatures)) *
                          (of_partner(log_densities) - log_densities);
  const Array ratio = where(is_nan(log_ratio), -kInfinity, log_ratio);
  // Both of a pair take the number of the first.
  const Array number = random::uniform(key, {num_replicas})[{array(first)}];
  const Array has_partner = array(partner) != arange(num_replicas, int64);
  const Array is_swapped = logical_and(log(number) < ratio, has_partner);
  const Array pairs = array(is_first);
  return {where(expand_dims(is_swapped, 1), of_partner(positions), positions), is_swapped,
          sum(pairs * exp(minimum(0., ratio))) / maximum(sum(pairs), 1.)};
}

class ReplicaExchangeRules final : public WrapperRules {
 public:
  ReplicaExchangeRules(const Kernel& inner_kernel, const Array& inverse_temperatures)
      : WrapperRules(complete(inner_kernel)),
        temperatures_(array(checked_temperatures(inverse_temperatures))) {
    if (!inner().is_calibrated()) {
      throw ValueError(
          text("ReplicaExchangeMC: the kernel ", inner_kernel.rules().name(),
               " is a proposal without a Metropolis decision; wrap it in MetropolisHastings"));
    }
  }
  bool can_start_anew() const override { return false; }
  std::string_view name() const override { return "ReplicaExchangeMC"; }

  Arrays init(const Target& target, const Array& position) const override {
    const Array positions = broadcast_to(position, Shape{num_replicas()} + position.shape());
    return joined({init_all(target, positions), {astype(0, int64)}});
  }

  std::pair<Arrays, TransitionInfo> step(const Key& key, const Target& target,
                                         const Parameters& parameters,
                                         const Arrays& state) const override {
    const auto [inner_key, swap_key] = split<2>(key);
    const Arrays moved = move_all(inner_key, target, parameters, replicas(state));
    const std::size_t n = state.size() - 1;
    const Arrays states = part_of(moved, 0, n);
    const Array turn = state[n];
    const Swaps swaps = swap(swap_key, states, turn);
    const Arrays restarted = init_all(target, swaps.positions);
    Arrays next;
    for (std::size_t i = 0; i < n; ++i) {
      Shape column{num_replicas()};
      while (column.rank() < states[i].rank()) column = column + Shape{1};
      next.push_back(where(reshape(swaps.is_swapped, column), restarted[i], states[i]));
    }
    next.push_back(turn + 1);
    const Arrays infos = rest_of(moved, n);
    auto info = unflatten<Array>(TransitionInfo{}, cold(infos));
    info.num_steps = sum(unflatten<Array>(TransitionInfo{}, infos).num_steps);
    info.swap_acceptance = swaps.acceptance;
    return {next, info};
  }
  Array position(const Arrays& state) const override {
    return inner().position(cold(replicas(state)));
  }
  Array log_density(const Arrays& state) const override {
    return inner().log_density(cold(replicas(state)));
  }
  Array gradient(const Arrays& state) const override {
    return inner().gradient(cold(replicas(state)));
  }

 private:
  std::int64_t num_replicas() const { return temperatures_.dim(0); }
  static Arrays replicas(const Arrays& state) { return part_of(state, 0, state.size() - 1); }
  static Arrays cold(const Arrays& all) {
    Arrays first;
    for (const Array& x : all)
      first.push_back(reshape(slice_axis(x, 0, 0, 1), x.shape().without(0)));
    return first;
  }

  Arrays init_all(const Target& target, const Array& positions) const {
    return vmap_arrays([&](const Arrays& x) { return inner().init(target.tempered(x[0]), x[1]); },
                       {temperatures_, positions}, {});
  }

  /// A transition of every replica: the leaves of their states, then those of their infos.
  Arrays move_all(const Key& key, const Target& target, const Parameters& parameters,
                  const Arrays& states) const {
    const auto move = [&](const Arrays& x) {
      Parameters own = parameters;
      const Array temperature = astype(x[0], parameters.inverse_metric.dtype());
      own.inverse_metric = parameters.inverse_metric / temperature;
      own.directions.vectors = parameters.directions.vectors * rsqrt(temperature);
      const auto [next, info] =
          inner().step(fold_in(key, x[1]), target.tempered(x[0]), own, rest_of(x, 2));
      return joined({next, flatten<Array>(info)});
    };
    return vmap_arrays(move, joined({{temperatures_, arange(num_replicas(), int64)}, states}), {});
  }

  Swaps swap(const Key& key, const Arrays& states, const Array& turn) const {
    const Arrays seen = vmap_arrays(
        [&](const Arrays& x) {
          return Arrays{inner().position(x), inner().log_density(x)};
        },
        states, {});
    const Array log_densities = astype(seen[1], float64) / temperatures_;
    const Swaps even = swap_pairs(key, temperatures_, seen[0], log_densities, 0),
                odd = swap_pairs(key, temperatures_, seen[0], log_densities, 1);
    const Array is_even = bitwise_and(turn, 1) == 0;
    return {where(is_even, even.positions, odd.positions),
            where(is_even, even.is_swapped, odd.is_swapped),
            where(is_even, even.acceptance, odd.acceptance)};
  }

  const Array temperatures_;
};

}  // namespace

Ref<const KernelRules> ReplicaExchangeMC::rules() const {
  return make_ref<ReplicaExchangeRules>(inner_kernel, inverse_temperatures);
}

}  // namespace aleator::mcmc
