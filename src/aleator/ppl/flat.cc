// SPDX-License-Identifier: Apache-2.0
#include "aleator/ppl/flat.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/bijectors/identity.h"

namespace aleator::ppl {
namespace {

struct FlatRules final : DistributionRules {
  explicit FlatRules(const FlatOptions& options)
      : DistributionRules(Flat::family, Shape(), float64, {}),
        shape(options.event_shape),
        onto(options.bijector ? *options.bijector : bijectors::Identity()) {}
  const Shape shape;
  const Bijector onto;

  Shape event_shape() const override { return shape; }
  Array sample(const Key&, const Shape&) const override {
    throw ValueError(
        "Flat.sample: an improper distribution has no draws; observe the choice or give it a "
        "value");
  }
  Array log_prob(const Array& x) const override {
    return zeros(x.shape().slice(0, x.rank() - shape.rank()), x.dtype());
  }
  std::optional<Array> is_in_support(const Array&) const override { return std::nullopt; }
  Array inside() const override { return onto.forward(zeros(onto.inverse_event_shape(shape))); }
  std::optional<Bijector> default_event_space_bijector() const override { return onto; }
};

}  // namespace

constinit const Family Flat::family{.name = "Flat"};

Flat::Flat(const FlatOptions& options) : Distribution(make_ref<FlatRules>(options)) {}

}  // namespace aleator::ppl
