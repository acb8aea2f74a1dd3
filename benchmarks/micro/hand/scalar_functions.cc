// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/micro/hand/scalar_functions.h"

#include <cmath>
#include <numbers>

#ifdef ALEATOR_HAS_BOOST
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#endif

namespace aleator::hand {
namespace {

template <class F>
void each(const double* x, double* result, std::size_t num, F f) {
  for (std::size_t i = 0; i < num; ++i) result[i] = f(x[i]);
}

}  // namespace

void lgamma_libm(const double* x, double* result, std::size_t num) {
  each(x, result, num, [](double y) { return std::lgamma(y); });
}
void erf_libm(const double* x, double* result, std::size_t num) {
  each(x, result, num, [](double y) { return std::erf(y); });
}
void log_ndtr_libm(const double* x, double* result, std::size_t num) {
  each(x, result, num,
       [](double y) { return std::log(0.5 * std::erfc(-y / std::numbers::sqrt2)); });
}

#ifdef ALEATOR_HAS_BOOST
// In double, as everything here: by default Boost computes in long double.
constexpr boost::math::policies::policy<boost::math::policies::promote_double<false>> kInDouble{};

bool has_boost() { return true; }
void lgamma_boost(const double* x, double* result, std::size_t num) {
  each(x, result, num, [](double y) { return boost::math::lgamma(y, kInDouble); });
}
void digamma_boost(const double* x, double* result, std::size_t num) {
  each(x, result, num, [](double y) { return boost::math::digamma(y, kInDouble); });
}
void erf_boost(const double* x, double* result, std::size_t num) {
  each(x, result, num, [](double y) { return boost::math::erf(y, kInDouble); });
}
void log_ndtr_boost(const double* x, double* result, std::size_t num) {
  each(x, result, num, [](double y) {
    return std::log(0.5 * boost::math::erfc(-y / std::numbers::sqrt2, kInDouble));
  });
}
#else
bool has_boost() { return false; }
void lgamma_boost(const double*, double*, std::size_t) {}
void digamma_boost(const double*, double*, std::size_t) {}
void erf_boost(const double*, double*, std::size_t) {}
void log_ndtr_boost(const double*, double*, std::size_t) {}
#endif

}  // namespace aleator::hand
