// SPDX-License-Identifier: Apache-2.0
// Implements convolutions by blocks of windows: a block is gathered into memory that stays in the
// cache, and multiplied by a library.
#include "aleator/kernels/windows.h"

#include "aleator/kernels/products.h"
#include "aleator/kernels/thresholds.h"
#include "aleator/kernels/workspace.h"

#include <algorithm>
#include <cstring>

namespace aleator::kernels {
namespace {

constexpr std::int64_t kBlockBytes = 1 << 19;
/// Where neighbours in a window are fewer, neighbouring windows are gathered together.
constexpr std::int64_t kShortRun = 12;

/// The place of an input's element, or -1 if there is none.
std::int64_t place(const WindowAxis& axis, std::int64_t window, std::int64_t element) {
  const std::int64_t at = window * axis.stride + element * axis.dilation - axis.padding;
  if (at < 0 || at % axis.spread != 0 || at / axis.spread >= axis.length) return -1;
  return at / axis.spread;
}

/// The windows of one group of channels.
template <class T>
class Group {
 public:
  Group(const Windows& windows, std::int64_t group)
      : w_(windows), channels_(windows.channels / windows.num_groups), first_(group * channels_) {}

  /// Windows as columns: [elements of a window][num].
  void gather_columns(const T* images, std::int64_t first, std::int64_t num, T* to) const {
    for_each_line(images, first, num, [&](const Line& at, const T* line, std::int64_t column) {
      for (std::int64_t k = 0; k < w_.axes[2].size; ++k) {
        for (std::int64_t channel = 0; channel < channels_; ++channel, ++column)
          gather_element(line ? line + channel : line, k, at, to + column * num + at.row);
      }
    });
  }

  /// Calls f(row, column, image elements, how many) for runs of elements that are neighbours in
  /// the images and in a window; elements is nullptr where zeros are.
  template <class Pixel, class F>
  void for_each_run(Pixel* images, std::int64_t first, std::int64_t num, F&& f) const {
    for_each_line(images, first, num, [&](const Line& at, Pixel* line, std::int64_t column) {
      for (std::int64_t z = at.begin; z < at.end; ++z)
        for_each_run_of_window(line, z, at.row + z - at.begin, column, f);
    });
  }

 private:
  /// Windows that differ along the last axis alone, from `begin` to `end`; `row` is the first's.
  struct Line {
    std::int64_t row, begin, end;
  };

  /// Calls f(line, input's line, column) for each line of windows, and each line of elements in
  /// these, which begins in that column of a row; the input's is nullptr beyond the images.
  template <class Pixel, class F>
  void for_each_line(Pixel* images, std::int64_t first, std::int64_t num, F&& f) const {
    const auto& [a, b, c] = w_.axes;
    for (std::int64_t r = first; r < first + num;) {
      const std::int64_t lines = r / c.num_windows, y = lines % b.num_windows,
                         x = lines / b.num_windows % a.num_windows,
                         image = lines / b.num_windows / a.num_windows;
      Line at{r - first, r % c.num_windows, 0};
      at.end = std::min(c.num_windows, at.begin + first + num - r);
      std::int64_t column = 0;
      for (std::int64_t i = 0; i < a.size; ++i) {
        for (std::int64_t j = 0; j < b.size; ++j, column += c.size * channels_) {
          const std::int64_t at_a = place(a, x, i), at_b = place(b, y, j),
                             line = (image * a.length + at_a) * b.length + at_b;
          f(at, at_a < 0 || at_b < 0 ? nullptr : images + line * c.length * w_.channels + first_,
            column);
        }
      }
      r += at.end - at.begin;
    }
  }

  /// One element of a line of windows.
  void gather_element(const T* line, std::int64_t element, const Line& at, T* to) const {
    const WindowAxis& c = w_.axes[2];
    const std::int64_t shift = element * c.dilation - c.padding;
    if (!line) {
      std::fill_n(to, at.end - at.begin, T{0});
    } else if (c.stride == 1 && c.spread == 1) {
      const std::int64_t low = std::clamp<std::int64_t>(-shift, at.begin, at.end),
                         high = std::clamp<std::int64_t>(c.length - shift, low, at.end);
      for (std::int64_t z = at.begin; z < low; ++z) *to++ = T{0};
      if (w_.channels == 1) to = std::copy(line + low + shift, line + high + shift, to);
      else
        for (std::int64_t z = low; z < high; ++z) *to++ = line[(z + shift) * w_.channels];
      for (std::int64_t z = high; z < at.end; ++z) *to++ = T{0};
    } else {
      for (std::int64_t z = at.begin; z < at.end; ++z) {
        const std::int64_t from = place(c, z, element);
        *to++ = from < 0 ? T{0} : line[from * w_.channels];
      }
    }
  }

  template <class Pixel, class F>
  void for_each_run_of_window(Pixel* line, std::int64_t z, std::int64_t row, std::int64_t column,
                              F&& f) const {
    const WindowAxis& c = w_.axes[2];
    if (!line) return f(row, column, line, c.size * channels_);
    if (w_.num_groups > 1 || c.dilation > 1 || c.spread > 1) {
      for (std::int64_t k = 0; k < c.size; ++k) {
        const std::int64_t at = place(c, z, k);
        f(row, column + k * channels_, at < 0 ? nullptr : line + at * w_.channels, channels_);
      }
      return;
    }
    const std::int64_t start = z * c.stride - c.padding,
                       low = std::clamp<std::int64_t>(-start, 0, c.size),
                       high = std::clamp<std::int64_t>(c.length - start, low, c.size);
    Pixel* const none = nullptr;
    if (low > 0) f(row, column, none, low * channels_);
    if (high > low)
      f(row, column + low * channels_, line + (start + low) * channels_, (high - low) * channels_);
    if (high < c.size) f(row, column + high * channels_, none, (c.size - high) * channels_);
  }

  const Windows& w_;
  const std::int64_t channels_, first_;
};

/// Blocks of rows of one group's windows, as a matrix or as its transpose.
template <class T>
class Blocks {
 public:
  explicit Blocks(const Windows& windows)
      : w_(windows),
        length_(std::max<std::int64_t>(
            16, kBlockBytes / (static_cast<std::int64_t>(sizeof(T)) *
                               std::max<std::int64_t>(windows.num_columns(), 1)))),
        memory_(std::min(length_, windows.num_rows()) * windows.num_columns() *
                    static_cast<std::int64_t>(sizeof(T)) / 8 +
                1) {}

  bool is_transposed() const { return w_.axes[2].size * (w_.channels / w_.num_groups) < kShortRun; }
  T* data() { return reinterpret_cast<T*>(memory_.data()); }

  /// Calls f(group, first row, number of rows), all groups for one block of rows.
  template <class F>
  void for_each(F&& f) const {
    const std::int64_t num_rows = w_.num_rows();
    for (std::int64_t first = 0; first < num_rows; first += length_) {
      for (std::int64_t group = 0; group < w_.num_groups; ++group)
        f(group, first, std::min(length_, num_rows - first));
    }
  }

  void gather(const T* images, std::int64_t group, std::int64_t first, std::int64_t num) {
    const std::int64_t num_columns = w_.num_columns();
    T* const to = data();
    const Group<T> windows(w_, group);
    if (is_transposed()) return windows.gather_columns(images, first, num, to);
    windows.for_each_run(images, first, num,
                         [&](std::int64_t row, std::int64_t column, const T* from, std::int64_t n) {
                           T* const target = to + row * num_columns + column;
                           if (from)
                             std::memcpy(target, from, static_cast<std::size_t>(n) * sizeof(T));
                           else std::fill_n(target, n, T{0});
                         });
  }

  /// Adds rows of windows, not transposed, to the images.
  void scatter(T* images, std::int64_t group, std::int64_t first, std::int64_t num) {
    const std::int64_t num_columns = w_.num_columns();
    const T* const from = data();
    const auto add = [&](std::int64_t row, std::int64_t column, T* to, std::int64_t n) {
      const T* const values = from + row * num_columns + column;
      for (std::int64_t i = 0; to && i < n; ++i) to[i] += values[i];
    };
    Group<T>(w_, group).for_each_run(images, first, num, add);
  }

 private:
  const Windows& w_;
  const std::int64_t length_;
  Workspace memory_;
};

}  // namespace

bool serves_windows(Dtype dtype, const Windows& w) {
  const std::int64_t filters = w.filters / w.num_groups;
  const double num_products = static_cast<double>(w.num_rows() * w.num_columns()) *
                              static_cast<double>(filters * w.num_groups);
  return is_floating(dtype) && num_products >= kLargeConvolution && has_products(dtype);
}

template <class T>
void multiply_windows(const Windows& w, const T* images, const T* kernel, T* result) {
  const std::int64_t filters = w.filters / w.num_groups, k = w.num_columns();
  Blocks<T> blocks(w);
  blocks.for_each([&](std::int64_t group, std::int64_t first, std::int64_t num) {
    blocks.gather(images, group, first, num);
    multiply(Product<T>{.sizes = {num, filters, k},
                        .is_left_transposed = blocks.is_transposed(),
                        .left = blocks.data(),
                        .right = kernel + group * filters,
                        .result = result + first * w.filters + group * filters,
                        .right_stride = w.filters,
                        .result_stride = w.filters});
  });
}

template <class T>
void sum_windows(const Windows& w, const T* images, const T* numbers, T* result) {
  const std::int64_t filters = w.filters / w.num_groups, k = w.num_columns();
  if (w.num_rows() == 0) std::fill_n(result, k * w.filters, T{0});
  Blocks<T> blocks(w);
  blocks.for_each([&](std::int64_t group, std::int64_t first, std::int64_t num) {
    blocks.gather(images, group, first, num);
    multiply(Product<T>{.sizes = {k, filters, num},
                        .is_left_transposed = !blocks.is_transposed(),
                        .left = blocks.data(),
                        .right = numbers + first * w.filters + group * filters,
                        .result = result + group * filters,
                        .is_added = first > 0,
                        .right_stride = w.filters,
                        .result_stride = w.filters});
  });
}

template <class T>
void add_windows(const Windows& w, const T* numbers, const T* kernel, T* result) {
  const std::int64_t filters = w.filters / w.num_groups, k = w.num_columns();
  const auto& [a, b, c] = w.axes;
  std::fill_n(result, w.batch * a.length * b.length * c.length * w.channels, T{0});
  Blocks<T> blocks(w);
  blocks.for_each([&](std::int64_t group, std::int64_t first, std::int64_t num) {
    multiply(Product<T>{.sizes = {num, k, filters},
                        .is_right_transposed = true,
                        .left = numbers + first * w.filters + group * filters,
                        .right = kernel + group * filters,
                        .result = blocks.data(),
                        .left_stride = w.filters,
                        .right_stride = w.filters});
    blocks.scatter(result, group, first, num);
  });
}

#define ALEATOR_INSTANTIATE(T)                                               \
  template void multiply_windows<T>(const Windows&, const T*, const T*, T*); \
  template void sum_windows<T>(const Windows&, const T*, const T*, T*);      \
  template void add_windows<T>(const Windows&, const T*, const T*, T*);
ALEATOR_INSTANTIATE(float)
ALEATOR_INSTANTIATE(double)
#undef ALEATOR_INSTANTIATE

}  // namespace aleator::kernels
