// SPDX-License-Identifier: Apache-2.0
// Tests convolutions by blocks of windows on small integers, whose sums are exact, against sums
// over all elements: with strides, dilation, spread inputs, padding, groups, and channels few and
// many.
#include "aleator/kernels/windows.h"

#include "aleator/kernels/products.h"

#include "tests/kernels/support.h"

namespace aleator::kernels {
namespace {

using namespace aleator::testing;

/// Calls f(row, image element, column, channel) for each element of each window.
template <class F>
void for_each_element(const Windows& w, F&& f) {
  const auto& [a, b, c] = w.axes;
  const auto place = [](const WindowAxis& axis, std::int64_t window, std::int64_t element) {
    const std::int64_t at = window * axis.stride + element * axis.dilation - axis.padding;
    return at >= 0 && at % axis.spread == 0 && at / axis.spread < axis.length ? at / axis.spread
                                                                              : -1;
  };
  for (std::int64_t row = 0; row < w.num_rows(); ++row) {
    const std::int64_t z = row % c.num_windows, y = row / c.num_windows % b.num_windows,
                       x = row / c.num_windows / b.num_windows % a.num_windows,
                       image = row / c.num_windows / b.num_windows / a.num_windows;
    for (std::int64_t i = 0, column = 0; i < a.size; ++i) {
      for (std::int64_t j = 0; j < b.size; ++j) {
        for (std::int64_t k = 0; k < c.size; ++k, ++column) {
          const std::int64_t p = place(a, x, i), q = place(b, y, j), r = place(c, z, k);
          if (p < 0 || q < 0 || r < 0) continue;
          f(row, ((image * a.length + p) * b.length + q) * c.length + r, column);
        }
      }
    }
  }
}

/// What the three products are, element by element.
template <class T>
struct Expected {
  std::vector<T> products, sums, images;

  Expected(const Windows& w, const std::vector<T>& x, const std::vector<T>& kernel,
           const std::vector<T>& numbers)
      : products(numbers.size()), sums(kernel.size()), images(x.size()) {
    const std::int64_t channels = w.channels / w.num_groups, filters = w.filters / w.num_groups;
    for_each_element(w, [&](std::int64_t row, std::int64_t pixel, std::int64_t column) {
      for (std::int64_t f = 0; f < w.filters; ++f) {
        for (std::int64_t c = 0; c < channels; ++c) {
          const auto from =
                         static_cast<std::size_t>(pixel * w.channels + f / filters * channels + c),
                     with = static_cast<std::size_t>((column * channels + c) * w.filters + f),
                     to = static_cast<std::size_t>(row * w.filters + f);
          products[to] += x[from] * kernel[with];
          sums[with] += x[from] * numbers[to];
          images[from] += numbers[to] * kernel[with];
        }
      }
    });
  }
};

template <class T>
std::vector<T> small_integers(std::int64_t n, std::int64_t seed) {
  std::vector<T> numbers(static_cast<std::size_t>(n));
  for (std::int64_t i = 0; i < n; ++i)
    numbers[static_cast<std::size_t>(i)] = static_cast<T>((i * 7919 + seed * 104729) % 11 - 5);
  return numbers;
}

template <class T>
void check(const Windows& w) {
  const auto& [a, b, c] = w.axes;
  const auto x = small_integers<T>(w.batch * a.length * b.length * c.length * w.channels, 1),
             kernel = small_integers<T>(w.num_columns() * w.filters, 2),
             numbers = small_integers<T>(w.num_rows() * w.filters, 3);
  const Expected<T> expected(w, x, kernel, numbers);
  std::vector<T> products(numbers.size(), T{-1}), sums(kernel.size(), T{-1}),
      images(x.size(), T{-1});
  multiply_windows(w, x.data(), kernel.data(), products.data());
  EXPECT_EQ(products, expected.products);
  sum_windows(w, x.data(), numbers.data(), sums.data());
  EXPECT_EQ(sums, expected.sums);
  add_windows(w, numbers.data(), kernel.data(), images.data());
  EXPECT_EQ(images, expected.images);
}

/// An axis with as many windows as fit.
WindowAxis axis(std::int64_t length, std::int64_t size, std::int64_t padding = 0,
                std::int64_t stride = 1, std::int64_t dilation = 1, std::int64_t spread = 1) {
  const std::int64_t extent = (length - 1) * spread + 1 + 2 * padding - (size - 1) * dilation - 1;
  return {.length = length,
          .spread = spread,
          .num_windows = extent / stride + 1,
          .stride = stride,
          .padding = padding,
          .size = size,
          .dilation = dilation};
}

TEST(Windows, OfIntegersAreExact) {
  if (!has_products(Dtype::float64) || !has_products(Dtype::float32)) GTEST_SKIP() << "no library";
  const WindowAxis none;
  const std::vector<Windows> all = {
      {5, 16, 32, 1, {none, axis(13, 3, 1), axis(14, 3, 1)}},      // runs of neighbours
      {3, 1, 16, 1, {none, axis(28, 5), axis(28, 5)}},             // windows as columns
      {3, 3, 8, 1, {none, axis(17, 3, 1), axis(19, 3, 1)}},        // three of these
      {4, 2, 6, 1, {none, axis(15, 3, 1, 2), axis(16, 2, 0, 3)}},  // strides
      {4, 20, 6, 1, {none, axis(15, 3, 1, 2), axis(16, 2, 0, 3)}},
      {2, 8, 8, 1, {none, axis(15, 3, 2, 1, 2), axis(16, 3, 3, 1, 3)}},      // dilation
      {2, 8, 8, 1, {none, axis(9, 3, 2, 1, 1, 2), axis(8, 4, 1, 1, 1, 3)}},  // spread inputs
      {2, 12, 24, 3, {none, axis(12, 3, 1), axis(11, 3, 1)}},                // groups
      {7, 4, 9, 1, {none, none, axis(300, 7, 3)}},                           // one axis
      {2, 4, 5, 1, {axis(6, 2), axis(7, 3, 1), axis(8, 3, 1)}},              // three axes
      {1, 40, 3, 1, {none, axis(90, 9, 4), axis(91, 9, 4)}},                 // many blocks
      {2, 4, 4, 1, {none, axis(5, 3, -1), axis(6, 2, -2)}},  // padding that cuts off
      {0, 4, 4, 1, {none, axis(5, 3), axis(6, 2)}},          // nothing
  };
  for (const Windows& w : all) {
    SCOPED_TRACE(&w - all.data());
    check<double>(w);
    check<float>(w);
  }
}

TEST(Windows, SmallOnesAreNotServed) {
  if (!has_products(Dtype::float64)) GTEST_SKIP() << "no library";
  const Windows small{2, 1, 4, 1, {WindowAxis{}, axis(8, 3), axis(8, 3)}},
      large{64, 16, 32, 1, {WindowAxis{}, axis(28, 3), axis(28, 3)}};
  EXPECT_FALSE(serves_windows(Dtype::float64, small));
  EXPECT_TRUE(serves_windows(Dtype::float64, large));
  EXPECT_FALSE(serves_windows(Dtype::int64, large));
}

}  // namespace
}  // namespace aleator::kernels
