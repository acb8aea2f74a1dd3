// SPDX-License-Identifier: Apache-2.0
// Defines Bijector, an invertible differentiable map with its log determinant, and the rules an
// author overrides.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/ref.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aleator {

class Bijector;

/// What the author of a bijector writes: the mathematics. Shapes, reductions and checks are
/// Bijector's.
class BijectorRules : public Counted {
 public:
  virtual std::string_view name() const = 0;
  virtual Array forward(const Array& x) const = 0;
  virtual Array inverse(const Array& y) const = 0;
  /// log |det d forward / dx| over the minimal event. One of the two must be overridden; each
  /// defaults to the other.
  virtual Array forward_log_det_jacobian(const Array& x) const;
  virtual Array inverse_log_det_jacobian(const Array& y) const;
  /// Whether no two x have one y. A map of which this does not hold overrides the two functions
  /// below, not `inverse` and its log determinant.
  virtual bool is_injective() const { return true; }
  /// Each x of y, and log |det d x / dy| there: one array for each branch of the inverse.
  virtual Arrays inverse_branches(const Array& y) const { return {inverse(y)}; }
  virtual Arrays inverse_log_det_jacobian_branches(const Array& y) const {
    return {inverse_log_det_jacobian(y)};
  }
  /// Number of trailing axes that the map treats as one.
  virtual int forward_min_event_ndims() const { return 0; }
  virtual int inverse_min_event_ndims() const { return 0; }
  virtual Shape forward_event_shape(const Shape& shape) const { return shape; }
  virtual Shape inverse_event_shape(const Shape& shape) const { return shape; }
  /// Whether the log determinant does not depend on x.
  virtual bool is_constant_jacobian() const { return false; }
  /// For scalar maps: whether the map increases, where that is known.
  virtual std::optional<bool> is_increasing() const { return true; }
  virtual Arrays parameters() const { return {}; }
};

/// A cheap immutable handle to a bijector. Names and semantics are TFP's.
class Bijector {
 public:
  explicit Bijector(Ref<const BijectorRules> rules) : rules_(std::move(rules)) {}

  Array forward(const Array& x) const;
  Array inverse(const Array& y) const;
  /// log |det d forward(x) / dx|, summed over the trailing event_ndims axes of x (at least the
  /// bijector's minimum; by default exactly that). The result has the remaining axes of x.
  Array forward_log_det_jacobian(const Array& x, std::optional<int> event_ndims = {}) const;
  /// log |det d inverse(y) / dy|; event_ndims counts axes of y.
  Array inverse_log_det_jacobian(const Array& y, std::optional<int> event_ndims = {}) const;
  /// Whether no two x have one y; where they have, `inverse` and `inverse_log_det_jacobian` throw
  /// ValueError.
  bool is_injective() const { return rules_->is_injective(); }
  /// Every x with forward(x) = y, and the log determinants there: an array for each branch of the
  /// inverse, of which an injective map has one. event_ndims of several branches are the minimum.
  Arrays inverse_branches(const Array& y) const;
  Arrays inverse_log_det_jacobian_branches(const Array& y,
                                           std::optional<int> event_ndims = {}) const;
  Shape forward_event_shape(const Shape& shape) const;
  Shape inverse_event_shape(const Shape& shape) const;
  int forward_min_event_ndims() const { return rules_->forward_min_event_ndims(); }
  int inverse_min_event_ndims() const { return rules_->inverse_min_event_ndims(); }

  std::string_view name() const { return rules_->name(); }
  std::string to_string() const { return std::string(name()); }
  const BijectorRules& rules() const { return *rules_; }

  template <class F>
  void visit_leaves(F&& f) const {
    for (const Array& parameter : rules_->parameters()) f(parameter);
  }

 private:
  Ref<const BijectorRules> rules_;
};

using Bijectors = std::vector<Bijector>;

}  // namespace aleator
