// SPDX-License-Identifier: Apache-2.0
// Tests convolution.
#include "tests/array/support.h"

namespace aleator {
namespace {

using testing::check_derivatives;
using testing::check_vmap;
using testing::check_vmap_of_gradient;
using testing::expect_near;
using testing::message_of;
using testing::Operation;
using testing::Oracle;
using testing::wiggle;

ConvolutionOptions explicit_padding(const Dims& low, const Dims& high) {
  ConvolutionOptions options;
  options.padding = Padding::Explicit;
  options.padding_low = low;
  options.padding_high = high;
  return options;
}

/// The options of CONVOLUTIONS in tests/reference/make_arrays.py.
std::vector<ConvolutionOptions> option_list() {
  std::vector<ConvolutionOptions> list{{},
                                       explicit_padding({1, 0}, {2, 1}),
                                       explicit_padding({1, 1}, {1, 0}),
                                       explicit_padding({2, 1}, {1, 1}),
                                       explicit_padding({-1}, {3})};
  list[1].strides = {2, 3};
  list[2].strides = {2, 1};
  list[2].filter_dilation = {2, 1};
  list[2].feature_group_count = 2;
  list[3].strides = {1, 2};
  list[3].input_dilation = {2, 1};
  list[3].batch_group_count = 2;
  list[4].input_dilation = {3};
  list[4].filter_dilation = {2};
  return list;
}

TEST(Convolution, MatchesJax) {
  const Oracle o("convolutions");
  const auto list = option_list();
  for (std::size_t k = 0; k < list.size(); ++k) {
    SCOPED_TRACE(k);
    expect_near(conv(o(text("x", k)), o(text("w", k)), list[k]), o(text("y", k)));
  }
}

TEST(Convolution, ChannelsFirst) {
  const Array x = wiggle({2, 5, 6, 3}), w = wiggle({2, 3, 3, 4}, 1);
  ConvolutionOptions options{.padding = Padding::Same};
  const Array last = conv(x, w, options);
  EXPECT_EQ(last.shape(), (Shape{2, 5, 6, 4}));
  options.is_channels_last = false;
  expect_near(conv(move_axis(x, -1, 1), w, options), move_axis(last, -1, 1));
}

TEST(Convolution, DerivativesAndVmap) {
  const Oracle o("convolutions");
  const auto list = option_list();
  for (std::size_t k = 0; k < list.size(); ++k) {
    SCOPED_TRACE(k);
    const auto f = [&](const Arrays& a) { return conv(a[0], a[1], list[k]); };
    const Array x = o(text("x", k)), w = o(text("w", k));
    check_derivatives(f, {x, w}, 1e-7, k < 4 ? 1 : 2);
    const Arrays batch{wiggle(Shape{3} + x.shape()), wiggle(Shape{3} + w.shape(), 1)};
    check_vmap(f, batch);
    if (k != 1) check_vmap_of_gradient(f, batch);
  }
}

/// Integers, whose sums are exact.
Array integers(const Shape& shape, std::int64_t seed) {
  const Array n = arange(shape.size(), int64) * 7919 + seed;
  return reshape(astype(n - floor_divide(n, 11) * 11 - 5, float64), shape);
}

/// The same as sums over the positions in the filter of products of matrices.
Array sum_of_products(const Array& x, const Array& w, const ConvolutionOptions& o) {
  const Array spread =
      pad(x, {.low = {0, o.padding_low[0], o.padding_low[1], 0},
              .high = {0, o.padding_high[0], o.padding_high[1], 0},
              .interior = {0, o.input_dilation[0] - 1, o.input_dilation[1] - 1, 0}});
  const std::int64_t groups = o.feature_group_count, channels = x.dim(3) / groups,
                     filters = w.dim(3) / groups;
  Dims num;
  for (std::int64_t i = 0; i < 2; ++i) {
    const auto k = static_cast<std::size_t>(i);
    num.push_back((spread.dim(i + 1) - (w.dim(i) - 1) * o.filter_dilation[k] - 1) / o.strides[k] +
                  1);
  }
  const auto part = [&](const Array& a, std::int64_t axis, std::int64_t at) {
    const auto k = static_cast<std::size_t>(axis - 1);
    const std::int64_t first = at * o.filter_dilation[k];
    return slice_axis(a, axis, first, first + (num[k] - 1) * o.strides[k] + 1, o.strides[k]);
  };
  Arrays results;
  for (std::int64_t g = 0; g < groups; ++g) {
    Array total = zeros({x.dim(0) * num[0] * num[1], filters});
    for (std::int64_t i = 0; i < w.dim(0); ++i) {
      for (std::int64_t j = 0; j < w.dim(1); ++j) {
        const Array rows =
            slice_axis(part(part(spread, 1, i), 2, j), 3, g * channels, (g + 1) * channels);
        total = total + matmul(reshape(rows, {total.dim(0), channels}),
                               slice_axis(w[i][j], 1, g * filters, (g + 1) * filters));
      }
    }
    results.push_back(reshape(total, {x.dim(0), num[0], num[1], filters}));
  }
  return concatenate(results, -1);
}

TEST(Convolution, LargeOnesAndTheirDerivativesAreExactOnIntegers) {
  ConvolutionOptions plain = explicit_padding({1, 1}, {1, 1});
  plain.strides = plain.input_dilation = plain.filter_dilation = {1, 1};
  std::vector<ConvolutionOptions> list(5, plain);
  list[1].strides = {2, 3};
  list[2].input_dilation = {2, 1};
  list[3].filter_dilation = {1, 2};
  list[4].feature_group_count = 2;
  const Array x = integers({6, 14, 15, 8}, 1);
  for (std::size_t k = 0; k < list.size(); ++k) {
    SCOPED_TRACE(k);
    const Array w = integers({3, 2, 8 / list[k].feature_group_count, 12}, 2);
    const Array y = sum_of_products(x, w, list[k]);
    EXPECT_EQ(conv(x, w, list[k]).values(), y.values());
    const Operation ours = [&](const Arrays&a) { return conv(a[0], a[1], list[k]); },
                    theirs = [&](const Arrays&a) { return sum_of_products(a[0], a[1], list[k]); };
    const auto gradients = [](const Operation& f, const Arrays& at) {
      return grad([&](const Arrays& a) { return sum(square(f(a))) / 2; })(at);
    };
    const Arrays g = gradients(ours, {x, w}), expected = gradients(theirs, {x, w});
    for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(g[i].values(), expected[i].values());
    const Arrays v{integers(x.shape(), 3), integers(w.shape(), 4)};
    const auto second = [&](const Operation& f) {
      return grad([&](const Arrays& a) {
        const Arrays slopes = gradients(f, a);
        return sum(slopes[0] * v[0]) + sum(slopes[1] * v[1]);
      })(Arrays{x, w});
    };
    const Arrays h = second(ours), expected_second = second(theirs);
    for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(h[i].values(), expected_second[i].values());
  }
}

TEST(Convolution, OfIntegersAndFloat32) {
  const Array x = reshape(arange(4, int32), {1, 4, 1}), w = ones({2, 1, 1}, int32);
  EXPECT_EQ(conv(x, w).values(), (std::vector<double>{1, 3, 5}));
  EXPECT_EQ(conv(astype(x, float32), astype(w, float32)).dtype(), float32);
}

TEST(Convolution, Errors) {
  EXPECT_EQ(message_of<ValueError>([] {
              conv(zeros({1, 4, 1}), zeros({2, 1, 1}), {.strides = {1, 2}});
            }),
            "conv: strides needs one entry for each of 1 spatial axes, got [1, 2]");
  EXPECT_NE(message_of<ShapeError>([] {
              conv(zeros({1, 4, 2}), zeros({2, 1, 1}));
            }).find("convolution: input [1, 4, 2] and kernel [2, 1, 1] do not fit"),
            std::string::npos);
}

}  // namespace
}  // namespace aleator
