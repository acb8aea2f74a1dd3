// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/wrappers/multipart_transformed_distribution.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/composition.h"
#include "aleator/bijectors/joint_map.h"

#include <algorithm>
#include <ostream>

namespace aleator::distributions {
namespace {

constexpr const char* kName = "MultipartTransformedDistribution";

Shape as_shape(const EventRanks& ranks) { return Shape(Dims(ranks.begin(), ranks.end())); }

/// The events must be those that the map takes as one: neither fewer axes, nor such as belong to
/// the batch of another part.
void check_events(const EventRanks& ranks, const MultipartBijector& b) {
  const EventRanks fitting = b.inverse_event_ndims(b.forward_event_ndims(ranks));
  if (fitting == ranks) return;
  throw ShapeError(text(kName, ": ", b.name(), " maps events of ranks ", as_shape(fitting),
                        ", the distributions have events of ranks ", as_shape(ranks),
                        "; wrap them in Sample or Independent"));
}

/// Adds the log densities of parts, or their divergences.
template <class F>
Array added(std::size_t num, F f) {
  Array total = f(0);
  for (std::size_t i = 1; i < num; ++i) total = total + f(i);
  return total;
}

}  // namespace

MultipartTransformedDistribution::MultipartTransformedDistribution(
    const MultipartTransformedDistributionParameters& parameters)
    : distributions_(parameters.distributions),
      bijector_(parameters.bijector),
      batch_shape_(joint_batch_shape(kName, parameters.distributions)) {
  if (distributions_.size() != bijector_.num_parts_in())
    throw ValueError(text(kName, ": ", bijector_.name(), " takes ", bijector_.num_parts_in(),
                          " parts, got ", distributions_.size(), " distributions"));
  check_events(event_ndims_of_x(), bijector_);
  // The batch of the map's parameters shows in its values.
  Arrays middle;
  for (const Distribution& d : distributions_)
    middle.push_back(broadcast_to(d.rules().inside(), batch_shape_ + d.event_shape()));
  const Shapes events = event_shape();
  const Arrays y = bijector_.forward(middle);
  for (std::size_t i = 0; i < y.size(); ++i)
    batch_shape_ = broadcast_shapes(batch_shape_,
                                    y[i].shape().slice(0, y[i].rank() - events[i].rank()), kName);
}

Shapes MultipartTransformedDistribution::event_shape_of_x() const {
  Shapes shapes;
  for (const Distribution& d : distributions_) shapes.push_back(d.event_shape());
  return shapes;
}

EventRanks MultipartTransformedDistribution::event_ndims_of_x() const {
  EventRanks ranks;
  for (const Distribution& d : distributions_)
    ranks.push_back(static_cast<int>(d.event_shape().rank()));
  return ranks;
}

Shapes MultipartTransformedDistribution::event_shape() const {
  return bijector_.forward_event_shape(event_shape_of_x());
}

ReparameterizationType MultipartTransformedDistribution::reparameterization_type() const {
  const auto is_full = [](const Distribution& d) { return d.rules().is_reparameterized(); };
  return std::all_of(distributions_.begin(), distributions_.end(), is_full)
             ? ReparameterizationType::fully_reparameterized
             : ReparameterizationType::not_reparameterized;
}

/// Draws before the map, for every member of the joint batch.
Arrays MultipartTransformedDistribution::parts_of_x(const Shape& shape, const Key& key) const {
  const Shape full = shape + batch_shape_;
  const std::vector<Key> keys = split(key, static_cast<int>(distributions_.size()));
  Arrays x;
  for (std::size_t i = 0; i < distributions_.size(); ++i) {
    const Distribution& d = distributions_[i];
    const Array draws = broadcast_to(draws_for(d, keys[i], full), full + d.event_shape());
    x.push_back(d.rules().is_reparameterized() ? draws : stop_gradient(draws));
  }
  return x;
}

Array MultipartTransformedDistribution::log_prob_of_x(const Arrays& x) const {
  return added(x.size(), [&](std::size_t i) { return distributions_[i].log_prob(x[i]); });
}

Arrays MultipartTransformedDistribution::of_batch(const Arrays& y, const Shape& shape) const {
  const Shapes events = event_shape();
  Arrays parts;
  for (std::size_t i = 0; i < y.size(); ++i) parts.push_back(broadcast_to(y[i], shape + events[i]));
  return parts;
}

Arrays MultipartTransformedDistribution::sample(const Shape& shape, const Key& key) const {
  return of_batch(bijector_.forward(parts_of_x(shape, key)), shape + batch_shape_);
}

std::pair<Arrays, Array> MultipartTransformedDistribution::sample_and_log_prob(
    const Shape& shape, const Key& key) const {
  const Arrays x = parts_of_x(shape, key);
  const Array volume = bijector_.forward_log_det_jacobian(x, event_ndims_of_x());
  const Shape full = shape + batch_shape_;
  return {of_batch(bijector_.forward(x), full), broadcast_to(log_prob_of_x(x) - volume, full)};
}

Array MultipartTransformedDistribution::log_prob(const Arrays& y) const {
  check_num_parts("log_prob", y.size());
  const Shapes events = event_shape();
  Shape shape = batch_shape_;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const std::string who = text(kName, ".log_prob: part ", i);
    const Shape of_part = broadcast_shapes(y[i].shape(), batch_shape_ + events[i], who.c_str());
    shape =
        broadcast_shapes(shape, of_part.slice(0, of_part.rank() - events[i].rank()), who.c_str());
  }
  const Arrays parts = of_batch(y, shape);
  const EventRanks ranks = bijector_.forward_event_ndims(event_ndims_of_x());
  const Array volume = bijector_.inverse_log_det_jacobian(parts, ranks);
  return broadcast_to(log_prob_of_x(bijector_.inverse(parts)) + volume, shape);
}

Array MultipartTransformedDistribution::prob(const Arrays& y) const { return exp(log_prob(y)); }

void MultipartTransformedDistribution::check_num_parts(const char* method, std::size_t num) const {
  if (num == bijector_.num_parts_out()) return;
  throw ValueError(text(kName, ".", method, ": ", bijector_.name(), " gives ",
                        bijector_.num_parts_out(), " parts, got ", num));
}

void MultipartTransformedDistribution::check_affine(const char* method) const {
  if (bijector_.rules().is_constant_jacobian()) return;
  throw NotImplemented(text(kName, ".", method, ": the Jacobian of ", bijector_.name(),
                            " is not constant, and there is no closed form"));
}

Arrays MultipartTransformedDistribution::statistic(const char* method,
                                                   Array (Distribution::*of)() const) const {
  check_affine(method);
  Arrays x;
  for (const Distribution& d : distributions_)
    x.push_back(broadcast_to((d.*of)(), batch_shape_ + d.event_shape()));
  return of_batch(bijector_.forward(x), batch_shape_);
}

Arrays MultipartTransformedDistribution::mean() const {
  return statistic("mean", &Distribution::mean);
}
Arrays MultipartTransformedDistribution::mode() const {
  return statistic("mode", &Distribution::mode);
}

Array MultipartTransformedDistribution::entropy() const {
  check_affine("entropy");
  Arrays middle;
  for (const Distribution& d : distributions_)
    middle.push_back(broadcast_to(d.rules().inside(), batch_shape_ + d.event_shape()));
  const Array volume = bijector_.forward_log_det_jacobian(middle, event_ndims_of_x());
  const Array of_x =
      added(distributions_.size(), [&](std::size_t i) { return distributions_[i].entropy(); });
  return broadcast_to(of_x + volume, batch_shape_);
}

Array MultipartTransformedDistribution::kl_divergence(
    const MultipartTransformedDistribution& other) const {
  if (&bijector_.rules() != &other.bijector_.rules())
    throw NotImplemented(text(kName,
                              ".kl_divergence: both must have one and the same bijector, got ",
                              to_string(), " and ", other.to_string()));
  const Array total = added(distributions_.size(), [&](std::size_t i) {
    return distributions_[i].kl_divergence(other.distributions_[i]);
  });
  return broadcast_to(total, broadcast_shapes(batch_shape_, other.batch_shape_, kName));
}

bool MultipartTransformedDistribution::has(Method method) const {
  const bool is_affine = bijector_.rules().is_constant_jacobian();
  const auto all_have = [&](Method m) {
    return std::all_of(distributions_.begin(), distributions_.end(),
                       [m](const Distribution& d) { return d.has(m); });
  };
  switch (method) {
    case Method::sample:
    case Method::log_prob:
    case Method::default_event_space_bijector: return all_have(method);
    case Method::mean:
    case Method::mode:
    case Method::entropy: return is_affine && all_have(method);
    default: return false;
  }
}

MultipartBijector MultipartTransformedDistribution::default_event_space_bijector() const {
  MultipartBijectors onto;
  for (const Distribution& d : distributions_) onto.push_back(d.default_event_space_bijector());
  return bijectors::Composition({bijector_, bijectors::JointMap(onto)});
}

std::string MultipartTransformedDistribution::to_string() const {
  std::string shapes;
  for (const Shape& shape : event_shape()) shapes += text(shapes.empty() ? "" : ", ", shape);
  return text(kName, "(bijector=", bijector_.name(), ", batch_shape=", batch_shape_,
              ", event_shape=[", shapes, "])");
}

std::ostream& operator<<(std::ostream& out, const MultipartTransformedDistribution& distribution) {
  return out << distribution.to_string();
}

}  // namespace aleator::distributions
