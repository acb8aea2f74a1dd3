// SPDX-License-Identifier: Apache-2.0
#include "aleator/array/ops/fourier.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/match.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/fourier.h"

#include <cmath>
#include <numbers>

namespace aleator {
namespace {

/// The axis as a number from 0; throws where there is nothing to transform.
std::int64_t axis_of(const char* who, const Array& x, std::int64_t axis) {
  check_holds(who, x);
  const std::int64_t result = normalize_axis(axis, x.rank(), who);
  if (x.dim(result) == 0)
    throw ShapeError(text(who, ": needs an axis that is not empty, got shape ", x.shape()));
  return result;
}

ComplexArray transform(const char* who, const ComplexArray& x, std::int64_t axis,
                       bool is_backward) {
  const std::int64_t at = axis_of(who, x.real, axis);
  const Arrays parts = match(who, as_floating(x.real), as_floating(x.imaginary));
  const Arrays result =
      apply_all(kFourier, {move_axis(parts[0], at, -1), move_axis(parts[1], at, -1)},
                attributes(Fourier{is_backward}));
  return {move_axis(result[0], -1, at), move_axis(result[1], -1, at)};
}

ComplexArray multiply(const ComplexArray& x, const ComplexArray& y) {
  return {x.real * y.real - x.imaginary * y.imaginary, x.real * y.imaginary + x.imaginary * y.real};
}

ComplexArray sliced(const ComplexArray& x, std::int64_t start, std::int64_t stop) {
  return {slice_axis(x.real, -1, start, stop), slice_axis(x.imaginary, -1, start, stop)};
}

/// exp(-pi i k / (2 n)) for k = 0..n-1, in the dtype of x.
ComplexArray half_sample_shifts(const Array& x) {
  const std::int64_t n = x.dim(-1);
  const Array angle = arange(n, float64) * (std::numbers::pi / (2. * static_cast<double>(n)));
  return {astype(cos(angle), x.dtype()), astype(-sin(angle), x.dtype())};
}

/// Makhoul 1980: the transform of x[0], x[2], ..., x[3], x[1], shifted by half a sample.
Array dct_2(const Array& x) {
  const std::int64_t n = x.dim(-1);
  const Array even = slice_axis(x, -1, 0, n, 2);
  const Array odd = n > 1 ? reverse(slice_axis(x, -1, 1, n, 2), {-1}) : slice_axis(x, -1, 0, 0);
  const Array woven = concatenate({even, odd}, -1);
  const ComplexArray y = fft({woven, zeros_like(woven)});
  return 2. * multiply(y, half_sample_shifts(x)).real;
}

/// The same way back. The result of the inverse transform is real.
Array inverse_dct_2(const Array& y) {
  const std::int64_t n = y.dim(-1);
  const Array tail = reverse(slice_axis(y, -1, 1, n), {-1});
  const Array mirrored = concatenate({slice_axis(zeros_like(y), -1, 0, 1), -tail}, -1);
  const ComplexArray shifts = half_sample_shifts(y);
  const ComplexArray spectrum =
      multiply({0.5 * y, 0.5 * mirrored}, {shifts.real, -shifts.imaginary});
  const Array woven = ifft(spectrum).real;
  const std::int64_t num_even = (n + 1) / 2;
  const Array even = slice_axis(woven, -1, 0, num_even);
  const Array odd = reverse(slice_axis(woven, -1, num_even, n), {-1});
  const Array padded_odd =
      2 * (n / 2) == n ? odd : concatenate({odd, slice_axis(even, -1, 0, 1)}, -1);
  const Array pairs = stack({even, padded_odd}, -1);
  return slice_axis(reshape(pairs, y.shape().slice(0, y.rank() - 1) + Shape{2 * num_even}), -1, 0,
                    n);
}

/// The transform of x and its mirror image, whose ends are not repeated.
Array dct_1(const Array& x) {
  const std::int64_t n = x.dim(-1);
  const Array mirrored =
      n > 2 ? concatenate({x, reverse(slice_axis(x, -1, 1, n - 1), {-1})}, -1) : x;
  return slice_axis(fft({mirrored, zeros_like(mirrored)}).real, -1, 0, n);
}

/// exp(-pi i (2 k + 1) / (4 n)) times the transform, of length 2 n, of x[j] exp(-pi i j / (2 n)).
Array dct_4(const Array& x) {
  const std::int64_t n = x.dim(-1);
  const ComplexArray shifts = half_sample_shifts(x);
  const Array zero = zeros_like(x);
  const ComplexArray y = sliced(fft({concatenate({x * shifts.real, zero}, -1),
                                     concatenate({x * shifts.imaginary, zero}, -1)}),
                                0, n);
  const Array angle =
      (2. * arange(n, float64) + 1.) * (std::numbers::pi / (4. * static_cast<double>(n)));
  return 2. *
         (y.real * astype(cos(angle), x.dtype()) + y.imaginary * astype(sin(angle), x.dtype()));
}

/// sqrt(2) at both ends, else 1.
Array end_weights(const Array& x) {
  const Array k = arange(x.dim(-1));
  const Array is_end = logical_or(k == 0, k == x.dim(-1) - 1);
  return astype(where(is_end, std::numbers::sqrt2, 1.), x.dtype());
}

/// Types 1 and 4 on the last axis, which are their own inverses up to a factor.
Array self_inverse_transform(const Array& x, int type, bool is_inverse, Norm norm) {
  const auto length = 2. * static_cast<double>(type == 1 ? x.dim(-1) - 1 : x.dim(-1));
  if (norm == Norm::backward) {
    const Array y = type == 1 ? dct_1(x) : dct_4(x);
    return is_inverse ? y / length : y;
  }
  if (type == 4) return dct_4(x) / std::sqrt(length);
  return dct_1(x * end_weights(x)) / (std::sqrt(length) * end_weights(x));
}

/// What the elements of the plain type 2 are divided by to be orthonormal.
Array orthonormal_lengths(const Array& x) {
  const auto n = static_cast<double>(x.dim(-1));
  return astype(where(arange(x.dim(-1)) == 0, std::sqrt(4 * n), std::sqrt(2 * n)), x.dtype());
}

/// Type 2, or its inverse, on the last axis.
Array cosine_transform(const Array& x, bool is_inverse, Norm norm) {
  const bool is_plain = norm == Norm::backward;
  if (!is_inverse) return is_plain ? dct_2(x) : dct_2(x) / orthonormal_lengths(x);
  return inverse_dct_2(is_plain ? x : x * orthonormal_lengths(x));
}

Array cosine(const char* who, const Array& x, const DctOptions& options, bool is_inverse) {
  if (options.type < 1 || options.type > 4)
    throw ValueError(text(who, ": type must be 1, 2, 3 or 4, got ", options.type));
  const std::int64_t axis = axis_of(who, x, options.axis);
  const Array moved = move_axis(as_floating(x), axis, -1);
  if (options.type == 1 && moved.dim(-1) < 2)
    throw ShapeError(text(who, ": type 1 needs at least 2 elements, got shape ", x.shape()));
  if (options.type == 1 || options.type == 4)
    return move_axis(self_inverse_transform(moved, options.type, is_inverse, options.norm), -1,
                     axis);
  // Type 3 is 2 n times the inverse of type 2.
  const bool is_third = options.type == 3;
  Array y = cosine_transform(moved, is_inverse != is_third, options.norm);
  if (is_third && options.norm == Norm::backward) {
    const double factor = 2. * static_cast<double>(moved.dim(-1));
    y = is_inverse ? y / factor : y * factor;
  }
  return move_axis(y, -1, axis);
}

Array padded(const Array& x, std::int64_t length) {
  Dims high(static_cast<std::size_t>(x.rank()), 0);
  high.back() = length - x.dim(-1);
  return pad(x, {.high = high});
}

/// The least 2^a 3^b 5^c that is not below n.
std::int64_t fast_length(std::int64_t n) {
  for (;; ++n) {
    std::int64_t rest = n;
    for (const std::int64_t p : {2, 3, 5}) {
      while (rest % p == 0) rest /= p;
    }
    if (rest == 1) return n;
  }
}

}  // namespace

ComplexArray fft(const ComplexArray& x, std::int64_t axis) {
  return transform("fft", x, axis, false);
}

ComplexArray ifft(const ComplexArray& y, std::int64_t axis) {
  const ComplexArray x = transform("ifft", y, axis, true);
  const auto n = static_cast<double>(x.real.dim(axis));
  return {x.real / n, x.imaginary / n};
}

ComplexArray rfft(const Array& x, std::int64_t axis) {
  const std::int64_t at = axis_of("rfft", x, axis);
  const Array moved = move_axis(as_floating(x), at, -1);
  const ComplexArray y = sliced(fft({moved, zeros_like(moved)}), 0, moved.dim(-1) / 2 + 1);
  return {move_axis(y.real, -1, at), move_axis(y.imaginary, -1, at)};
}

Array irfft(const ComplexArray& y, std::int64_t length, std::int64_t axis) {
  const std::int64_t at = axis_of("irfft", y.real, axis);
  if (length < 1 || y.real.dim(at) != length / 2 + 1) {
    throw ShapeError(text("irfft: a transform of length ", length, " has ", length / 2 + 1,
                          " elements, got shape ", y.real.shape(), " along axis ", at));
  }
  const Arrays parts = match("irfft", as_floating(y.real), as_floating(y.imaginary));
  const Array real = move_axis(parts[0], at, -1), imaginary = move_axis(parts[1], at, -1);
  const std::int64_t last = (length + 1) / 2;  // of the elements that have a conjugate
  const Array mirrored = reverse(slice_axis(real, -1, 1, last), {-1});
  const Array inside = slice_axis(imaginary, -1, 1, last);
  Arrays imaginaries{slice_axis(zeros_like(real), -1, 0, 1), inside};
  if (length % 2 == 0) imaginaries.push_back(imaginaries[0]);
  imaginaries.push_back(-reverse(inside, {-1}));
  const ComplexArray x = ifft({concatenate({real, mirrored}, -1), concatenate(imaginaries, -1)});
  return move_axis(x.real, -1, at);
}

Array dct(const Array& x, const DctOptions& options) { return cosine("dct", x, options, false); }
Array idct(const Array& y, const DctOptions& options) { return cosine("idct", y, options, true); }

Array fft_convolve(const Array& x, const Array& y) {
  axis_of("fft_convolve", x, -1);
  axis_of("fft_convolve", y, -1);
  const Arrays operands = match_dtypes("fft_convolve", as_floating(x), as_floating(y));
  const std::int64_t length = x.dim(-1) + y.dim(-1) - 1, padded_length = fast_length(length);
  const ComplexArray product =
      multiply(rfft(padded(operands[0], padded_length)), rfft(padded(operands[1], padded_length)));
  return slice_axis(irfft(product, padded_length), -1, 0, length);
}

}  // namespace aleator
