// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/micro/hand/elementwise.h"

#include <cstring>

#include "benchmarks/micro/hand/vector_math.h"

namespace aleator::hand {
namespace {

template <class T>
using Lanes = Simd<T, kRegisterBytes / sizeof(T)>;

template <class V>
ALEATOR_HAND V load(const typename V::Scalar* x) {
  V result;
  std::memcpy(&result, x, sizeof result);
  return result;
}

template <class V>
ALEATOR_HAND V log1p_exp_of(const V& x) {
  return log1p_and_reciprocal(exp_nonpositive(negative_abs(x))).log1p;
}
template <class V>
ALEATOR_HAND V softplus_of(const V& x) {
  return max(x, V(0)) + log1p_exp_of(x);
}

/// Past the caches: results of this size are not read again soon.
template <class T, class V>
ALEATOR_HAND void store(T* to, const V& value) {
#ifdef __AVX512F__
  _mm512_stream_si512(reinterpret_cast<__m512i*>(to), (__m512i)value.v);
#elif defined(__AVX__)
  _mm256_stream_si256(reinterpret_cast<__m256i*>(to), (__m256i)value.v);
#else
  std::memcpy(to, &value, sizeof value);
#endif
}

template <class T, class F>
ALEATOR_HAND void each(T* result, std::size_t n, const F& f) {
  using V = Lanes<T>;
  for (std::size_t i = 0; i < n; i += V::kLanes) {
    store(result + i, f(i));
  }
}

}  // namespace

template <class T>
void copy(const T* x, T* result, std::size_t n) {
  each(result, n, [&](std::size_t i) { return load<Lanes<T>>(x + i); });
}
template <class T>
void axpy(T a, const T* x, const T* y, T* result, std::size_t n) {
  using V = Lanes<T>;
  each(result, n, [&](std::size_t i) { return a * load<V>(x + i) + load<V>(y + i); });
}
template <class T>
void softplus(const T* x, T* result, std::size_t n) {
  each(result, n, [&](std::size_t i) { return softplus_of(load<Lanes<T>>(x + i)); });
}
template <class T>
void log1p_exp(const T* x, T* result, std::size_t n) {
  each(result, n, [&](std::size_t i) { return log1p_exp_of(load<Lanes<T>>(x + i)); });
}
template <class T>
T sum_softplus(const T* x, std::size_t n) {
  using V = Lanes<T>;
  constexpr std::size_t kBlock = 4096;  // partial sums keep floats accurate
  double total = 0;
  for (std::size_t start = 0; start < n; start += kBlock) {
    const std::size_t stop = start + kBlock < n ? start + kBlock : n;
    V sum(T(0));
    for (std::size_t i = start; i < stop; i += V::kLanes) sum += softplus_of(load<V>(x + i));
    for (int lane = 0; lane < V::kLanes; ++lane) total += static_cast<double>(sum.v[lane]);
  }
  return static_cast<T>(total);
}

#define ALEATOR_HAND_INSTANTIATE(T)                           \
  template void copy(const T*, T*, std::size_t);              \
  template void axpy(T, const T*, const T*, T*, std::size_t); \
  template void softplus(const T*, T*, std::size_t);          \
  template void log1p_exp(const T*, T*, std::size_t);         \
  template T sum_softplus(const T*, std::size_t);
ALEATOR_HAND_INSTANTIATE(double)
ALEATOR_HAND_INSTANTIATE(float)

}  // namespace aleator::hand
