// SPDX-License-Identifier: Apache-2.0
// Defines the attributes of fourier, and declares its kernel.
#pragma once

#include <cstdint>
#include <vector>

namespace aleator {

/// The sign of the exponent: -1 forward, +1 backward. Neither divides by the length.
struct Fourier {
  bool is_backward = false;
  friend bool operator==(const Fourier&, const Fourier&) = default;
  template <class V>
  void visit(V&& v) const {
    v("is_backward", is_backward);
  }
};

/// A complex number, whose product is the plain one (no rescue of infinities).
struct ComplexNumber {
  double real = 0, imaginary = 0;
  friend ComplexNumber operator+(ComplexNumber a, ComplexNumber b) {
    return {a.real + b.real, a.imaginary + b.imaginary};
  }
  friend ComplexNumber operator-(ComplexNumber a, ComplexNumber b) {
    return {a.real - b.real, a.imaginary - b.imaginary};
  }
  friend ComplexNumber operator*(ComplexNumber a, ComplexNumber b) {
    return {a.real * b.real - a.imaginary * b.imaginary,
            a.real * b.imaginary + a.imaginary * b.real};
  }
};
using ComplexNumbers = std::vector<ComplexNumber>;

/// The discrete Fourier transform of one length n: y[k] = sum over j of x[j] exp(-2 pi i j k / n),
/// in O(n log n) for every n. Lengths with prime factors up to 31 are split by them (Cooley and
/// Tukey 1965); others become a convolution whose length is a power of two (Bluestein 1970).
class FourierPlan {
 public:
  explicit FourierPlan(std::int64_t length);
  void transform(const ComplexNumber* x, ComplexNumber* y) const;

 private:
  /// The part of x that begins at the pointer and takes every stride-th element.
  struct Part {
    const ComplexNumber* x;
    std::int64_t stride;
    std::size_t depth;  ///< number of factors already split off
  };
  void split(const Part& part, ComplexNumber* y, std::int64_t n) const;
  void combine(ComplexNumber* y, std::int64_t n, std::int64_t radix) const;
  void prepare_convolution();
  void convolve(const ComplexNumber* x, ComplexNumber* y) const;

  std::int64_t length_;
  std::vector<std::int64_t> radices_;  ///< empty: by convolution, or length 1
  ComplexNumbers roots_;               ///< exp(-2 pi i k / length)
  ComplexNumbers chirp_, spectrum_;    ///< exp(-pi i k^2 / length), and its transformed conjugate
  std::vector<FourierPlan> inner_;     ///< the plan of the convolution, if there is one
};

}  // namespace aleator
