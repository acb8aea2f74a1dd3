// SPDX-License-Identifier: Apache-2.0
// Defines Simd, one number for each of L chains, made of registers: of 64 bytes with
// AVX-512, else of 32.
#pragma once

#include <cstdint>
#include <type_traits>
#ifdef __AVX__
#include <immintrin.h>
#endif

namespace aleator::hand {

#define ALEATOR_HAND inline __attribute__((always_inline))

#ifdef __AVX512F__
constexpr int kRegisterBytes = 64;
#else
constexpr int kRegisterBytes = 32;
#endif

template <class T>
using Bits = std::conditional_t<sizeof(T) == 8, std::int64_t, std::int32_t>;

/// A register of T, and of integers of its width.
template <class T>
struct Register;
template <>
struct Register<double> {
  using Value = double __attribute__((vector_size(kRegisterBytes)));
  using Mask = std::int64_t __attribute__((vector_size(kRegisterBytes)));
};
template <>
struct Register<float> {
  using Value = float __attribute__((vector_size(kRegisterBytes)));
  using Mask = std::int32_t __attribute__((vector_size(kRegisterBytes)));
};

template <class T, int L, bool is_register = (L * sizeof(T) == kRegisterBytes)>
struct Simd {
  using Scalar = T;
  static constexpr int kLanes = L;
  static constexpr int kRegisters = L * static_cast<int>(sizeof(T)) / kRegisterBytes;
  using Half = Simd<T, L / 2>;
  Half low, high;

  Simd() = default;
  ALEATOR_HAND Simd(T x) : low(x), high(x) {}
  ALEATOR_HAND Simd(Half low, Half high) : low(low), high(high) {}
};

template <class T, int L>
struct Simd<T, L, true> {
  using Scalar = T;
  static constexpr int kLanes = L;
  static constexpr int kRegisters = 1;
  using Value = typename Register<T>::Value;
  Value v;

  Simd() = default;
  ALEATOR_HAND Simd(T x) : v(x - Value{}) {}
  ALEATOR_HAND explicit Simd(Value v) : v(v) {}
};

/// f, a function of registers, over all registers of its arguments.
template <class T, int L, class F, class... More>
ALEATOR_HAND Simd<T, L> map(const F& f, const Simd<T, L>& x, const More&... more) {
  if constexpr (Simd<T, L>::kRegisters == 1) {
    return Simd<T, L>(f(x.v, more.v...));
  } else {
    return {map(f, x.low, more.low...), map(f, x.high, more.high...)};
  }
}

#define ALEATOR_HAND_OPERATOR(op)                                                       \
  template <class T, int L>                                                             \
  ALEATOR_HAND Simd<T, L> operator op(const Simd<T, L>& x, const Simd<T, L>& y) {       \
    if constexpr (Simd<T, L>::kRegisters == 1) {                                        \
      return Simd<T, L>(x.v op y.v);                                                    \
    } else {                                                                            \
      return {x.low op y.low, x.high op y.high};                                        \
    }                                                                                   \
  }                                                                                     \
  template <class T, int L>                                                             \
  ALEATOR_HAND Simd<T, L> operator op(std::type_identity_t<T> x, const Simd<T, L>& y) { \
    return Simd<T, L>(x) op y;                                                          \
  }                                                                                     \
  template <class T, int L>                                                             \
  ALEATOR_HAND Simd<T, L> operator op(const Simd<T, L>& x, std::type_identity_t<T> y) { \
    return x op Simd<T, L>(y);                                                          \
  }
ALEATOR_HAND_OPERATOR(+)
ALEATOR_HAND_OPERATOR(-)
ALEATOR_HAND_OPERATOR(*)
ALEATOR_HAND_OPERATOR(/)
#undef ALEATOR_HAND_OPERATOR

template <class T, int L>
ALEATOR_HAND Simd<T, L> operator-(const Simd<T, L>& x) {
  if constexpr (Simd<T, L>::kRegisters == 1) return Simd<T, L>(-x.v);
  else return {-x.low, -x.high};
}
template <class T, int L>
ALEATOR_HAND Simd<T, L>& operator+=(Simd<T, L>& x, const Simd<T, L>& y) {
  return x = x + y;
}
template <class T, int L>
ALEATOR_HAND Simd<T, L>& operator-=(Simd<T, L>& x, const Simd<T, L>& y) {
  return x = x - y;
}

template <class V>
ALEATOR_HAND V square(const V& x) {
  return x * x;
}

// --- what vector extensions have no operator for, on registers ---

ALEATOR_HAND Register<double>::Value max(Register<double>::Value x, Register<double>::Value y) {
#ifdef __AVX512F__
  return _mm512_max_pd(x, y);
#elif defined(__AVX__)
  return _mm256_max_pd(x, y);
#else
  return x > y ? x : y;
#endif
}
ALEATOR_HAND Register<float>::Value max(Register<float>::Value x, Register<float>::Value y) {
#ifdef __AVX512F__
  return _mm512_max_ps(x, y);
#elif defined(__AVX__)
  return _mm256_max_ps(x, y);
#else
  return x > y ? x : y;
#endif
}
ALEATOR_HAND Register<double>::Value min(Register<double>::Value x, Register<double>::Value y) {
#ifdef __AVX512F__
  return _mm512_min_pd(x, y);
#elif defined(__AVX__)
  return _mm256_min_pd(x, y);
#else
  return x < y ? x : y;
#endif
}
ALEATOR_HAND Register<float>::Value min(Register<float>::Value x, Register<float>::Value y) {
#ifdef __AVX512F__
  return _mm512_min_ps(x, y);
#elif defined(__AVX__)
  return _mm256_min_ps(x, y);
#else
  return x < y ? x : y;
#endif
}
ALEATOR_HAND Register<double>::Value sqrt(Register<double>::Value x) {
#ifdef __AVX512F__
  return _mm512_sqrt_pd(x);
#elif defined(__AVX__)
  return _mm256_sqrt_pd(x);
#else
  for (int i = 0; i < kRegisterBytes / 8; ++i) x[i] = __builtin_sqrt(x[i]);
  return x;
#endif
}
ALEATOR_HAND Register<float>::Value sqrt(Register<float>::Value x) {
#ifdef __AVX512F__
  return _mm512_sqrt_ps(x);
#elif defined(__AVX__)
  return _mm256_sqrt_ps(x);
#else
  for (int i = 0; i < kRegisterBytes / 4; ++i) x[i] = __builtin_sqrtf(x[i]);
  return x;
#endif
}

template <class T, int L>
ALEATOR_HAND Simd<T, L> max(const Simd<T, L>& x, const Simd<T, L>& y) {
  return map(
      [](auto a, auto b) __attribute__((always_inline)) { return max(a, b); }, x, y);
}
template <class T, int L>
ALEATOR_HAND Simd<T, L> min(const Simd<T, L>& x, const Simd<T, L>& y) {
  return map(
      [](auto a, auto b) __attribute__((always_inline)) { return min(a, b); }, x, y);
}
template <class T, int L>
ALEATOR_HAND Simd<T, L> sqrt(const Simd<T, L>& x) {
  return map(
      [](auto a) __attribute__((always_inline)) { return sqrt(a); }, x);
}
/// -|x|
template <class T, int L>
ALEATOR_HAND Simd<T, L> negative_abs(const Simd<T, L>& x) {
  return map(
      [](auto a) __attribute__((always_inline)) {
        using Mask = typename Register<T>::Mask;
        return (decltype(a))((Mask)a | (Mask)(T(-0.0) - decltype(a){}));
      },
      x);
}
/// x where a >= 0, else y
template <class T, int L>
ALEATOR_HAND Simd<T, L> select_positive(const Simd<T, L>& a, const Simd<T, L>& x,
                                        const Simd<T, L>& y) {
  return map(
      [](auto r, auto s, auto t) __attribute__((always_inline)) { return r >= 0 ? s : t; }, a, x,
      y);
}

}  // namespace aleator::hand
