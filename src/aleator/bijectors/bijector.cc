// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/bijector.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/real_numbers.h"

namespace aleator {
namespace {

/// A log determinant per minimal event, summed over the further event axes of x. A constant one may
/// have fewer axes than x: it counts once per event, so it is spread first.
Array reduce_to_event(const Array& log_det, const Array& x, int min_event_ndims,
                      std::optional<int> event_ndims, std::string_view name) {
  const int wanted = event_ndims.value_or(min_event_ndims);
  if (wanted < min_event_ndims || wanted > x.rank()) {
    throw ShapeError(text(name, ": event_ndims must lie between ", min_event_ndims,
                          " and the rank of the input, ", x.rank(), ", got ", wanted));
  }
  const Shape per_event = x.shape().slice(0, x.rank() - min_event_ndims);
  const bool is_constant = log_det.is_weak() && !x.is_weak();
  const Array spread =
      broadcast_to(is_constant ? astype(log_det, x.dtype()) : log_det,
                   broadcast_shapes(log_det.shape(), per_event, "forward_log_det_jacobian"));
  Dims axes;
  for (int axis = 1; axis <= wanted - min_event_ndims; ++axis) axes.push_back(-axis);
  return axes.empty() ? spread : sum(spread, {.axes = axes});
}

void check_rank(std::string_view name, const char* method, const Array& x, int min_event_ndims) {
  if (x.rank() < min_event_ndims) {
    throw ShapeError(text(name, ".", method, ": needs at least ", min_event_ndims,
                          " axes, got shape ", x.shape()));
  }
}

void check_injective(const Bijector& b, const char* method) {
  if (!b.is_injective())
    throw ValueError(text(b.name(), ".", method, ": the map must be injective, and is not; ",
                          method, "_branches gives all values"));
}

Array input(const Bijector& b, const char* method, const Array& x) {
  return real_input(text(b.name(), ".", method).c_str(), x);
}

}  // namespace

Array BijectorRules::forward_log_det_jacobian(const Array& x) const {
  return -inverse_log_det_jacobian(forward(x));
}
Array BijectorRules::inverse_log_det_jacobian(const Array& y) const {
  return -forward_log_det_jacobian(inverse(y));
}

Array Bijector::forward(const Array& x) const {
  check_rank(name(), "forward", x, forward_min_event_ndims());
  return rules_->forward(input(*this, "forward", x));
}

Array Bijector::inverse(const Array& y) const {
  check_rank(name(), "inverse", y, inverse_min_event_ndims());
  check_injective(*this, "inverse");
  return rules_->inverse(input(*this, "inverse", y));
}

Array Bijector::forward_log_det_jacobian(const Array& x, std::optional<int> event_ndims) const {
  const Array value = input(*this, "forward_log_det_jacobian", x);
  check_rank(name(), "forward_log_det_jacobian", value, forward_min_event_ndims());
  return reduce_to_event(rules_->forward_log_det_jacobian(value), value, forward_min_event_ndims(),
                         event_ndims, name());
}

Array Bijector::inverse_log_det_jacobian(const Array& y, std::optional<int> event_ndims) const {
  const Array value = input(*this, "inverse_log_det_jacobian", y);
  check_rank(name(), "inverse_log_det_jacobian", value, inverse_min_event_ndims());
  check_injective(*this, "inverse_log_det_jacobian");
  return reduce_to_event(rules_->inverse_log_det_jacobian(value), value, inverse_min_event_ndims(),
                         event_ndims, name());
}

Arrays Bijector::inverse_branches(const Array& y) const {
  check_rank(name(), "inverse_branches", y, inverse_min_event_ndims());
  return rules_->inverse_branches(input(*this, "inverse_branches", y));
}

// An event of several numbers would have a branch for each choice of theirs.
Arrays Bijector::inverse_log_det_jacobian_branches(const Array& y,
                                                   std::optional<int> event_ndims) const {
  const Array value = input(*this, "inverse_log_det_jacobian_branches", y);
  const int minimum = inverse_min_event_ndims();
  check_rank(name(), "inverse_log_det_jacobian_branches", value, minimum);
  if (!is_injective() && event_ndims.value_or(minimum) != minimum)
    throw ShapeError(text(name(), ".inverse_log_det_jacobian_branches: event_ndims must be ",
                          minimum, " where the map is not injective, got ", *event_ndims));
  Arrays all;
  for (const Array& log_det : rules_->inverse_log_det_jacobian_branches(value))
    all.push_back(reduce_to_event(log_det, value, minimum, event_ndims, name()));
  return all;
}

Shape Bijector::forward_event_shape(const Shape& shape) const {
  return rules_->forward_event_shape(shape);
}
Shape Bijector::inverse_event_shape(const Shape& shape) const {
  return rules_->inverse_event_shape(shape);
}

}  // namespace aleator
