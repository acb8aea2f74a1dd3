// SPDX-License-Identifier: Apache-2.0
// Defines the distribution of the one part that a bijector makes of several.
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/chain.h"
#include "aleator/bijectors/composition.h"
#include "aleator/bijectors/joint_map.h"
#include "aleator/bijectors/reshape.h"
#include "aleator/bijectors/split.h"
#include "aleator/distributions/wrappers/multipart_transformed_distribution.h"

namespace aleator::distributions {
namespace {

constinit const Family kFamily{.name = "MultipartTransformedDistribution"};

struct JoinedRules final : DistributionRules {
  explicit JoinedRules(const MultipartTransformedDistribution& parts)
      : DistributionRules(kFamily, parts.batch_shape(), joint_dtype(parts.distributions()),
                          with_bijector(parts)),
        parts(parts) {}
  const MultipartTransformedDistribution parts;

  static std::vector<NamedArray> with_bijector(const MultipartTransformedDistribution& parts) {
    std::vector<NamedArray> all = joint_parameters(parts.distributions());
    for (const Array& parameter : parts.bijector().rules().parameters())
      all.push_back({"bijector", parameter});
    return all;
  }

  Shape event_shape() const override { return parts.event_shape()[0]; }
  bool is_reparameterized() const override {
    return parts.reparameterization_type() == ReparameterizationType::fully_reparameterized;
  }
  std::optional<Array> is_in_support(const Array&) const override { return std::nullopt; }
  Array inside() const override {
    Arrays middle;
    for (const Distribution& d : parts.distributions())
      middle.push_back(d.rules().inside() + zeros(d.event_shape(), d.dtype()));
    return parts.bijector().forward(middle)[0];
  }
  /// A vector of reals is cut into those of the parts.
  std::optional<Bijector> default_event_space_bijector() const override {
    MultipartBijectors onto;
    Dims sizes;
    for (const Distribution& d : parts.distributions()) {
      const std::optional<Bijector> of_part = d.rules().default_event_space_bijector();
      if (!of_part) return std::nullopt;
      const Shape from = of_part->inverse_event_shape(d.event_shape());
      sizes.push_back(from.size());
      onto.push_back(bijectors::Chain(
          {*of_part,
           bijectors::Reshape({.event_shape_out = from.dims(), .event_shape_in = {from.size()}})}));
    }
    return as_bijector(bijectors::Composition(
        {parts.bijector(), bijectors::JointMap(onto), bijectors::Split({.size_splits = sizes})}));
  }

  Array sample(const Key& key, const Shape& shape) const override {
    return parts.sample(lead_of(shape), key)[0];
  }
  std::optional<std::pair<Array, Array>> sample_and_log_prob(const Key& key,
                                                             const Shape& shape) const override {
    const auto [y, log_density] = parts.sample_and_log_prob(lead_of(shape), key);
    return std::pair{y[0], log_density};
  }
  Array log_prob(const Array& y) const override { return parts.log_prob(Arrays{y}); }
  Array mean() const override { return checked(Method::mean, "mean"), parts.mean()[0]; }
  Array mode() const override { return checked(Method::mode, "mode"), parts.mode()[0]; }
  Array entropy() const override { return checked(Method::entropy, "entropy"), parts.entropy(); }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const JoinedRules*>(&other);
    if (!q || &q->parts.bijector().rules() != &parts.bijector().rules()) return std::nullopt;
    for (std::size_t i = 0; i < parts.distributions().size(); ++i) {
      if (!parts.distributions()[i].has_kl_divergence(q->parts.distributions()[i]))
        return std::nullopt;
    }
    return parts.kl_divergence(q->parts);
  }

  Shape lead_of(const Shape& shape) const {
    return shape.slice(0, shape.rank() - batch_shape().rank());
  }
  void checked(Method method, const char* name) const {
    if (!parts.has(method)) fail_not_implemented(name);
  }
};

}  // namespace

Distribution joined(const MultipartTransformedDistribution& parts) {
  if (parts.bijector().num_parts_out() != 1)
    throw ValueError(text("joined: needs a bijector that gives one part, ", parts.bijector().name(),
                          " gives ", parts.bijector().num_parts_out()));
  return Distribution(make_ref<JoinedRules>(parts));
}

}  // namespace aleator::distributions
