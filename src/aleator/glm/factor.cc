// SPDX-License-Identifier: Apache-2.0
#include "aleator/glm/factor.h"

#include "aleator/kernels/factorizations.h"

#include <cmath>
#include <limits>

namespace aleator::glm {
namespace {

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

/// Cholesky's method loses twice the digits that QR loses: it is left where the part of a column
/// that earlier ones do not explain is smaller than this, relative to the square of its length.
constexpr double kClearlyIndependent = 1e-7;
/// R's bound for lengths of what is left of a column: below, it is a sum of earlier ones.
constexpr double kDependent = 1e-11;

/// Scales to unit diagonal, so that units of columns do not matter.
bool factor_by_cholesky(const Information& information, InformationFactor& out) {
  const std::int64_t n = information.design->columns();
  std::vector<double> a(index(n * n)), factor(index(n * n)), scale(index(n));
  for (std::int64_t j = 0; j < n; ++j) {
    const double diagonal = information.gram[j * n + j] + (*information.penalties)[index(j)];
    if (!(diagonal > 0)) return false;
    scale[index(j)] = std::sqrt(diagonal);
    for (std::int64_t k = 0; k < j; ++k)
      a[index(j * n + k)] = information.gram[j * n + k] / (scale[index(j)] * scale[index(k)]);
    a[index(j * n + j)] = 1;
  }
  if (!factor_positive_definite(a.data(), n, factor.data())) return false;
  out.kept.clear();
  out.r.assign(index(n * n), 0.);
  for (std::int64_t j = 0; j < n; ++j) {
    const double pivot = factor[index(j * n + j)];
    if (!(pivot * pivot > kClearlyIndependent)) return false;
    out.kept.push_back(j);
    for (std::int64_t k = 0; k <= j; ++k)
      out.r[index(k * n + j)] = factor[index(j * n + k)] * scale[index(j)];
  }
  return true;
}

double length(const double* x, std::int64_t n) {
  double largest = 0, sum = 0;
  for (std::int64_t i = 0; i < n; ++i) largest = std::fmax(largest, std::abs(x[i]));
  if (!(largest > 0 && std::isfinite(largest))) return largest;
  for (std::int64_t i = 0; i < n; ++i) sum += (x[i] / largest) * (x[i] / largest);
  return largest * std::sqrt(sum);
}

double dot(const double* a, const double* b, std::int64_t n) {
  double sum = 0;
  for (std::int64_t i = 0; i < n; ++i) sum += a[i] * b[i];
  return sum;
}

/// The rows, times the roots of their weights, and below them the roots of the penalties: columns
/// one after the other.
std::vector<double> weighted_columns(const Information& information, std::int64_t height) {
  const std::int64_t n = information.design->columns(), rows = information.design->rows();
  std::vector<double> a(index(height * n), 0.);
  for (std::int64_t j = 0; j < n; ++j) {
    double* column = a.data() + j * height;
    information.design->copy_column(j, column);
    for (std::int64_t i = 0; i < rows; ++i) column[i] *= std::sqrt(information.weights[i]);
    if (height > rows) column[rows + j] = std::sqrt((*information.penalties)[index(j)]);
  }
  return a;
}

/// Turns what is left of a column, from element `first` on, into a reflector of length sqrt(2), and
/// returns the element of r.
double make_reflector(double* column, std::int64_t first, std::int64_t height) {
  const double norm = length(column + first, height - first);
  const double alpha = column[first] > 0 ? -norm : norm;
  // v = x - alpha e1, |v|^2 = 2 norm (norm + |x1|); the reflection is 1 - v v' where |v|^2 = 2.
  const double scale = 1 / std::sqrt(norm * (norm + std::abs(column[first])));
  column[first] -= alpha;
  for (std::int64_t i = first; i < height; ++i) column[i] *= scale;
  return alpha;
}

InformationFactor factor_by_rows(const Information& information) {
  const std::int64_t n = information.design->columns(), rows = information.design->rows();
  bool is_penalized = false;
  for (const double penalty : *information.penalties) is_penalized = is_penalized || penalty > 0;
  const std::int64_t height = rows + (is_penalized ? n : 0);
  std::vector<double> a = weighted_columns(information, height);
  InformationFactor out;
  std::vector<std::vector<double>> columns_of_r;
  for (std::int64_t j = 0; j < n; ++j) {
    double* column = a.data() + j * height;
    const double whole = length(column, height);
    std::vector<double> above;
    for (std::size_t k = 0; k < out.kept.size(); ++k) {
      const auto first = static_cast<std::int64_t>(k);
      const double* v = a.data() + out.kept[k] * height;
      const double projection = dot(v + first, column + first, height - first);
      for (std::int64_t i = first; i < height; ++i) column[i] -= projection * v[i];
      above.push_back(column[first]);
    }
    const auto rank = static_cast<std::int64_t>(out.kept.size());
    const bool is_full = rank >= height;
    if (is_full || !(length(column + rank, height - rank) > kDependent * whole)) {
      out.dropped.push_back(j);
      continue;
    }
    above.push_back(make_reflector(column, rank, height));
    out.kept.push_back(j);
    columns_of_r.push_back(above);
  }
  const std::size_t size = out.kept.size();
  out.r.assign(size * size, 0.);
  for (std::size_t c = 0; c < size; ++c) {
    for (std::size_t k = 0; k <= c; ++k) out.r[k * size + c] = columns_of_r[c][k];
  }
  return out;
}

}  // namespace

bool factor_positive_definite(const double* a, std::int64_t n, double* factor) {
  if (kernels::serves_cholesky(n)) return kernels::factor_cholesky(a, factor, n);
  for (std::int64_t j = 0; j < n; ++j) {
    for (std::int64_t k = 0; k <= j; ++k) {
      double sum = a[j * n + k];
      for (std::int64_t l = 0; l < k; ++l) sum -= factor[j * n + l] * factor[k * n + l];
      if (j == k && !(sum > 0)) return false;
      factor[j * n + k] = j == k ? std::sqrt(sum) : sum / factor[k * n + k];
    }
  }
  return true;
}

InformationFactor factor_information(const Information& information, bool is_by_rows) {
  InformationFactor out;
  if (!is_by_rows && factor_by_cholesky(information, out)) return out;
  return factor_by_rows(information);
}

std::vector<double> InformationFactor::solve(const std::vector<double>& b) const {
  const std::size_t n = kept.size();
  std::vector<double> x(n), out(b.size(), 0.);
  for (std::size_t i = 0; i < n; ++i) {
    double sum = b[index(kept[i])];
    for (std::size_t k = 0; k < i; ++k) sum -= r[k * n + i] * x[k];
    x[i] = sum / r[i * n + i];
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) x[i] -= r[i * n + k] * x[k];
    x[i] /= r[i * n + i];
    out[index(kept[i])] = x[i];
  }
  return out;
}

std::vector<double> InformationFactor::inverse(std::int64_t num_columns) const {
  const std::size_t n = kept.size(), size = index(num_columns);
  std::vector<double> out(size * size, std::numeric_limits<double>::quiet_NaN());
  std::vector<double> unit(size, 0.);
  for (std::size_t i = 0; i < n; ++i) {
    unit[index(kept[i])] = 1;
    const std::vector<double> column = solve(unit);
    unit[index(kept[i])] = 0;
    for (std::size_t k = 0; k < n; ++k)
      out[index(kept[k]) * size + index(kept[i])] = column[index(kept[k])];
  }
  return out;
}

}  // namespace aleator::glm
