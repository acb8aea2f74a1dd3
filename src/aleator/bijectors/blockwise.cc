// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/blockwise.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"

#include <algorithm>
#include <numeric>

namespace aleator::bijectors {
namespace {

struct BlockwiseRules final : BijectorRules {
  explicit BlockwiseRules(const BlockwiseOptions& o)
      : bijectors(o.bijectors),
        sizes(o.block_sizes.empty() ? Dims(o.bijectors.size(), 1) : o.block_sizes) {
    if (bijectors.empty() || sizes.size() != bijectors.size()) {
      throw ValueError(text("Blockwise: needs as many block_sizes as bijectors, at least one, got ",
                            sizes.size(), " and ", bijectors.size()));
    }
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      const Bijector& b = bijectors[i];
      if (b.forward_min_event_ndims() > 1 || b.inverse_min_event_ndims() > 1)
        throw ValueError(text("Blockwise: bijectors must map numbers or vectors, got ", b.name()));
      if (sizes[i] < 0)
        throw ValueError(text("Blockwise: block_sizes must not be negative, got ", Shape(sizes)));
      mapped_sizes.push_back(b.forward_event_shape(Shape{sizes[i]})[0]);
    }
  }
  const Bijectors bijectors;
  const Dims sizes;
  Dims mapped_sizes;  ///< of the blocks of y

  static Shape exchanged(const Shape& shape, const Dims& from, const Dims& to) {
    const std::int64_t last = shape.rank() - 1;
    const std::int64_t total = std::accumulate(from.begin(), from.end(), std::int64_t{0});
    if (last < 0 || shape[last] != total) {
      throw ShapeError(
          text("Blockwise: the last axis must have length ", total, ", got shape ", shape));
    }
    return shape.slice(0, last) + Shape{std::accumulate(to.begin(), to.end(), std::int64_t{0})};
  }
  static Arrays blocks(const Array& x, const Dims& sizes) {
    exchanged(x.shape(), sizes, sizes);  // checks
    Arrays parts;
    std::int64_t start = 0;
    for (const std::int64_t size : sizes) {
      parts.push_back(slice_axis(x, -1, start, start + size));
      start += size;
    }
    return parts;
  }

  std::string_view name() const override { return "Blockwise"; }
  Array forward(const Array& x) const override {
    const Arrays parts = blocks(x, sizes);
    Arrays results;
    for (std::size_t i = 0; i < parts.size(); ++i)
      results.push_back(bijectors[i].forward(parts[i]));
    return concatenate(results, -1);
  }
  Array inverse(const Array& y) const override {
    const Arrays parts = blocks(y, mapped_sizes);
    Arrays results;
    for (std::size_t i = 0; i < parts.size(); ++i)
      results.push_back(bijectors[i].inverse(parts[i]));
    return concatenate(results, -1);
  }
  Array forward_log_det_jacobian(const Array& x) const override {
    const Arrays parts = blocks(x, sizes);
    Array total = 0.;
    for (std::size_t i = 0; i < parts.size(); ++i)
      total = total + bijectors[i].forward_log_det_jacobian(parts[i], 1);
    return total;
  }
  Array inverse_log_det_jacobian(const Array& y) const override {
    const Arrays parts = blocks(y, mapped_sizes);
    Array total = 0.;
    for (std::size_t i = 0; i < parts.size(); ++i)
      total = total + bijectors[i].inverse_log_det_jacobian(parts[i], 1);
    return total;
  }
  int forward_min_event_ndims() const override { return 1; }
  int inverse_min_event_ndims() const override { return 1; }
  std::optional<bool> is_increasing() const override { return std::nullopt; }

  Shape forward_event_shape(const Shape& shape) const override {
    return exchanged(shape, sizes, mapped_sizes);
  }
  Shape inverse_event_shape(const Shape& shape) const override {
    return exchanged(shape, mapped_sizes, sizes);
  }
  bool is_constant_jacobian() const override {
    return std::all_of(bijectors.begin(), bijectors.end(),
                       [](const Bijector& b) { return b.rules().is_constant_jacobian(); });
  }
  Arrays parameters() const override {
    Arrays all;
    for (const Bijector& b : bijectors) {
      const Arrays own = b.rules().parameters();
      all.insert(all.end(), own.begin(), own.end());
    }
    return all;
  }
};

}  // namespace

Blockwise::Blockwise(const BlockwiseOptions& options)
    : Bijector(make_ref<BlockwiseRules>(options)) {}

}  // namespace aleator::bijectors
