// SPDX-License-Identifier: Apache-2.0
// Declares hand-written loops over large arrays; lengths are multiples of 16, results begin at
// multiples of 64 bytes.
#pragma once

#include <cstddef>

namespace aleator::hand {

template <class T>
void copy(const T* x, T* result, std::size_t n);
/// result = a x + y, also the triad by which bandwidth is measured
template <class T>
void axpy(T a, const T* x, const T* y, T* result, std::size_t n);
/// log(1 + exp(x))
template <class T>
void softplus(const T* x, T* result, std::size_t n);
/// log(1 + exp(-|x|))
template <class T>
void log1p_exp(const T* x, T* result, std::size_t n);
template <class T>
T sum_softplus(const T* x, std::size_t n);

}  // namespace aleator::hand
