// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/composition.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

#include <algorithm>

namespace aleator::bijectors {
namespace {

using Many = MultipartBijector;

struct CompositionRules final : MultipartBijectorRules {
  explicit CompositionRules(const MultipartBijectors& all) : outermost_first(all) {
    if (all.empty()) throw ValueError("Composition: needs at least one bijector, got none");
    for (std::size_t i = 0; i + 1 < all.size(); ++i) {
      if (all[i].num_parts_in() == all[i + 1].num_parts_out()) continue;
      throw ValueError(text("Composition: ", all[i].name(), " takes ", all[i].num_parts_in(),
                            " parts, ", all[i + 1].name(), " before it gives ",
                            all[i + 1].num_parts_out()));
    }
  }
  const MultipartBijectors outermost_first;

  template <class T, class F>
  T there(T value, F f) const {
    for (auto b = outermost_first.rbegin(); b != outermost_first.rend(); ++b) value = f(*b, value);
    return value;
  }
  template <class T, class F>
  T back(T value, F f) const {
    for (const Many& b : outermost_first) value = f(b, value);
    return value;
  }
  EventRanks none(std::size_t num_parts) const { return EventRanks(num_parts, 0); }

  std::string_view name() const override { return "Composition"; }
  Arrays forward(const Arrays& x) const override {
    return there(x, [](const Many& b, const Arrays& parts) { return b.forward(parts); });
  }
  Arrays inverse(const Arrays& y) const override {
    return back(y, [](const Many& b, const Arrays& parts) { return b.inverse(parts); });
  }
  Array forward_log_det_jacobian(const Arrays& x, const EventRanks& event_ndims) const override {
    Array total = 0.;
    EventRanks ranks = event_ndims;
    there(x, [&](const Many& b, const Arrays& parts) {
      total = total + b.forward_log_det_jacobian(parts, ranks);
      ranks = b.forward_event_ndims(ranks);
      return b.forward(parts);
    });
    return total;
  }
  Array inverse_log_det_jacobian(const Arrays& y, const EventRanks& event_ndims) const override {
    Array total = 0.;
    EventRanks ranks = event_ndims;
    back(y, [&](const Many& b, const Arrays& parts) {
      total = total + b.inverse_log_det_jacobian(parts, ranks);
      ranks = b.inverse_event_ndims(ranks);
      return b.inverse(parts);
    });
    return total;
  }
  EventRanks forward_min_event_ndims() const override {
    return inverse_event_ndims(none(outermost_first.front().num_parts_out()));
  }
  EventRanks inverse_min_event_ndims() const override {
    return forward_event_ndims(none(outermost_first.back().num_parts_in()));
  }
  EventRanks forward_event_ndims(const EventRanks& event_ndims) const override {
    return there(event_ndims,
                 [](const Many& b, const EventRanks& r) { return b.forward_event_ndims(r); });
  }
  EventRanks inverse_event_ndims(const EventRanks& event_ndims) const override {
    return back(event_ndims,
                [](const Many& b, const EventRanks& r) { return b.inverse_event_ndims(r); });
  }
  Shapes forward_event_shape(const Shapes& shapes) const override {
    return there(shapes, [](const Many& b, const Shapes& s) { return b.forward_event_shape(s); });
  }
  Shapes inverse_event_shape(const Shapes& shapes) const override {
    return back(shapes, [](const Many& b, const Shapes& s) { return b.inverse_event_shape(s); });
  }
  bool is_constant_jacobian() const override {
    return std::all_of(outermost_first.begin(), outermost_first.end(),
                       [](const Many& b) { return b.rules().is_constant_jacobian(); });
  }
  Arrays parameters() const override {
    Arrays all;
    for (const Many& b : outermost_first) {
      const Arrays own = b.rules().parameters();
      all.insert(all.end(), own.begin(), own.end());
    }
    return all;
  }
};

}  // namespace

Composition::Composition(const MultipartBijectors& bijectors)
    : MultipartBijector(make_ref<CompositionRules>(bijectors)) {}

}  // namespace aleator::bijectors
