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
