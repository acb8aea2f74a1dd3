// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/layers/window_product.h"

#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/shape.h"

#include <algorithm>

namespace aleator::nn {
namespace {

std::int64_t number(const Dims& numbers, std::int64_t axis, std::int64_t otherwise) {
  return numbers.empty() ? otherwise : numbers[static_cast<std::size_t>(axis)];
}

/// One spatial axis: what is added to the input, and where windows lie.
struct WindowAxis {
  std::int64_t size, stride, dilation;  // of the kernel
  std::int64_t low, high, interior;     // zeros
  std::int64_t num_windows;
};

WindowAxis window_axis(std::int64_t length, std::int64_t size, std::int64_t axis,
                       const ConvolutionOptions& o) {
  WindowAxis w{size, number(o.strides, axis, 1), number(o.filter_dilation, axis, 1), 0, 0, 0, 0};
  w.interior = number(o.input_dilation, axis, 1) - 1;
  const std::int64_t spread = length + std::max<std::int64_t>(length - 1, 0) * w.interior;
  const std::int64_t extent = (size - 1) * w.dilation + 1;
  if (o.padding == Padding::Explicit) {
    w.low = number(o.padding_low, axis, 0);
    w.high = number(o.padding_high, axis, 0);
  } else if (o.padding == Padding::Same) {
    const std::int64_t num = (spread + w.stride - 1) / w.stride;
    const std::int64_t more = std::max<std::int64_t>((num - 1) * w.stride + extent - spread, 0);
    w.low = more / 2;
    w.high = more - more / 2;
  }
  w.num_windows = (spread + w.low + w.high - extent) / w.stride + 1;
  return w;
}

Array padded(const Array& x, const std::vector<WindowAxis>& axes) {
  const auto rank = static_cast<std::size_t>(x.rank());
  PadOptions padding{.low = Dims(rank, 0), .high = Dims(rank, 0), .interior = Dims(rank, 0)};
  bool is_needed = false;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    padding.low[i + 1] = axes[i].low;
    padding.high[i + 1] = axes[i].high;
    padding.interior[i + 1] = axes[i].interior;
    is_needed = is_needed || axes[i].low != 0 || axes[i].high != 0 || axes[i].interior != 0;
  }
  return is_needed ? pad(x, padding) : x;
}

/// For each position in the kernel the elements of all windows, [batch, windows..., channels].
Arrays elements_of_windows(const Array& x, const std::vector<WindowAxis>& axes) {
  Arrays all{x};
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const WindowAxis& w = axes[i];
    Arrays next;
    for (const Array& part : all) {
      for (std::int64_t position = 0; position < w.size; ++position) {
        const std::int64_t first = position * w.dilation;
        next.push_back(slice_axis(part, static_cast<std::int64_t>(i) + 1, first,
                                  first + (w.num_windows - 1) * w.stride + 1, w.stride));
      }
    }
    all = next;
  }
  return all;
}

}  // namespace

Array window_product(const Array& x, const Array& kernel, const ConvolutionOptions& options) {
  const std::int64_t num_axes = x.rank() - 2;
  std::vector<WindowAxis> axes;
  bool has_windows = options.feature_group_count == 1;
  for (std::int64_t axis = 0; axis < num_axes; ++axis) {
    axes.push_back(window_axis(x.dim(axis + 1), kernel.dim(axis), axis, options));
    has_windows = has_windows && axes.back().num_windows > 0;
  }
  if (!has_windows || is_library_conv(x, kernel, options)) return conv(x, kernel, options);
  const Array windows = concatenate(elements_of_windows(padded(x, axes), axes), -1);
  const std::int64_t columns = windows.dim(-1), filters = kernel.dim(-1);
  const Array product =
      matmul(reshape(windows, {windows.size() / std::max<std::int64_t>(columns, 1), columns}),
             reshape(kernel, {columns, filters}));
  return reshape(product, windows.shape().slice(0, windows.rank() - 1) + Shape{filters});
}

}  // namespace aleator::nn
