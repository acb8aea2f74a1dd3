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

  using Count = std::size_t (Many::*)() const;  ///< of the parts that one bijector takes
  /// f(bijector, its parts) for each, one after the other.
  template <class T, class F>
  std::vector<T> of_parts(const std::vector<T>& all, Count count, F f) const {
    std::vector<T> results;
    Supply<T> parts{all};
    for (const Many& b : bijectors) append(results, f(b, parts.next((b.*count)())));
    return results;
  }
  using LogDet = Array (Many::*)(const Arrays&, const EventRanks&) const;
  Array sum_of_parts(const Arrays& all, const EventRanks& event_ndims, Count count,
                     LogDet log_det) const {
    Array total = 0.;
    Supply<Array> parts{all};
    Supply<int> ranks{event_ndims};
    for (const Many& b : bijectors) {
      const Arrays own = parts.next((b.*count)());
      total = total + (b.*log_det)(own, ranks.next(own.size()));
    }
    return total;
  }
  static constexpr Count kIn = &Many::num_parts_in, kOut = &Many::num_parts_out;

  std::string_view name() const override { return "JointMap"; }
  Arrays forward(const Arrays& x) const override {
    return of_parts(x, kIn, [](const Many& b, const Arrays& own) { return b.forward(own); });
  }
  Arrays inverse(const Arrays& y) const override {
    return of_parts(y, kOut, [](const Many& b, const Arrays& own) { return b.inverse(own); });
  }
  Array forward_log_det_jacobian(const Arrays& x, const EventRanks& event_ndims) const override {
    return sum_of_parts(x, event_ndims, kIn, &Many::forward_log_det_jacobian);
  }
  Array inverse_log_det_jacobian(const Arrays& y, const EventRanks& event_ndims) const override {
    return sum_of_parts(y, event_ndims, kOut, &Many::inverse_log_det_jacobian);
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
  EventRanks forward_event_ndims(const EventRanks& ranks) const override {
    return of_parts(ranks, kIn, [](const Many& b, const EventRanks& own) {
      return b.forward_event_ndims(own);
    });
  }
  EventRanks inverse_event_ndims(const EventRanks& ranks) const override {
    return of_parts(ranks, kOut, [](const Many& b, const EventRanks& own) {
      return b.inverse_event_ndims(own);
    });
  }
  Shapes forward_event_shape(const Shapes& shapes) const override {
    return of_parts(shapes, kIn,
                    [](const Many& b, const Shapes& own) { return b.forward_event_shape(own); });
  }
  Shapes inverse_event_shape(const Shapes& shapes) const override {
    return of_parts(shapes, kOut,
                    [](const Many& b, const Shapes& own) { return b.inverse_event_shape(own); });
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
