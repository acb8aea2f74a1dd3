// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/initializers.h"

#include "aleator/array/ops/decomposition.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/random/random.h"

#include <cmath>

namespace aleator::nn {
namespace {

struct Fans {
  double in, out;
};

Fans fans_of(const Shape& shape) {
  if (shape.rank() == 0) return {1, 1};
  const auto last = static_cast<double>(shape[shape.rank() - 1]);
  if (shape.rank() == 1) return {last, last};
  const auto window = static_cast<double>(shape.slice(0, shape.rank() - 2).size());
  return {window * static_cast<double>(shape[shape.rank() - 2]), window * last};
}

using VarianceFn = double (*)(const Fans&);

double glorot(const Fans& fans) { return 2 / (fans.in + fans.out); }
double he(const Fans& fans) { return 2 / fans.in; }
double lecun(const Fans& fans) { return 1 / fans.in; }

Initializer scaled_normal(VarianceFn variance) {
  return [variance](const Key& key, const Shape& shape, Dtype dtype) {
    // The standard deviation of a normal variable that is cut at -2 and 2.
    constexpr double kCutDeviation = 0.87962566103423978;
    const Array bound = astype(2., dtype);
    return std::sqrt(variance(fans_of(shape))) / kCutDeviation *
           random::truncated_normal(key, -bound, bound, shape);
  };
}

Initializer scaled_uniform(VarianceFn variance) {
  return [variance](const Key& key, const Shape& shape, Dtype dtype) {
    const double high = std::sqrt(3 * variance(fans_of(shape)));
    return high * (2. * random::uniform(key, shape, dtype) - 1.);
  };
}

/// Q of a normal matrix, uniform because the diagonal of the other factor is not negative.
Array orthogonal_matrix(const Key& key, const Shape& shape, double gain, Dtype dtype) {
  if (shape.rank() < 2)
    throw ShapeError(text("orthogonal: a parameter of at least 2 axes is required, got ", shape));
  const std::int64_t columns = shape[shape.rank() - 1], rows = shape.size() / columns;
  const bool is_wide = rows < columns;
  const Array normal =
      random::normal(key, is_wide ? Shape{columns, rows} : Shape{rows, columns}, float64);
  const Array q = qr(normal).q;
  return astype(gain * reshape(is_wide ? transpose(q) : q, shape), dtype);
}

}  // namespace

Initializer zeros_initializer() {
  return [](const Key&, const Shape& shape, Dtype dtype) { return zeros(shape, dtype); };
}
Initializer ones_initializer() {
  return [](const Key&, const Shape& shape, Dtype dtype) { return ones(shape, dtype); };
}
Initializer constant_initializer(const Array& value) {
  return [value](const Key&, const Shape& shape, Dtype dtype) {
    return broadcast_to(astype(value, dtype), shape);
  };
}
Initializer random_normal(const RandomNormalOptions& o) {
  return [o](const Key& key, const Shape& shape, Dtype dtype) {
    return o.mean + o.stddev * random::normal(key, shape, dtype);
  };
}
Initializer random_uniform(const RandomUniformOptions& o) {
  return [o](const Key& key, const Shape& shape, Dtype dtype) {
    return o.low + (o.high - o.low) * random::uniform(key, shape, dtype);
  };
}
Initializer glorot_normal() { return scaled_normal(glorot); }
Initializer glorot_uniform() { return scaled_uniform(glorot); }
Initializer he_normal() { return scaled_normal(he); }
Initializer he_uniform() { return scaled_uniform(he); }
Initializer lecun_normal() { return scaled_normal(lecun); }
Initializer lecun_uniform() { return scaled_uniform(lecun); }
Initializer orthogonal(double gain) {
  return [gain](const Key& key, const Shape& shape, Dtype dtype) {
    return orthogonal_matrix(key, shape, gain, dtype);
  };
}

}  // namespace aleator::nn
