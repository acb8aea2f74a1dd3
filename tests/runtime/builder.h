// SPDX-License-Identifier: Apache-2.0
// Defines Builder, which grows random programs for the comparison of backends.
#pragma once

#include "aleator/aleator.h"
#include "aleator/graph/primitives.h"

#include <optional>
#include <random>
#include <vector>

namespace aleator::differential {

/// How far backends may differ on an element, relative to the largest of its array: 0 for values
/// that do not depend on the order of sums.
struct Value {
  Array array;
  double error = 0;

  bool is_exact() const { return error == 0; }
  Dtype dtype() const { return array.dtype(); }
  const Shape& shape() const { return array.shape(); }
  std::int64_t rank() const { return array.rank(); }
};
using Values = std::vector<Value>;

/// A growing pool of values. Everything follows from the seed: a body that is traced twice is the
/// same twice.
class Builder {
 public:
  Builder(std::uint64_t seed, Values pool, int depth)
      : bits_(seed), pool_(std::move(pool)), depth_(depth) {}

  std::uint64_t seed() { return bits_(); }
  std::int64_t below(std::int64_t n) { return static_cast<std::int64_t>(bits_() >> 1) % n; }
  bool is_one_in(std::int64_t n) { return below(n) == 0; }
  const Values& pool() const { return pool_; }
  const Values& raw() const { return raw_; }
  int depth() const { return depth_; }
  Dims axes(std::int64_t rank);  ///< any of them, sorted
  Dims permutation(std::int64_t rank);
  Dtype dtype(Dtypes set);

  /// Any earlier value, rather a late one.
  Value pick();
  /// One with at least so many axes.
  Value with_axes(std::int64_t rank);
  /// A value of this dtype, converted if need be.
  Value of(Dtype dtype, bool is_exact = false);
  Value of(Dtypes set, bool is_exact = false) { return of(dtype(set), is_exact); }
  /// The elements of x, repeated or cut to another shape.
  Value fit(const Value& x, const Shape& shape);
  Value like(const Value& x) { return fit(of(x.dtype()), x.shape()); }
  /// A scalar integer, sometimes far from 0.
  Value position(Dtype dtype = int64);
  /// Floating values brought smoothly between bounds.
  Value between(const Value& x, double low, double high);

  /// Adds a result made of `from`.
  void add(const Array& result, const Values& from);
  /// The same for a result that may be large: what follows sees its hyperbolic tangent.
  void add_large(const Array& result, const Values& from);
  /// The same for a result that only moves elements of `from`.
  void add_moved(const Array& result, const Values& from);
  /// Random operations; those that do not fit their operands are skipped.
  void grow(std::int64_t num_steps);

 private:
  std::mt19937_64 bits_;
  Values pool_, raw_;
  int depth_;
};

double dtype_error(Dtype dtype);
double max_error(const Values& values);

// The steps, by kind.
void step_elementwise(Builder& b);
void step_shape(Builder& b);
void step_index(Builder& b);
void step_reduce(Builder& b);
void step_linear(Builder& b);
void step_control(Builder& b);

}  // namespace aleator::differential
