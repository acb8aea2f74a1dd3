// SPDX-License-Identifier: Apache-2.0
#include "tests/runtime/builder.h"

#include "aleator/base/error.h"

#include <algorithm>
#include <numeric>

namespace aleator::differential {
namespace {

constexpr std::int64_t kMaxSize = 1500;

Array bounded(const Array& x) { return 3. * tanh(x / 3.); }

/// The array without the ends of long axes.
Array cut(Array x) {
  while (x.size() > kMaxSize) {
    const Dims& dims = x.shape().dims();
    const auto axis = std::max_element(dims.begin(), dims.end()) - dims.begin();
    x = slice_axis(x, axis, 0, (x.dim(axis) + 1) / 2);
  }
  return x.rank() > 4 ? ravel(x) : x;
}

}  // namespace

double dtype_error(Dtype dtype) { return dtype == float32 ? 1e-3 : dtype == float64 ? 1e-9 : 0; }
double max_error(const Values& values) {
  double error = 0;
  for (const Value& value : values) error = std::max(error, value.error);
  return error;
}

Dims Builder::axes(std::int64_t rank) {
  Dims axes;
  for (std::int64_t i = 0; i < rank; ++i) {
    if (is_one_in(2)) axes.push_back(i);
  }
  return axes;
}

Dims Builder::permutation(std::int64_t rank) {
  Dims axes(static_cast<std::size_t>(rank));
  std::iota(axes.begin(), axes.end(), 0);
  for (std::size_t i = axes.size(); i > 1; --i)
    std::swap(axes[i - 1], axes[static_cast<std::size_t>(below(static_cast<std::int64_t>(i)))]);
  return axes;
}

Dtype Builder::dtype(Dtypes set) {
  while (true) {
    const Dtype dtype = is_one_in(2) ? float64 : kAllDtypes[below(std::size(kAllDtypes))];
    if (contains(set, dtype)) return dtype;
    if (!contains(set, float64) && set == Dtypes::boolean) return boolean;
  }
}

Value Builder::pick() {
  const auto n = static_cast<std::int64_t>(pool_.size());
  const std::int64_t recent = std::min<std::int64_t>(n, 3);
  return pool_[static_cast<std::size_t>(is_one_in(2) ? n - 1 - below(recent) : below(n))];
}

Value Builder::with_axes(std::int64_t rank) {
  Value x = pick();
  for (int i = 0; i < 5 && x.rank() < rank; ++i) x = pick();
  if (x.rank() >= rank) return x;
  Dims dims;
  for (std::int64_t i = 0; i < rank; ++i) dims.push_back(1 + below(6));
  return fit(x, Shape(dims));
}

Value Builder::of(Dtype dtype, bool is_exact) {
  for (int i = 0; i < 8; ++i) {
    const Value x = pick();
    if (x.dtype() == dtype && (!is_exact || x.is_exact())) return x;
  }
  const bool needs_exact = is_exact || !is_floating(dtype);
  Value x = pick();
  for (int i = 0; i < 20 && !x.is_exact() && needs_exact; ++i) x = pick();
  for (std::size_t i = 0; !x.is_exact() && needs_exact; ++i)
    x = i < pool_.size() ? pool_[i] : Value{iota({4}, 0)};
  if (is_floating(dtype) && is_integer(x.dtype()))
    x.array = remainder(x.array, astype(17, x.dtype()));
  x.array = astype(x.array, dtype);
  if (!x.is_exact()) x.error = std::max(x.error, dtype_error(dtype));
  return x;
}

Value Builder::fit(const Value& x, const Shape& shape) {
  if (x.shape() == shape) return x;
  const std::int64_t n = x.array.size();
  if (n == 0) return {zeros(shape, x.dtype()), 0};
  if (n == 1 && is_one_in(2)) return {broadcast_to(reshape(x.array, {}), shape), x.error};
  const Array positions = remainder(iota({shape.size()}, 0), n);
  return {reshape(take(ravel(x.array), positions), shape), x.error};
}

Value Builder::position(Dtype dtype) {
  Value x = of(dtype, true);
  x.array = reshape(fit(x, {}).array, {});
  if (!is_one_in(3))
    x.array = remainder(x.array, astype(9, dtype)) - astype(is_unsigned(dtype) ? 0 : 2, dtype);
  return x;
}

Value Builder::between(const Value& x, double low, double high) {
  return {low + (high - low) * sigmoid(x.array), std::max(x.error, dtype_error(x.dtype()))};
}

void Builder::add(const Array& result, const Values& from) {
  const double error =
      is_floating(result.dtype()) ? std::max(max_error(from), dtype_error(result.dtype())) : 0;
  pool_.push_back({cut(result), error});
}

void Builder::add_large(const Array& result, const Values& from) {
  if (!is_floating(result.dtype())) return add(result, from);
  const double error = std::max(max_error(from), dtype_error(result.dtype()));
  if (is_one_in(2)) raw_.push_back({cut(result), error});
  add(bounded(result), from);
}

void Builder::add_moved(const Array& result, const Values& from) {
  pool_.push_back({cut(result), max_error(from)});
}

void Builder::grow(std::int64_t num_steps) {
  static constexpr void (*kSteps[])(Builder&) = {
      step_elementwise, step_elementwise, step_elementwise, step_shape,  step_shape,
      step_index,       step_index,       step_reduce,      step_linear, step_control};
  for (std::int64_t i = 0; i < num_steps; ++i) {
    const std::int64_t n = std::size(kSteps) - (depth_ > 1 ? 1 : 0);
    try {
      kSteps[below(n)](*this);
    } catch (const ShapeError&) {
    } catch (const ValueError&) {
    }
  }
}

}  // namespace aleator::differential
