// SPDX-License-Identifier: Apache-2.0
// Implements convolutions by a library's products: of images with channels last, whose windows are
// gathered in blocks; of what is between, as derivatives by the images; and of images with images,
// as derivatives by the kernel. Arrays in other orders are put into these first.
#include "aleator/graph/primitives/library_convolution.h"

#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/strided.h"
#include "aleator/kernels/windows.h"

#include <algorithm>

namespace aleator {
namespace {

using kernels::WindowAxis;
using kernels::Windows;

struct Shapes {
  const Shape &input, &kernel, &output;
};

Dims ordered(std::int64_t first, const Dims& middle, std::int64_t last) {
  Dims order{first};
  order.insert(order.end(), middle.begin(), middle.end());
  order.push_back(last);
  return order;
}
Dims channels_last(const ConvolutionAxes& a) { return ordered(a.first, a.spatial, a.second); }
bool is_in_order(const Dims& order) { return std::is_sorted(order.begin(), order.end()); }

Dims strides_in(const Shape& shape, const Dims& order) {
  const Dims own = shape.strides();
  Dims strides;
  for (const std::int64_t axis : order) strides.push_back(own[static_cast<std::size_t>(axis)]);
  return strides;
}
Shape shape_in(const Shape& shape, const Dims& order) {
  Dims dims;
  for (const std::int64_t axis : order) dims.push_back(shape[axis]);
  return Shape(dims);
}

/// A dense array with the axes in this order; those in `reversed` run backwards.
Buffer arranged(const Buffer& x, const Dims& order, const Dims& reversed = {}) {
  const Buffer dense = x.dense();
  if (is_in_order(order) && reversed.empty()) return dense;
  Buffer result(x.dtype(), shape_in(x.shape(), order));
  Dims strides = strides_in(x.shape(), order);
  const std::byte* from = dense.bytes();
  const auto width = static_cast<std::int64_t>(size_of(x.dtype()));
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (std::find(reversed.begin(), reversed.end(), order[i]) == reversed.end()) continue;
    if (x.shape()[order[i]] > 0) from += (x.shape()[order[i]] - 1) * strides[i] * width;
    strides[i] = -strides[i];
  }
  copy_strided(result.shape(), size_of(x.dtype()), from, strides, result.mutable_bytes(),
               result.shape().strides());
  return result;
}

/// Images and numbers are both images, whose batches are summed over: a derivative by the kernel.
bool is_sum_over_batch(const Convolution& a) {
  const auto swapped = [](const ConvolutionAxes& axes) {
    return is_in_order(ordered(axes.second, axes.spatial, axes.first));
  };
  Dims result = a.output.spatial;
  result.insert(result.end(), {a.output.first, a.output.second});
  return a.feature_group_count == 1 && swapped(a.input) && swapped(a.kernel) && is_in_order(result);
}

/// Whether the input's elements are better added to windows of the output than gathered from
/// windows of the input: they lie apart, or are more than the output's, as in derivatives by
/// images.
bool is_spreading(const Convolution& a, const Shapes& s) {
  const auto is_one = [](std::int64_t n) { return n == 1; };
  return a.feature_group_count == 1 &&
         std::all_of(a.window_strides.begin(), a.window_strides.end(), is_one) &&
         (!std::all_of(a.lhs_dilation.begin(), a.lhs_dilation.end(), is_one) ||
          s.kernel[a.kernel.second] > s.kernel[a.kernel.first]);
}

bool has_form(const Convolution& a) {
  return !a.input.spatial.empty() && a.input.spatial.size() <= 3 &&
         (a.batch_group_count == 1 || is_sum_over_batch(a));
}

/// `make(i)` for each spatial axis, after axes of length 1.
template <class F>
std::array<WindowAxis, 3> window_axes(const Convolution& a, F&& make) {
  std::array<WindowAxis, 3> axes;
  const std::size_t n = a.input.spatial.size();
  for (std::size_t i = 0; i < n; ++i) axes[3 - n + i] = make(i);
  return axes;
}

Windows windows_of(const Convolution& a, const Shapes& s) {
  return {.batch = s.input[a.input.first],
          .channels = s.input[a.input.second],
          .filters = s.kernel[a.kernel.first],
          .num_groups = a.feature_group_count,
          .axes = window_axes(a, [&](std::size_t i) {
            return WindowAxis{.length = s.input[a.input.spatial[i]],
                              .spread = a.lhs_dilation[i],
                              .num_windows = s.output[a.output.spatial[i]],
                              .stride = a.window_strides[i],
                              .padding = a.padding_low[i],
                              .size = s.kernel[a.kernel.spatial[i]],
                              .dilation = a.rhs_dilation[i]};
          })};
}

Windows summed_windows(const Convolution& a, const Shapes& s) {
  return {.batch = s.input[a.input.second],
          .channels = s.input[a.input.first],
          .filters = s.kernel[a.kernel.first],
          .num_groups = a.batch_group_count,
          .axes = window_axes(a, [&](std::size_t i) {
            return WindowAxis{.length = s.input[a.input.spatial[i]],
                              .spread = a.lhs_dilation[i],
                              .num_windows = s.kernel[a.kernel.spatial[i]],
                              .stride = a.rhs_dilation[i],
                              .padding = a.padding_low[i],
                              .size = s.output[a.output.spatial[i]],
                              .dilation = a.window_strides[i]};
          })};
}

/// The output's windows to which elements of the input are added, by the reversed kernel.
Windows spread_windows(const Convolution& a, const Shapes& s) {
  return {.batch = s.input[a.input.first],
          .channels = s.kernel[a.kernel.first],
          .filters = s.input[a.input.second],
          .axes = window_axes(a, [&](std::size_t i) {
            const std::int64_t size = s.kernel[a.kernel.spatial[i]];
            return WindowAxis{.length = s.output[a.output.spatial[i]],
                              .num_windows = s.input[a.input.spatial[i]],
                              .stride = a.lhs_dilation[i],
                              .padding = (size - 1) * a.rhs_dilation[i] - a.padding_low[i],
                              .size = size,
                              .dilation = a.rhs_dilation[i]};
          })};
}

/// Into memory of the output's shape with channels last, then in the output's own order.
template <class T, class F>
void write_channels_last(const EvaluateContext& c, const ConvolutionAxes& axes, F&& compute) {
  T* const out = c.output<T>();
  const Dims order = channels_last(axes);
  if (is_in_order(order)) return compute(out);
  const Shape& shape = c.types[0].shape;
  Buffer last(c.types[0].dtype, shape_in(shape, order));
  compute(last.mutable_data<T>());
  copy_strided(last.shape(), sizeof(T), last.bytes(), last.shape().strides(),
               reinterpret_cast<std::byte*>(out), strides_in(shape, order));
}

template <class T>
void convolve(const EvaluateContext& c) {
  const auto& a = c.attributes_as<Convolution>();
  c.input<T>(0);
  c.input<T>(1);
  const Shapes shapes{c.inputs[0].shape(), c.inputs[1].shape(), c.types[0].shape};
  if (is_sum_over_batch(a)) {
    const Buffer images = c.inputs[0].dense(), numbers = c.inputs[1].dense();
    return kernels::sum_windows(summed_windows(a, shapes), images.data<T>(), numbers.data<T>(),
                                c.output<T>());
  }
  const Buffer input = arranged(c.inputs[0], channels_last(a.input));
  Dims order = a.kernel.spatial;
  const bool is_spread = is_spreading(a, shapes);
  if (is_spread) order.insert(order.end(), {a.kernel.first, a.kernel.second});
  else order.insert(order.end(), {a.kernel.second, a.kernel.first});
  const Buffer kernel = arranged(c.inputs[1], order, is_spread ? a.kernel.spatial : Dims());
  write_channels_last<T>(c, a.output, [&](T* out) {
    if (is_spread)
      kernels::add_windows(spread_windows(a, shapes), input.data<T>(), kernel.data<T>(), out);
    else kernels::multiply_windows(windows_of(a, shapes), input.data<T>(), kernel.data<T>(), out);
  });
}

}  // namespace

bool is_library_convolution(const Convolution& a, const Shape& input, const Shape& kernel,
                            const ArrayType& output) {
  if (!has_form(a)) return false;
  const Shapes shapes{input, kernel, output.shape};
  const Windows windows = is_sum_over_batch(a)      ? summed_windows(a, shapes)
                          : is_spreading(a, shapes) ? spread_windows(a, shapes)
                                                    : windows_of(a, shapes);
  return kernels::serves_windows(output.dtype, windows);
}

bool evaluate_by_library(const EvaluateContext& c) {
  if (!is_library_convolution(c.attributes_as<Convolution>(), c.inputs[0].shape(),
                              c.inputs[1].shape(), c.types[0]))
    return false;
  if (c.types[0].dtype == float32) convolve<float>(c);
  else convolve<double>(c);
  return true;
}

}  // namespace aleator
