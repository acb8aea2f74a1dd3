// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/multipart_bijector.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/real_numbers.h"

#include <algorithm>

namespace aleator {
namespace {

Shape as_shape(const EventRanks& ranks) { return Shape(Dims(ranks.begin(), ranks.end())); }

void check_num_parts(std::string_view name, const char* method, std::size_t given,
                     std::size_t num_parts) {
  if (given == num_parts) return;
  throw ValueError(text(name, ".", method, ": takes ", num_parts, " parts, got ", given));
}

/// Ranks of the far side that have as many axes more than its minimum as the near side has at most.
EventRanks with_common_excess(const EventRanks& event_ndims, const EventRanks& near,
                              const EventRanks& far) {
  int excess = 0;
  for (std::size_t i = 0; i < near.size(); ++i) excess = std::max(excess, event_ndims[i] - near[i]);
  EventRanks result;
  for (const int minimum : far) result.push_back(minimum + excess);
  return result;
}

Arrays checked_parts(std::string_view name, const char* method, const Arrays& parts,
                     const EventRanks& minimum) {
  check_num_parts(name, method, parts.size(), minimum.size());
  Arrays floating;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].rank() < minimum[i])
      throw ShapeError(text(name, ".", method, ": part ", i, " needs at least ", minimum[i],
                            " axes, got shape ", parts[i].shape()));
    floating.push_back(real_input(text(name, ".", method).c_str(), parts[i]));
  }
  return floating;
}

void check_event_ndims(std::string_view name, const char* method, const EventRanks& event_ndims,
                       const Arrays& parts, const EventRanks& fitting) {
  bool fits = event_ndims == fitting;
  for (std::size_t i = 0; fits && i < parts.size(); ++i) fits = event_ndims[i] <= parts[i].rank();
  if (fits) return;
  Dims ranks;
  for (const Array& part : parts) ranks.push_back(part.rank());
  throw ShapeError(text(name, ".", method, ": event_ndims must be ranks of events it can map, ",
                        as_shape(fitting), " here, at most the ranks of the parts, ", Shape(ranks),
                        ", got ", as_shape(event_ndims)));
}

struct OnePartRules final : MultipartBijectorRules {
  explicit OnePartRules(const Bijector& bijector) : inner(bijector) {}
  const Bijector inner;

  std::string_view name() const override { return inner.name(); }
  Arrays forward(const Arrays& x) const override { return {inner.forward(x[0])}; }
  Arrays inverse(const Arrays& y) const override { return {inner.inverse(y[0])}; }
  Array forward_log_det_jacobian(const Arrays& x, const EventRanks& event_ndims) const override {
    return inner.forward_log_det_jacobian(x[0], event_ndims[0]);
  }
  Array inverse_log_det_jacobian(const Arrays& y, const EventRanks& event_ndims) const override {
    return inner.inverse_log_det_jacobian(y[0], event_ndims[0]);
  }
  EventRanks forward_min_event_ndims() const override { return {inner.forward_min_event_ndims()}; }
  EventRanks inverse_min_event_ndims() const override { return {inner.inverse_min_event_ndims()}; }
  Shapes forward_event_shape(const Shapes& shapes) const override {
    return {inner.forward_event_shape(shapes[0])};
  }
  Shapes inverse_event_shape(const Shapes& shapes) const override {
    return {inner.inverse_event_shape(shapes[0])};
  }
  bool is_constant_jacobian() const override { return inner.rules().is_constant_jacobian(); }
  Arrays parameters() const override { return inner.rules().parameters(); }
};

struct OrdinaryRules final : BijectorRules {
  explicit OrdinaryRules(const MultipartBijector& bijector) : inner(bijector) {
    if (inner.num_parts_in() == 1 && inner.num_parts_out() == 1) return;
    throw ValueError(text("as_bijector: takes a bijector with one part on either side, ",
                          inner.name(), " has ", inner.num_parts_in(), " and ",
                          inner.num_parts_out()));
  }
  const MultipartBijector inner;

  std::string_view name() const override { return inner.name(); }
  Array forward(const Array& x) const override { return inner.forward(Arrays{x})[0]; }
  Array inverse(const Array& y) const override { return inner.inverse(Arrays{y})[0]; }
  Array forward_log_det_jacobian(const Array& x) const override {
    return inner.forward_log_det_jacobian(Arrays{x});
  }
  Array inverse_log_det_jacobian(const Array& y) const override {
    return inner.inverse_log_det_jacobian(Arrays{y});
  }
  int forward_min_event_ndims() const override { return inner.forward_min_event_ndims()[0]; }
  int inverse_min_event_ndims() const override { return inner.inverse_min_event_ndims()[0]; }
  Shape forward_event_shape(const Shape& shape) const override {
    return inner.forward_event_shape({shape})[0];
  }
  Shape inverse_event_shape(const Shape& shape) const override {
    return inner.inverse_event_shape({shape})[0];
  }
  bool is_constant_jacobian() const override { return inner.rules().is_constant_jacobian(); }
  std::optional<bool> is_increasing() const override { return std::nullopt; }
  Arrays parameters() const override { return inner.rules().parameters(); }
};

}  // namespace

Array MultipartBijectorRules::forward_log_det_jacobian(const Arrays& x,
                                                       const EventRanks& event_ndims) const {
  return -inverse_log_det_jacobian(forward(x), forward_event_ndims(event_ndims));
}
Array MultipartBijectorRules::inverse_log_det_jacobian(const Arrays& y,
                                                       const EventRanks& event_ndims) const {
  return -forward_log_det_jacobian(inverse(y), inverse_event_ndims(event_ndims));
}
EventRanks MultipartBijectorRules::forward_event_ndims(const EventRanks& event_ndims) const {
  return with_common_excess(event_ndims, forward_min_event_ndims(), inverse_min_event_ndims());
}
EventRanks MultipartBijectorRules::inverse_event_ndims(const EventRanks& event_ndims) const {
  return with_common_excess(event_ndims, inverse_min_event_ndims(), forward_min_event_ndims());
}

MultipartBijector::MultipartBijector(const Bijector& bijector)
    : rules_(make_ref<OnePartRules>(bijector)) {}

Arrays MultipartBijector::forward(const Arrays& x) const {
  return rules_->forward(checked_parts(name(), "forward", x, forward_min_event_ndims()));
}
Arrays MultipartBijector::inverse(const Arrays& y) const {
  return rules_->inverse(checked_parts(name(), "inverse", y, inverse_min_event_ndims()));
}

Array MultipartBijector::forward_log_det_jacobian(const Arrays& x,
                                                  const EventRanks& event_ndims) const {
  constexpr const char* kMethod = "forward_log_det_jacobian";
  const Arrays parts = checked_parts(name(), kMethod, x, forward_min_event_ndims());
  const EventRanks ranks = event_ndims.empty() ? forward_min_event_ndims() : event_ndims;
  const EventRanks mapped = forward_event_ndims(ranks);
  check_event_ndims(name(), kMethod, ranks, parts, rules_->inverse_event_ndims(mapped));
  return rules_->forward_log_det_jacobian(parts, ranks);
}
Array MultipartBijector::inverse_log_det_jacobian(const Arrays& y,
                                                  const EventRanks& event_ndims) const {
  constexpr const char* kMethod = "inverse_log_det_jacobian";
  const Arrays parts = checked_parts(name(), kMethod, y, inverse_min_event_ndims());
  const EventRanks ranks = event_ndims.empty() ? inverse_min_event_ndims() : event_ndims;
  const EventRanks mapped = inverse_event_ndims(ranks);
  check_event_ndims(name(), kMethod, ranks, parts, rules_->forward_event_ndims(mapped));
  return rules_->inverse_log_det_jacobian(parts, ranks);
}

EventRanks MultipartBijector::forward_event_ndims(const EventRanks& event_ndims) const {
  check_num_parts(name(), "forward_event_ndims", event_ndims.size(), num_parts_in());
  return rules_->forward_event_ndims(event_ndims);
}
EventRanks MultipartBijector::inverse_event_ndims(const EventRanks& event_ndims) const {
  check_num_parts(name(), "inverse_event_ndims", event_ndims.size(), num_parts_out());
  return rules_->inverse_event_ndims(event_ndims);
}
Shapes MultipartBijector::forward_event_shape(const Shapes& shapes) const {
  check_num_parts(name(), "forward_event_shape", shapes.size(), num_parts_in());
  return rules_->forward_event_shape(shapes);
}
Shapes MultipartBijector::inverse_event_shape(const Shapes& shapes) const {
  check_num_parts(name(), "inverse_event_shape", shapes.size(), num_parts_out());
  return rules_->inverse_event_shape(shapes);
}

void MultipartBijector::check_num_leaves(const char* method, std::size_t num_leaves,
                                         std::size_t num_parts) const {
  if (num_leaves == num_parts) return;
  throw ValueError(text(name(), ".", method, ": its value has ", num_parts,
                        " parts, the type of the result ", num_leaves));
}

Bijector as_bijector(const MultipartBijector& bijector) {
  return Bijector(make_ref<OrdinaryRules>(bijector));
}

}  // namespace aleator
