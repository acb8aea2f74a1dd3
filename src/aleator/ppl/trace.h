// SPDX-License-Identifier: Apache-2.0
// Defines Trace, the record of one run of a model, and the ways to run one.
#pragma once

#include "aleator/ppl/scope.h"
#include "aleator/ppl/values.h"

#include <vector>

namespace aleator::ppl {

/// The sites of one run, in order, with their values.
class Trace {
 public:
  /// ValueError where a name is used twice; ShapeError where a plate has two sizes.
  void record(const Site& site);

  const std::vector<Site>& sites() const& { return sites_; }
  std::vector<Site> sites() && { return std::move(sites_); }
  /// A site by name; ValueError tells the names there are.
  const Site& operator[](const std::string& name) const;
  std::vector<std::string> names() const;

  /// The values of choices and deterministic sites.
  Values values() const;
  /// The log density of every choice and factor, by name, each summed over its members.
  Values log_prob_parts() const;
  /// Their sum, a scalar.
  Array log_prob() const;

 private:
  void check_plates(const Site& site);

  std::vector<Site> sites_;
  std::vector<std::pair<Plate, std::string>> plates_;  ///< with the site that used them first
};

/// Runs the program; sites that arrive at the outside without a value get it from `outermost`.
Trace interpret(const Program& program, const Handler& outermost);
/// Runs it forward: choices without a value are drawn, each with a key of its own that depends on
/// its name alone.
Trace trace(const Program& program, const Key& key);
/// Runs it with these values; ValueError names a choice that has none.
Trace score(const Program& program, const Values& values);

}  // namespace aleator::ppl
