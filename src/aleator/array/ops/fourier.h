// SPDX-License-Identifier: Apache-2.0
// Declares discrete Fourier and cosine transforms along one axis. A complex array is a pair of real
// ones. Any length takes O(n log n) operations; all transforms are linear and differentiable.
#pragma once

#include "aleator/array/array.h"

namespace aleator {

/// A complex array: real + i imaginary, both of one shape.
struct ComplexArray {
  Array real;
  Array imaginary;
};

/// y[k] = sum over j of x[j] exp(-2 pi i j k / n) along an axis of length n.
ComplexArray fft(const ComplexArray& x, std::int64_t axis = -1);
/// The inverse: x[j] = (1 / n) sum over k of y[k] exp(2 pi i j k / n).
ComplexArray ifft(const ComplexArray& y, std::int64_t axis = -1);
/// The first n / 2 + 1 elements of the transform of a real array; the others are their conjugates.
ComplexArray rfft(const Array& x, std::int64_t axis = -1);
/// The inverse of rfft for an axis of this length. The imaginary parts of the first element and,
/// for even lengths, of the last are not read.
Array irfft(const ComplexArray& y, std::int64_t length, std::int64_t axis = -1);

enum class Norm {
  backward,    ///< the plain sum forwards, its inverse backwards
  orthonormal  ///< a transform with an orthogonal matrix
};
struct DctOptions {
  int type = 2;  ///< 1 to 4
  Norm norm = Norm::backward;
  std::int64_t axis = -1;
};
/// The discrete cosine transform, as SciPy defines it:
/// type 2: y[k] = 2 sum over j of x[j] cos(pi k (2 j + 1) / (2 n));
/// type 3: y[k] = x[0] + 2 sum over j > 0 of x[j] cos(pi j (2 k + 1) / (2 n));
/// type 1: y[k] = x[0] + (-1)^k x[n-1] + 2 sum over 0 < j < n-1 of x[j] cos(pi j k / (n - 1)),
/// for n >= 2;
/// type 4: y[k] = 2 sum over j of x[j] cos(pi (2 j + 1) (2 k + 1) / (4 n)).
/// Types 2 and 3 are inverses of each other up to a factor 2 n; so are types 1 and 4 of themselves,
/// with 2 (n - 1) and 2 n. The orthonormal type 2 divides y[0] by sqrt(4 n) and the others by
/// sqrt(2 n), and type 3 is its transpose; type 1 multiplies x[0] and x[n-1] by sqrt(2), then y[0]
/// and y[n-1] by sqrt(1 / (4 n - 4)), the others by sqrt(1 / (2 n - 2)); type 4 is divided by
/// sqrt(2 n).
Array dct(const Array& x, const DctOptions& options = {});
/// The inverse of dct with the same options.
Array idct(const Array& y, const DctOptions& options = {});

/// The full linear convolution along the last axis, by Fourier transforms:
/// z[k] = sum over j of x[j] y[k - j], of length n + m - 1. Leading axes are broadcast. The error
/// of each element is relative to the largest, not to its own size.
Array fft_convolve(const Array& x, const Array& y);

}  // namespace aleator
