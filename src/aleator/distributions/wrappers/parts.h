// SPDX-License-Identifier: Apache-2.0
// Declares what distributions that are made of others share: their joint shape and parameters,
// draws of a member for a larger batch, and the reals onto supports taken together.
#pragma once

#include "aleator/distributions/distribution.h"

namespace aleator {

using Distributions = std::vector<Distribution>;

/// Throws ValueError "<who>: <name> must not be empty".
void check_not_empty(const char* who, const char* name, const Distributions& all);
/// Throws ShapeError unless events are numbers, which is what `who` needs.
void check_events_are_numbers(const char* who, const Distribution& d);
/// Throws ShapeError where event shapes differ.
void check_same_event_shape(const char* who, const Distributions& all);

std::vector<NamedArray> joint_parameters(const Distributions& all);
/// Those of a distribution, and the ends that a wrapper gives it.
std::vector<NamedArray> parameters_with_ends(const Distribution& d, const Array& low,
                                             const Array& high);
Shape joint_batch_shape(const char* who, const Distributions& all);
/// float64 where any of them has it.
Dtype joint_dtype(const Distributions& all);

/// Independent draws of shape `shape` + event shape, where shape ends with one that the batch shape
/// of d broadcasts to.
Array draws_for(const Distribution& d, const Key& key, const Shape& shape);
/// x with `num` further axes of length 1 at its end.
Array with_event_axes(const Array& x, std::int64_t num);

/// The ends of a support of numbers, broadcast to the batch shape, as the default bijector has
/// them; nothing for discrete supports.
struct SupportEnds {
  Array low, high;
};
std::optional<SupportEnds> support_ends(const Distribution& d);
/// The default bijector, where all have the same one and it has no parameters.
std::optional<Bijector> common_bijector(const Distributions& all);
/// From the reals onto the smallest interval with the supports of all; nothing if one is discrete.
/// Over vectors all must have one support, and NotImplemented is thrown where they do not.
std::optional<Bijector> bijector_onto_all(const char* who, const Distributions& all);

}  // namespace aleator
