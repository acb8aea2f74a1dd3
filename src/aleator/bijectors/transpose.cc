// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/transpose.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

#include <algorithm>
#include <numeric>

namespace aleator::bijectors {
namespace {

Dims make_permutation(const TransposeOptions& options) {
  if (options.perm.has_value() == options.rightmost_transposed_ndims.has_value()) {
    throw ValueError("Transpose: give exactly one of perm and rightmost_transposed_ndims");
  }
  const std::int64_t count = options.rightmost_transposed_ndims.value_or(0);
  if (count < 0) {
    throw ValueError(
        text("Transpose: rightmost_transposed_ndims must not be negative, got ", count));
  }
  Dims reversed;
  for (std::int64_t axis = count - 1; axis >= 0; --axis) reversed.push_back(axis);
  const Dims perm = options.perm.value_or(reversed);
  Dims sorted = perm;
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (sorted[i] == static_cast<std::int64_t>(i)) continue;
    throw ValueError(text("Transpose: perm must hold each of 0 to ", sorted.size() - 1,
                          " once, got ", Shape(perm)));
  }
  return perm;
}

struct TransposeRules final : BijectorRules {
  explicit TransposeRules(const TransposeOptions& o) : perm(make_permutation(o)) {}
  const Dims perm;

  std::int64_t first_axis(std::int64_t rank) const {
    const std::int64_t first = rank - static_cast<std::int64_t>(perm.size());
    if (first < 0) {
      throw ShapeError(text("Transpose: needs at least ", perm.size(), " axes, got ", rank));
    }
    return first;
  }
  Array moved(const Array& x, const Dims& order) const {
    Dims all(static_cast<std::size_t>(x.rank()));
    std::iota(all.begin(), all.end(), 0);
    const std::int64_t first = first_axis(x.rank());
    for (std::size_t i = 0; i < order.size(); ++i)
      all[static_cast<std::size_t>(first) + i] = first + order[i];
    return transpose(x, all);
  }

  std::string_view name() const override { return "Transpose"; }
  Array forward(const Array& x) const override { return moved(x, perm); }

  Array inverse(const Array& y) const override {
    Dims back(perm.size());
    for (std::size_t i = 0; i < perm.size(); ++i)
      back[static_cast<std::size_t>(perm[i])] = static_cast<std::int64_t>(i);
    return moved(y, back);
  }
  Array forward_log_det_jacobian(const Array&) const override { return 0.; }
  Array inverse_log_det_jacobian(const Array&) const override { return 0.; }
  int forward_min_event_ndims() const override { return static_cast<int>(perm.size()); }
  int inverse_min_event_ndims() const override { return static_cast<int>(perm.size()); }
  bool is_constant_jacobian() const override { return true; }
  std::optional<bool> is_increasing() const override { return std::nullopt; }

  Shape forward_event_shape(const Shape& shape) const override {
    Shape result = shape;
    const std::int64_t first = first_axis(shape.rank());
    for (std::size_t i = 0; i < perm.size(); ++i)
      result[first + static_cast<std::int64_t>(i)] = shape[first + perm[i]];
    return result;
  }
  Shape inverse_event_shape(const Shape& shape) const override {
    Shape result = shape;
    const std::int64_t first = first_axis(shape.rank());
    for (std::size_t i = 0; i < perm.size(); ++i)
      result[first + perm[i]] = shape[first + static_cast<std::int64_t>(i)];
    return result;
  }
};

}  // namespace

Transpose::Transpose(const TransposeOptions& options)
    : Bijector(make_ref<TransposeRules>(options)) {}

}  // namespace aleator::bijectors
