// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/joint_map.h"

#include "aleator/array/ops/elementwise.h"

#include <algorithm>

namespace aleator::bijectors {
namespace {

using Many = MultipartBijector;

/// Hands out a list's entries from the first on.
template <class T>
struct Supply {
  const std::vector<T>& list;
  std::size_t position = 0;

  std::vector<T> next(std::size_t count) {
    const auto first = list.begin() + static_cast<std::ptrdiff_t>(position);
    position += count;
    return std::vector<T>(first, first + static_cast<std::ptrdiff_t>(count));
  }
};

template <class T>
void append(std::vector<T>& list, const std::vector<T>& more) {
  list.insert(list.end(), more.begin(), more.end());
}

struct JointMapRules final : MultipartBijectorRules {
  explicit JointMapRules(const MultipartBijectors& all) : bijectors(all) {}
  const MultipartBijectors bijectors;

  std::string_view name() const override { return "JointMap"; }
  Arrays forward(const Arrays& x) const override {
    Arrays results;
    Supply<Array> parts{x};
    for (const Many& b : bijectors) append(results, b.forward(parts.next(b.num_parts_in())));
    return results;
  }
  Arrays inverse(const Arrays& y) const override {
    Arrays results;
    Supply<Array> parts{y};
    for (const Many& b : bijectors) append(results, b.inverse(parts.next(b.num_parts_out())));
    return results;
  }
  Array forward_log_det_jacobian(const Arrays& x, const EventRanks& event_ndims) const override {
    Array total = 0.;
    Supply<Array> parts{x};
    Supply<int> ranks{event_ndims};
    for (const Many& b : bijectors) {
      const std::size_t count = b.num_parts_in();
      const Arrays own = parts.next(count);
      total = total + b.forward_log_det_jacobian(own, ranks.next(count));
    }
    return total;
  }
  Array inverse_log_det_jacobian(const Arrays& y, const EventRanks& event_ndims) const override {
    Array total = 0.;
    Supply<Array> parts{y};
    Supply<int> ranks{event_ndims};
    for (const Many& b : bijectors) {
      const std::size_t count = b.num_parts_out();
      const Arrays own = parts.next(count);
      total = total + b.inverse_log_det_jacobian(own, ranks.next(count));
    }
    return total;
  }
  EventRanks forward_min_event_ndims() const override {
    EventRanks all;
    for (const Many& b : bijectors) append(all, b.forward_min_event_ndims());
    return all;
  }
  EventRanks inverse_min_event_ndims() const override {
    EventRanks all;
    for (const Many& b : bijectors) append(all, b.inverse_min_event_ndims());
    return all;
  }
  EventRanks forward_event_ndims(const EventRanks& event_ndims) const override {
    EventRanks results;
    Supply<int> parts{event_ndims};
    for (const Many& b : bijectors)
      append(results, b.forward_event_ndims(parts.next(b.num_parts_in())));
    return results;
  }
  EventRanks inverse_event_ndims(const EventRanks& event_ndims) const override {
    EventRanks results;
    Supply<int> parts{event_ndims};
    for (const Many& b : bijectors)
      append(results, b.inverse_event_ndims(parts.next(b.num_parts_out())));
    return results;
  }
  Shapes forward_event_shape(const Shapes& shapes) const override {
    Shapes results;
    Supply<Shape> parts{shapes};
    for (const Many& b : bijectors)
      append(results, b.forward_event_shape(parts.next(b.num_parts_in())));
    return results;
  }
  Shapes inverse_event_shape(const Shapes& shapes) const override {
    Shapes results;
    Supply<Shape> parts{shapes};
    for (const Many& b : bijectors)
      append(results, b.inverse_event_shape(parts.next(b.num_parts_out())));
    return results;
  }
  bool is_constant_jacobian() const override {
    return std::all_of(bijectors.begin(), bijectors.end(),
                       [](const Many& b) { return b.rules().is_constant_jacobian(); });
  }
  Arrays parameters() const override {
    Arrays all;
    for (const Many& b : bijectors) append(all, b.rules().parameters());
    return all;
  }
};

}  // namespace

JointMap::JointMap(const MultipartBijectors& bijectors)
    : MultipartBijector(make_ref<JointMapRules>(bijectors)) {}

}  // namespace aleator::bijectors
