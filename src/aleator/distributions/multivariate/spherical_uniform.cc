// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/spherical_uniform.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/unit_vector.h"
#include "aleator/distributions/batch_map.h"
#include "aleator/distributions/multivariate/sphere.h"
#include "aleator/random/random.h"

namespace aleator::distributions {
namespace {

std::int64_t checked_dimension(std::int64_t n) {
  if (n >= 1) return n;
  throw ValueError(text("SphericalUniform: dimension must be at least 1, got ", n));
}

struct SphericalUniformRules final : DistributionRules {
  explicit SphericalUniformRules(const SphericalUniformOptions& o)
      : DistributionRules(
            SphericalUniform::family, o.batch_shape, o.dtype,
            {{"dimension", o.dimension}, {"batch_shape", array(o.batch_shape.dims())}}),
        n(checked_dimension(o.dimension)) {}
  const std::int64_t n;

  Array constant(double value) const { return full({}, astype(value, dtype())); }
  Shape event_shape() const override { return {n}; }
  std::optional<Array> is_in_support(const Array& x) const override {
    return logical_and(is_on_sphere(x), is_finite(x));
  }
  Array inside() const override { return astype(arange(n) == 0, dtype()); }
  std::optional<Bijector> default_event_space_bijector() const override {
    return bijectors::UnitVector();
  }
  Distribution with_batch(const BatchMap& map) const override {
    const Shape batch = map(zeros({}, dtype()), 0).shape();
    return SphericalUniform({.dimension = n, .batch_shape = batch, .dtype = dtype()});
  }
  Array sample(const Key& key, const Shape& shape) const override {
    return random::spherical_uniform(key, n, shape, dtype());
  }
  Array log_prob(const Array&) const override { return constant(-log_area_of_sphere(n)); }
  Array mean() const override { return constant(0); }
  Array variance() const override { return constant(1 / static_cast<double>(n)); }
  Array covariance() const override { return eye(n, n, 0, dtype()) / static_cast<double>(n); }
  Array entropy() const override { return constant(log_area_of_sphere(n)); }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    if (&other.family() != &SphericalUniform::family) return std::nullopt;
    return constant(0);
  }
};

}  // namespace

constinit const Family SphericalUniform::family{
    .name = "SphericalUniform",
    .parameters = {{{.name = "dimension", .kind = ParameterKind::integer},
                    {.name = "batch_shape", .kind = ParameterKind::shape}}},
    .event_rank = 1,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return SphericalUniform(
          {.dimension = integer_value(family, p[0]), .batch_shape = shape_value(family, p[1])});
    },
};

SphericalUniform::SphericalUniform(const SphericalUniformOptions& options)
    : Distribution(make_ref<SphericalUniformRules>(options)) {}

}  // namespace aleator::distributions
