// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/layers/pooling.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/nn/layers/convolution.h"

#include <algorithm>
#include <limits>

namespace aleator::nn {
namespace {

enum class Pool { largest, mean };

/// Elements offset, offset + stride, ... along an axis, one per window.
Array window_elements(const Array& x, std::int64_t axis, std::int64_t offset, std::int64_t stride,
                      std::int64_t num_windows) {
  return slice_axis(x, axis, offset, offset + (num_windows - 1) * stride + 1, stride);
}

/// Windows along one axis of x folded by `fold`: windows of a box are windows of windows.
template <class Fold>
Array folded(const Array& x, std::int64_t axis, std::int64_t size, std::int64_t stride,
             const Fold& fold) {
  const std::int64_t num_windows = (x.dim(axis) - size) / stride + 1;
  Array result = window_elements(x, axis, 0, stride, num_windows);
  for (std::int64_t offset = 1; offset < size; ++offset)
    result = fold(result, window_elements(x, axis, offset, stride, num_windows));
  return result;
}

struct PoolingRules final : LayerRules {
  PoolingRules(const char* kind, Pool pool, int num_axes, const PoolingOptions& o)
      : kind_(kind),
        pool(pool),
        num_axes(num_axes),
        size(per_axis(kind, "pool_size", o.pool_size, num_axes)),
        strides(o.strides.empty() ? size : per_axis(kind, "strides", o.strides, num_axes)),
        is_same(o.padding == Padding::Same) {}
  const char* kind_;
  const Pool pool;
  const int num_axes;
  const Dims size, strides;
  const bool is_same;

  std::string_view kind() const override { return kind_; }
  Array padded(const Array& x, double value) const {
    if (!is_same) return x;
    PadOptions padding{.low = Dims(static_cast<std::size_t>(x.rank()), 0),
                       .high = Dims(static_cast<std::size_t>(x.rank()), 0),
                       .value = value};
    for (std::size_t i = 0; i < size.size(); ++i) {
      const std::int64_t n = x.dim(static_cast<std::int64_t>(i) + 1);
      const std::int64_t num_windows = (n + strides[i] - 1) / strides[i];
      const std::int64_t more =
          std::max<std::int64_t>((num_windows - 1) * strides[i] + size[i] - n, 0);
      padding.low[i + 1] = more / 2;
      padding.high[i + 1] = more - more / 2;
    }
    return pad(x, padding);
  }
  template <class Fold>
  Array over_windows(Array x, const Fold& fold) const {
    for (std::size_t i = 0; i < size.size(); ++i)
      x = folded(x, static_cast<std::int64_t>(i) + 1, size[i], strides[i], fold);
    return x;
  }
  Array sums(const Array& x) const {
    return over_windows(padded(x, 0), [](const Array& a, const Array& b) { return a + b; });
  }
  Output call(const Output& input, const Call&) const override {
    const Array x = as_floating(input);
    check_input(x);
    if (pool == Pool::mean) return sums(x) / sums(ones_like(slice_axis(x, -1, 0, 1)));
    return over_windows(padded(x, -std::numeric_limits<double>::infinity()),
                        [](const Array& a, const Array& b) { return maximum(a, b); });
  }
  void check_input(const Array& x) const {
    channels_of(*this, x.shape(), num_axes);
    for (std::size_t i = 0; i < size.size(); ++i) {
      const std::int64_t n = x.dim(static_cast<std::int64_t>(i) + 1);
      if (n < (is_same ? 1 : size[i]))
        throw ShapeError(text(who(), ": windows of ", size[i], " do not fit on axis ", i + 1,
                              " of shape ", x.shape()));
    }
  }
};

struct GlobalPoolingRules final : LayerRules {
  explicit GlobalPoolingRules(Pool pool) : pool(pool) {}
  const Pool pool;
  std::string_view kind() const override {
    return pool == Pool::mean ? "GlobalAveragePooling" : "GlobalMaxPooling";
  }
  Output call(const Output& input, const Call&) const override {
    const Array x = input;
    if (x.rank() < 3)
      throw ShapeError(
          text(who(), ": inputs must be [batch, positions..., channels], got shape ", x.shape()));
    Dims axes;
    for (std::int64_t axis = 1; axis < x.rank() - 1; ++axis) axes.push_back(axis);
    return pool == Pool::mean ? mean(x, {.axes = axes}) : max(x, {.axes = axes});
  }
};

}  // namespace

MaxPooling1D::MaxPooling1D(const PoolingOptions& options)
    : Layer(make_ref<PoolingRules>("MaxPooling1D", Pool::largest, 1, options)) {}
MaxPooling2D::MaxPooling2D(const PoolingOptions& options)
    : Layer(make_ref<PoolingRules>("MaxPooling2D", Pool::largest, 2, options)) {}
MaxPooling3D::MaxPooling3D(const PoolingOptions& options)
    : Layer(make_ref<PoolingRules>("MaxPooling3D", Pool::largest, 3, options)) {}
AveragePooling1D::AveragePooling1D(const PoolingOptions& options)
    : Layer(make_ref<PoolingRules>("AveragePooling1D", Pool::mean, 1, options)) {}
AveragePooling2D::AveragePooling2D(const PoolingOptions& options)
    : Layer(make_ref<PoolingRules>("AveragePooling2D", Pool::mean, 2, options)) {}
AveragePooling3D::AveragePooling3D(const PoolingOptions& options)
    : Layer(make_ref<PoolingRules>("AveragePooling3D", Pool::mean, 3, options)) {}
GlobalAveragePooling::GlobalAveragePooling() : Layer(make_ref<GlobalPoolingRules>(Pool::mean)) {}
GlobalMaxPooling::GlobalMaxPooling() : Layer(make_ref<GlobalPoolingRules>(Pool::largest)) {}

}  // namespace aleator::nn
