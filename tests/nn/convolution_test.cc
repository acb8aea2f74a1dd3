// SPDX-License-Identifier: Apache-2.0
// Tests convolution and pooling against plain loops, and transposed convolution as the adjoint.
#include <algorithm>

#include "tests/nn/numbers.h"
#include "tests/support/message.h"

namespace aleator::nn {
namespace {

/// One axis, by the definition: y[p, f] = sum over j, c of x[p stride + j dilation - low, c]
/// kernel[j, c, f].
Numbers convolved(const Numbers& x, std::int64_t n, std::int64_t channels, const Numbers& kernel,
                  std::int64_t k, std::int64_t filters, std::int64_t stride, std::int64_t dilation,
                  bool is_same) {
  const std::int64_t extent = (k - 1) * dilation + 1;
  const std::int64_t positions = is_same ? (n + stride - 1) / stride : (n - extent) / stride + 1;
  const std::int64_t more = std::max<std::int64_t>((positions - 1) * stride + extent - n, 0);
  const std::int64_t low = is_same ? more / 2 : 0;
  Numbers y;
  for (std::int64_t p = 0; p < positions; ++p) {
    for (std::int64_t f = 0; f < filters; ++f) {
      double total = 0;
      for (std::int64_t j = 0; j < k; ++j) {
        const std::int64_t at = p * stride + j * dilation - low;
        if (at < 0 || at >= n) continue;
        for (std::int64_t c = 0; c < channels; ++c)
          total += x[static_cast<std::size_t>(at * channels + c)] *
                   kernel[static_cast<std::size_t>((j * channels + c) * filters + f)];
      }
      y.push_back(total);
    }
  }
  return y;
}

TEST(Conv, IsTheSumOverWindows) {
  const Array x = random::normal(Key(1), {1, 11, 3});
  for (const std::int64_t k : {1, 2, 3}) {
    for (const std::int64_t stride : {1, 2, 3}) {
      for (const std::int64_t dilation : {1, 2}) {
        for (const bool is_same : {false, true}) {
          const Conv1D layer({.filters = 2,
                              .kernel_size = {k},
                              .strides = {stride},
                              .padding = is_same ? Padding::Same : Padding::Valid,
                              .dilation_rate = {dilation},
                              .use_bias = false,
                              .dtype = float64});
          layer.build({11, 3}, Key(2));
          expect_near(layer(x),
                      convolved(x.values(), 11, 3, values_of(layer, "kernel"), k, 2, stride,
                                dilation, is_same),
                      1e-13);
        }
      }
    }
  }
}

TEST(Conv, OfTwoAxesIsOneOfEach) {
  // A kernel that is a product of two: first along columns, then along rows.
  const Conv2D layer({.filters = 1, .kernel_size = {2, 3}, .dtype = float64});
  layer.build({5, 6, 1}, Key(1));
  const Array rows = array({1., -2.}), columns = array({0.5, 3., -1.});
  layer.variables()[0].variable.assign(reshape(outer(rows, columns), {2, 3, 1, 1}));
  layer.variables()[1].variable.assign(array({10.}));
  const Array x = random::normal(Key(3), {2, 5, 6, 1});
  const Array image = squeeze(x, -1);
  Array along = 0.5 * image[{Ellipsis, Slice(0, 4)}] + 3. * image[{Ellipsis, Slice(1, 5)}] -
                image[{Ellipsis, Slice(2, 6)}];
  along = slice_axis(along, 1, 0, 4) - 2. * slice_axis(along, 1, 1, 5) + 10.;
  expect_near(layer(x), expand_dims(along, -1), 1e-14);
  expect_gradient([&](const Array& at) -> Array { return layer(at); }, x);
  const Conv3D three({.filters = 4, .kernel_size = {2}, .groups = 2});
  three.build({4, 5, 6, 2}, Key(1));
  EXPECT_EQ(three.variables()[0].variable.shape(), (Shape{2, 2, 2, 1, 4}));
  EXPECT_EQ(Array(three(zeros({7, 4, 5, 6, 2}))).shape(), (Shape{7, 3, 4, 5, 4}));
}

TEST(WindowProduct, IsTheConvolution) {
  const Array x = random::normal(Key(1), {2, 5, 6, 3}),
              kernel = random::normal(Key(2), {2, 3, 3, 4});
  for (const ConvolutionOptions& o :
       {ConvolutionOptions{}, ConvolutionOptions{.strides = {2, 1}, .padding = Padding::Same},
        ConvolutionOptions{.padding = Padding::Explicit,
        .padding_low = {1, 0},
        .padding_high = {0, 2},
        .input_dilation = {2, 3}},
        ConvolutionOptions{.filter_dilation = {2, 2}},
        ConvolutionOptions{
            .padding = Padding::Explicit, .padding_low = {-1, 0}, .padding_high = {0, 0}}})
    expect_near(window_product(x, kernel, o), conv(x, kernel, o), 1e-13);
  const Array empty = zeros({0, 5, 6, 3});
  EXPECT_EQ(window_product(empty, kernel, {}).shape(), (Shape{0, 4, 4, 4}));
}

TEST(ConvTranspose, IsTheAdjoint) {
  // <conv(u), x> = <u, transpose(x)> with one kernel, whenever conv(u) has the positions of x.
  for (const std::int64_t k : {1, 2, 3, 4}) {
    for (const std::int64_t stride : {1, 2, 3}) {
      for (const Padding padding : {Padding::Valid, Padding::Same}) {
        const Conv2DTranspose layer({.filters = 2,
                                     .kernel_size = {k, 2},
                                     .strides = {stride, 1},
                                     .padding = padding,
                                     .use_bias = false,
                                     .dtype = float64});
        layer.build({4, 5, 3}, Key(1));
        const Array x = random::normal(Key(2), {1, 4, 5, 3});
        const Array y = layer(x);
        const bool is_same = padding == Padding::Same;
        EXPECT_EQ(y.shape(),
                  (Shape{1, 4 * stride + (is_same ? 0 : std::max<std::int64_t>(k - stride, 0)),
                         is_same ? 5 : 6, 2}));
        const Array u = random::normal(Key(3), y.shape());
        const Array image =
            conv(u, layer.variables()[0].variable, {.strides = {stride, 1}, .padding = padding});
        ASSERT_EQ(image.shape(), x.shape());
        EXPECT_NEAR(sum(image * x).item(), sum(u * y).item(), 1e-12);
      }
    }
  }
}

TEST(Pooling, IsTheFoldOverWindows) {
  const Array x = reshape(array({1., 5., 2., 8., 3., 3., 9., 4., 7., 6.}), {1, 5, 2});
  const auto pooled = [&](const Layer& layer) -> Array {
    layer.build({5, 2}, Key(1));
    return layer(x);
  };
  expect_near(pooled(MaxPooling1D()), Numbers{2, 8, 9, 4}, 0);
  expect_near(pooled(MaxPooling1D({.padding = Padding::Same})), Numbers{2, 8, 9, 4, 7, 6}, 0);
  expect_near(pooled(MaxPooling1D({.pool_size = {3}, .strides = {1}})), Numbers{3, 8, 9, 8, 9, 6},
              0);
  expect_near(pooled(AveragePooling1D()), Numbers{1.5, 6.5, 6, 3.5}, 1e-15);
  // What lies outside does not count: the last window holds one element.
  expect_near(pooled(AveragePooling1D({.padding = Padding::Same})), Numbers{1.5, 6.5, 6, 3.5, 7, 6},
              1e-15);
  expect_near(pooled(GlobalAveragePooling()), Numbers{4.4, 5.2}, 1e-15);
  expect_near(pooled(GlobalMaxPooling()), Numbers{9, 8}, 0);
  const MaxPooling2D two;
  two.build({4, 4, 1}, Key(1));
  const Array image = reshape(astype(arange(16), float64), {1, 4, 4, 1});
  expect_near(two(image), Numbers{5, 7, 13, 15}, 0);
  EXPECT_EQ(grad([&](const Array& at) { return sum(Array(two(at))); })(image).values(),
            (Numbers{0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1}));
}

TEST(Pooling, SaysWhatIsWrong) {
  const Conv2D layer({.filters = 1, .kernel_size = {3}});
  EXPECT_EQ(message_of([&] {
              layer.build({5, 5}, Key(1));
            }),
            "Conv2D: inputs must be [batch, 2 axes, channels], got shape [1, 5, 5] (the first axis "
            "is the batch)");
  layer.build({5, 5, 2}, Key(1));
  EXPECT_EQ(message_of([&] {
              layer(zeros({1, 5, 5, 3}));
            }),
            "Conv2D: was built for inputs [batch, 2 axes, channels] with 2 channels, got shape [1, "
            "5, 5, 3]");
  EXPECT_EQ(message_of([] {
              Conv2D({.filters = 1, .kernel_size = {3, 3, 3}});
            }),
            "Conv2D: kernel_size must be one number or 2, got 3");
  EXPECT_EQ(message_of([] { Conv1D({.filters = 1, .kernel_size = {0}}); }),
            "Conv1D: kernel_size must be at least 1, got 0");
  EXPECT_EQ(message_of([] { Conv1D({.filters = 3, .kernel_size = {1}, .groups = 2}); }),
            "Conv1D: groups must divide filters, 3, got 2");
  const MaxPooling1D pool({.pool_size = {4}});
  pool.build({8, 1}, Key(1));
  EXPECT_EQ(message_of([&] {
              pool(zeros({1, 3, 1}));
            }),
            "MaxPooling1D: windows of 4 do not fit on axis 1 of shape [1, 3, 1]");
}

}  // namespace
}  // namespace aleator::nn
