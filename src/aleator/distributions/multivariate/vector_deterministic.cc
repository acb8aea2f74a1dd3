// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/vector_deterministic.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"

namespace aleator::distributions {
namespace {

struct VectorDeterministicRules final : DistributionRules {
  explicit VectorDeterministicRules(const VectorDeterministicParameters& p)
      : DistributionRules(VectorDeterministic::family,
                          {{"loc", p.loc}, {"atol", p.atol}, {"rtol", p.rtol}}),
        loc(parameter("loc")),
        n(loc.dim(-1)) {}
  const Array loc;
  const std::int64_t n;

  Array tolerance() const {
    return expand_dims(parameter("atol"), -1) + expand_dims(parameter("rtol"), -1) * abs(loc);
  }
  Shape event_shape() const override { return {n}; }
  bool is_discrete() const override { return true; }
  std::optional<Array> is_in_support(const Array& x) const override {
    return abs(x - loc) <= tolerance();
  }
  Array inside() const override { return loc; }
  std::optional<Bijector> default_event_space_bijector() const override {
    fail_not_implemented("default_event_space_bijector");
  }
  Array sample(const Key&, const Shape& shape) const override {
    return broadcast_to(loc, shape + Shape{n});
  }
  Array log_prob(const Array&) const override { return zeros({}, dtype()); }
  Array mean() const override { return loc; }
  Array mode() const override { return loc; }
  Array variance() const override { return zeros_like(loc); }
  Array covariance() const override { return diagonal_matrix(zeros_like(loc)); }
  Array entropy() const override { return zeros({}, dtype()); }
  /// By the other one's measure: for densities it is finite, as if this had density 1 at its point.
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    return -Distribution(Ref<const DistributionRules>(&other)).log_prob(loc);
  }
};

}  // namespace

constinit const Family VectorDeterministic::family{
    .name = "VectorDeterministic",
    .parameters = {{{.name = "loc", .event_rank = 1},
                    {.name = "atol", .constraint = &kNonnegative, .is_trainable = false},
                    {.name = "rtol", .constraint = &kNonnegative, .is_trainable = false}}},
    .event_rank = 1,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return VectorDeterministic({.loc = p[0].value, .atol = p[1].value, .rtol = p[2].value});
    },
};

VectorDeterministic::VectorDeterministic(const VectorDeterministicParameters& parameters)
    : Distribution(make_ref<VectorDeterministicRules>(parameters)) {}

}  // namespace aleator::distributions
