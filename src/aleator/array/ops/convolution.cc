// SPDX-License-Identifier: Apache-2.0
#include "aleator/array/ops/convolution.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/match.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/graph/node.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/library_convolution.h"

#include <algorithm>
#include <numeric>

namespace aleator {
namespace {

Dims or_default(const Dims& values, std::size_t n, std::int64_t otherwise, const char* name) {
  if (values.empty()) return Dims(n, otherwise);
  if (values.size() != n)
    throw ValueError(
        text("conv: ", name, " needs one entry for each of ", n, " spatial axes, got ", values));
  return values;
}

Dims counted_axes(std::int64_t first, std::size_t n) {
  Dims axes(n);
  std::iota(axes.begin(), axes.end(), first);
  return axes;
}

void pad_to_same(Convolution& a, const Shape& input, const Shape& filters) {
  for (std::size_t i = 0; i < a.input.spatial.size(); ++i) {
    const std::int64_t n = (input[a.input.spatial[i]] - 1) * a.lhs_dilation[i] + 1;
    const std::int64_t window = (filters[a.kernel.spatial[i]] - 1) * a.rhs_dilation[i] + 1;
    const std::int64_t stride = a.window_strides[i];
    const std::int64_t total =
        std::max<std::int64_t>(0, ((n + stride - 1) / stride - 1) * stride + window - n);
    a.padding_low[i] = total / 2;
    a.padding_high[i] = total - total / 2;
  }
}

}  // namespace

Array conv(const Array& x, const Array& filters, const ConvolutionOptions& options) {
  const Arrays operands = match_dtypes("conv", x, filters);
  if (x.rank() < 2 || filters.rank() != x.rank()) {
    throw ShapeError(
        text("conv: needs an input [batch, spatial..., channels] and filters "
             "[spatial..., channels, outputs], got ",
             x.shape(), " and ", filters.shape()));
  }
  const auto n = static_cast<std::size_t>(x.rank() - 2);
  const std::int64_t rank = x.rank();
  Convolution a;
  a.window_strides = or_default(options.strides, n, 1, "strides");
  a.padding_low = or_default(options.padding_low, n, 0, "padding_low");
  a.padding_high = or_default(options.padding_high, n, 0, "padding_high");
  a.lhs_dilation = or_default(options.input_dilation, n, 1, "input_dilation");
  a.rhs_dilation = or_default(options.filter_dilation, n, 1, "filter_dilation");
  a.input = a.output = options.is_channels_last ? ConvolutionAxes{0, rank - 1, counted_axes(1, n)}
                                                : ConvolutionAxes{0, 1, counted_axes(2, n)};
  a.kernel = {rank - 1, rank - 2, counted_axes(0, n)};
  a.feature_group_count = options.feature_group_count;
  a.batch_group_count = options.batch_group_count;
  if (options.padding != Padding::Explicit &&
      !(options.padding_low.empty() && options.padding_high.empty())) {
    throw ValueError("conv: padding_low and padding_high need padding = Padding::Explicit");
  }
  if (options.padding == Padding::Same) pad_to_same(a, x.shape(), filters.shape());
  return apply(kConvolution, operands, attributes(a));
}

bool is_library_conv(const Array& x, const Array& filters, const ConvolutionOptions& options) {
  const Array result = conv(x, filters, options);  // nothing is computed
  return is_library_convolution(result.node()->attributes_as<Convolution>(), x.shape(),
                                filters.shape(), result.type());
}

}  // namespace aleator
