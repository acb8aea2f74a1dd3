// SPDX-License-Identifier: Apache-2.0
// Declares the functions f of Csiszar's divergences D_f[p, q] = E_q[f(p(z) / q(z))], as functions
// of log u, u = p / q. Names are TFP's.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"

namespace aleator::vi {

/// log u -> f(u), element by element; f is convex with f(1) = 0 where it is self-normalized, or u
/// is a ratio of normalised densities.
using DiscrepancyFn = Callable<Array(const Array&)>;

// With self_normalized, a multiple of u - 1 is added such that f'(1) = 0: the same divergence where
// p is normalised, and never negative where it is not.

/// -log u: E_q[f] = KL[q, p]; minus the evidence lower bound.
Array kl_reverse(const Array& logu);
Array kl_reverse(const Array& logu, bool self_normalized);
/// u log u: KL[p, q].
Array kl_forward(const Array& logu);
Array kl_forward(const Array& logu, bool self_normalized);
/// u log u - (1 + u) log(1 + u); self_normalized: + (1 + u) log 2, twice the Jensen-Shannon
/// divergence.
Array jensen_shannon(const Array& logu);
Array jensen_shannon(const Array& logu, bool self_normalized);
/// (1 + u) log((1 + u) / sqrt(u)); self_normalized: - (1 + u) log 2.
Array arithmetic_geometric(const Array& logu);
Array arithmetic_geometric(const Array& logu, bool self_normalized);
/// log(1 + u) - log u; self_normalized: + (u - 1) / 2.
Array modified_gan(const Array& logu);
Array modified_gan(const Array& logu, bool self_normalized);
/// |u - 1| / 2
Array total_variation(const Array& logu);
/// (u - 1)^2
Array pearson(const Array& logu);
/// u^2 - 1
Array chi_square(const Array& logu);
/// (sqrt(u) - 1)^2
Array squared_hellinger(const Array& logu);
/// (u - 1)^2 / (1 + u)
Array triangular(const Array& logu);
/// (u - 1) log(u) / 2: the mean of KL[q, p] and KL[p, q].
Array jeffreys(const Array& logu);
/// exp(|log u|) - 1
Array log1p_abs(const Array& logu);

struct AmariAlphaOptions {
  double alpha = 1;
  bool self_normalized = false;
};
/// (u^alpha - 1) / (alpha (alpha - 1)); -log u for alpha 0, u log u for alpha 1; self_normalized:
/// (u^alpha - 1 - alpha (u - 1)) / (alpha (alpha - 1)) and the limits.
Array amari_alpha(const Array& logu, const AmariAlphaOptions& options = {});

struct TPowerOptions {
  double t = 1;
  bool self_normalized = false;
};
/// s (u^t - 1), s = -1 for 0 < t < 1, else 1; self_normalized: s (u^t - 1 - t (u - 1)).
Array t_power(const Array& logu, const TPowerOptions& options);

/// f*(u) = u f(1 / u): D_f*[p, q] = D_f[q, p].
Array dual_csiszar_function(const Array& logu, const DiscrepancyFn& csiszar_function);
/// (f(u) + f*(u)) / 2
Array symmetrized_csiszar_function(const Array& logu, const DiscrepancyFn& csiszar_function);

}  // namespace aleator::vi
