// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/wrappers/parts.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/interval.h"

#include <algorithm>
#include <limits>

namespace aleator {

void check_not_empty(const char* who, const char* name, const Distributions& all) {
  if (all.empty()) throw ValueError(text(who, ": ", name, " must have at least one distribution"));
}

void check_events_are_numbers(const char* who, const Distribution& d) {
  if (d.event_shape().rank() > 0)
    throw ShapeError(text(who, ": needs a distribution of numbers, got ", d));
}

void check_same_event_shape(const char* who, const Distributions& all) {
  for (const Distribution& d : all) {
    if (d.event_shape() != all[0].event_shape())
      throw ShapeError(
          text(who, ": all must have the event shape of the first, got ", all[0], " and ", d));
  }
}

std::vector<NamedArray> joint_parameters(const Distributions& all) {
  std::vector<NamedArray> joint;
  for (const Distribution& d : all) {
    joint.insert(joint.end(), d.rules().parameters().begin(), d.rules().parameters().end());
  }
  return joint;
}

std::vector<NamedArray> parameters_with_ends(const Distribution& d, const Array& low,
                                             const Array& high) {
  std::vector<NamedArray> all = d.rules().parameters();
  all.push_back({"low", low});
  all.push_back({"high", high});
  return all;
}

Shape joint_batch_shape(const char* who, const Distributions& all) {
  Shape joint;
  for (const Distribution& d : all) joint = broadcast_shapes(joint, d.batch_shape(), who);
  return joint;
}

Dtype joint_dtype(const Distributions& all) {
  const bool is_wide = std::any_of(all.begin(), all.end(),
                                   [](const Distribution& d) { return d.dtype() == float64; });
  return is_wide ? float64 : all[0].dtype();
}

Array draws_for(const Distribution& d, const Key& key, const Shape& shape) {
  const Shape batch = d.batch_shape();
  const std::int64_t rank = batch.rank(), start = shape.rank() - rank;
  const Shape wanted = shape.slice(start, shape.rank());
  if (wanted == batch) return d.rules().sample(key, shape);
  // Axes that are to be repeated become axes of independent draws, and go back to their places.
  Shape repeats = wanted;
  for (std::int64_t i = 0; i < rank; ++i) repeats[i] = batch[i] == wanted[i] ? 1 : wanted[i];
  const Shape lead = shape.slice(0, start);
  const Array draws = broadcast_to(d.rules().sample(key, lead + repeats + batch),
                                   lead + repeats + batch + d.event_shape());
  Dims order;
  for (std::int64_t i = 0; i < start; ++i) order.push_back(i);
  for (std::int64_t i = 0; i < rank; ++i) {
    order.push_back(start + i);
    order.push_back(start + rank + i);
  }
  for (std::int64_t i = start + 2 * rank; i < draws.rank(); ++i) order.push_back(i);
  return reshape(transpose(draws, order), shape + d.event_shape());
}

Array with_event_axes(const Array& x, std::int64_t num) {
  return num == 0 ? x : reshape(x, x.shape() + Shape(Dims(static_cast<std::size_t>(num), 1)));
}

std::optional<SupportEnds> support_ends(const Distribution& d) {
  const std::optional<Bijector> onto = d.rules().default_event_space_bijector();
  if (!onto) return std::nullopt;
  const Array infinity = full(d.batch_shape(), std::numeric_limits<double>::infinity());
  const Array first = onto->forward(-infinity), last = onto->forward(infinity);
  return SupportEnds{minimum(first, last), maximum(first, last)};
}

std::optional<Bijector> common_bijector(const Distributions& all) {
  const std::optional<Bijector> first = all[0].rules().default_event_space_bijector();
  const Constraint& support = *all[0].rules().family().support;
  for (const Distribution& d : all) {
    const std::optional<Bijector> onto = d.rules().default_event_space_bijector();
    const Constraint& own = *d.rules().family().support;
    if (!first || !onto || own.low != support.low || own.high != support.high ||
        onto->name() != first->name() || !onto->rules().parameters().empty())
      return std::nullopt;
  }
  return first;
}

std::optional<Bijector> bijector_onto_all(const char* who, const Distributions& all) {
  if (const std::optional<Bijector> common = common_bijector(all)) return common;
  if (all[0].event_shape().rank() > 0)
    throw NotImplemented(text(who, ": default_event_space_bijector is for vectors of one support"));
  std::optional<SupportEnds> ends = support_ends(all[0]);
  for (const Distribution& d : all) {
    const std::optional<SupportEnds> own = support_ends(d);
    if (!own) return std::nullopt;
    ends = {minimum(ends->low, own->low), maximum(ends->high, own->high)};
  }
  return bijectors::Interval({.low = ends->low, .high = ends->high});
}

}  // namespace aleator
