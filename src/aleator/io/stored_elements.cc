// SPDX-License-Identifier: Apache-2.0
#include "aleator/io/stored_elements.h"

#include "aleator/array/buffer.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace aleator::io {
namespace {

using Kind = StoredType::Kind;

/// The bytes of one element as an unsigned number.
std::uint64_t bits_at(const char* element, const StoredType& type) {
  std::array<char, 8> bytes{};
  std::memcpy(bytes.data(), element, static_cast<std::size_t>(type.size));
  if (type.is_big_endian) std::reverse(bytes.begin(), bytes.begin() + type.size);
  return std::bit_cast<std::uint64_t>(bytes);
}

/// IEEE 754 half precision.
float half_value(std::uint64_t bits) {
  const auto fraction = static_cast<float>(bits & 0x3FF);
  const auto exponent = static_cast<int>((bits >> 10) & 0x1F);
  float size = 0;
  if (exponent == 0x1F) {
    size = fraction == 0 ? std::numeric_limits<float>::infinity()
                         : std::numeric_limits<float>::quiet_NaN();
  } else if (exponent == 0) {
    size = std::ldexp(fraction, -24);
  } else {
    size = std::ldexp(fraction + 1024, exponent - 25);
  }
  return (bits >> 15) != 0 ? -size : size;
}

double floating_value(std::uint64_t bits, const StoredType& type) {
  if (type.kind == Kind::bfloat)
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits << 16));
  if (type.size == 2) return half_value(bits);
  return type.size == 4 ? std::bit_cast<float>(static_cast<std::uint32_t>(bits))
                        : std::bit_cast<double>(bits);
}

std::int64_t signed_value(std::uint64_t bits, int size) {
  const int unused = 64 - 8 * size;
  return static_cast<std::int64_t>(bits << unused) >> unused;
}

template <class T>
T value_of(std::uint64_t bits, const StoredType& type) {
  if constexpr (std::same_as<T, bool>) return bits != 0;
  else if constexpr (std::floating_point<T>) return static_cast<T>(floating_value(bits, type));
  else if (type.kind == Kind::signed_integer) return static_cast<T>(signed_value(bits, type.size));
  else return static_cast<T>(bits);
}

}  // namespace

Dtype dtype_for(const StoredType& type) {
  switch (type.kind) {
    case Kind::boolean: return boolean;
    case Kind::signed_integer: return type.size == 8 ? int64 : int32;
    case Kind::unsigned_integer: return type.size == 8 ? uint64 : type.size == 4 ? uint32 : int32;
    case Kind::floating: return type.size == 8 ? float64 : float32;
    case Kind::bfloat: break;
  }
  return float32;
}

std::optional<std::uint64_t> stored_bytes(const StoredType& type, const Dims& dims) {
  constexpr std::uint64_t kLargestFile = std::numeric_limits<std::int64_t>::max();
  // The dimensions that are not 0 must be possible too: shapes multiply them.
  auto bytes = static_cast<std::uint64_t>(type.size);
  bool is_empty = false;
  for (const std::int64_t dim : dims) {
    if (dim < 0) return {};
    is_empty = is_empty || dim == 0;
    const auto factor = static_cast<std::uint64_t>(std::max<std::int64_t>(dim, 1));
    if (__builtin_mul_overflow(bytes, factor, &bytes) || bytes > kLargestFile) return {};
  }
  return is_empty ? 0 : bytes;
}

Array array_of_stored(const StoredType& type, const Shape& shape, std::string_view bytes) {
  Buffer buffer(dtype_for(type), shape);
  visit_dtype(buffer.dtype(), [&]<class T>(T) {
    T* out = buffer.mutable_data<T>();
    const auto step = static_cast<std::size_t>(type.size);
    for (std::size_t at = 0; at + step <= bytes.size(); at += step)
      *out++ = value_of<T>(bits_at(bytes.data() + at, type), type);
  });
  return constant(buffer);
}

}  // namespace aleator::io
