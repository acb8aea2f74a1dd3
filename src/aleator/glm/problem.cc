// SPDX-License-Identifier: Apache-2.0
#include "aleator/glm/problem.h"

#include "aleator/array/buffer.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/glm/columns.h"

#include <algorithm>
#include <cmath>

namespace aleator::glm {
namespace {

std::string place(const Problem& p, std::int64_t member, std::int64_t row) {
  return p.num_members == 1 ? text("row ", row) : text("row ", row, " of member ", member);
}

void check_model_matrix(const Observations& o) {
  if (o.model_matrix.is_sparse()) return;
  const Array& x = o.model_matrix.dense();
  if (!x.has_value() || x.rank() < 2 || x.dtype() == Dtype::boolean) {
    throw ShapeError(text(o.who, ": model_matrix must be numbers of shape [..., row, column], got ",
                          x.has_value() ? text(x.type()) : std::string("nothing")));
  }
}

/// Shape of a batch that two arguments have.
Shape joint_batch(const Observations& o, const Shape& a, const Shape& b) {
  return broadcast_shapes(a, b, text(o.who, ", batch axes of model_matrix and response").c_str());
}

Shape all_but_last(const Shape& shape, std::int64_t num_last) {
  return shape.slice(0, shape.rank() - num_last);
}

/// An argument of one number per row, for every member.
Array rows_of(const Problem& p, const char* name, const Array& values) {
  const Shape shape = p.batch_shape + Shape{p.num_rows};
  const Array x = astype(values, float64);
  if (x.rank() > 0 && x.dim(-1) != p.num_rows && x.dim(-1) != 1) {
    throw ShapeError(text(p.who, ": ", name, " must have one number for each of the ", p.num_rows,
                          " rows of model_matrix, got shape ", values.shape()));
  }
  try {
    return reshape(broadcast_to(x, shape), {p.num_members, p.num_rows});
  } catch (const ShapeError&) {
    throw ShapeError(
        text(p.who, ": ", name, " must broadcast to ", shape, ", got shape ", values.shape()));
  }
}

/// Throws for the first element that `is_right` is false for.
void check_elements(const Problem& p, const char* name, const Array& x, const Array& is_right,
                    const std::string& required) {
  if (all(is_right).item<bool>()) return;
  const std::vector<bool> right = is_right.values<bool>();
  const auto bad = std::find(right.begin(), right.end(), false) - right.begin();
  throw ValueError(text(p.who, ": ", name, " must be ", required, ", got ",
                        x.values()[static_cast<std::size_t>(bad)], " in ",
                        place(p, bad / p.num_rows, bad % p.num_rows)));
}

/// Each element in memory: compiled rules of rows would spread one number for all in every call.
Array spread_out(const Array& x) { return constant(x.buffer().dense()); }

void set_rows(Problem& p, const Observations& o) {
  p.response = rows_of(p, "response", o.response);
  p.weights = rows_of(p, "weights", o.weights.value_or(Array(1.)));
  p.offset = rows_of(p, "offset", o.offset.value_or(Array(0.)));
  p.has_offset = o.offset.has_value();
  eval(p.response, p.weights, p.offset);
  check_elements(p, "weights", p.weights, logical_and(p.weights >= 0, is_finite(p.weights)),
                 "0 or a positive number");
  check_elements(p, "offset", p.offset, is_finite(p.offset), "a finite number");
  const FamilyRules& rules = p.model.rules();
  const Array is_valid = logical_or(p.weights == 0, rules.is_valid_response(p.response));
  check_elements(p, "response", p.response, broadcast_to(is_valid, p.response.shape()),
                 text(rules.valid_response(), " for ", p.model.name()));
  for (Array* x : {&p.response, &p.weights, &p.offset}) *x = spread_out(*x);
}

void set_dispersion(Problem& p, const Observations& o) {
  p.dispersion = p.model.rules().dispersion();
  if (!o.dispersion) return;
  const Array given = rows_of(p, "dispersion", *o.dispersion);
  check_elements(p, "dispersion", given, logical_and(given > 0, is_finite(given)),
                 "a positive number");
  const double family = p.known_dispersion();
  if (o.dispersion->size() == 1) {
    p.dispersion = family * given[Indices{0, 0}].item();
  } else {
    p.weights = p.weights / given;
    eval(p.weights);
    p.dispersion = family;
  }
}

}  // namespace

Problem make_problem(const Observations& o) {
  check_model_matrix(o);
  Problem p{o.who, o.model};
  const bool is_sparse = o.model_matrix.is_sparse();
  const Array& dense = o.model_matrix.dense();
  if (!o.response.has_value() || o.response.rank() == 0) {
    throw ShapeError(text(o.who, ": response must have shape [..., row]"));
  }
  p.num_rows = is_sparse ? o.model_matrix.sparse().num_rows() : dense.dim(-2);
  if (o.response.dim(-1) != p.num_rows) {
    throw ShapeError(text(o.who, ": response must have one number for each of the ", p.num_rows,
                          " rows of model_matrix, got shape ", o.response.shape()));
  }
  const Shape matrices = is_sparse ? Shape{} : all_but_last(dense.shape(), 2);
  p.batch_shape = joint_batch(o, matrices, all_but_last(o.response.shape(), 1));
  if (o.weights && o.weights->rank() > 1)
    p.batch_shape = joint_batch(o, p.batch_shape, all_but_last(o.weights->shape(), 1));
  p.num_members = p.batch_shape.size();
  if (p.num_rows == 0 || p.num_members == 0) {
    throw ShapeError(text(o.who, ": model_matrix must have at least one row, got none"));
  }
  if (!is_sparse && dense.dtype() == float32) p.dtype = float32;
  set_rows(p, o);
  set_dispersion(p, o);
  set_columns(p, o);
  return p;
}

std::vector<double> member_values(const Problem& p, const char* name, const Array& values,
                                  std::int64_t size) {
  if (values.rank() == 0 || values.dim(-1) != size) {
    throw ShapeError(text(p.who, ": ", name, " must have ", size, " numbers along its last axis, ",
                          "got shape ", values.shape()));
  }
  return broadcast_to(astype(values, float64), p.batch_shape + Shape{size}).values();
}

Array member_array(const Problem& p, const std::vector<double>& values, std::int64_t size) {
  return astype(array(values, p.batch_shape + Shape{size}), p.dtype);
}

void fail_not_finite(const Problem& p, std::int64_t member) {
  const Design& x = p.design(member);
  std::vector<double> column(static_cast<std::size_t>(p.num_rows));
  for (std::int64_t j = 0; j < p.num_columns; ++j) {
    x.copy_column(j, column.data());
    for (std::int64_t i = 0; i < p.num_rows; ++i) {
      const double value = column[static_cast<std::size_t>(i)];
      if (std::isfinite(value)) continue;
      throw ValueError(text(p.who, ": model_matrix must be finite, got ", value, " in ",
                            place(p, member, i), ", column ",
                            p.columns.names[static_cast<std::size_t>(j)]));
    }
  }
  throw ValueError(text(p.who, ": sums over the rows of model_matrix overflow; scale its columns, ",
                        "or give a start nearer to the solution"));
}

}  // namespace aleator::glm
