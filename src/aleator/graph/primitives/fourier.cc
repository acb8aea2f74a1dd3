// SPDX-License-Identifier: Apache-2.0
// Defines fourier, the discrete Fourier transform along the last axis of a complex array that is
// given by its real and its imaginary part. float32 is computed in float64.
#include "aleator/graph/primitives/fourier.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/graph/primitives.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace aleator {
namespace {

constexpr std::int64_t kLargestRadix = 31;

/// exp(-2 pi i k / n), computed for an angle of at most pi / 4.
ComplexNumber root_of_unity(std::int64_t k, std::int64_t n) {
  const std::int64_t eighths = 8 * (k % n);  // the angle in units of 2 pi / (8 n)
  const std::int64_t quadrant = (eighths + n) / (2 * n);
  const std::int64_t rest = eighths - 2 * n * quadrant;  // within -n..n
  const double angle = std::numbers::pi * static_cast<double>(rest) / (4 * static_cast<double>(n));
  const double c = std::cos(angle), s = std::sin(angle);
  switch (quadrant % 4) {
    case 0: return {c, -s};
    case 1: return {-s, -c};
    case 2: return {-c, s};
    default: return {s, c};
  }
}

ComplexNumbers roots_of_unity(std::int64_t n) {
  ComplexNumbers roots(static_cast<std::size_t>(n));
  for (std::int64_t k = 0; k < n; ++k) roots[static_cast<std::size_t>(k)] = root_of_unity(k, n);
  return roots;
}

/// Factors of n, fours first; empty if one is too large.
std::vector<std::int64_t> radices_of(std::int64_t n) {
  std::vector<std::int64_t> radices;
  for (const std::int64_t first : {4, 2}) {
    for (; n % first == 0 && n > 1; n /= first) radices.push_back(first);
  }
  for (std::int64_t p = 3; p <= kLargestRadix; p += 2) {
    for (; n % p == 0; n /= p) radices.push_back(p);
  }
  return n == 1 ? radices : std::vector<std::int64_t>{};
}

}  // namespace

FourierPlan::FourierPlan(std::int64_t length) : length_(length) {
  if (length <= 1) return;
  radices_ = radices_of(length);
  if (radices_.empty()) prepare_convolution();
  else roots_ = roots_of_unity(length);
}

void FourierPlan::transform(const ComplexNumber* x, ComplexNumber* y) const {
  if (length_ == 1) y[0] = x[0];
  else if (radices_.empty()) convolve(x, y);
  else split({x, 1, 0}, y, length_);
}

void FourierPlan::split(const Part& part, ComplexNumber* y, std::int64_t n) const {
  if (n == 1) {
    y[0] = part.x[0];
    return;
  }
  const std::int64_t radix = radices_[part.depth];
  for (std::int64_t q = 0; q < radix; ++q) {
    split({part.x + q * part.stride, part.stride * radix, part.depth + 1}, y + q * (n / radix),
          n / radix);
  }
  combine(y, n, radix);
}

/// From the transforms of the parts, that of their interleaving.
void FourierPlan::combine(ComplexNumber* y, std::int64_t n, std::int64_t radix) const {
  const std::int64_t m = n / radix, stride = length_ / n;
  ComplexNumber parts[kLargestRadix];
  const auto root = [&](std::int64_t k) { return roots_[static_cast<std::size_t>(k)]; };
  for (std::int64_t k = 0; k < m; ++k) {
    for (std::int64_t q = 0; q < radix; ++q) parts[q] = y[q * m + k] * root(q * k * stride);
    if (radix == 2) {
      y[k] = parts[0] + parts[1];
      y[k + m] = parts[0] - parts[1];
    } else if (radix == 4) {
      const ComplexNumber a = parts[0] + parts[2], b = parts[0] - parts[2];
      const ComplexNumber c = parts[1] + parts[3], d = parts[1] - parts[3];
      const ComplexNumber turned{d.imaginary, -d.real};
      y[k] = a + c;
      y[k + m] = b + turned;
      y[k + 2 * m] = a - c;
      y[k + 3 * m] = b - turned;
    } else {
      for (std::int64_t j = 0; j < radix; ++j) {
        ComplexNumber total = parts[0];
        for (std::int64_t q = 1; q < radix; ++q)
          total = total + parts[q] * root(q * j % radix * m * stride);
        y[k + j * m] = total;
      }
    }
  }
}

/// j k = (j^2 + k^2 - (k - j)^2) / 2 makes the transform a convolution with a chirp.
void FourierPlan::prepare_convolution() {
  std::int64_t size = 1;
  while (size < 2 * length_ - 1) size *= 2;
  inner_.emplace_back(size);
  ComplexNumbers conjugate(static_cast<std::size_t>(size));
  spectrum_.resize(static_cast<std::size_t>(size));
  for (std::int64_t k = 0; k < length_; ++k) {
    const ComplexNumber chirp = root_of_unity(k * k % (2 * length_), 2 * length_);
    chirp_.push_back(chirp);
    conjugate[static_cast<std::size_t>(k)] = {chirp.real, -chirp.imaginary};
    if (k > 0) conjugate[static_cast<std::size_t>(size - k)] = {chirp.real, -chirp.imaginary};
  }
  inner_[0].transform(conjugate.data(), spectrum_.data());
}

void FourierPlan::convolve(const ComplexNumber* x, ComplexNumber* y) const {
  ComplexNumbers padded(spectrum_.size()), transformed(spectrum_.size());
  for (std::size_t k = 0; k < chirp_.size(); ++k) padded[k] = x[k] * chirp_[k];
  inner_[0].transform(padded.data(), transformed.data());
  // The way back is the way there with real and imaginary parts exchanged.
  for (std::size_t k = 0; k < spectrum_.size(); ++k) {
    const ComplexNumber product = transformed[k] * spectrum_[k];
    transformed[k] = {product.imaginary, product.real};
  }
  inner_[0].transform(transformed.data(), padded.data());
  const double scale = 1 / static_cast<double>(spectrum_.size());
  for (std::size_t k = 0; k < chirp_.size(); ++k)
    y[k] = ComplexNumber{scale * padded[k].imaginary, scale * padded[k].real} * chirp_[k];
}

namespace {

ArrayTypes infer_fourier(const InferContext& c) {
  const ArrayType &real = c.inputs[0], &imaginary = c.inputs[1];
  if (!is_floating(real.dtype) || real.dtype != imaginary.dtype) {
    throw DtypeError(text("fourier: needs two parts of one floating dtype, got ", real.dtype,
                          " and ", imaginary.dtype));
  }
  if (real.shape.rank() < 1 || real.shape != imaginary.shape) {
    throw ShapeError(text("fourier: needs two parts of one shape with at least one axis, got ",
                          real.shape, " and ", imaginary.shape));
  }
  const ArrayType part{.dtype = real.dtype, .shape = real.shape};
  return {part, part};
}

Arrays transformed(const RuleContext& c, const Arrays& parts) {
  return apply_all(kFourier, parts, Ref<const Attributes>(c.attributes));
}

/// The matrix of the transform is symmetric, and its conjugate is that of the other direction.
Arrays vjp_fourier(const VjpContext& c) {
  const bool is_backward = c.attributes_as<Fourier>().is_backward;
  return apply_all(kFourier, {c.cotangent(0), c.cotangent(1)}, attributes(Fourier{!is_backward}));
}

template <class T>
void evaluate_for(const EvaluateContext& c) {
  const bool is_backward = c.attributes_as<Fourier>().is_backward;
  const std::size_t first = is_backward ? 1 : 0, second = 1 - first;
  const T *real = c.input<T>(first), *imaginary = c.input<T>(second);
  T *real_out = c.output<T>(first), *imaginary_out = c.output<T>(second);
  const Shape& shape = c.types[0].shape;
  if (shape.size() == 0) return;
  const std::int64_t n = shape[shape.rank() - 1];
  const FourierPlan plan(n);
  ComplexNumbers x(static_cast<std::size_t>(n)), y(x.size());
  for (std::int64_t start = 0; start < shape.size(); start += n) {
    for (std::int64_t k = 0; k < n; ++k)
      x[static_cast<std::size_t>(k)] = {real[start + k], imaginary[start + k]};
    plan.transform(x.data(), y.data());
    for (std::int64_t k = 0; k < n; ++k) {
      real_out[start + k] = static_cast<T>(y[static_cast<std::size_t>(k)].real);
      imaginary_out[start + k] = static_cast<T>(y[static_cast<std::size_t>(k)].imaginary);
    }
  }
}

}  // namespace

constinit const Primitive kFourier{
    .name = "fourier",
    .file = "fourier.cc",
    .num_inputs = 2,
    .dtypes = Dtypes::floating,
    .is_linear = true,
    .infer = infer_fourier,
    .vjp = vjp_fourier,
    .batch =
        [](const BatchContext& c) {
          return transformed(c, {c.batched(0), c.batched(1)});
        },
    .evaluate =
        [](const EvaluateContext& c) {
          if (c.types[0].dtype == float32) evaluate_for<float>(c);
          else evaluate_for<double>(c);
        },
};

}  // namespace aleator
