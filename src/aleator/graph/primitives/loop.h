// SPDX-License-Identifier: Apache-2.0
// Defines what the rules of control flow share: inputs in parts, cotangents, tangents that travel
// with a carry.
#pragma once

#include "aleator/graph/primitive.h"

namespace aleator {

/// The inputs of a loop in three parts; while_loop has no sequences.
struct LoopParts {
  Arrays carry, constants, sequences;

  /// `all` cut at these lengths.
  static LoopParts cut(const Arrays& all, std::size_t num_carry, std::size_t num_constants);
  Arrays joined() const;
  /// The first entries of each part, as many as `like` has, and the remaining ones.
  LoopParts head(const LoopParts& like) const;
  LoopParts tail(const LoopParts& like) const;
  /// Types of what a body sees: an entry of each sequence.
  ArrayTypes body_types() const;
};

/// Inputs followed by the cotangents of all outputs: what a vjp_function takes.
Arrays with_cotangents(const VjpContext& c);
/// Gradients of the wanted inputs at their places, nothing elsewhere.
Arrays at_wanted(const Arrays& gradients, const std::vector<bool>& wanted);

/// Which inputs have tangents.
std::vector<bool> has_tangent(const JvpContext& c);
/// Inputs followed by the tangents there are: what a jvp_function takes.
Arrays with_tangents(const JvpContext& c);
/// The tangents among the outputs of a jvp_function; none for outputs that are not floating.
Arrays output_tangents(const Arrays& results, const Arrays& outputs);

/// A loop that carries tangents beside values: the tangents of all floating carries, and those that
/// the constants and sequences have.
struct TangentLoop {
  LoopParts own;    ///< the values
  LoopParts joint;  ///< values, then tangents, in each part
  std::vector<bool> has_tangent;

  TangentLoop(const JvpContext& c, std::size_t num_carry, std::size_t num_constants);
  /// Inputs of the body's jvp_function from the parts of a joint step.
  Arrays body_inputs(const LoopParts& step) const;
  /// Outputs of the body's jvp_function as (carry, its tangents, results, their tangents).
  Arrays body_outputs(const Arrays& results) const;
  /// Tangents of all outputs from the outputs of the joint loop.
  Arrays tangents(const Arrays& results, const Arrays& outputs) const;
};

}  // namespace aleator
