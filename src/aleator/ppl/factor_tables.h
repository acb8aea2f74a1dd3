// SPDX-License-Identifier: Apache-2.0
// Defines the tables whose sum is a log density, over all outcomes of discrete choices.
#pragma once

#include "aleator/ppl/dependence.h"
#include "aleator/ppl/handlers.h"

#include <optional>

namespace aleator::ppl {

/// The axes of all tables: one per choice, then one per plate of the model.
struct TableAxes {
  std::vector<SummedChoice> choices;
  std::vector<Plate> plates;

  TableAxes(const std::vector<SummedChoice>& choices, const Structure& structure);
  std::int64_t num_axes() const;
  /// The axis of a plate.
  std::int64_t axis_of(const std::string& plate) const;
  /// An array over the plates of a site, [own plates..., ...], as one over all plates, of length 1
  /// where it does not lie.
  Array over_plates(const Array& x, const Plates& own) const;
  /// The shape of a table of the outcomes of one choice and its members.
  Shape shape_of(std::size_t choice) const;
  /// Such a table, or one of another number of outcomes, as [members..., outcomes].
  Array by_member(const Array& table, std::size_t choice) const;
};

/// The log density of a site, or of sites that a sum has joined: [outcomes..., plates...], of
/// length 1 where it does not vary.
struct Factor {
  std::string site;
  std::vector<std::string> joined = {};  ///< the sites of a sum
  Array table = {};
  std::vector<bool> depends = {};  ///< on each choice
  std::vector<bool> lies_in = {};  ///< each plate
  std::optional<Array> scale = {};
};

/// The tables of a markov choice: [outcomes..., plates..., states] and [outcomes..., plates...,
/// (steps - 1,) from, to].
struct PathTables {
  std::size_t choice = 0;
  Array log_initial = {}, log_transitions = {};
  std::vector<bool> depends = {};
};

struct FactorTables {
  std::vector<Factor> factors;
  std::vector<PathTables> paths;
};

/// Runs the program for every combination of outcomes, all members of a choice being equal: as vmap
/// over the outcomes, so that what does not depend on them is done once.
FactorTables factor_tables(const Program& program, const TableAxes& axes,
                           const std::vector<Dependence>& dependence);

/// Throws ValueError where a term of one member depends on a choice of another member: sums member
/// by member would be wrong. Compares tables with a run in which members differ.
void check_members_are_independent(const Program& program, const TableAxes& axes,
                                   const std::vector<Dependence>& dependence);

}  // namespace aleator::ppl
