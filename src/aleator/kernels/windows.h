// SPDX-License-Identifier: Apache-2.0
// Declares convolutions as products of a matrix of windows, which is made in blocks that stay in
// the cache and never as a whole.
#pragma once

#include "aleator/base/dtype.h"

#include <array>
#include <cstdint>

namespace aleator::kernels {

/// Windows along one axis: element j of window i is at i stride + j dilation - padding of an input
/// whose elements lie `spread` apart. What is between or beyond them is 0.
struct WindowAxis {
  std::int64_t length = 1;  ///< of the input
  std::int64_t spread = 1;
  std::int64_t num_windows = 1, stride = 1, padding = 0;
  std::int64_t size = 1, dilation = 1;  ///< of a window
};

/// Of images [batch, axes..., channels]. Groups split the channels and the filters in equal parts.
struct Windows {
  std::int64_t batch = 0, channels = 0, filters = 0, num_groups = 1;
  std::array<WindowAxis, 3> axes =
      {};  ///< those that are not there are of length 1, and come first

  std::int64_t num_rows() const {
    return batch * axes[0].num_windows * axes[1].num_windows * axes[2].num_windows;
  }
  /// Elements of a window of one group.
  std::int64_t num_columns() const {
    return axes[0].size * axes[1].size * axes[2].size * (channels / num_groups);
  }
};

/// Whether convolutions of this size should be computed here: they are large, and a library for
/// products is there.
bool serves_windows(Dtype dtype, const Windows& windows);

/// [batch, windows..., filters] of images and a kernel [sizes..., channels / num_groups, filters].
template <class T>
void multiply_windows(const Windows& windows, const T* images, const T* kernel, T* result);

/// The transpose by the kernel: [sizes..., channels / num_groups, filters] of images and numbers
/// [batch, windows..., filters].
template <class T>
void sum_windows(const Windows& windows, const T* images, const T* numbers, T* result);

/// The transpose by the images, whose elements are not spread: numbers [batch, windows..., filters]
/// times the kernel, each window added to the images, `result`, where it lies.
template <class T>
void add_windows(const Windows& windows, const T* numbers, const T* kernel, T* result);

}  // namespace aleator::kernels
