// SPDX-License-Identifier: Apache-2.0
// Defines how estimates are printed: with the digits that their Monte Carlo error supports.
#pragma once

#include <string>

namespace aleator::stats {

/// `value` rounded to the last digit that its Monte Carlo error supports: the place of the first
/// digit of 2 * error. estimate_text(-1.3967, 0.006) is "-1.40", estimate_text(123456, 340) is
/// "123500". Without an error (zero, NaN, infinite) six significant digits, whole numbers exactly.
/// "nan", "inf" and "-inf" are spelled so.
std::string estimate_text(double value, double monte_carlo_error);

/// A Monte Carlo error: two significant digits, "0.0060".
std::string error_text(double error);

/// An effective sample size, rounded down.
std::string ess_text(double ess);

/// Two decimals, and more where two would make a value above 1.01 look as if it passed: "1.012".
std::string rhat_text(double rhat);

/// Six significant digits at most, whole numbers exactly: for values in sentences.
std::string plain_text(double value);

}  // namespace aleator::stats
