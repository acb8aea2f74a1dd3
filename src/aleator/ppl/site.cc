// SPDX-License-Identifier: Apache-2.0
#include "aleator/ppl/site.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/distributions/wrappers/batch_broadcast.h"

namespace aleator::ppl {

Shape Site::event_shape() const {
  return kind == SiteKind::sample ? distribution->event_shape() : Shape();
}

Shape Site::batch_shape() const {
  if (!plates.list.empty() || !distribution) return plates.shape();
  return distribution->batch_shape();
}

void Site::check_plates() const {
  if (plates.list.empty() || !distribution || fits(distribution->batch_shape(), plates.shape()))
    return;
  throw ShapeError(text("site '", name, "': the batch shape of ", *distribution,
                        " must broadcast to its plates (", plates,
                        "); name a plate for every batch axis, or make axes part of the event "
                        "with Independent or Sample"));
}

void Site::check_value() const {
  if (kind != SiteKind::sample || value->shape() == shape()) return;
  const std::string where = plates.list.empty() ? "" : text(" (plates ", plates, ")");
  throw ShapeError(text("site '", name, "': a value must have shape ", shape(), where, ", got ",
                        value->shape()));
}

Array Site::draw(const Key& key) const {
  if (chain) return astype(distribution->sample(key), int64);
  if (distribution->batch_shape() == batch_shape()) return distribution->sample(key);
  return distributions::BatchBroadcast({.distribution = *distribution, .to_shape = batch_shape()})
      .sample(key);
}

Array Site::plain_log_prob() const {
  if (kind == SiteKind::deterministic) return 0.;
  const Array result = kind == SiteKind::factor ? *value : distribution->log_prob(counted_value());
  return mask ? where(*mask, result, 0.) : result;
}

Array Site::counted_value() const {
  if (!mask || !is_observed) return *value;
  Array is_counted = broadcast_to(*mask, batch_shape());
  for (std::int64_t i = 0; i < event_shape().rank(); ++i) is_counted = expand_dims(is_counted, -1);
  return where(is_counted, *value, distribution->rules().inside());
}

Array Site::log_prob() const {
  Array result = plain_log_prob();
  if (kind == SiteKind::deterministic) return result;
  if (scale) result = *scale * result;
  for (std::size_t i = 0; i < plates.list.size(); ++i) {
    const Plate& plate = plates.list[i];
    if (!plate.weights) continue;
    Dims shape(plates.list.size(), 1);
    shape[i] = plate.size;
    result = reshape(*plate.weights, Shape(shape)) * result;
  }
  return result;
}

}  // namespace aleator::ppl
