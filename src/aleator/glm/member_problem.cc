// SPDX-License-Identifier: Apache-2.0
#include "aleator/glm/member_problem.h"

#include "aleator/array/ops/index.h"
#include "aleator/array/ops/shape.h"

namespace aleator::glm {
namespace {

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

}  // namespace

Problem member_problem(const Problem& whole, std::int64_t member) {
  if (whole.num_members == 1) return whole;
  Problem p = whole;
  p.num_members = 1;
  p.batch_shape = {};
  if (whole.designs.size() > 1) p.designs = {whole.designs[index(member)]};
  for (Array* rows : {&p.response, &p.weights, &p.offset}) {
    *rows = slice_axis(*rows, 0, member, member + 1);
    eval(*rows);
  }
  return p;
}

Penalties penalties_of(const Problem& p, double l1_regularizer, double l2_regularizer) {
  const double phi = p.known_dispersion();
  Penalties result{std::vector<double>(index(p.num_columns), phi * l1_regularizer),
                   std::vector<double>(index(p.num_columns), 2 * phi * l2_regularizer)};
  if (p.columns.has_added_intercept) result.l1[0] = result.l2[0] = 0;
  return result;
}

std::vector<double> expand(const Problem& p, const std::vector<double>& b, PenalizedQuadratic& f) {
  Buffer r(float64, Shape{1, p.num_rows});
  p.designs[0]->multiply(b.data(), r.mutable_data<double>());
  const Buffer offset = p.offset.buffer().dense();
  for (std::int64_t i = 0; i < p.num_rows; ++i)
    r.mutable_data<double>()[i] += offset.data<double>()[i];
  const RowValues rows = RowRules(p)(r);
  const std::int64_t d = p.num_columns;
  std::vector<double> gram(index(d * d), 0.);
  f.gradient.assign(index(d), 0.);
  p.designs[0]->add_sums(
      {rows.weight.data<double>(), rows.score.data<double>(), f.gradient.data(), gram.data()});
  for (std::int64_t j = 0; j < d; ++j) {
    double& slope = f.gradient[index(j)];
    slope = f.l2[index(j)] * b[index(j)] - slope;
    for (std::int64_t k = 0; k < j; ++k) gram[index(k * d + j)] = gram[index(j * d + k)];
  }
  return gram;
}

}  // namespace aleator::glm
