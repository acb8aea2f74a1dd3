// SPDX-License-Identifier: Apache-2.0
// Defines Structure, what is known of a model before any value is.
#pragma once

#include "aleator/ppl/trace.h"

#include <optional>
#include <string>
#include <vector>

namespace aleator::ppl {

/// What does not depend on the values of choices.
struct SiteFacts {
  std::string name;
  SiteKind kind = SiteKind::sample;
  Plates plates = {};
  std::optional<StateChain> chain = {};  ///< its tables may not be read
  Shape batch_shape, event_shape;
  Shape value_shape;
  Dtype dtype = float64;
  bool is_observed = false;
  bool is_auxiliary = false;
  bool is_discrete = false;
  bool depends_on_choices = false;        ///< whether a parameter does, or a deterministic value
  bool is_location_scale = false;         ///< has a non-centred form
  std::string distribution = {};          ///< as it is printed, "" where there is none
  std::optional<Bijector> bijector = {};  ///< onto its support, if that is the same always
  Shape unconstrained_shape = {};         ///< of its values in the domain of such a bijector
  std::int64_t num_outcomes = 0;          ///< of a finite discrete choice
  std::optional<Array> outcomes = {};     ///< where they are not 0, 1, ...

  Shape shape() const { return batch_shape + event_shape; }
  bool is_latent() const { return kind == SiteKind::sample && !is_observed; }
};

struct Structure {
  std::vector<SiteFacts> sites = {};

  const SiteFacts* find(const std::string& name) const;
  const SiteFacts& operator[](const std::string& name) const;
  std::vector<std::string> names() const;
  /// Of choices that are not observed.
  std::vector<std::string> latent_names() const;
};

/// Runs the program with values that are not known. ValueError where an observed value is
/// impossible whatever the others are: site, index, value, support.
Structure structure_of(const Program& program);

/// ValueError "<who>: ..." for names that are no choice of the model.
void check_names(const char* who, const Structure& structure,
                 const std::vector<std::string>& names);

}  // namespace aleator::ppl
