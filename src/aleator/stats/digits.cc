// SPDX-License-Identifier: Apache-2.0
// Implements how estimates are printed.
#include "aleator/stats/digits.h"

#include "aleator/stats/thresholds.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace aleator::stats {
namespace {

constexpr int kMaxDecimals = 8;
constexpr double kLongest = 1e9;  // from here on powers of ten are easier to read

std::string not_finite_text(double value) {
  return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

std::string with_precision(double value, std::chars_format format, int precision) {
  char digits[400];
  const auto end = std::to_chars(digits, digits + sizeof digits, value, format, precision).ptr;
  std::string out(digits, end);
  const bool is_zero = out.find_first_of("123456789") == std::string::npos;
  return is_zero && out.front() == '-' ? out.substr(1) : out;
}

std::string fixed(double value, int decimals) {
  return with_precision(value, std::chars_format::fixed, decimals);
}

std::string scientific(double value, int significant) {
  return with_precision(value, std::chars_format::scientific, significant - 1);
}

/// floor(log10(|value|)) for a finite value other than zero.
int decimal_exponent(double value) {
  return static_cast<int>(std::floor(std::log10(std::abs(value))));
}

/// Rounds to tens, hundreds ...: only for |value| < kLongest, where this is exact enough.
std::string rounded_to_power(double value, int power) {
  const double unit = std::pow(10.0, power);
  return fixed(std::nearbyint(value / unit) * unit, 0);
}

}  // namespace

std::string plain_text(double value) {
  if (!std::isfinite(value)) return not_finite_text(value);
  if (value == std::floor(value) && std::abs(value) < 1e15) return fixed(value, 0);
  return with_precision(value, std::chars_format::general, 6);
}

std::string estimate_text(double value, double monte_carlo_error) {
  if (!std::isfinite(value)) return not_finite_text(value);
  if (!std::isfinite(monte_carlo_error) || monte_carlo_error <= 0) return plain_text(value);
  // 2 * error is inf only beyond any printable double; its exponent is then one too low, harmless.
  const int place = static_cast<int>(
      std::floor(std::log10(monte_carlo_error) + std::log10(2.0)));  // of the last digit
  if (place >= -kMaxDecimals && std::abs(value) < kLongest) {
    return place <= 0 ? fixed(value, -place) : rounded_to_power(value, place);
  }
  const int significant = value == 0 ? 0 : decimal_exponent(value) - place + 1;
  return significant < 1 ? "0" : scientific(value, std::min(significant, 15));
}

std::string error_text(double error) {
  if (!std::isfinite(error)) return not_finite_text(error);
  if (error == 0) return "0";
  const int exponent = decimal_exponent(error);
  if (exponent < -kMaxDecimals + 1 || error >= kLongest) return scientific(error, 2);
  return exponent <= 1 ? fixed(error, 1 - exponent) : rounded_to_power(error, exponent - 1);
}

std::string ess_text(double ess) {
  if (!std::isfinite(ess)) return not_finite_text(ess);
  return ess < 1e15 ? fixed(std::floor(ess), 0) : scientific(ess, 3);
}

std::string rhat_text(double rhat) {
  if (!std::isfinite(rhat)) return not_finite_text(rhat);
  if (rhat >= kLongest) return scientific(rhat, 3);
  int decimals = 2;
  std::string out = fixed(rhat, decimals);
  while (rhat > kMaxRhat && out == fixed(kMaxRhat, decimals) && decimals < 16) {
    out = fixed(rhat, ++decimals);
  }
  return out;
}

}  // namespace aleator::stats
