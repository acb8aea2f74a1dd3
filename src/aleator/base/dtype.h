// SPDX-License-Identifier: Apache-2.0
// Defines Dtype, the element types of arrays, and how they promote.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace aleator {

enum class Dtype : std::uint8_t { boolean, int32, int64, uint32, uint64, float32, float64 };

inline constexpr Dtype float64 = Dtype::float64;
inline constexpr Dtype float32 = Dtype::float32;
inline constexpr Dtype int32 = Dtype::int32;
inline constexpr Dtype int64 = Dtype::int64;
inline constexpr Dtype uint32 = Dtype::uint32;
inline constexpr Dtype uint64 = Dtype::uint64;
inline constexpr Dtype boolean = Dtype::boolean;
inline constexpr Dtype kAllDtypes[] = {boolean, int32, int64, uint32, uint64, float32, float64};

/// "float64", "int32", "bool", ...
std::string_view name_of(Dtype dtype);
/// Bytes per element.
std::size_t size_of(Dtype dtype);

constexpr bool is_floating(Dtype d) { return d == Dtype::float32 || d == Dtype::float64; }
constexpr bool is_boolean(Dtype d) { return d == Dtype::boolean; }
constexpr bool is_integer(Dtype d) { return !is_floating(d) && !is_boolean(d); }
constexpr bool is_unsigned(Dtype d) { return d == Dtype::uint32 || d == Dtype::uint64; }

/// The dtype of an expression over two operands; `who` names the operation in the error.
///
/// Strong with strong: bool gives way; integer x float is that float; float32 x float64 is float64;
/// int32 x uint32 is int64; uint64 with a signed integer is an error. Weak (made from a C++ scalar)
/// with strong: the strong dtype if it can hold the kind (bool < integer < floating), else the weak
/// kind's default.
struct PromotedDtype {
  Dtype dtype;
  bool is_weak;
};
PromotedDtype promote(Dtype a, bool a_is_weak, Dtype b, bool b_is_weak, const char* who);

/// The dtype a weak value takes when it becomes strong: float64, int64 or bool.
constexpr Dtype default_dtype(Dtype d) {
  return is_floating(d) ? Dtype::float64 : is_boolean(d) ? Dtype::boolean : Dtype::int64;
}

template <class T>
constexpr Dtype dtype_of() {
  if constexpr (std::same_as<T, bool>) return Dtype::boolean;
  else if constexpr (std::same_as<T, float>) return Dtype::float32;
  else if constexpr (std::same_as<T, double>) return Dtype::float64;
  else if constexpr (std::signed_integral<T> && sizeof(T) == 4) return Dtype::int32;
  else if constexpr (std::signed_integral<T> && sizeof(T) == 8) return Dtype::int64;
  else if constexpr (std::unsigned_integral<T> && sizeof(T) == 4) return Dtype::uint32;
  else {
    static_assert(std::unsigned_integral<T> && sizeof(T) == 8, "not an element type of arrays");
    return Dtype::uint64;
  }
}

/// Calls f(T{}) with the C++ element type of `dtype`.
template <class F>
decltype(auto) visit_dtype(Dtype dtype, F&& f) {
  switch (dtype) {
    case Dtype::boolean: return f(bool{});
    case Dtype::int32: return f(std::int32_t{});
    case Dtype::int64: return f(std::int64_t{});
    case Dtype::uint32: return f(std::uint32_t{});
    case Dtype::uint64: return f(std::uint64_t{});
    case Dtype::float32: return f(float{});
    case Dtype::float64: break;
  }
  return f(double{});
}

void append_text(std::string& out, Dtype dtype);

}  // namespace aleator
