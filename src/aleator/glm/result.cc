// SPDX-License-Identifier: Apache-2.0
// Defines the construction of a fit from what an algorithm found, and its warnings.
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/glm/details.h"

#include <algorithm>
#include <limits>

namespace aleator::glm {
namespace {

std::string names_of(const Problem& p, const std::vector<std::int64_t>& columns) {
  std::vector<std::string> names;
  for (const std::int64_t j : columns)
    names.push_back(p.columns.names[static_cast<std::size_t>(j)]);
  constexpr std::size_t kMost = 8;
  if (names.size() > kMost) {
    const std::size_t more = names.size() - kMost;
    names.resize(kMost);
    names.push_back(text(more, " more"));
  }
  return join_words(names);
}

std::string separation_text(const Problem& p, const MemberResult& member) {
  return text(member.is_separated_completely ? "complete" : "quasi-complete",
              " separation: a combination of the columns ", names_of(p, member.growing),
              " predicts ", member.is_separated_completely ? "all" : "some",
              " responses exactly, and there is no maximum of the likelihood: the coefficients "
              "would grow without end; leave columns out, or use an l2_regularizer");
}

}  // namespace

std::string member_prefix(const Problem& p, std::int64_t member) {
  return p.num_members == 1 ? std::string() : text("member ", member, ": ");
}

std::vector<FitWarning> warnings_of(const FitDetails& d) {
  using Kind = FitWarning::Kind;
  std::vector<FitWarning> warnings;
  for (std::int64_t m = 0; m < d.problem.num_members; ++m) {
    const MemberResult& member = d.result.members[static_cast<std::size_t>(m)];
    const std::string prefix = member_prefix(d.problem, m);
    if (!member.dropped.empty()) {
      warnings.push_back(
          {Kind::rank_deficiency, m,
           text(prefix, "rank deficiency: the columns ", names_of(d.problem, member.dropped),
                " are sums of multiples of earlier ones and are left out, "
                "coefficient 0")});
    }
    if (member.is_separated) {
      warnings.push_back({Kind::separation, m, text(prefix, separation_text(d.problem, member))});
    } else if (!member.is_converged) {
      warnings.push_back({Kind::not_converged, m,
                          text(prefix, "not converged after ", member.num_iterations,
                               " iterations; use more max_iterations, or another start")});
    }
  }
  return warnings;
}

Fit::Fit(std::shared_ptr<const FitDetails> details) : details_(std::move(details)) {
  const Problem& p = details_->problem;
  const ScoringResult& result = details_->result;
  std::vector<double> given = result.coefficients, deviances;
  for (std::int64_t m = 0; m < p.num_members; ++m)
    p.columns.to_given(given.data() + m * p.num_columns);
  coefficients = member_array(p, given, p.num_columns);
  linear_response = member_array(p, result.linear_response, p.num_rows);
  is_converged = true;
  for (const MemberResult& member : result.members) {
    is_converged = is_converged && member.is_converged;
    num_iterations = std::max(num_iterations, member.num_iterations);
    const bool has_deviance = p.model.rules().has_deviance();
    deviances.push_back(has_deviance ? member.deviance : std::numeric_limits<double>::quiet_NaN());
  }
  deviance = astype(array(deviances, p.batch_shape), p.dtype);
  warnings = warnings_of(*details_);
}

const FitDetails& Fit::details() const {
  if (!details_) throw ValueError("glm::Fit: it holds nothing; use what glm::fit returns");
  return *details_;
}

const ExponentialFamily& Fit::model() const { return details().problem.model; }

const std::vector<std::string>& Fit::column_names() const {
  return details().problem.columns.names;
}

}  // namespace aleator::glm
