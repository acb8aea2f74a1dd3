// SPDX-License-Identifier: Apache-2.0
// Defines the table that is printed of a fit.
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/base/text.h"
#include "aleator/glm/details.h"
#include "aleator/glm/table.h"

#include <algorithm>
#include <cmath>
#include <ostream>

namespace aleator::glm {
namespace {

std::string p_value_text(double p) {
  if (std::isnan(p)) return "-";
  return p < 2.2e-16 ? "<2e-16" : formatted("%.3g", p);
}

const char* stars(double p) {
  if (!(p < 0.1)) return "";
  return p < 0.001 ? "***" : p < 0.01 ? "**" : p < 0.05 ? "*" : ".";
}

/// One member's numbers out of an array with the batch in front.
class MemberView {
 public:
  MemberView(const Array& x, std::int64_t member, std::int64_t size) {
    const std::vector<double> all = x.values();
    values_.assign(all.begin() + member * size, all.begin() + (member + 1) * size);
  }
  double operator[](std::size_t i) const { return values_[i]; }

 private:
  std::vector<double> values_;
};

Table coefficient_table(const Fit& fit, std::int64_t member) {
  const std::vector<std::string>& names = fit.column_names();
  const auto size = static_cast<std::int64_t>(names.size());
  const MemberView b(fit.coefficients, member, size);
  const bool is_selected = fit.details().l1_regularizer > 0;
  if (is_selected) {
    Table table = {{"", "estimate"}};
    for (std::size_t j = 0; j < names.size(); ++j) {
      if (b[j] != 0) table.push_back({names[j], formatted("%.6g", b[j])});
    }
    return table;
  }
  const MemberView se(fit.standard_errors(), member, size), t(fit.test_statistics(), member, size),
      p(fit.p_values(), member, size);
  const char letter = fit.is_dispersion_known() ? 'z' : 't';
  Table table = {
      {"", "estimate", "std. error", text(letter, " value"), text("Pr(>|", letter, "|)"), ""}};
  for (std::size_t j = 0; j < names.size(); ++j) {
    if (std::isnan(se[j])) {
      table.push_back({names[j], "left out", "-", "-", "-", ""});
      continue;
    }
    table.push_back({names[j], formatted("%.6g", b[j]), formatted("%.6g", se[j]),
                     formatted("%.3f", t[j]), p_value_text(p[j]), stars(p[j])});
  }
  return table;
}

std::string heading(const Fit& fit) {
  const FitDetails& d = fit.details();
  const Columns& columns = d.problem.columns;
  std::string out =
      text(d.problem.model.to_string(), ": ", d.problem.num_rows, " rows, ", d.problem.num_columns,
           " columns\n",
           columns.has_added_intercept ? "an intercept was added" : "no intercept was added",
           columns.is_standardized ? "; columns were standardized for the fit\n"
                                   : "; columns were not standardized\n");
  if (d.l1_regularizer > 0 || d.l2_regularizer > 0) {
    out += text("penalties: l1_regularizer ", d.l1_regularizer, ", l2_regularizer ",
                d.l2_regularizer, "\n");
  }
  if (d.l1_regularizer > 0) {
    out +=
        "no standard errors after an l1_regularizer: see standard_errors(); columns of "
        "coefficient 0 are not shown\n";
  } else if (d.l2_regularizer > 0) {
    out += "standard errors, tests: conditional on the penalty\n";
  }
  return out;
}

std::string member_text(const Fit& fit, std::int64_t member) {
  const FitDetails& d = fit.details();
  const auto number = [&](const Array& x) { return x.values()[static_cast<std::size_t>(member)]; };
  const MemberResult& result = d.result.members[static_cast<std::size_t>(member)];
  std::string out = "\n" + aligned(coefficient_table(fit, member));
  if (d.l1_regularizer == 0) out += "stars: *** p < 0.001, ** < 0.01, * < 0.05, . < 0.1\n";
  out += text("\ndispersion ", formatted("%.6g", number(fit.dispersion())),
              fit.is_dispersion_known() ? " (known)\n" : " (estimated)\n");
  if (d.problem.model.rules().has_deviance()) {
    out += text("null deviance     ", formatted("%.6g", number(fit.null_deviance())), " on ",
                number(fit.df_null()), " degrees of freedom\nresidual deviance ",
                formatted("%.6g", number(fit.deviance)), " on ", number(fit.df_residual()),
                " degrees of freedom\n");
  }
  if (const double aic = number(fit.aic()); !std::isnan(aic))
    out += text("AIC ", formatted("%.6g", aic), "\n");
  return out + text(result.num_iterations, " iterations of ", d.method,
                    result.is_converged ? ", converged\n" : ", not converged\n");
}

}  // namespace

std::string Fit::summary() const {
  const Problem& p = details().problem;
  std::string out = heading(*this);
  constexpr std::int64_t kMost = 10;
  for (std::int64_t m = 0; m < std::min(p.num_members, kMost); ++m) {
    if (p.num_members > 1) out += text("\nmember ", m, " of ", p.num_members, "\n");
    out += member_text(*this, m);
  }
  if (p.num_members > kMost) out += text("\n... ", p.num_members - kMost, " members more\n");
  for (const FitWarning& warning : warnings) out += text("warning: ", warning.message, "\n");
  return out;
}

std::ostream& operator<<(std::ostream& out, const Fit& fit) { return out << fit.summary(); }

}  // namespace aleator::glm
