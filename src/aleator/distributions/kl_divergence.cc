// SPDX-License-Identifier: Apache-2.0
// Finds divergences of pairs: the closed forms that either side knows, of the distributions or of
// the wider families that they belong to; else an average over draws.
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/distributions/continuous/von_mises.h"
#include "aleator/distributions/distribution.h"
#include "aleator/distributions/known_equal.h"
#include "aleator/distributions/known_moments.h"

namespace aleator {
namespace {

/// A distribution and the same in ever wider families.
std::vector<Distribution> memberships(const Distribution& d) {
  std::vector<Distribution> all{d};
  while (const auto wider = all.back().rules().in_wider_family()) all.push_back(*wider);
  return all;
}

std::optional<Array> closed_form(const Distribution& p, const Distribution& q) {
  const std::vector<Distribution> of_q = memberships(q);
  for (const Distribution& own : memberships(p)) {
    for (const Distribution& other : of_q) {
      if (const auto known = own.rules().kl_divergence(other.rules())) return known;
      if (const auto known = other.rules().kl_divergence_from(own.rules())) return known;
    }
  }
  return std::nullopt;
}

/// Divergences are of distributions over one space.
void check_same_events(const Distribution& p, const Distribution& q) {
  if (p.event_shape() != q.event_shape())
    throw ShapeError(text("kl_divergence: both must have one event shape, got ", p, " and ", q));
}

Shape joint_batch(const Distribution& p, const Distribution& q) {
  return broadcast_shapes(p.batch_shape(), q.batch_shape(), "kl_divergence");
}

/// f(rules) of numbers; nothing where it needs what has no closed form.
template <class F>
auto where_implemented(const DistributionRules& rules, F f) -> std::optional<decltype(f(rules))> {
  if (rules.event_shape().rank() > 0) return std::nullopt;
  try {
    return f(rules);
  } catch (const NotImplemented&) {
    return std::nullopt;
  }
}

}  // namespace

std::optional<KnownMoments> known_moments(const DistributionRules& rules) {
  // The moments of angles are those of their directions.
  if (rules.is_discrete() || &rules.family() == &distributions::VonMises::family)
    return std::nullopt;
  return where_implemented(rules, [](const DistributionRules& r) {
    return KnownMoments{r.entropy(), r.mean(), r.variance()};
  });
}

std::optional<KnownCounts> known_counts(const DistributionRules& rules) {
  const Constraint& support = *rules.family().support;
  if (!rules.is_discrete() || support.low < 0) return std::nullopt;
  return where_implemented(rules, [](const DistributionRules& r) {
    return KnownCounts{r.entropy(), r.mean()};
  });
}

std::optional<PositiveMoments> positive_moments(const DistributionRules& rules) {
  if (rules.is_discrete() || rules.family().support->low < 0) return std::nullopt;
  const std::optional<LogMoments> of_log = rules.moments_of_log();
  if (!of_log) return std::nullopt;
  return where_implemented(rules, [&](const DistributionRules& r) {
    return PositiveMoments{r.entropy(), *of_log};
  });
}

bool is_known_equal(const Array& a, const Array& b) {
  if (!a.is_known() || !b.is_known()) return false;
  return all(a == b).item<bool>();
}

bool Distribution::has_kl_divergence(const Distribution& other) const {
  return event_shape() == other.event_shape() && closed_form(*this, other).has_value();
}

Array Distribution::kl_divergence(const Distribution& other) const {
  check_same_events(*this, other);
  const std::optional<Array> closed = closed_form(*this, other);
  if (!closed)
    throw NotImplemented(text("kl_divergence: no closed form for ", name(), " and ", other.name(),
                              "; kl_divergence(other, {.key = ..., .num_samples = ...}) "
                              "estimates it from draws"));
  return broadcast_to(*closed, joint_batch(*this, other));
}

Array Distribution::kl_divergence(const Distribution& other,
                                  const KlDivergenceOptions& options) const {
  check_same_events(*this, other);
  if (options.num_samples < 1)
    throw ValueError(
        text("kl_divergence: num_samples must be positive, got ", options.num_samples));
  const Shape batch = joint_batch(*this, other);
  if (const std::optional<Array> closed = closed_form(*this, other))
    return broadcast_to(*closed, batch);
  const auto [draws, own] = sample_and_log_prob({options.num_samples}, options.key);
  // Draws of a smaller batch serve every member of the larger one: new axes of length 1 between
  // the draws and their batch.
  const std::int64_t more = batch.rank() - batch_shape().rank();
  const auto spread = [&](const Array& x) {
    return reshape(x, Shape{options.num_samples} + Shape(Dims(static_cast<std::size_t>(more), 1)) +
                          x.shape().slice(1, x.rank()));
  };
  const Array difference =
      aleator::mean(spread(own) - other.log_prob(spread(draws)), {.axes = {0}});
  return named(broadcast_to(difference, batch),
               text("kl_divergence of ", name(), " and ", other.name(), " from ",
                    options.num_samples, " draws"));
}

}  // namespace aleator
