// SPDX-License-Identifier: Apache-2.0
// Implements scales and their tick marks.
#include "aleator/report/axis.h"

#include "aleator/base/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace aleator::report {
namespace {

/// The smallest of 1, 2, 5, 10 times a power of ten that is no less than the rough step.
double nice_step(double rough) {
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    // The slack keeps a step that is nice already from being doubled by rounding.
    if (factor * power >= rough * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

/// Power of ten to take out of the labels: none while they are short.
int common_exponent(Range range, double step) {
  const double largest = std::max(std::abs(range.low), std::abs(range.high));
  const bool is_short = largest < 1e6 && step >= 1e-4 * (1 - 1e-9);
  if (is_short) return 0;
  return 3 * static_cast<int>(std::floor(std::log10(largest) / 3));
}

std::string label_of(double value, int decimals) {
  char digits[400];
  const double clean = std::abs(value) < 0.5 * std::pow(10.0, -decimals) ? 0.0 : value;
  std::string out(
      digits,
      std::to_chars(digits, digits + sizeof digits, clean, std::chars_format::fixed, decimals).ptr);
  return out.front() == '-' ? "\u2212" + out.substr(1) : out;
}

int decimals_of(double step) {
  return std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 15);
}

}  // namespace

Range range_of(std::span<const double> values) {
  Range out{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
  for (const double x : values) {
    if (!std::isfinite(x)) continue;
    out.low = out.low <= x ? out.low : x;
    out.high = out.high >= x ? out.high : x;
  }
  return out;
}

Range united(Range a, Range b) { return {std::fmin(a.low, b.low), std::fmax(a.high, b.high)}; }

Range drawable(Range range, double margin) {
  if (!std::isfinite(range.low) || !std::isfinite(range.high)) return {0, 1};
  // Below this width ticks could no longer be told apart.
  const double largest = std::max(std::abs(range.low), std::abs(range.high));
  const double least = std::max(1e-12 * largest, 1e-290);
  double half = range.high / 2 - range.low / 2;
  if (half < least) half = largest == 0 ? 0.5 : std::max(largest * 0.05, least);
  const double middle = range.low / 2 + range.high / 2;
  const double reach = half * (1 + 2 * margin), limit = 1e300;
  return {std::clamp(middle - reach, -limit, limit), std::clamp(middle + reach, -limit, limit)};
}

Ticks nice_ticks(Range range, int max_count, bool is_whole) {
  Ticks out;
  const double width = range.high - range.low;
  if (!(width > 0) || !std::isfinite(width)) return out;
  double step = nice_step(width / std::max(max_count, 2));
  if (is_whole) step = std::max(step, 1.0);
  out.exponent = common_exponent(range, step);
  const double unit = std::pow(10.0, out.exponent);
  const int decimals = decimals_of(step / unit);
  const double first = std::ceil(range.low / step - 1e-9);
  for (int i = 0; i <= max_count; ++i) {
    const double value = (first + i) * step;
    if (value > range.high + 1e-9 * step) break;
    out.values.push_back(value);
    out.labels.push_back(label_of(value / unit, decimals));
  }
  return out;
}

std::string exponent_text(int exponent) {
  if (exponent == 0) return "";
  constexpr const char* kDigits[] = {"\u2070", "\u00b9", "\u00b2", "\u00b3", "\u2074",
                                     "\u2075", "\u2076", "\u2077", "\u2078", "\u2079"};
  std::string out = "\u00d710";
  if (exponent < 0) out += "\u207b";
  for (const char digit : text(std::abs(exponent))) out += kDigits[digit - '0'];
  return out;
}

}  // namespace aleator::report
