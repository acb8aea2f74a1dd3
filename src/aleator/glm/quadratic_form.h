// SPDX-License-Identifier: Apache-2.0
// Defines QuadraticForm, a quadratic function by its value and gradient at one point.
#pragma once

#include <optional>
#include <vector>

namespace aleator::glm {

/// f(b) = value + gradient'(b - point) + (b - point)' matrix (b - point) / 2, nowhere negative.
/// Sums of squares over many rows need no rows after the first look at them.
class QuadraticForm {
 public:
  struct Value {
    double value;
    std::vector<double> gradient;
  };
  bool is_known() const { return !point_.empty(); }
  void expand_at(const std::vector<double>& point, const Value& value);
  /// Nothing where the value is so much smaller than at the point that its digits would be lost.
  std::optional<Value> operator()(const std::vector<double>& b,
                                  const std::vector<double>& matrix) const;

 private:
  std::vector<double> point_;
  Value at_point_{};
};

}  // namespace aleator::glm
