// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/wrappers/blockwise.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/blockwise.h"
#include "aleator/bijectors/chain.h"
#include "aleator/bijectors/reshape.h"
#include "aleator/distributions/batch_map.h"

#include <algorithm>

namespace aleator::distributions {
namespace {

struct BlockwiseRules final : DistributionRules {
  explicit BlockwiseRules(const Distributions& all)
      : DistributionRules(Blockwise::family, joint_batch_shape("Blockwise", all), joint_dtype(all),
                          joint_parameters(all)),
        all(all) {
    for (const Distribution& d : all) num += d.event_shape().size();
  }
  const Distributions all;
  std::int64_t num = 0;  ///< coordinates

  bool are_all(bool (DistributionRules::*property)() const) const {
    return std::all_of(all.begin(), all.end(),
                       [&](const Distribution& d) { return (d.rules().*property)(); });
  }
  Shape event_shape() const override { return {num}; }
  bool is_reparameterized() const override {
    return are_all(&DistributionRules::is_reparameterized);
  }
  bool is_discrete() const override { return are_all(&DistributionRules::is_discrete); }
  std::optional<Array> is_in_support(const Array&) const override { return std::nullopt; }
  Array inside() const override {
    return joined([](const Distribution& d) { return d.rules().inside(); });
  }
  std::optional<Bijector> default_event_space_bijector() const override {
    Bijectors blocks;
    Dims sizes;
    for (const Distribution& d : all) {
      const std::optional<Bijector> onto = d.rules().default_event_space_bijector();
      if (!onto) return std::nullopt;
      const Shape from = onto->inverse_event_shape(d.event_shape());
      sizes.push_back(from.size());
      blocks.push_back(bijectors::Chain(
          {bijectors::Reshape({.event_shape_out = {d.event_shape().size()},
                               .event_shape_in = d.event_shape().dims()}),
           *onto,
           bijectors::Reshape({.event_shape_out = from.dims(), .event_shape_in = {from.size()}})}));
    }
    return bijectors::Blockwise({.bijectors = blocks, .block_sizes = sizes});
  }

  /// The events f(d) of this batch, flattened and concatenated.
  template <class F>
  Array joined(F f) const {
    Arrays parts;
    for (const Distribution& d : all)
      parts.push_back(reshape(broadcast_to(f(d), batch_shape() + d.event_shape()),
                              batch_shape() + Shape{d.event_shape().size()}));
    return concatenate(parts, -1);
  }
  /// f(d) of every distribution, added up.
  template <class F>
  Array added(F f) const {
    Array total = f(all[0], 0);
    for (std::size_t i = 1; i < all.size(); ++i) total = total + f(all[i], i);
    return total;
  }

  Distribution with_batch(const BatchMap& map) const override {
    Distributions changed;
    for (const Distribution& d : all) changed.push_back(d.rules().with_batch(map));
    return Blockwise({.distributions = changed});
  }
  Array sample(const Key& key, const Shape& shape) const override {
    const std::vector<Key> keys = split(key, static_cast<int>(all.size()));
    Arrays parts;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Array draws = as_floating(draws_for(all[i], keys[i], shape));
      parts.push_back(reshape(broadcast_to(draws, shape + all[i].event_shape()),
                              shape + Shape{all[i].event_shape().size()}));
    }
    return concatenate(parts, -1);
  }
  Array log_prob(const Array& x) const override {
    std::int64_t start = 0;
    const Shape lead = x.shape().slice(0, x.rank() - 1);
    return added([&](const Distribution& d, std::size_t) {
      const std::int64_t end = start + d.event_shape().size();
      const Array block = slice_axis(x, -1, start, end);
      start = end;
      return d.log_prob(reshape(block, lead + d.event_shape()));
    });
  }

  Array mean() const override {
    return joined([](const Distribution& d) { return d.mean(); });
  }
  Array variance() const override {
    return joined([](const Distribution& d) { return d.variance(); });
  }
  Array stddev() const override {
    return joined([](const Distribution& d) { return d.stddev(); });
  }
  Array mode() const override {
    return joined([](const Distribution& d) { return as_floating(d.mode()); });
  }
  Array entropy() const override {
    return added([](const Distribution& d, std::size_t) { return d.entropy(); });
  }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const BlockwiseRules*>(&other);
    if (!q || q->all.size() != all.size()) return std::nullopt;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!all[i].has_kl_divergence(q->all[i])) return std::nullopt;
    }
    return added([&](const Distribution& d, std::size_t i) { return d.kl_divergence(q->all[i]); });
  }
};

Distributions checked(const Distributions& all) {
  check_not_empty("Blockwise", "distributions", all);
  return all;
}

}  // namespace

constinit const Family Blockwise::family{.name = "Blockwise"};

Blockwise::Blockwise(const BlockwiseParameters& parameters)
    : Distribution(make_ref<BlockwiseRules>(checked(parameters.distributions))) {}

}  // namespace aleator::distributions
