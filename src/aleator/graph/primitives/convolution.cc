// SPDX-License-Identifier: Apache-2.0
// Defines convolution of an input with a kernel, with strides, padding, dilation of both, and
// groups of features or of batch entries. Own sums of float32 are in float64.
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/elementwise.h"
#include "aleator/graph/primitives/library_convolution.h"

#include <algorithm>

namespace aleator {
namespace {

/// Length with holes between the elements.
std::int64_t dilated(std::int64_t n, std::int64_t dilation) {
  return n == 0 ? 0 : (n - 1) * dilation + 1;
}

bool are_all_axes(const ConvolutionAxes& a, std::int64_t rank) {
  Dims axes = a.spatial;
  axes.insert(axes.end(), {a.first, a.second});
  std::sort(axes.begin(), axes.end());
  for (std::size_t i = 0; i < axes.size(); ++i) {
    if (axes[i] != static_cast<std::int64_t>(i)) return false;
  }
  return static_cast<std::int64_t>(axes.size()) == rank;
}

bool are_numbers_consistent(const Convolution& a, const Shape& input, const Shape& kernel) {
  const std::size_t n = a.input.spatial.size();
  const bool has_lengths = a.window_strides.size() == n && a.padding_low.size() == n &&
                           a.padding_high.size() == n && a.lhs_dilation.size() == n &&
                           a.rhs_dilation.size() == n;
  const auto is_positive = [](const Dims& values) {
    return std::all_of(values.begin(), values.end(), [](auto v) { return v > 0; });
  };
  return has_lengths && are_all_axes(a.input, input.rank()) &&
         are_all_axes(a.kernel, kernel.rank()) && are_all_axes(a.output, input.rank()) &&
         is_positive(a.window_strides) && is_positive(a.lhs_dilation) &&
         is_positive(a.rhs_dilation) && a.feature_group_count > 0 && a.batch_group_count > 0 &&
         (a.feature_group_count == 1 || a.batch_group_count == 1) &&
         input[a.input.second] == kernel[a.kernel.second] * a.feature_group_count &&
         kernel[a.kernel.first] % (a.feature_group_count * a.batch_group_count) == 0 &&
         input[a.input.first] % a.batch_group_count == 0;
}

std::int64_t output_length(const Convolution& a, const Shape& input, const Shape& kernel,
                           std::size_t i) {
  const std::int64_t length =
      dilated(input[a.input.spatial[i]], a.lhs_dilation[i]) + a.padding_low[i] + a.padding_high[i];
  const std::int64_t window = dilated(kernel[a.kernel.spatial[i]], a.rhs_dilation[i]);
  return length < window || length <= 0 ? 0 : (length - window) / a.window_strides[i] + 1;
}

ArrayTypes infer_convolution(const InferContext& c) {
  const auto& a = c.attributes_as<Convolution>();
  const ArrayType& input = c.inputs[0];
  const ArrayType& kernel = c.inputs[1];
  if (input.dtype != kernel.dtype || !contains(c.primitive.dtypes, input.dtype))
    throw DtypeError(text("convolution: needs operands of one numeric dtype, got ", input.dtype,
                          " and ", kernel.dtype));
  if (!are_numbers_consistent(a, input.shape, kernel.shape)) {
    throw ShapeError(text("convolution: input ", input.shape, " and kernel ", kernel.shape,
                          " do not fit ", c.attributes->to_string()));
  }
  Shape shape = input.shape;
  shape[a.output.first] = input.shape[a.input.first] / a.batch_group_count;
  shape[a.output.second] = kernel.shape[a.kernel.first];
  for (std::size_t i = 0; i < a.output.spatial.size(); ++i)
    shape[a.output.spatial[i]] = output_length(a, input.shape, kernel.shape, i);
  return {{.dtype = input.dtype, .shape = shape}};
}

// --- axes that are merged and split around an inner convolution ---

/// Merges axis 0 into the front of `axis` of the rest.
Array merge_front(const Array& x, std::int64_t axis) {
  Shape merged = x.shape().without(0);
  merged[axis] *= x.dim(0);
  return reshape(move_axis(x, 0, axis), merged);
}
/// Undoes merge_front.
Array split_front(const Array& x, std::int64_t axis, std::int64_t parts) {
  Shape split = x.shape();
  split[axis] /= parts;
  return move_axis(reshape(x, split.with_inserted(axis, parts)), axis, 0);
}

/// Splits `from` into (parts, rest) and merges the parts into the front of `to`.
Array move_part(const Array& x, std::int64_t from, std::int64_t to, std::int64_t parts) {
  return merge_front(split_front(x, from, parts), to);
}

ConvolutionAxes swapped(const ConvolutionAxes& a) { return {a.second, a.first, a.spatial}; }

// --- reverse mode: both cotangents are convolutions ---

/// The output's cotangent, dilated by the strides, with the kernel reversed.
Array input_cotangent(const VjpContext& c) {
  const auto& a = c.attributes_as<Convolution>();
  const Shape& input = c.inputs[0].shape();
  const Shape& output = c.outputs[0].shape();
  Array kernel = c.inputs[1];
  const std::int64_t groups = std::max(a.feature_group_count, a.batch_group_count);
  if (groups > 1) kernel = move_part(kernel, a.kernel.first, a.kernel.second, groups);
  Convolution t;
  t.window_strides = a.lhs_dilation;
  t.lhs_dilation = a.window_strides;
  t.rhs_dilation = a.rhs_dilation;
  for (std::size_t i = 0; i < a.input.spatial.size(); ++i) {
    const std::int64_t window = dilated(kernel.shape()[a.kernel.spatial[i]], a.rhs_dilation[i]);
    const std::int64_t low = window - a.padding_low[i] - 1;
    t.padding_low.push_back(low);
    t.padding_high.push_back(dilated(input[a.input.spatial[i]], a.lhs_dilation[i]) + window - 1 -
                             dilated(output[a.output.spatial[i]], a.window_strides[i]) - low);
  }
  t.input = a.output;
  t.kernel = swapped(a.kernel);
  t.output = a.input;
  t.feature_group_count = groups;
  const Array result =
      apply(kConvolution, {c.cotangents[0], reverse(kernel, a.kernel.spatial)}, attributes(t));
  return a.batch_group_count > 1
             ? move_part(result, a.input.second, a.input.first, a.batch_group_count)
             : result;
}

/// The input with the output's cotangent as a kernel, dilated by the strides; batch and features
/// change places.
Array kernel_cotangent(const VjpContext& c) {
  const auto& a = c.attributes_as<Convolution>();
  const Shape& input = c.inputs[0].shape();
  const Shape& kernel = c.inputs[1].shape();
  const Shape& output = c.outputs[0].shape();
  Convolution t;
  t.window_strides = a.rhs_dilation;
  t.lhs_dilation = a.lhs_dilation;
  t.rhs_dilation = a.window_strides;
  t.padding_low = a.padding_low;
  for (std::size_t i = 0; i < a.input.spatial.size(); ++i) {
    const std::int64_t beyond = dilated(output[a.output.spatial[i]], a.window_strides[i]) -
                                dilated(input[a.input.spatial[i]], a.lhs_dilation[i]);
    t.padding_high.push_back(beyond + dilated(kernel[a.kernel.spatial[i]], a.rhs_dilation[i]) -
                             a.padding_low[i] - 1);
  }
  t.input = swapped(a.input);
  t.kernel = swapped(a.output);
  t.output = swapped(a.kernel);
  t.feature_group_count = a.batch_group_count;
  t.batch_group_count = a.feature_group_count;
  return apply(kConvolution, {c.inputs[0], c.cotangents[0]}, attributes(t));
}

Arrays vjp_convolution(const VjpContext& c) {
  // A kernel that nowhere fits gives an empty output, and convolutions with that have no shape.
  if (c.outputs[0].size() == 0) return {zeros_like(c.inputs[0]), zeros_like(c.inputs[1])};
  return {c.wanted[0] ? input_cotangent(c) : Array(), c.wanted[1] ? kernel_cotangent(c) : Array()};
}

// --- batching: a new axis is more of the batch, more output features, or more groups ---

Arrays batch_convolution(const BatchContext& c) {
  Convolution a = c.attributes_as<Convolution>();
  const bool is_grouped = a.feature_group_count > 1 || a.batch_group_count > 1;
  if (!is_grouped && !c.is_batched[1]) {
    const Array input = merge_front(c.inputs[0], a.input.first);
    const Array output = apply(kConvolution, {input, c.inputs[1]}, attributes(a));
    return {split_front(output, a.output.first, c.size)};
  }
  Array input = c.inputs[0];
  if (is_grouped || c.is_batched[0]) {
    const bool is_batch_grouped = a.batch_group_count > 1;
    input = merge_front(c.batched(0), is_batch_grouped ? a.input.first : a.input.second);
    (is_batch_grouped ? a.batch_group_count : a.feature_group_count) *= c.size;
  }
  const Array kernel = merge_front(c.batched(1), a.kernel.first);
  const Array output = apply(kConvolution, {input, kernel}, attributes(a));
  return {split_front(output, a.output.second, c.size)};
}

// --- evaluation ---

/// Strides of the axes in the order (first, second, spatial...).
struct Layout {
  Layout(const Shape& shape, const ConvolutionAxes& axes) {
    const Dims strides = shape.strides();
    first = strides[static_cast<std::size_t>(axes.first)];
    second = strides[static_cast<std::size_t>(axes.second)];
    for (const std::int64_t axis : axes.spatial) {
      spatial.push_back(strides[static_cast<std::size_t>(axis)]);
      lengths.push_back(shape[axis]);
    }
  }
  std::int64_t first, second;
  Dims spatial, lengths;
};

using Pairs = std::vector<std::pair<std::int64_t, std::int64_t>>;

/// Pairs of spatial offsets in the input and in the kernel that meet at one output position.
Pairs meeting(const Convolution& a, const Layout& input, const Layout& kernel,
              const Dims& position) {
  Pairs pairs{{0, 0}};
  for (std::size_t i = 0; i < position.size(); ++i) {
    Pairs longer;
    for (const auto& [from, with] : pairs) {
      for (std::int64_t k = 0; k < kernel.lengths[i]; ++k) {
        const std::int64_t at =
            position[i] * a.window_strides[i] + k * a.rhs_dilation[i] - a.padding_low[i];
        if (at < 0 || at % a.lhs_dilation[i] != 0 || at / a.lhs_dilation[i] >= input.lengths[i])
          continue;
        longer.emplace_back(from + at / a.lhs_dilation[i] * input.spatial[i],
                            with + k * kernel.spatial[i]);
      }
    }
    pairs = std::move(longer);
  }
  return pairs;
}

/// The sum of products over input features and meeting elements.
template <class T>
T sum_products(const T* x, std::int64_t x_stride, const T* w, std::int64_t w_stride,
               std::int64_t num_features, const Pairs& pairs) {
  using A = std::conditional_t<std::is_same_v<T, float>, double, T>;
  A total{0};
  for (std::int64_t i = 0; i < num_features; ++i) {
    for (const auto& [s, k] : pairs) {
      const A product =
          wrapping(static_cast<A>(x[i * x_stride + s]), static_cast<A>(w[i * w_stride + k]),
                   [](auto u, auto v) { return u * v; });
      total = wrapping(total, product, [](auto u, auto v) { return u + v; });
    }
  }
  return static_cast<T>(total);
}

template <class T>
void convolve(const EvaluateContext& c) {
  const auto& a = c.attributes_as<Convolution>();
  const T* x = c.input<T>(0);
  const T* w = c.input<T>(1);
  T* out = c.output<T>();
  const Shape &kernel_shape = c.inputs[1].shape(), &shape = c.types[0].shape;
  const Layout input(c.inputs[0].shape(), a.input), kernel(kernel_shape, a.kernel),
      output(shape, a.output);
  const std::int64_t batch = shape[a.output.first], features = shape[a.output.second],
                     input_features = kernel_shape[a.kernel.second];
  const std::int64_t num_groups = a.feature_group_count * a.batch_group_count;
  // Where the input of one group of output features begins.
  const std::int64_t group_stride =
      a.batch_group_count > 1 ? batch * input.first : input_features * input.second;
  const Shape positions{Dims(output.lengths)};
  const Dims counts = positions.strides();
  for (std::int64_t p = 0; p < positions.size(); ++p) {
    Dims position;
    T* target = out;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      position.push_back(p / counts[i] % output.lengths[i]);
      target += position[i] * output.spatial[i];
    }
    const Pairs pairs = meeting(a, input, kernel, position);
    for (std::int64_t b = 0; b < batch; ++b) {
      for (std::int64_t f = 0; f < features; ++f) {
        const T* from = x + b * input.first + f * num_groups / features * group_stride;
        target[b * output.first + f * output.second] = sum_products(
            from, input.second, w + f * kernel.first, kernel.second, input_features, pairs);
      }
    }
  }
}

void evaluate_convolution(const EvaluateContext& c) {
  if (evaluate_by_library(c)) return;
  visit_dtype(c.types[0].dtype, [&](auto zero) {
    if constexpr (!std::is_same_v<decltype(zero), bool>) convolve<decltype(zero)>(c);
  });
}

}  // namespace

/// Merging axes loses a lane mark: the operation runs per lane.
constinit const Primitive kConvolution{
    .name = "convolution",
    .file = "convolution.cc",
    .num_inputs = 2,
    .dtypes = Dtypes::numeric,
    .is_bilinear = true,
    .infer = infer_convolution,
    .lane = [](const LaneContext&) { return kNoLane; },
    .vjp = vjp_convolution,
    .batch = batch_convolution,
    .evaluate = evaluate_convolution,
    .stablehlo = "convolution",
};

}  // namespace aleator
