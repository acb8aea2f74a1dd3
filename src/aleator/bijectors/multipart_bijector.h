// SPDX-License-Identifier: Apache-2.0
// Defines MultipartBijector, an invertible map between lists of arrays, and the rules an author
// overrides.
#pragma once

#include "aleator/base/tree.h"
#include "aleator/bijectors/bijector.h"

#include <type_traits>

namespace aleator {

/// Number of event axes of each part.
using EventRanks = std::vector<int>;
using Shapes = std::vector<Shape>;

/// What the author of a map between lists of arrays writes. Counts of parts and of axes are
/// MultipartBijector's.
class MultipartBijectorRules : public Counted {
 public:
  virtual std::string_view name() const = 0;
  virtual Arrays forward(const Arrays& x) const = 0;
  virtual Arrays inverse(const Arrays& y) const = 0;
  /// log |det d forward / dx| over events with so many trailing axes. One of the two must be
  /// overridden; each defaults to the other.
  virtual Array forward_log_det_jacobian(const Arrays& x, const EventRanks& event_ndims) const;
  virtual Array inverse_log_det_jacobian(const Arrays& y, const EventRanks& event_ndims) const;
  /// Numbers of trailing axes that the map treats as one: these lists say how many parts there are.
  virtual EventRanks forward_min_event_ndims() const = 0;
  virtual EventRanks inverse_min_event_ndims() const = 0;
  /// The smallest event ranks of y (of x) that fit at least these of x (of y). By default parts
  /// depend on each other: all have the same number of axes more than the minimum.
  virtual EventRanks forward_event_ndims(const EventRanks& event_ndims) const;
  virtual EventRanks inverse_event_ndims(const EventRanks& event_ndims) const;
  virtual Shapes forward_event_shape(const Shapes& shapes) const = 0;
  virtual Shapes inverse_event_shape(const Shapes& shapes) const = 0;
  virtual bool is_constant_jacobian() const { return false; }
  virtual Arrays parameters() const { return {}; }
};

/// A cheap immutable handle to a bijector whose arguments and values have parts. Parts are the
/// arrays of a tree in order: of a list, or of an aggregate, whose fields are their names.
///
///   struct Position { Array angle, radius; };
///   const auto onto = JointMap({Sigmoid(), Exp()});
///   Position p = onto.forward(Position{0.5, -1.});
///
/// A Bijector is one of a single part.
class MultipartBijector {
 public:
  explicit MultipartBijector(Ref<const MultipartBijectorRules> rules) : rules_(std::move(rules)) {}
  MultipartBijector(const Bijector& bijector);

  Arrays forward(const Arrays& x) const;
  Arrays inverse(const Arrays& y) const;
  /// Between trees: Y is X unless it is given, forward<Y>(x).
  template <class Y = void, class X>
  auto forward(const X& x) const {
    using Result = std::conditional_t<std::is_void_v<Y>, X, Y>;
    return as_tree<Result>(x, forward(flatten<Array>(x)), "forward");
  }
  template <class X = void, class Y>
  auto inverse(const Y& y) const {
    using Result = std::conditional_t<std::is_void_v<X>, Y, X>;
    return as_tree<Result>(y, inverse(flatten<Array>(y)), "inverse");
  }

  /// log |det d forward(x) / dx| of events with so many trailing axes of each part of x, by default
  /// the fewest. The axes in front of them are those of the result; they broadcast.
  Array forward_log_det_jacobian(const Arrays& x, const EventRanks& event_ndims = {}) const;
  Array inverse_log_det_jacobian(const Arrays& y, const EventRanks& event_ndims = {}) const;
  template <class X>
  Array forward_log_det_jacobian(const X& x, const EventRanks& event_ndims = {}) const {
    return forward_log_det_jacobian(flatten<Array>(x), event_ndims);
  }
  template <class Y>
  Array inverse_log_det_jacobian(const Y& y, const EventRanks& event_ndims = {}) const {
    return inverse_log_det_jacobian(flatten<Array>(y), event_ndims);
  }

  EventRanks forward_min_event_ndims() const { return rules_->forward_min_event_ndims(); }
  EventRanks inverse_min_event_ndims() const { return rules_->inverse_min_event_ndims(); }
  EventRanks forward_event_ndims(const EventRanks& event_ndims) const;
  EventRanks inverse_event_ndims(const EventRanks& event_ndims) const;
  Shapes forward_event_shape(const Shapes& shapes) const;
  Shapes inverse_event_shape(const Shapes& shapes) const;
  std::size_t num_parts_in() const { return forward_min_event_ndims().size(); }
  std::size_t num_parts_out() const { return inverse_min_event_ndims().size(); }

  std::string_view name() const { return rules_->name(); }
  std::string to_string() const { return std::string(name()); }
  const MultipartBijectorRules& rules() const { return *rules_; }

  template <class F>
  void visit_leaves(F&& f) const {
    for (const Array& parameter : rules_->parameters()) f(parameter);
  }

 private:
  void check_num_leaves(const char* method, std::size_t num_leaves, std::size_t num_parts) const;
  /// The argument's own tree where that is the result's, for what is in it besides arrays.
  template <class Result, class Argument>
  Result as_tree(const Argument& argument, const Arrays& parts, const char* method) const {
    Result like{};
    if constexpr (std::is_same_v<Result, Argument>) like = argument;
    check_num_leaves(method, flatten<Array>(like).size(), parts.size());
    return unflatten<Array>(like, parts);
  }

  Ref<const MultipartBijectorRules> rules_;
};

using MultipartBijectors = std::vector<MultipartBijector>;

/// A bijector with one part on either side, as a Composition may have, as an ordinary one.
/// ValueError for others.
Bijector as_bijector(const MultipartBijector& bijector);

}  // namespace aleator
