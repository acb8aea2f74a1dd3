// SPDX-License-Identifier: Apache-2.0
// Defines Site, one place of a model where something happens: a random choice, a named quantity, a
// factor.
#pragma once

#include "aleator/distributions/distribution.h"
#include "aleator/ppl/plates.h"

#include <optional>
#include <string>

namespace aleator::ppl {

enum class SiteKind {
  sample,         ///< a random choice
  deterministic,  ///< a quantity that follows from others, under a name
  factor          ///< a term of the log density
};

/// States of a chain that a site's value goes through; see Scope::markov.
struct StateChain {
  /// Axes of the site's plates come first, of length 1 where members share a table.
  Array log_initial;      ///< [plates..., num_states]
  Array log_transitions;  ///< [plates..., from, to], or [plates..., steps - 1, from, to]
  Plate steps = {"", 0};  ///< the plate in which its states are members
};

/// What handlers pass on to each other: everything about one place of a model.
struct Site {
  std::string name;
  SiteKind kind = SiteKind::sample;
  std::optional<Distribution> distribution = {};  ///< of a choice, as the model wrote it
  Plates plates = {};                             ///< in which it is repeated, outermost first
  std::optional<Array> value = {};                ///< once known
  bool is_observed = false;
  bool is_auxiliary = false;             ///< made by a handler: not among what is reported
  std::optional<Array> mask = {};        ///< where it counts, bools
  std::optional<Array> scale = {};       ///< by which its log density is multiplied
  std::optional<StateChain> chain = {};  ///< of a choice that is a path of states

  /// Of its members: that of the plates, or without any the distribution's batch shape.
  Shape batch_shape() const;
  Shape event_shape() const;
  Shape shape() const { return batch_shape() + event_shape(); }

  /// ShapeError where the distribution does not fit the plates.
  void check_plates() const;
  /// ShapeError unless the value has the shape of the site.
  void check_value() const;

  /// The value with some member of the support where an observation is masked: it may be missing,
  /// and neither density nor gradient sees it.
  Array counted_value() const;
  /// A draw of every member; members are independent.
  Array draw(const Key& key) const;
  /// The log density of every member, without scale and weights: [batch]; of a factor its value.
  Array plain_log_prob() const;
  /// The same with scale and the weights of plates; 0 for a deterministic site.
  Array log_prob() const;
};

}  // namespace aleator::ppl
