// SPDX-License-Identifier: Apache-2.0
#include "aleator/glm/quadratic_form.h"

#include "aleator/kernels/tall_matrices.h"

#include <cstdint>

namespace aleator::glm {
namespace {

/// A value below this part of that at the point has lost more than six of sixteen digits.
constexpr double kSmallestPart = 1e-6;

}  // namespace

void QuadraticForm::expand_at(const std::vector<double>& point, const Value& value) {
  point_ = point;
  at_point_ = value;
}

std::optional<QuadraticForm::Value> QuadraticForm::operator()(
    const std::vector<double>& b, const std::vector<double>& matrix) const {
  const std::size_t n = b.size();
  std::vector<double> bend(n, 0.);
  for (std::size_t j = 0; j < n; ++j) {
    const double change = b[j] - point_[j];
    if (change != 0)
      kernels::add_multiple(change, matrix.data() + j * n, static_cast<std::int64_t>(n),
                            bend.data());
  }
  Value result = at_point_;
  for (std::size_t j = 0; j < n; ++j) {
    result.value += (b[j] - point_[j]) * (at_point_.gradient[j] + 0.5 * bend[j]);
    result.gradient[j] += bend[j];
  }
  if (!(result.value > kSmallestPart * at_point_.value)) return std::nullopt;
  return result;
}

}  // namespace aleator::glm
