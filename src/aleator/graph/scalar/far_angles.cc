// SPDX-License-Identifier: Apache-2.0
#include "aleator/graph/scalar/far_angles.h"

#include "aleator/graph/scalar/vector_math/trigonometric.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace aleator::scalar {
namespace {

using Word = std::uint64_t;
constexpr int kWordBits = 64;

// The bits of 2 / pi behind the binary point.
constexpr Word kTwoOverPi[] = {
    0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041, 0xfe5163abdebbc561,
    0xb7246e3a424dd2e0, 0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484,
    0xe99c7026b45f7e41, 0x3991d639835339f4, 0x9c845f8bbdf9283b, 0x1ff897ffde05980f,
    0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7, 0x4f463f669e5fea2d, 0x7527bac7ebe5f17b,
    0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab, 0xf0cfbc209af4361d};

/// Bits `first`, `first` + 1, ... of 2 / pi, counted from 0; those before the point are 0.
Word bits_from(int first) {
  const auto word = [](int k) {
    return k < 0 || k >= static_cast<int>(std::size(kTwoOverPi)) ? Word{0} : kTwoOverPi[k];
  };
  const int shifted = first + kWordBits;  // not negative
  const int k = shifted / kWordBits - 1, offset = shifted % kWordBits;
  return offset == 0 ? word(k) : word(k) << offset | word(k + 1) >> (kWordBits - offset);
}

/// A fraction of 256 bits, the highest first.
using Fraction = std::array<Word, 4>;

/// m times a fraction, without what is whole.
Fraction times(Word m, const Fraction& f) {
  constexpr Word kLow = 0xffffffff;
  Fraction product{};
  Word carry = 0;
  for (std::size_t i = f.size(); i-- > 0;) {
    const Word a = m >> 32, b = m & kLow, c = f[i] >> 32, d = f[i] & kLow;
    const Word low = b * d, middle = a * d + (low >> 32), other = b * c + (middle & kLow);
    const Word high = a * c + (middle >> 32) + (other >> 32);
    const Word bottom = (other << 32) | (low & kLow);
    product[i] = bottom + carry;
    carry = high + (product[i] < bottom ? 1 : 0);
  }
  return product;
}

Fraction negated(Fraction f) {
  bool carries = true;
  for (std::size_t i = f.size(); i-- > 0;) {
    f[i] = ~f[i] + (carries ? 1 : 0);
    carries = carries && f[i] == 0;
  }
  return f;
}

/// f without its leading zeros, and their number.
Fraction normalized(const Fraction& f, int& zeros) {
  std::size_t whole = 0;
  while (whole < f.size() && f[whole] == 0) ++whole;
  Fraction result{};
  if (whole == f.size()) return result;
  const int shift = std::countl_zero(f[whole]);
  for (std::size_t i = whole; i < f.size(); ++i) {
    const Word next = i + 1 < f.size() ? f[i + 1] : 0;
    result[i - whole] = shift == 0 ? f[i] : f[i] << shift | next >> (kWordBits - shift);
  }
  zeros = static_cast<int>(whole) * kWordBits + shift;
  return result;
}

vector_math::Quadrant<double> far_quadrant(double magnitude) {
  int exponent = 0;
  constexpr int kDigits = 53;
  const auto m = static_cast<Word>(std::ldexp(std::frexp(magnitude, &exponent), kDigits));
  exponent -= kDigits;
  // Bits of weight 4 and more in the product are whole turns.
  Fraction turns{};
  for (std::size_t i = 0; i < turns.size(); ++i)
    turns[i] = bits_from(exponent - 2 + static_cast<int>(i) * kWordBits);
  turns = times(m, turns);
  std::int64_t h = static_cast<std::int64_t>(turns[0] >> 62);
  Fraction rest{};  // of a quarter turn
  for (std::size_t i = 0; i < rest.size(); ++i)
    rest[i] = turns[i] << 2 | (i + 1 < turns.size() ? turns[i + 1] >> 62 : 0);
  const bool is_above = rest[0] >> 63 != 0;
  if (is_above) {
    ++h;
    rest = negated(rest);
  }
  int zeros = 0;
  rest = normalized(rest, zeros);
  const double high = std::ldexp(static_cast<double>(rest[0] >> 11), 11 - kWordBits - zeros);
  const double low =
      std::ldexp(static_cast<double>(rest[0] << 53 | rest[1] >> 11), -53 - kWordBits - zeros);
  constexpr double kHalfPi = 1.57079632679489661923, kHalfPiLow = 6.123233995736766036e-17;
  const double product = high * kHalfPi;
  const double tail = std::fma(high, kHalfPi, -product) + (high * kHalfPiLow + low * kHalfPi);
  const double r = product + tail, r_low = (product - r) + tail;
  return {h, is_above ? -r : r, is_above ? -r_low : r_low};
}

}  // namespace

double far_sin(double x) { return vector_math::sin_at(far_quadrant(std::fabs(x)), x); }
double far_cos(double x) { return vector_math::cos_at(far_quadrant(std::fabs(x))); }
double far_tan(double x) { return vector_math::tan_at(far_quadrant(std::fabs(x)), x); }

}  // namespace aleator::scalar
