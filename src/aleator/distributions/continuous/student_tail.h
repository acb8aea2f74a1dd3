// SPDX-License-Identifier: Apache-2.0
// Declares the tails of Student's t distribution, which StudentT and HalfStudentT share.
#pragma once

#include "aleator/array/array.h"

namespace aleator {

/// P(|t| > |z|), by the incomplete beta function of the smaller of df / (df + z^2) and its
/// complement.
Array student_tails(const Array& df, const Array& z);
/// 1 minus that, accurate near 0.
Array student_body(const Array& df, const Array& z);
Array log_student_tails(const Array& df, const Array& z);
/// The |z| beyond which both tails together have probability q.
Array student_size(const Array& df, const Array& q);
/// log(sqrt(df) B(1/2, df/2)).
Array student_log_normalizer(const Array& df);
/// Entropy of the standard member.
Array student_entropy(const Array& df);
/// Variance of the standard member: infinite for 1 < df <= 2, NaN below.
Array student_variance(const Array& df);

}  // namespace aleator
