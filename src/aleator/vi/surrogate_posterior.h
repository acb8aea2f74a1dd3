// SPDX-License-Identifier: Apache-2.0
// Defines SurrogatePosterior, a trainable distribution over the parts of a target.
#pragma once

#include "aleator/distributions/distribution.h"

#include <string>
#include <utility>
#include <vector>

namespace aleator::vi {

/// What a surrogate is made of: draws and densities over several parts. Draws have the sample shape
/// in front.
class SurrogateRules : public Counted {
 public:
  virtual Arrays sample(const Shape& shape, const Key& key) const = 0;
  /// Of parts with the same leading axes.
  virtual Array log_prob(const Arrays& parts) const = 0;
  /// A draw and its log density, with gradients through both.
  virtual std::pair<Arrays, Array> sample_and_log_prob(const Shape& shape, const Key& key) const;
  /// Whether draws carry gradients to the parameters.
  virtual bool is_reparameterized() const { return true; }
  /// The arrays it holds; its variables are below them.
  virtual Arrays leaves() const = 0;
  /// Empty where parts have none.
  virtual std::vector<std::string> names() const = 0;
  virtual std::vector<Shape> shapes() const = 0;
};

/// Any distribution over the parts of a target: a cheap handle. A Distribution converts to one with
/// a single part, a list of Distributions to one with independent parts.
class SurrogatePosterior {
 public:
  explicit SurrogatePosterior(Ref<const SurrogateRules> rules) : rules_(std::move(rules)) {}
  SurrogatePosterior(const Distribution& distribution);
  SurrogatePosterior(const std::vector<Distribution>& distributions);

  /// Each part of shape `shape` + its own.
  Arrays sample(const Shape& shape, const Key& key) const { return rules_->sample(shape, key); }
  /// Of parts with the same leading axes, which the result has.
  Array log_prob(const Arrays& parts) const { return rules_->log_prob(parts); }
  std::pair<Arrays, Array> sample_and_log_prob(const Shape& shape, const Key& key) const {
    return rules_->sample_and_log_prob(shape, key);
  }
  bool is_reparameterized() const { return rules_->is_reparameterized(); }
  std::vector<std::string> names() const { return rules_->names(); }
  std::vector<Shape> shapes() const { return rules_->shapes(); }

  template <class F>
  void visit_leaves(F&& f) const {
    for (const Array& leaf : rules_->leaves()) f(leaf);
  }

 private:
  Ref<const SurrogateRules> rules_;
};

}  // namespace aleator::vi
