// SPDX-License-Identifier: Apache-2.0
// Implements which columns PenalizedSolver works on, and their matrix.
#include "aleator/glm/proximal_hessian.h"

#include <algorithm>
#include <cmath>

namespace aleator::glm {
namespace {

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

}  // namespace

/// What is not 0, has no l1 penalty, was suggested, or violates its condition: not more new ones
/// than there are others, the worst first.
void PenalizedSolver::choose_columns() {
  const std::size_t d = coefficients_.size();
  working_.clear();
  if (is_whole_) {
    working_ = gram_columns_;
    return;
  }
  std::vector<char> is_chosen(d, 0);
  for (const std::int64_t j : suggested_) is_chosen[index(j)] = 1;
  suggested_.clear();
  std::vector<std::pair<double, std::size_t>> violators;
  for (std::size_t j = 0; j < d; ++j) {
    const double excess =
        std::abs(gradient_[j] + penalties_.l2[j] * coefficients_[j]) - penalties_.l1[j];
    if (coefficients_[j] != 0 || penalties_.l1[j] == 0) is_chosen[j] = 1;
    else if (excess > 0 && !is_chosen[j]) violators.emplace_back(-excess, j);
  }
  // A column that was worked on and is near its bound will be worked on again.
  for (const std::int64_t j : gram_columns_) {
    if (std::abs(gradient_[index(j)]) > 0.8 * penalties_.l1[index(j)]) is_chosen[index(j)] = 1;
  }
  const auto num_chosen =
      static_cast<std::size_t>(std::count(is_chosen.begin(), is_chosen.end(), 1));
  const std::size_t num_new = std::min(violators.size(), std::max<std::size_t>(50, num_chosen));
  std::partial_sort(violators.begin(), violators.begin() + static_cast<std::ptrdiff_t>(num_new),
                    violators.end());
  for (std::size_t k = 0; k < num_new; ++k) is_chosen[violators[k].second] = 1;
  for (const std::int64_t j : gram_columns_) {
    if (!is_chosen[index(j)]) continue;
    working_.push_back(j);
    is_chosen[index(j)] = 0;
  }
  for (std::size_t j = 0; j < d; ++j) {
    if (is_chosen[j]) working_.push_back(static_cast<std::int64_t>(j));
  }
}

/// The part of the matrix for columns that stay, in the place it has among the working ones.
void PenalizedSolver::keep_gram() {
  kept_factor_.variables.clear();
  const std::size_t old_size = gram_columns_.size(), size = working_.size();
  std::vector<std::size_t> kept;
  for (std::size_t k = 0; k < old_size && kept.size() < size; ++k) {
    if (gram_columns_[k] == working_[kept.size()]) kept.push_back(k);
  }
  std::vector<double>& gram = spare_gram_;
  gram.resize(size * size);
  for (std::size_t j = 0; j < kept.size(); ++j) {
    for (std::size_t k = 0; k < kept.size(); ++k)
      gram[j * size + k] = gram_[kept[j] * old_size + kept[k]];
  }
  std::swap(gram_, gram);
  gram_columns_ = working_;
  if (kept.size() < size)
    design_->set_gram({&working_, kept.size(), gram_weights_.data(), gram_.data()});
}

void PenalizedSolver::update_gram() {
  if (is_whole_) return;
  if (!needs_gram()) {
    if (gram_columns_ != working_) keep_gram();
    return;
  }
  kept_factor_.variables.clear();
  const double* weight = values_.weight.data<double>();
  gram_weights_.assign(weight, weight + problem_.num_rows);
  gram_columns_ = working_;
  gram_.resize(working_.size() * working_.size());
  design_->set_gram({&working_, 0, weight, gram_.data()});
}

}  // namespace aleator::glm
