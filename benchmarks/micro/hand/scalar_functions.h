// SPDX-License-Identifier: Apache-2.0
// Declares loops over special functions of one number, as the C library and Boost have them.
#pragma once

#include <cstddef>

namespace aleator::hand {

void lgamma_libm(const double* x, double* result, std::size_t num);
void erf_libm(const double* x, double* result, std::size_t num);
/// log(erfc(-x / sqrt(2)) / 2): right to -38 where erfc is, which suffices for the comparison.
void log_ndtr_libm(const double* x, double* result, std::size_t num);

/// Whether Boost's headers were there when this was built: without, the functions below do nothing.
bool has_boost();
void lgamma_boost(const double* x, double* result, std::size_t num);
void digamma_boost(const double* x, double* result, std::size_t num);
void erf_boost(const double* x, double* result, std::size_t num);
void log_ndtr_boost(const double* x, double* result, std::size_t num);

}  // namespace aleator::hand
